import type { PropertyMap } from "../../../network/model/resource";
import { buildModel, readDump, type Resource } from "../../../network/model";
import { explain } from "../../../network/reason";
import { endpoint, gapTexts, GROUPS, nsx, router, site, T1, threeTiers } from "./resources";

const PROFILE = "/infra/lb-app-profiles/tcp";

/** The three tiers with a balancer on their Tier-1, in front of what the pool says. */
function balanced(
  pool: PropertyMap,
  server: PropertyMap = {},
  service: PropertyMap = {},
): Resource[] {
  return [
    ...threeTiers(),
    nsx("LbService", "lb", { connectivityPath: T1, ...service }),
    nsx("LbFastTcpApplicationProfile", "tcp", {}),
    nsx("LbPool", "pool", pool),
    nsx("LbVirtualServer", "web", {
      ipAddress: "192.168.1.70",
      ports: ["443"],
      servicePath: "/infra/lb-services/lb",
      applicationProfilePath: PROFILE,
      poolPath: "/infra/lb-pools/pool",
      ...server,
    }),
  ];
}

const member = (ipAddress: string, more: PropertyMap = {}) => ({
  displayName: ipAddress,
  ipAddress,
  ...more,
});
const WORKER = member("10.0.0.11", { port: "8443" });

/** Servers as `ports > members as address:port seen from`. */
function servers(resources: Resource[]): string[] {
  const model = buildModel(resources, site);
  return (router(model, "app").virtualServers ?? []).map(({ services, members, doubt }) => {
    const asked = services.map(
      ({ protocols, destinationPorts }) => `${String(protocols)}/${destinationPorts?.toText()}`,
    );
    const given = members.map(
      ({ addresses, ports, sources }) =>
        `${addresses.toText()}:${ports?.toText() ?? "same"} from ${sources?.toText() ?? "client"}`,
    );
    return [`${asked.join()} > ${given.join("; ")}`, doubt?.certainty ?? []].flat().join(" ");
  });
}

const AUTOMAP = "10.0.0.1, 100.64.0.0/16, 169.254.0.0/24";

