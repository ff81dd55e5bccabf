import { formatAddress, formatCidr } from "../../../network/address";
import { buildModel, UNKNOWN, type Resource, type Surroundings } from "../../../network/model";
import { gapTexts, nsx, portsOf, router, site, T0, T1, threeTiers } from "./resources";

/** Networks of a router's routes of one kind. */
function networks(resources: Resource[], name: string, kind: string, where: Surroundings = site) {
  const model = buildModel(resources, where);
  return router(model, name)
    .routes.filter((route) => route.kind === kind)
    .map(({ network }) => formatCidr(network));
}

/** The three tiers with another Tier-1. */
function withTier1(inputs: Resource["inputs"]): Resource[] {
  const others = threeTiers().filter(
    ({ name, type }) => name !== "app" || type.endsWith("PolicyGroup"),
  );
  return [
    ...others,
    nsx("Tier1Gateway", "app", { tier0Path: T0, edgeClusterPath: "/e", ...inputs }),
  ];
}

describe("what a Tier-1 advertises", () => {
  const nat = ["192.168.1.60/32", "192.168.1.50/32"];
  const connected = ["10.0.9.0/24", "10.0.0.0/24"];
  test.each<[string, string[]]>([
    ["TIER1_NAT", nat],
    ["TIER1_CONNECTED", connected],
    ["TIER1_STATIC_ROUTES", ["172.16.0.0/16"]],
    ["TIER1_LB_VIP", ["192.168.1.70/32"]],
    ["TIER1_IPSEC_LOCAL_ENDPOINT", ["192.168.1.80/32"]],
  ])("%s becomes routes of the Tier-0", (type, expected) => {
    const service = `${T1}/ipsec-vpn-services/vpn`;
    const resources = [
      ...withTier1({ routeAdvertisementTypes: [type] }),
      nsx("StaticRoute", "far", {
        gatewayPath: T1,
        network: "172.16.0.0/16",
        nextHops: [{ ipAddress: "10.0.0.200" }],
      }),
      nsx("LbService", "lb", { connectivityPath: T1 }),
      nsx("LbVirtualServer", "web", {
        ipAddress: "192.168.1.70",
        servicePath: "/infra/lb-services/lb",
      }),
      nsx("IpsecVpnService", "vpn", { gatewayPath: T1 }),
      nsx("IpsecVpnLocalEndpoint", "end", { servicePath: service, localAddress: "192.168.1.80" }),
    ];
    expect(networks(resources, "edge", "advertised").sort()).toEqual([...expected].sort());
  });

  test("a DENY rule keeps a prefix back, and the order is noted as not confirmed", () => {
    const resources = withTier1({
      routeAdvertisementTypes: ["TIER1_CONNECTED"],
      routeAdvertisementRules: [
        { name: "no-db", action: "DENY", subnets: ["10.0.9.0/24"], prefixOperator: "GE" },
      ],
    });
    expect(networks(resources, "edge", "advertised")).toEqual(["10.0.0.0/24"]);
    expect(gapTexts(buildModel(resources, site)).join()).toContain("not confirmed");
  });

  test("nothing of a switched-off segment", () => {
    const resources = [
      ...withTier1({ routeAdvertisementTypes: ["TIER1_CONNECTED"] }).filter(
        ({ name }) => name !== "db",
      ),
      nsx("Segment", "db", {
        connectivityPath: T1,
        subnets: [{ cidr: "10.0.9.1/24" }],
        advancedConfig: { connectivity: "OFF" },
      }),
    ];
    expect(networks(resources, "edge", "advertised")).toEqual(["10.0.0.0/24"]);
  });
});

