import {
  CrossClusterVpn,
  EdgeGateway,
  type EdgeGatewayArgs,
  HaMode,
  RedistributedType,
} from "vmnet";

import { bgp, both, full, neighbor, transit } from "./edgeFixtures";
import { faultsOf, refused } from "./faults";
import { edgeArgs, lab } from "./fixtures";
import { GROWTH_TIMEOUT_MILLISECONDS, growsInPlace } from "./growth";
import { runProgram } from "./harness";
import { vpnArgs } from "./vpnFixtures";

jest.setTimeout(GROWTH_TIMEOUT_MILLISECONDS);

const faults = (changes: Partial<EdgeGatewayArgs>) =>
  faultsOf(() => new EdgeGateway("edge", edgeArgs(changes)));

describe("an edge gateway with more than a LAN", () => {
  test("fails in active-active with an address that moves", async () => {
    const { message } = await refused(
      () => new EdgeGateway("edge", edgeArgs({ ...full, haMode: HaMode.ActiveActive })),
    );
    expect(message).toContain("haVips: an active-active gateway has no address that moves");
    expect(message).toContain("allowed: none, or haMode active-standby");
  });

  test("fails in active-active below a VPN", async () => {
    const { errors } = await runProgram(() => {
      const { gatewayPath, haMode } = new EdgeGateway(
        "edge",
        edgeArgs({ haMode: HaMode.ActiveActive }),
      );
      new CrossClusterVpn("vpn", vpnArgs({ gateways: { main: { gatewayPath, haMode } } }));
    });
    expect(errors.map(({ message }) => message).join()).toContain("active-standby gateway only");
  });

  test("fails for a mode that does not exist", async () => {
    expect(await faults({ haMode: "ACTIVE" as HaMode })).toEqual({
      haMode: "this is not one of the choices",
    });
  });

  test("fails for uplinks that share a VLAN or a network", async () => {
    const one = { ...transit.interfaces["edge-01"], address: "192.168.1.99/25" };
    const found = await faults({
      uplinks: {
        wan: { ...transit, vlanId: 10 },
        far: { vlanId: 30, interfaces: { "edge-01": one }, mtuBytes: 9500 },
        none: { vlanId: 5000, interfaces: {} },
      },
    });
    expect(found).toMatchObject({
      "uplinks.wan.vlanId": "the LAN is this VLAN already",
      "uplinks.far.interfaces": "the LAN has this network, or a part of it",
      "uplinks.far.mtuBytes": "this is not an MTU that works here",
      "uplinks.none.vlanId": "this is not a VLAN id",
      "uplinks.none.interfaces": "without an interface nothing outside is reached",
    });
  });

  test("fails for shared addresses that nobody could share", async () => {
    const found = await faults({
      interfaces: both,
      haVips: {
        one: { address: "192.168.1.4/24", nodes: ["edge-01"] },
        other: { address: "192.168.2.4/24", nodes: ["edge-01", "edge-03"] },
        same: { address: "192.168.1.2/24", nodes: ["edge-01", "edge-02"] },
        lost: { address: "192.168.1.5/24", nodes: ["edge-01", "edge-02"], uplink: "wan" },
      },
    });
    expect(found).toEqual({
      "haVips.one.nodes": "two interfaces share an address",
      "haVips.other.nodes": "the uplink has no interface on this node",
      "haVips.other.address": "the address is not in the network of its interfaces",
      "haVips.same.address": "an interface or another shared address is this one",
      "haVips.lost.uplink": "no such uplink",
    });
  });

  test("fails for neighbors that are nowhere, unfiltered or too quick", async () => {
    const found = await faults({
      bgp: {
        asNumber: 0,
        neighbors: {
          far: { ...neighbor, address: "10.9.9.9" },
          self: { ...neighbor, address: "192.168.1.2", uplink: "" },
          open: { address: "192.168.1.1", asNumber: 65100, inFilter: "ours" },
          quick: { ...neighbor, holdDownSeconds: 30, bfd: { intervalMilliseconds: 10 } },
          lost: { ...neighbor, uplink: "wan", maximumRoutes: 0 },
        },
      },
    });
    expect(found).toEqual({
      "bgp.asNumber": "out of range",
      "bgp.neighbors.far.address": "the neighbor is not in the network of its uplink",
      "bgp.neighbors.self.address": "this is an interface of the gateway itself",
      "bgp.neighbors.open.inFilter": "this is not one of the choices",
      "bgp.neighbors.open.outFilter": "without a filter every route passes (RFC 8212)",
      "bgp.neighbors.quick.keepAliveSeconds": "one lost word would end the session",
      "bgp.neighbors.quick.bfd.intervalMilliseconds": "out of range",
      "bgp.neighbors.lost.uplink": "no such uplink",
      "bgp.neighbors.lost.maximumRoutes": "out of range",
    });
  });

  test("fails for filters that match nothing or name nothing", async () => {
    const found = await faults({
      prefixLists: {
        none: { entries: [] },
        odd: {
          entries: [{ cidr: "10.0.0.1/8" }, { cidr: "10.0.0.0/8", shortest: 4, longest: 40 }],
        },
      },
      routeMaps: {
        odd: { entries: [{ prefixLists: ["ours"], localPreference: -1 }] },
        empty: { entries: [] },
      },
      redistribution: { all: { types: [RedistributedType.Tier1Nat] } },
    });
    expect(found).toMatchObject({
      "prefixLists.none.entries": "a filter without entries denies everything",
      "prefixLists.odd.entries[1].shortest": "out of range",
      "prefixLists.odd.entries[1].longest": "out of range",
      "routeMaps.odd": "a prefix list has this name already",
      "routeMaps.odd.entries[0].prefixLists[0]": "this is not one of the choices",
      "routeMaps.odd.entries[0].localPreference": "out of range",
      "routeMaps.empty.entries": "a filter without entries denies everything",
      redistribution: "without BGP nobody is told anything",
    });
    expect(found["prefixLists.odd.entries[0].cidr"]).toBeDefined();
  });

  test("fails for kinds of routes that NSX does not have", async () => {
    const redistribution = {
      all: { types: ["EVERYTHING" as RedistributedType], routeMap: "none" },
      some: { types: [] },
    };
    expect(await faults({ bgp, redistribution })).toEqual({
      "redistribution.all.types[0]": "this is not one of the choices",
      "redistribution.all.routeMap": "this is not one of the choices",
      "redistribution.some.types": "no kind is named",
    });
  });

  test("fails for a wrong password without showing it", async () => {
    const neighbors = { core: { ...neighbor, password: 4711 as never } };
    const { message } = await refused(
      () => new EdgeGateway("edge", edgeArgs({ bgp: { ...bgp, neighbors } })),
    );
    expect(message).toContain("bgp.neighbors.core.password: this is not a text");
    expect(message).not.toContain("4711");
  });
});