describe("load balancers become virtual servers of their gateway", () => {
  test("automap: members may see any address of the gateway", () => {
    expect(servers(balanced({ members: [WORKER] }))).toEqual([
      `6/443 > 10.0.0.11:8443 from ${AUTOMAP}`,
    ]);
  });

  test.each<[string, PropertyMap, string]>([
    ["DISABLED keeps the client", { type: "DISABLED" }, "client"],
    [
      "IPPOOL takes one of a pool",
      { type: "IPPOOL", ipPoolAddresses: ["192.168.1.90-192.168.1.91"] },
      "192.168.1.90/31",
    ],
  ])("source translation: %s", (_name, snat, seen) => {
    expect(servers(balanced({ members: [WORKER], snat }))).toEqual([
      `6/443 > 10.0.0.11:8443 from ${seen}`,
    ]);
  });

  test("leaves out members that are switched off; backups serve when no other does", () => {
    const off = { ...WORKER, adminState: "GRACEFUL_DISABLED" };
    const backup = member("10.0.0.12", { backupMember: true });
    const seen = `from ${AUTOMAP}`;
    expect(servers(balanced({ members: [WORKER, backup] }))[0]).not.toContain("10.0.0.12");
    expect(servers(balanced({ members: [off, backup] }))).toEqual([
      `6/443 > 10.0.0.12:same ${seen}`,
    ]);
    expect(servers(balanced({ members: [off] }))).toEqual(["6/443 > "]);
  });

  test("takes members from a group, IPv4 only unless told otherwise", () => {
    const memberGroup = { groupPath: `${GROUPS}/app`, port: "8080" };
    expect(servers(balanced({ memberGroup }))).toEqual([`6/443 > 10.0.0.11:8080 from ${AUTOMAP}`]);
    expect(servers(balanced({ memberGroup: { ...memberGroup, allowIpv4: false } }))).toEqual([
      "6/443 > ",
    ]);
  });

  test("ports without one of the member: the server's default, entry by entry", () => {
    const members = [member("10.0.0.11")];
    const ports = { ports: ["80", "443"], defaultPoolMemberPorts: ["8080", "8443"] };
    const seen = `from ${AUTOMAP}`;
    expect(servers(balanced({ members }, ports))).toEqual([
      `6/80 > 10.0.0.11:8080 ${seen}`,
      `6/443 > 10.0.0.11:8443 ${seen}`,
    ]);
    expect(servers(balanced({ members }, { defaultPoolMemberPorts: ["9000"] }))).toEqual([
      `6/443 > 10.0.0.11:9000 ${seen}`,
    ]);
  });

  test("a server or balancer that is off takes nothing", () => {
    expect(servers(balanced({ members: [WORKER] }, { enabled: false }))[0]).toMatch(/^ >/);
    expect(servers(balanced({ members: [WORKER] }, {}, { enabled: false }))[0]).toMatch(/^ >/);
  });

  test("an access list limits who may ask", () => {
    const accessListControl = { groupPath: `${GROUPS}/db`, action: "DROP" };
    const model = buildModel(balanced({ members: [WORKER] }, { accessListControl }), site);
    const [server] = router(model, "app").virtualServers ?? [];
    expect(server!.source.complement().toText()).toBe("10.0.9.5");
  });

  test.each<[string, PropertyMap, PropertyMap, string, string]>([
    ["rules", { members: [WORKER] }, { rules: [{}] }, "conditional", "look into requests"],
    ["a pool of others", {}, { poolPath: "/infra/lb-pools/x" }, "unknown", "/infra/lb-pools/x"],
    ["another profile", {}, { applicationProfilePath: "/p/x" }, "unknown", "profile /p/x"],
    ["a member elsewhere", { members: [member("172.20.0.1")] }, {}, "unknown", "172.20.0.1 see"],
  ])("fails to be certain with %s, and says why", (_name, pool, server, certainty, why) => {
    const model = buildModel(balanced(pool, server), site);
    const [found] = router(model, "app").virtualServers ?? [];
    expect([found!.doubt?.certainty, found!.doubt?.reason]).toEqual([
      certainty,
      expect.stringContaining(why),
    ]);
    expect(gapTexts(model).join()).toContain("web: What it does with a connection is not certain");
  });

  test("a monitored pool stands without a member that is gone, an unwatched one does not", () => {
    const members = [WORKER, member("10.0.0.99", { port: "8443" })];
    const verdict = (pool: PropertyMap) => {
      const model = buildModel(
        balanced({ members, ...pool }).filter(({ name }) => name !== "nothing-else"),
        site,
      );
      const call = { protocol: 6, sourcePort: 50_000, destinationPort: 443 };
      const packet = { source: "10.0.9.5", destination: "192.168.1.70", ...call };
      return explain(model, packet, endpoint(model, "mysql").id).verdict;
    };
    expect(verdict({ activeMonitorPaths: ["/infra/lb-monitor-profiles/tcp"] })).toBe("allowed");
    expect(verdict({})).toBe("conditional");
  });

  test("an advertised one is reached from the LAN, and answers come back through the balancer", () => {
    const resources = balanced({ members: [WORKER] })
      .filter(({ name }) => !["app", "drop-all"].includes(name))
      .concat(
        nsx("Tier1Gateway", "app", {
          ...{ tier0Path: "/infra/tier-0s/edge", edgeClusterPath: "/infra/edges/1" },
          routeAdvertisementTypes: ["TIER1_LB_VIP"],
        }),
      );
    const model = buildModel(resources, site);
    const call = { protocol: 6, sourcePort: 50_000, destinationPort: 443 };
    const packet = { source: "192.168.1.99", destination: "192.168.1.70", ...call };
    const answer = explain(model, packet, endpoint(model, "corp").id);
    expect([answer.verdict, answer.reason]).toEqual(["allowed", "delivered"]);
    expect(answer.hops.map(({ action }) => action).join()).toContain(
      "virtual server web hands it to 10.0.0.11: tcp 10.0.0.1:49152 -> 10.0.0.11:8443",
    );
  });
});

test("a dump of the manager gives the same virtual server as the program that made it", () => {
  const objects = [
    { resource_type: "LBService", id: "lb", connectivity_path: T1, path: "/infra/lb-services/lb" },
    { resource_type: "LBFastTcpProfile", id: "tcp", path: PROFILE },
    {
      resource_type: "LBPool",
      path: "/infra/lb-pools/pool",
      members: [{ display_name: "10.0.0.11", ip_address: "10.0.0.11", port: "8443" }],
      snat_translation: { type: "LBSnatAutoMap" },
    },
    {
      resource_type: "LBVirtualServer",
      path: "/infra/lb-virtual-servers/web",
      ip_address: "192.168.1.70",
      ports: ["443"],
      lb_service_path: "/infra/lb-services/lb",
      pool_path: "/infra/lb-pools/pool",
      application_profile_path: PROFILE,
    },
  ];
  expect(servers([...threeTiers(), ...readDump(JSON.stringify(objects))])).toEqual(
    servers(balanced({ members: [WORKER] })),
  );
});