describe("gateways", () => {
  test("without an edge cluster have no service router, and their NAT rules are dead", () => {
    const model = buildModel(withTier1({ edgeClusterPath: undefined }), site);
    expect(router(model, "app").hasServiceRouter).toBe(false);
    const dead = gapTexts(model).filter((text) => text.includes("Dead rule"));
    expect(dead.map((text) => text.split(":")[0]).sort()).toEqual([
      "allow-jobs",
      "drop-all",
      "jobs",
      "snat",
    ]);
  });

  test("with an edge cluster that is not known yet have a service router", () => {
    const model = buildModel(withTier1({ edgeClusterPath: UNKNOWN }), site);
    expect(router(model, "app").hasServiceRouter).toBe(true);
  });

  test("that nothing describes are doubtful", () => {
    const resources = withTier1({}).filter(({ type }) => !type.includes("Tier0"));
    expect(router(buildModel(resources, site), "edge").doubt).toMatchObject({
      certainty: "unknown",
    });
  });

  test("of the surroundings have their interfaces and routes", () => {
    const where: Surroundings = {
      ...site,
      gateways: [
        {
          path: T0,
          name: "edge",
          interfaces: [{ name: "up", fabric: "campus", vlan: 10, addresses: ["192.168.1.2/24"] }],
          routes: [{ network: "0.0.0.0/0", nextHop: "192.168.1.1" }],
        },
      ],
    };
    const resources = withTier1({ routeAdvertisementTypes: ["TIER1_NAT"] }).filter(
      ({ type }) => !type.includes("Tier0"),
    );
    const model = buildModel(
      resources.filter(({ name }) => name !== "out"),
      where,
    );
    const edge = router(model, "edge");
    expect(edge.doubt).toBeUndefined();
    expect(edge.routes.map(({ kind }) => kind)).toEqual([
      "connected",
      "static",
      "advertised",
      "advertised",
    ]);
    const up = portsOf(model, edge).find(({ domain }) => domain !== undefined);
    expect(up!.answersFor.toText()).toBe("192.168.1.50, 192.168.1.60");
  });

  test("keep the nearer of two static routes first, and doubt a next hop that is nowhere", () => {
    const resources = [
      ...threeTiers().filter(({ name }) => name !== "out"),
      nsx("StaticRoute", "out", {
        gatewayPath: T0,
        network: "0.0.0.0/0",
        nextHops: [
          { ipAddress: "192.168.1.9", adminDistance: 5 },
          { ipAddress: "192.168.1.1", adminDistance: 1 },
        ],
      }),
      nsx("StaticRoute", "lost", {
        gatewayPath: T0,
        network: "172.20.0.0/16",
        nextHops: [{ ipAddress: "1.1.1.1" }],
      }),
    ];
    const { routes } = router(buildModel(resources, site), "edge");
    const statics = routes.filter(({ kind }) => kind === "static");
    const hops = statics.map(({ via }) => via.map(({ nextHop }) => formatAddress(nextHop!)).join());
    expect(hops.filter((hop) => hop !== "")).toEqual(["192.168.1.1", "192.168.1.9"]);
    expect(statics.find(({ via }) => via.length === 0)?.doubt?.reason).toContain('"lost"');
  });

  test("share a high-availability address among their interfaces", () => {
    const lan = `${T0}/locale-services/default/interfaces/lan`;
    const vip = nsx("Tier0GatewayHaVipConfig", "vip", {
      configs: [{ externalInterfacePaths: [lan], vipSubnets: ["192.168.1.4/24"] }],
    });
    const model = buildModel([...threeTiers(), vip], site);
    const [port] = portsOf(model, router(model, "edge"));
    expect(port!.owned.toText()).toBe("192.168.1.2, 192.168.1.4");
  });
});

