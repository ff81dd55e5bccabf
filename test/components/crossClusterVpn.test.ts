import * as pulumi from "@pulumi/pulumi";
import { CrossClusterVpn, EdgeGateway } from "vmnet";

import { edgeArgs, lab } from "./fixtures";
import { built, runProgram, valueOf } from "./harness";
import { PSK, vpnArgs, vpnOf } from "./vpnFixtures";

jest.setTimeout(180_000);

const build = (changes: Parameters<typeof vpnArgs>[0] = {}) =>
  built(() => new CrossClusterVpn("vpn", vpnArgs(changes)));

describe("one end of a cross-cluster VPN", () => {
  test("is the objects that its doc lists", async () => {
    const { names } = await build();
    expect(names()).toEqual([
      "vpn",
      "vpn-accepted-main",
      "vpn-allow-backup.sync",
      "vpn-allow-backup.web",
      "vpn-allow-primary.sync",
      "vpn-allow-primary.web",
      "vpn-announced-main",
      "vpn-control",
      "vpn-control-backup",
      "vpn-control-primary",
      "vpn-dpd",
      "vpn-drop-backup",
      "vpn-drop-primary",
      "vpn-endpoint-backup",
      "vpn-endpoint-primary",
      "vpn-esp",
      "vpn-group-tier",
      "vpn-ike",
      "vpn-in-backup",
      "vpn-in-primary",
      "vpn-neighbor-backup",
      "vpn-neighbor-primary",
      "vpn-no-snat-main",
      "vpn-out-backup",
      "vpn-out-primary",
      "vpn-policy-main",
      "vpn-service-main",
      "vpn-session-backup",
      "vpn-session-primary",
      "vpn-traffic-web",
    ]);
  });

  test("encrypts as R34 asks, without a digest beside the authenticated cipher", async () => {
    const { find } = await build();
    expect(find("vpn-ike").inputs).toMatchObject({
      ikeVersion: "IKE_V2",
      encryptionAlgorithms: ["AES_GCM_256"],
      dhGroups: ["GROUP20"],
      saLifeTime: 28800,
    });
    expect(find("vpn-esp").inputs).toMatchObject({
      encryptionAlgorithms: ["AES_GCM_256"],
      enablePerfectForwardSecrecy: true,
    });
    for (const name of ["vpn-ike", "vpn-esp"]) {
      expect(find(name).inputs).not.toHaveProperty("digestAlgorithms");
    }
    expect(find("vpn-dpd").inputs).toMatchObject({ dpdProbeMode: "PERIODIC", enabled: true });
    expect(find("vpn-service-main").inputs).toMatchObject({ haSync: true });
  });

  test("has a certificate for the first tunnel and a key for the second", async () => {
    const { find } = await build();
    expect(find("vpn-session-primary").inputs).toMatchObject({
      authenticationMode: "CERTIFICATE",
      vpnType: "RouteBased",
      peerAddress: "198.51.100.1",
      peerId: "198.51.100.1",
    });
    expect(find("vpn-session-primary").inputs).not.toHaveProperty("psk");
    expect(find("vpn-endpoint-primary").inputs).toMatchObject({
      localAddress: "203.0.113.1",
      certificatePath: "/infra/certificates/lab-vpn-certificate",
      trustCaPaths: ["/infra/certificates/lab-vpn-ca"],
    });
    expect(find("vpn-session-backup").inputs).toMatchObject({
      authenticationMode: "PSK",
      psk: { secret: PSK },
      peerAddress: "198.51.100.2",
    });
  });

  test("clamps TCP in both directions to what 1500 bytes carry in ESP", async () => {
    const { find } = await build();
    for (const name of ["vpn-session-primary", "vpn-session-backup"]) {
      expect(find(name).inputs).toMatchObject({ direction: "BOTH", maxSegmentSize: 1406 });
    }
  });

  test("replaces an endpoint that loses its certificate, which NSX would keep, and its session", async () => {
    const { find } = await built(() => new CrossClusterVpn("vpn", vpnArgs()));
    const replacing = (key: string) => find(`vpn-${key}`).replaceOnChanges;
    expect(replacing("endpoint-primary")).toEqual(["trustCrlPaths"]);
    expect(replacing("endpoint-backup")).toEqual([
      "certificatePath",
      "trustCaPaths",
      "trustCrlPaths",
    ]);
    expect(replacing("session-primary")).toEqual(["localEndpointPath"]);
  });

  test("exempts the other site from NAT before any session", async () => {
    const { find } = await build();
    expect(find("vpn-no-snat-main").inputs).toMatchObject({
      action: "NO_SNAT",
      sourceNetworks: ["10.1.0.0/24", "10.1.9.0/24"],
      destinationNetworks: ["10.2.0.0/24"],
      firewallMatch: "BYPASS",
    });
    expect(find("vpn-no-snat-main").inputs).not.toHaveProperty("translatedNetworks");
    for (const name of ["vpn-session-primary", "vpn-session-backup"]) {
      expect(find(name).dependencies).toContain("vpn-no-snat-main");
    }
  });

  test("speaks BGP over the tunnel's interface, filtered both ways", async () => {
    const { find } = await build();
    expect(find("vpn-neighbor-primary").inputs).toMatchObject({
      bgpPath: `${lab.tier0Path}/locale-services/default/bgp`,
      neighborAddress: "169.254.64.1",
      sourceAddresses: ["169.254.64.2"],
      remoteAsNum: "65002",
      bfdConfig: { enabled: true },
      routeFilterings: [
        {
          addressFamily: "IPV4",
          inRouteFilter: `${lab.tier0Path}/route-maps/vpn-in-primary`,
          outRouteFilter: `${lab.tier0Path}/route-maps/vpn-out-primary`,
        },
      ],
    });
    expect(find("vpn-announced-main").inputs["prefixes"]).toEqual([
      { action: "DENY", network: "198.51.100.1/32" },
      { action: "DENY", network: "198.51.100.2/32" },
      { action: "DENY", network: "203.0.113.1/32" },
      { action: "DENY", network: "203.0.113.2/32" },
      { action: "PERMIT", network: "10.1.0.0/24", le: 32 },
      { action: "PERMIT", network: "10.1.9.0/24", le: 32 },
    ]);
  });

  test("prefers the first tunnel in both directions", async () => {
    const { find } = await build();
    const entry = (name: string) => (find(name).inputs["entries"] as { set?: object }[])[0]?.set;
    expect(entry("vpn-in-primary")).toEqual({ localPreference: 200 });
    expect(entry("vpn-in-backup")).toEqual({ localPreference: 190 });
    expect(entry("vpn-out-primary")).toBeUndefined();
    expect(entry("vpn-out-backup")).toEqual({ asPathPrepend: "65000" });
  });

  test("drops on each tunnel what is not listed, before any route leads there", async () => {
    const { find } = await build();
    const scope = `${lab.tier0Path}/ipsec-vpn-services/vpn-service-main/sessions/vpn-session-backup`;
    expect(find("vpn-drop-backup").inputs).toMatchObject({
      action: "DROP",
      scopes: [scope],
      sequenceNumber: 100_000,
      logged: true,
    });
    expect(find("vpn-allow-backup.web").inputs).toMatchObject({
      action: "ALLOW",
      scopes: [scope],
      sourceGroups: ["10.1.0.0/24"],
      destinationGroups: ["10.2.0.0/24"],
      services: ["/infra/services/vpn-traffic-web"],
    });
    expect(find("vpn-control-backup").inputs).toMatchObject({
      sourceGroups: ["169.254.64.4", "169.254.64.5"],
      services: ["/infra/services/vpn-control"],
    });
    expect(find("vpn-neighbor-backup").dependencies).toContain("vpn-drop-backup");
  });

  test("has groups of local machines and remote networks", async () => {
    const segment = "/infra/segments/app";
    const { find } = await build();
    expect(find("vpn-group-tier").inputs).toMatchObject({
      criterias: [{ ipaddressExpression: { ipAddresses: ["10.1.0.0/24", "10.2.0.0/24"] } }],
    });
    const { registrations } = await runProgram(
      () =>
        new CrossClusterVpn(
          "vpn",
          vpnArgs({ localMembers: { tier: { segmentPaths: [segment], tags: { tier: "app" } } } }),
        ),
    );
    const group = registrations.find(({ name }) => name === "vpn-group-tier");
    expect(group?.inputs).toMatchObject({
      criterias: [
        { ipaddressExpression: { ipAddresses: ["10.2.0.0/24"] } },
        { pathExpression: { memberPaths: [segment] } },
        { conditions: [{ key: "Tag", operator: "EQUALS", value: "tier|app" }] },
      ],
      conjunctions: [{ operator: "OR" }, { operator: "OR" }],
    });
  });

  test("protects the service in production and not in a lab", async () => {
    expect((await build()).find("vpn-service-main").protect).toBe(true);
    expect((await build({ disposable: true })).find("vpn-service-main").protect).toBe(false);
  });

  test("writes the redistribution with the endpoints where it is asked to", async () => {
    const main = { gatewayPath: lab.tier0Path, haMode: "ACTIVE_STANDBY", redistribute: true };
    const { find } = await build({ gateways: { main } });
    expect(find("vpn-redistribution-main").inputs["rules"]).toEqual([
      expect.objectContaining({
        types: expect.arrayContaining(["TIER0_IPSEC_LOCAL_IP"]) as unknown,
      }),
    ]);
  });

  test("returns its sessions and groups by name", async () => {
    const { value } = await build();
    const { sessionPaths, groupPaths } = value as CrossClusterVpn;
    expect(Object.keys(await valueOf(sessionPaths))).toEqual(["primary", "backup"]);
    expect(await valueOf(groupPaths)).toEqual({
      tier: "/infra/domains/default/groups/vpn-group-tier",
    });
  });

  test("that exists registers nothing", async () => {
    const { registrations, value } = await built(() =>
      CrossClusterVpn.fromExisting({ sessionPaths: { primary: "/infra/x" } }),
    );
    expect(registrations).toEqual([]);
    expect(await valueOf((value as CrossClusterVpn).groupPaths)).toEqual({});
  });
});

