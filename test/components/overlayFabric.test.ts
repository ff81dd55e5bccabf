import * as nsxt from "@pulumi/nsxt";
import { OverlayFabric, type OverlayFabricArgs, TunnelTeaming } from "vmnet";

import { faultsOf, refused } from "./faults";
import { lab } from "./fixtures";
import { GROWTH_TIMEOUT_MILLISECONDS, growsInPlace, namesInBoth } from "./growth";
import { built, valueOf } from "./harness";

jest.setTimeout(GROWTH_TIMEOUT_MILLISECONDS);

const SWITCH = "50 3b 0a 1c 5e 2f 4d 61-8a 2b 3c 4d 5e 6f 70 81";
const SITE = "/infra/sites/default/enforcement-points/default";

function fabricArgs(changes: Partial<OverlayFabricArgs> = {}): OverlayFabricArgs {
  return {
    distributedSwitchId: SWITCH,
    switchMtuBytes: 9000,
    uplinks: { active: ["uplink1", "uplink2"] },
    tep: { vlanId: 30, cidr: "172.16.30.0/24", ranges: ["172.16.30.10-172.16.30.99"] },
    clusters: { compute: { computeCollectionId: "collection-1", hosts: 3 } },
    ...changes,
  };
}
const build = (changes: Partial<OverlayFabricArgs> = {}) =>
  built(() => new OverlayFabric("fabric", fabricArgs(changes)));
const faults = (changes: Partial<OverlayFabricArgs>) =>
  faultsOf(() => new OverlayFabric("fabric", fabricArgs(changes)));
const edge = { tepVlanId: 31, uplinks: { active: ["uplink-1"], standby: ["uplink-2"] } };

