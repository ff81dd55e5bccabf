import * as pulumi from "@pulumi/pulumi";
import { CrossClusterVpn, EdgeGateway, type EdgeGatewayArgs } from "vmnet";

import { full, neighbor, bgp } from "./edgeFixtures";
import { faultsOf } from "./faults";
import { edgeArgs, lab } from "./fixtures";
import { GROWTH_TIMEOUT_MILLISECONDS, namesInBoth } from "./growth";
import { built, valueOf } from "./harness";
import { vpnArgs, vpnOf } from "./vpnFixtures";

jest.setTimeout(GROWTH_TIMEOUT_MILLISECONDS);

const build = (changes: Partial<EdgeGatewayArgs>) =>
  built(() => new EdgeGateway("edge", edgeArgs(changes)));
const faults = (changes: Partial<EdgeGatewayArgs>) =>
  faultsOf(() => new EdgeGateway("edge", edgeArgs(changes)));

describe("an edge gateway with BGP (R23)", () => {
  test("is the objects that its doc lists", async () => {
    expect((await build(full)).names()).toEqual([
      "edge",
      "edge-gateway",
      "edge-ha-vip",
      "edge-interface-edge-01",
      "edge-interface-edge-02",
      "edge-interface-wan.edge-01",
      "edge-map-prefer",
      "edge-neighbor-core",
      "edge-neighbor-wan",
      "edge-prefixes-ours",
      "edge-redistribution",
      "edge-uplink",
      "edge-uplink-wan",
    ]);
  });

  test("has its settings in the gateway, the one form that survives updates", async () => {
    const { find, registrations } = await build(full);
    expect(find("edge-gateway").inputs["bgpConfig"]).toEqual({
      enabled: true,
      ecmp: true,
      localAsNum: "65001",
      gracefulRestartMode: "HELPER_ONLY",
      routeAggregations: [{ prefix: "10.0.0.0/8", summaryOnly: true }],
    });
    expect(registrations.filter(({ type }) => type.includes("BgpConfig"))).toEqual([]);
    expect(find("edge-gateway").inputs).not.toHaveProperty("localeServices");
  });

  test("speaks from the interfaces of the neighbor's uplink, with BFD and filters", async () => {
    const { find } = await build(full);
    expect(find("edge-neighbor-core").inputs).toMatchObject({
      bgpPath: "/infra/tier-0s/edge-gateway/locale-services/default/bgp",
      neighborAddress: "192.168.1.1",
      sourceAddresses: ["192.168.1.2", "192.168.1.3"],
      remoteAsNum: "65100",
      bfdConfig: { enabled: true, interval: 500, multiple: 3 },
      routeFilterings: [
        {
          inRouteFilter: "/infra/tier-0s/edge-gateway/route-maps/edge-map-prefer",
          outRouteFilter: "/infra/tier-0s/edge-gateway/prefix-lists/edge-prefixes-ours",
        },
      ],
    });
    expect(find("edge-neighbor-wan").inputs).toMatchObject({
      sourceAddresses: ["203.0.113.10"],
      password: { secret: "s3cret-word" },
    });
    // Addresses are text: nothing else says that the interfaces with them come first.
    expect(find("edge-neighbor-wan").dependencies).toEqual(
      expect.arrayContaining(["edge-interface-wan.edge-01"]),
    );
  });

  test("tells what tier-1 gateways advertise, and the endpoints of VPNs", async () => {
    const { find } = await build(full);
    expect(find("edge-redistribution").inputs).toMatchObject({
      bgpEnabled: true,
      ospfEnabled: false,
      rules: [
        {
          name: "default",
          types: [
            "TIER0_IPSEC_LOCAL_IP",
            "TIER1_CONNECTED",
            "TIER1_LB_VIP",
            "TIER1_NAT",
            "TIER1_STATIC",
          ],
        },
      ],
    });
    const { names } = await build({ ...full, redistribution: {} });
    expect(names()).not.toContain("edge-redistribution");
  });

  test("shares an address between two interfaces", async () => {
    const { find } = await build(full);
    const interfaces = "/infra/tier-0s/edge-gateway/locale-services/default/interfaces";
    expect(find("edge-ha-vip").inputs["configs"]).toEqual([
      {
        enabled: true,
        vipSubnets: ["192.168.1.4/24"],
        externalInterfacePaths: [
          `${interfaces}/edge-interface-edge-01`,
          `${interfaces}/edge-interface-edge-02`,
        ],
      },
    ]);
  });

  test("says what a VPN needs to know, and a VPN takes it", async () => {
    const { value, names } = await built(() => {
      const edge = new EdgeGateway("edge", edgeArgs(full));
      const { gatewayPath, haMode, bgpPath, asNumber } = edge;
      const { sites, ...rest } = vpnOf();
      const vpn = { ...rest, sites: { ...sites, west: { ...sites["west"]!, asNumber: 65001 } } };
      const gateways = { main: { gatewayPath, haMode, bgpPath, asNumber } };
      new CrossClusterVpn("vpn", vpnArgs({ vpn, gateways }));
      return edge;
    });
    expect(names()).toContain("vpn-session-primary");
    const { haMode, bgpPath, asNumber } = value as EdgeGateway;
    expect(await valueOf(haMode)).toBe("ACTIVE_STANDBY");
    expect(await valueOf(asNumber)).toBe("65001");
    expect(await valueOf(bgpPath)).toBe("/infra/tier-0s/edge-gateway/locale-services/default/bgp");
  });

  test("registers the same in a preview", async () => {
    const names = await namesInBoth(() => new EdgeGateway("edge", edgeArgs(full)));
    expect(names).toHaveLength(13);
  });

  test("keeps the password out of every open input", async () => {
    const { registrations } = await build(full);
    const open = JSON.stringify(registrations, (_key, value: unknown) =>
      typeof value === "object" && value !== null && "secret" in value ? "sealed" : value,
    );
    expect(open).not.toContain("s3cret-word");
  });
});