describe("the two ends", () => {
  test("meet: what one has as its own, the other has as its peer", async () => {
    const west = await build();
    const east = await build({ site: "east" });
    for (const key of ["primary", "backup"]) {
      const [a, b] = [west, east].map(({ find }) => ({
        local: find(`vpn-endpoint-${key}`).inputs["localAddress"],
        peer: find(`vpn-session-${key}`).inputs["peerAddress"],
        own: (find(`vpn-neighbor-${key}`).inputs["sourceAddresses"] as string[])[0],
        neighbor: find(`vpn-neighbor-${key}`).inputs["neighborAddress"],
      }));
      expect([a!.local, a!.own]).toEqual([b!.peer, b!.neighbor]);
      expect([a!.peer, a!.neighbor]).toEqual([b!.local, b!.own]);
    }
  });

  test("of two gateways per site have what each needs on each", async () => {
    const { tunnels, ...rest } = vpnOf();
    const vpn = {
      ...rest,
      tunnels: { ...tunnels, backup: { ...tunnels["backup"]!, gateway: "two" } },
    };
    const gateway = { gatewayPath: lab.tier0Path, haMode: "ACTIVE_STANDBY" };
    const { find, names } = await built(() => {
      const { gatewayPath } = new EdgeGateway("second", edgeArgs());
      const two = { gatewayPath, haMode: "ACTIVE_STANDBY" };
      return new CrossClusterVpn("vpn", vpnArgs({ vpn, gateways: { main: gateway, two } }));
    });
    expect(names().filter((name) => /service-|no-snat-|policy-/.test(name))).toHaveLength(6);
    expect(find("vpn-endpoint-backup").inputs["servicePath"]).toContain("vpn-service-two");
  });
});

describe("secrets of a VPN", () => {
  test("are secret in every input, the component's own included", async () => {
    const credentials = {
      ...vpnArgs().credentials,
      backup: { psk: PSK, bgpPassword: "s3cret-bgp" },
    };
    const { registrations } = await build({ credentials });
    const open = JSON.stringify(registrations, (_key, value: unknown) =>
      typeof value === "object" && value !== null && "secret" in value ? "sealed" : value,
    );
    expect(JSON.stringify(registrations)).toContain(PSK);
    expect(open).not.toContain(PSK);
    expect(open).not.toContain("s3cret-bgp");
  });

  test("are in no message, marked as secret or not", async () => {
    for (const psk of ["hunter2-hunter2", pulumi.secret("hunter2-hunter2"), 4711 as never]) {
      const credentials = { ...vpnArgs().credentials, backup: { psk } };
      const { errors } = await runProgram(
        () => new CrossClusterVpn("vpn", vpnArgs({ credentials })),
      );
      const text = errors.map(({ message }) => message).join("\n");
      expect(text).toContain("credentials.backup.psk");
      expect(text).not.toMatch(/hunter2|4711/);
    }
  });
});