describe("an overlay fabric (R23)", () => {
  test("is zones, a pool, profiles, and a collection per cluster", async () => {
    expect((await build({ edge })).names()).toEqual([
      "fabric",
      "fabric-cluster-compute",
      "fabric-edge-uplinks",
      "fabric-hosts",
      "fabric-overlay",
      "fabric-subnet",
      "fabric-teps",
      "fabric-uplinks",
      "fabric-vlan",
    ]);
  });

  test("ties both zones, the pool and the uplinks to the switch", async () => {
    const { find } = await build();
    expect(find("fabric-hosts").inputs["standardHostSwitches"]).toEqual([
      expect.objectContaining({
        hostSwitchId: SWITCH,
        ipAssignment: { staticIpPool: "/infra/ip-pools/fabric-teps" },
        uplinkProfile: "/infra/host-switch-profiles/fabric-uplinks",
        uplinks: [
          { uplinkName: "uplink1", vdsUplinkName: "uplink1" },
          { uplinkName: "uplink2", vdsUplinkName: "uplink2" },
        ],
        transportZoneEndpoints: [
          { transportZone: `${SITE}/transport-zones/fabric-overlay` },
          { transportZone: `${SITE}/transport-zones/fabric-vlan` },
        ],
      }),
    ]);
    expect(find("fabric-hosts").inputs["standardHostSwitches"]).not.toEqual([
      expect.objectContaining({ hostSwitchProfiles: expect.anything() as unknown }),
    ]);
    expect(find("fabric-hosts").dependencies).toContain("fabric-subnet");
    expect(find("fabric-cluster-compute").inputs).toMatchObject({
      computeCollectionId: "collection-1",
      transportNodeProfilePath: "/infra/host-transport-node-profiles/fabric-hosts",
    });
  });

  test("writes MTU and VLAN into every uplink profile, where edge nodes take them from (R40)", async () => {
    const { find } = await build({ edge });
    expect(find("fabric-uplinks").inputs).toMatchObject({
      mtu: 9000,
      transportVlan: 30,
      overlayEncap: "GENEVE",
      teaming: { policy: "LOADBALANCE_SRCID", standbies: [] },
    });
    expect(find("fabric-edge-uplinks").inputs).toMatchObject({
      mtu: 9000,
      transportVlan: 31,
      teaming: {
        policy: "FAILOVER_ORDER",
        actives: [{ uplinkName: "uplink-1", uplinkType: "PNIC" }],
        standbies: [{ uplinkName: "uplink-2", uplinkType: "PNIC" }],
      },
    });
  });

  test("gives the hosts their ranges", async () => {
    const { find } = await build();
    expect(find("fabric-subnet").inputs).toMatchObject({
      poolPath: "/infra/ip-pools/fabric-teps",
      cidr: "172.16.30.0/24",
      allocationRanges: [{ start: "172.16.30.10", end: "172.16.30.99" }],
    });
  });

  test("is protected in production, and thrown away in a lab", async () => {
    const kept = (await build()).registrations.filter(({ protect }) => protect);
    expect(kept.map(({ name }) => name)).toEqual([
      "fabric-cluster-compute",
      "fabric-overlay",
      "fabric-subnet",
      "fabric-teps",
      "fabric-vlan",
    ]);
    const lab = await build({ disposable: true });
    expect(lab.registrations.filter(({ protect }) => protect)).toEqual([]);
  });

  test("registers the same in a preview, and says its paths", async () => {
    expect(await namesInBoth(() => new OverlayFabric("fabric", fabricArgs()))).toHaveLength(8);
    const fabric = (await build({ edge })).value as OverlayFabric;
    expect(await valueOf(fabric.overlayZonePath)).toBe(`${SITE}/transport-zones/fabric-overlay`);
    expect(await valueOf(fabric.edgeUplinkProfilePath)).toBe(
      "/infra/host-switch-profiles/fabric-edge-uplinks",
    );
  });

  test("has whoever uses a zone wait for the hosts, and go before NSX leaves them", async () => {
    const zones = { overlayPath: lab.overlayPath, vlanPath: lab.vlanPath };
    for (const preview of [true, false]) {
      const { find } = await built(
        () => {
          const { overlayZonePath } = new OverlayFabric("fabric", fabricArgs({ zones }));
          const advancedConfig = { connectivity: "ON" };
          new nsxt.PolicySegment("web", {
            nsxId: "web",
            displayName: "web",
            transportZonePath: overlayZonePath,
            advancedConfig,
          });
        },
        { preview },
      );
      expect(find("web").dependencies).toEqual(["fabric-cluster-compute"]);
      expect(find("web").inputs["transportZonePath"]).toBe(lab.overlayPath);
    }
  });

  test("takes the zones that edge nodes are in already", async () => {
    const zones = { overlayPath: lab.overlayPath, vlanPath: lab.vlanPath };
    const { names, find, value } = await build({ zones });
    expect(names()).not.toContain("fabric-overlay");
    expect(JSON.stringify(find("fabric-hosts").inputs)).toContain(lab.overlayPath);
    expect(await valueOf((value as OverlayFabric).vlanZonePath)).toBe(lab.vlanPath);
    expect(await faults({ zones: { overlayPath: "overlay-tz", vlanPath: "" } })).toEqual({
      "zones.overlayPath": "this is not a policy path",
      "zones.vlanPath": "this is required",
    });
  });

  test("that exists registers nothing", async () => {
    const { registrations, value } = await built(() =>
      OverlayFabric.fromExisting({ overlayZonePath: "/a", vlanZonePath: "/b" }),
    );
    expect(registrations).toEqual([]);
    expect(await valueOf((value as OverlayFabric).vlanZonePath)).toBe("/b");
    expect(await valueOf((value as OverlayFabric).tepPoolPath)).toBe("");
  });

  test("a cluster added anywhere is one collection", async () => {
    await growsInPlace({
      entry: (index) => ({ computeCollectionId: `collection-${index}`, hosts: 4 }),
      program: (clusters) => new OverlayFabric("fabric", fabricArgs({ clusters })),
    });
  });
});

