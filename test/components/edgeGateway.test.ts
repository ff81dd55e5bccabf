import { EdgeGateway } from "vmnet";

import { edgeArgs, lab } from "./fixtures";
import { faultsOf } from "./faults";
import { built, valueOf } from "./harness";

jest.setTimeout(180_000);

const both = {
  "edge-01": { edgeNodePath: lab.edgeNodePath, address: "192.168.1.2/24" },
  "edge-02": { edgeNodePath: lab.otherEdgeNodePath, address: "192.168.1.3/24" },
};
const staticRoutes = { default: { cidr: "0.0.0.0/0", nextHop: "192.168.1.1" } };

describe("an edge gateway", () => {
  const build = (changes = {}) => built(() => new EdgeGateway("edge", edgeArgs(changes)));

  test("is active-standby, so that SNAT and DNAT work below it", async () => {
    const { find, value } = await build();
    expect(find("edge-gateway").inputs).toMatchObject({
      haMode: "ACTIVE_STANDBY",
      edgeClusterPath: lab.edgeClusterPath,
    });
    expect(await valueOf((value as EdgeGateway).gatewayPath)).toBe("/infra/tier-0s/edge-gateway");
  });

  test("has a foot in the LAN's VLAN on every edge node (R10)", async () => {
    const { find, names } = await build({ interfaces: both, staticRoutes });
    expect(names()).toEqual([
      "edge",
      "edge-gateway",
      "edge-interface-edge-01",
      "edge-interface-edge-02",
      "edge-route-default",
      "edge-uplink",
    ]);
    expect(find("edge-uplink").inputs).toMatchObject({
      vlanIds: ["10"],
      advancedConfig: { connectivity: "ON" },
    });
    expect(find("edge-interface-edge-02").inputs).toMatchObject({
      type: "EXTERNAL",
      subnets: ["192.168.1.3/24"],
      segmentPath: "/infra/segments/edge-uplink",
      edgeNodePath: lab.otherEdgeNodePath,
      mtu: 1500,
    });
    expect(find("edge-route-default").inputs).toMatchObject({
      network: "0.0.0.0/0",
      nextHops: [{ ipAddress: "192.168.1.1" }],
    });
  });

  test("replaces its segment after its gateway, which takes the interfaces away", async () => {
    const { find } = await build();
    expect(find("edge-uplink").dependencies).toEqual(["edge-gateway"]);
    expect(find("edge-interface-edge-01").dependencies).toEqual(["edge-gateway", "edge-uplink"]);
  });

  test("that exists registers nothing", async () => {
    const { registrations, value } = await built(() =>
      EdgeGateway.fromExisting({
        gatewayPath: lab.tier0Path,
        edgeClusterPath: lab.edgeClusterPath,
      }),
    );
    expect(registrations).toEqual([]);
    expect(await valueOf((value as EdgeGateway).gatewayPath)).toBe(lab.tier0Path);
  });
});

describe("an edge gateway fails", () => {
  const faults = (changes: object) => faultsOf(() => new EdgeGateway("edge", edgeArgs(changes)));

  test("fails without interfaces and without a VLAN", async () => {
    expect(Object.keys(await faults({ interfaces: {}, vlanId: undefined }))).toEqual([
      "vlanId",
      "interfaces",
    ]);
  });

  test("fails for interfaces of two networks, and for one address twice", async () => {
    const two = (address: string) => ({ ...both, "edge-02": { ...both["edge-02"], address } });
    expect(await faults({ interfaces: two("192.168.2.3/24") })).toEqual({
      "interfaces.edge-02.address": "interface edge-01 is in another network",
    });
    expect(await faults({ interfaces: two("192.168.1.2/24") })).toEqual({
      "interfaces.edge-02.address": "interface edge-01 has this address already",
    });
  });

  test("fails for routes that lead nowhere", async () => {
    const found = await faults({
      staticRoutes: {
        far: { cidr: "0.0.0.0/0", nextHop: "10.9.9.9" },
        self: { cidr: "10.0.0.0/8", nextHop: "192.168.1.2" },
        own: { cidr: "192.168.1.0/24", nextHop: "192.168.1.1" },
      },
    });
    expect(found).toEqual({
      "staticRoutes.far.nextHop": "the next hop is not in the LAN of the interfaces",
      "staticRoutes.self.nextHop": "the next hop is an interface of this gateway",
      "staticRoutes.own.cidr": "this network is connected, a route to it would never be used",
    });
  });
});