describe("an edge gateway as a VRF", () => {
  const vrf = { parentPath: lab.tier0Path, trunkVlanIds: ["10-19"] };

  test("takes VLANs of a trunk, and of BGP only what a VRF may set", async () => {
    const { find } = await build({ vrf, bgp: { neighbors: { core: neighbor } } });
    expect(find("edge-gateway").inputs).toMatchObject({
      vrfConfig: { gatewayPath: lab.tier0Path },
      bgpConfig: { enabled: true, ecmp: true, routeAggregations: [] },
    });
    expect(find("edge-gateway").inputs["bgpConfig"]).not.toHaveProperty("localAsNum");
    expect(find("edge-uplink").inputs["vlanIds"]).toEqual(["10-19"]);
    expect(find("edge-interface-edge-01").inputs).toMatchObject({ accessVlanId: 10 });
  });

  test("fails for an AS number of its own, and for VLANs outside of the trunk", async () => {
    const found = await faults({ vrf: { ...vrf, trunkVlanIds: ["20-29"] }, bgp });
    expect(found).toEqual({
      vlanId: "the trunk of the VRF does not carry this VLAN",
      "bgp.asNumber": "a VRF has the AS number of its parent",
    });
  });

  test("fails for a trunk that is none, and a parent that is no path", async () => {
    const found = await faults({ vrf: { parentPath: "t0", trunkVlanIds: ["19-10"] } });
    expect(found).toEqual({
      "vrf.parentPath": "this is not a policy path",
      "vrf.trunkVlanIds": "the range of VLAN ids is reversed",
    });
  });
});

test("an edge gateway that exists says what it was told, and where its BGP is", async () => {
  const existing = EdgeGateway.fromExisting({
    gatewayPath: lab.tier0Path,
    edgeClusterPath: lab.edgeClusterPath,
    haMode: pulumi.output("ACTIVE_STANDBY"),
  });
  expect(await valueOf(existing.haMode)).toBe("ACTIVE_STANDBY");
  expect(await valueOf(existing.bgpPath)).toBe(`${lab.tier0Path}/locale-services/default/bgp`);
  expect(await valueOf(existing.asNumber)).toBe("");
});