describe("an overlay fabric fails", () => {
  test("fails for a switch that the overlay does not fit on, with the number that does", async () => {
    const { message } = await refused(
      () => new OverlayFabric("fabric", fabricArgs({ switchMtuBytes: 1500 })),
    );
    expect(message).toContain("switchMtuBytes: machines with 1500 bytes do not fit");
    expect(message).toContain("(R40) (got 1500; allowed: 1700 or more); raise the MTU");
  });

  test("fails for jumbo machines on a jumbo switch: 8800 is the most", async () => {
    expect(await faults({ guestMtuBytes: 9000 })).toHaveProperty("switchMtuBytes");
    expect((await build({ guestMtuBytes: 8800 })).names()).toContain("fabric-hosts");
  });

  test("fails for uplinks that the teaming does not take", async () => {
    expect(await faults({ uplinks: { active: [] } })).toEqual({
      "uplinks.active": "no uplink is named",
    });
    expect(await faults({ uplinks: { active: ["a", "b", "a"], standby: ["c"] } })).toEqual({
      "uplinks.active[2]": "this uplink is named twice",
      "uplinks.standby": "with this teaming every uplink is active",
    });
    expect(await faults({ teaming: TunnelTeaming.FailoverOrder })).toEqual({
      "uplinks.active": "in failover order one uplink is active",
    });
    expect(await faults({ teaming: "round robin" as TunnelTeaming })).toMatchObject({
      teaming: "this is not one of the choices",
    });
  });

  test("fails for ranges outside of the network, over each other, or over the router", async () => {
    const found = await faults({
      tep: {
        vlanId: 4095,
        cidr: "172.16.30.0/24",
        gatewayAddress: "172.16.30.1",
        ranges: [
          "172.16.31.1-172.16.31.9",
          "172.16.30.10-172.16.30.20",
          "172.16.30.15-172.16.30.30",
          "172.16.30.0-172.16.30.5",
          "172.16.30.1-172.16.30.5",
        ],
      },
      clusters: { compute: { computeCollectionId: "collection-1" } },
    });
    expect(found).toEqual({
      "tep.vlanId": "4095 stands for all VLANs and is not one VLAN",
      "tep.ranges[0]": "the range is not in the network",
      "tep.ranges[2]": "another range has some of these addresses",
      "tep.ranges[3]": "the network's own and broadcast addresses are no hosts'",
      "tep.ranges[4]": "another range has some of these addresses",
    });
  });

  test("fails when the hosts are more than the addresses: one per active uplink", async () => {
    const tep = { vlanId: 30, cidr: "172.16.30.0/28", ranges: ["172.16.30.2-172.16.30.6"] };
    expect(await faults({ tep })).toEqual({
      "tep.ranges": "the hosts need 6 addresses, 2 each",
    });
  });

  test("fails for no cluster, and for one twice", async () => {
    expect(await faults({ clusters: {} })).toEqual({ clusters: "no cluster takes part" });
    const one = { computeCollectionId: "collection-1" };
    expect(await faults({ clusters: { a: one, b: one, c: { ...one, hosts: 0 } } })).toEqual({
      "clusters.b.computeCollectionId": "cluster a is this collection already",
      "clusters.c.computeCollectionId": "cluster b is this collection already",
      "clusters.c.hosts": "out of range",
    });
  });

  test("fails for an edge profile without uplinks", async () => {
    expect(await faults({ edge: { tepVlanId: -1, uplinks: { active: [] } } })).toEqual({
      "edge.tepVlanId": "this is not a VLAN id",
      "edge.uplinks.active": "no uplink is named",
    });
  });

  test("fails with one clean error for arguments of a program without types", async () => {
    for (const args of [{}, { tep: null, uplinks: 3 }, { clusters: [] }]) {
      const { message } = await refused(() => new OverlayFabric("fabric", args as never));
      expect(message).toMatch(/^OverlayFabric "fabric": \d+ faults?/);
    }
  });
});