describe("keys inserted in the maps of an edge gateway change no other object", () => {
  const grows = <T>(
    entry: (index: number) => T,
    changes: (map: Record<string, T>) => Partial<EdgeGatewayArgs>,
    holders: string[] = [],
  ) =>
    growsInPlace({
      entry,
      program: (map) => new EdgeGateway("edge", edgeArgs(changes(map))),
      holders,
    });

  test("an uplink", () =>
    grows(
      (index) => ({
        vlanId: 100 + index,
        interfaces: {
          "edge-01": { edgeNodePath: lab.edgeNodePath, address: `10.99.${index}.1/24` },
        },
      }),
      (uplinks) => ({ uplinks }),
    ));

  test("a neighbor", () =>
    grows(
      (index) => ({ ...neighbor, address: `192.168.1.${100 + index}` }),
      // With its rule in the gateway's firewall.
      (neighbors) => ({ bgp: { ...bgp, neighbors }, firewall: {} }),
    ));

  test("a prefix list or a route map", async () => {
    await grows(
      (index) => ({ entries: [{ cidr: `10.${index}.0.0/16` }] }),
      (prefixLists) => ({ prefixLists }),
    );
    await grows(
      (index) => ({ entries: [{ localPreference: index }] }),
      (routeMaps) => ({ routeMaps }),
    );
  });

  test("an aggregate, a shared address or a kind of route changes the one object that holds all", async () => {
    await grows(
      (index) => ({ cidr: `10.${index}.0.0/16` }),
      (aggregates) => ({ bgp: { ...bgp, aggregates } }),
      ["edge-gateway"],
    );
    await grows(
      (index) => ({ address: `192.168.1.${100 + index}/24`, nodes: ["edge-01", "edge-02"] }),
      (haVips) => ({ interfaces: both, haVips }),
      ["edge-ha-vip"],
    );
    await grows(
      () => ({ types: [RedistributedType.Tier1Nat] }),
      (redistribution) => ({ bgp, redistribution }),
      ["edge-redistribution"],
    );
  });
});