describe("BGP", () => {
  const bgp = `${T0}/locale-services/default/bgp`;
  const neighbor = (inputs: Resource["inputs"] = {}) =>
    nsx("BgpNeighbor", "core", { bgpPath: bgp, neighborAddress: "192.168.1.1", ...inputs });
  const redistribution = nsx("GatewayRedistributionConfig", "r", {
    gatewayPath: T0,
    bgpEnabled: true,
    rules: [{ types: ["TIER1_NAT", "TIER0_CONNECTED"] }],
  });
  const speaking: Surroundings = {
    ...site,
    routers: [{ ...site.routers![0]!, bgp: { announces: ["0.0.0.0/0", "172.30.0.0/16"] } }],
  };
  const base = threeTiers().filter(({ name }) => name !== "out");

  test("brings what a described neighbour announces", () => {
    expect(networks([...base, neighbor()], "edge", "bgp", speaking)).toEqual([
      "0.0.0.0/0",
      "172.30.0.0/16",
    ]);
  });

  test("tells the neighbour what is redistributed", () => {
    const found = networks([...base, neighbor(), redistribution], "core", "bgp", speaking);
    expect(found.sort()).toEqual(["192.168.1.0/24", "192.168.1.50/32", "192.168.1.60/32"]);
  });

  test("goes through prefix lists", () => {
    const list = nsx("GatewayPrefixList", "only", {
      gatewayPath: T0,
      prefixes: [{ action: "PERMIT", network: "172.16.0.0/12", le: 24 }],
    });
    const filtered = neighbor({
      routeFilterings: [{ addressFamily: "IPV4", inRouteFilter: `${T0}/prefix-lists/only` }],
    });
    expect(networks([...base, filtered, list], "edge", "bgp", speaking)).toEqual(["172.30.0.0/16"]);
  });

  test("with a neighbour that nothing describes makes every other route doubtful", () => {
    const model = buildModel([...base, neighbor({ neighborAddress: "192.168.1.250" })], site);
    const lost = router(model, "edge").routes.filter(({ kind }) => kind === "bgp");
    expect(lost.map(({ doubt }) => doubt?.certainty)).toEqual(["unknown", "unknown"]);
    expect(gapTexts(model).join()).toContain("routers[].bgp");
  });
});

describe("tunnels", () => {
  const service = `${T0}/ipsec-vpn-services/vpn`;
  const session = (inputs: Resource["inputs"] = {}) => [
    nsx("IpsecVpnService", "vpn", { gatewayPath: T0 }),
    nsx("IpsecVpnLocalEndpoint", "here", { servicePath: service, localAddress: "192.168.1.3" }),
    nsx("IpsecVpnSession", "paris", {
      servicePath: service,
      vpnType: "RouteBased",
      localEndpointPath: `${service}/local-endpoints/here`,
      peerAddress: "198.51.100.7",
      ipAddresses: ["169.254.1.1"],
      prefixLength: 30,
      ...inputs,
    }),
  ];
  const paris: Surroundings = {
    ...site,
    routers: [
      ...site.routers!,
      {
        name: "paris",
        interfaces: [
          {
            name: "vti",
            addresses: ["169.254.1.2/30"],
            tunnel: { local: "198.51.100.7", remote: "192.168.1.3" },
          },
        ],
      },
    ],
  };

  test("join the gateway and the router with the same public addresses", () => {
    const model = buildModel([...threeTiers(), ...session()], paris);
    const here = portsOf(model, router(model, "edge")).find(({ name }) => name.includes("tunnel"));
    const [there] = portsOf(model, router(model, "paris"));
    expect(here).toMatchObject({ peer: there!.id, side: "service" });
    expect(there!.peer).toBe(here!.id);
    expect(router(model, "edge").firewall.rules.at(-1)).toMatchObject({
      action: "ALLOW",
      category: "Default",
      appliedTo: [here!.id],
    });
  });

  test("end at a doubtful router when nothing describes the other side", () => {
    const model = buildModel([...threeTiers(), ...session()], site);
    expect(router(model, "VPN peer 198.51.100.7").doubt).toMatchObject({ certainty: "unknown" });
  });

  test("of policy-based sessions are named as not represented", () => {
    const model = buildModel([...threeTiers(), ...session({ vpnType: "PolicyBased" })], site);
    expect(gapTexts(model).join()).toContain("policy-based VPN is not represented");
  });

  test("have their local endpoint's address in the service router, answered for on the LAN", () => {
    const model = buildModel([...threeTiers(), ...session()], paris);
    const ports = portsOf(model, router(model, "edge"));
    expect(ports.find(({ name }) => name === "edge here")!.owned.toText()).toBe("192.168.1.3");
    expect(ports[0]!.answersFor.toText()).toContain("192.168.1.3");
  });
});
