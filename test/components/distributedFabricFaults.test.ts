import { DistributedFabric, gigabit, kilobit, LinkAggregation, megabit } from "vmnet";

import { dividedVlan as guests, distributedFabricArgs } from "./fabricFixtures";
import { faultsOf, refused } from "./faults";

describe("a distributed fabric fails", () => {
  const faults = (changes: object) =>
    faultsOf(() => new DistributedFabric("dvs", distributedFabricArgs(changes)));

  test("fails for LACP, with the reason and what to do instead", async () => {
    const { message } = await refused(
      () =>
        new DistributedFabric(
          "dvs",
          distributedFabricArgs({ linkAggregation: LinkAggregation.Lacp }),
        ),
    );
    expect(message).toContain("linkAggregation: LACP needs a link aggregation group");
    expect(message).toContain("static EtherChannel with IP hash");
  });

  test("fails for reservations above 75 % of the slowest uplink, and without its speed", async () => {
    const traffic = { vmotion: { reservation: gigabit(6) }, nfs: { reservation: gigabit(2) } };
    const found = await faults({ traffic, slowestUplink: gigabit(10) });
    expect(found).toEqual({ traffic: expect.stringContaining("75 %") as string });
    expect(Object.keys(await faults({ traffic }))).toEqual(["slowestUplink"]);
  });

  test("fails without datacenter, hosts and adapters", async () => {
    expect(await faults({ datacenterId: "", hosts: {} })).toEqual({
      datacenterId: "this is required",
      hosts: "no host is named",
    });
    const found = await faults({ adapters: undefined });
    expect(Object.keys(found)).toEqual(["hosts.esxi-01.adapters", "hosts.esxi-02.adapters"]);
  });

  test.each<[string, object, string, string]>([
    [
      "a host twice",
      { hosts: { a: { hostSystemId: "host-21" }, b: { hostSystemId: "host-21" } } },
      "hosts.b.hostSystemId",
      "same host",
    ],
    [
      "an adapter twice",
      { adapters: ["vmnic2", "vmnic2"] },
      "hosts.esxi-01.adapters",
      "named twice",
    ],
    [
      "more adapters than uplinks",
      { uplinks: { active: ["one"] } },
      "hosts.esxi-01.adapters",
      "more adapters",
    ],
    ["no active uplink", { uplinks: { active: [] } }, "uplinks.active", "no active uplink"],
    ["a version that there is not", { version: "5.5.0" }, "version", "not one of"],
    ["an MTU that no switch has", { mtuBytes: 9216 }, "mtuBytes", ""],
    [
      "a protocol that there is not",
      { discoveryProtocol: "stp" },
      "discoveryProtocol",
      "not one of",
    ],
    [
      "an operation that there is not",
      { discoveryOperation: "on" },
      "discoveryOperation",
      "not one of",
    ],
    ["IP hash alone", { teaming: "loadbalance_ip" }, "teaming", "without an EtherChannel"],
    [
      "an EtherChannel alone",
      { linkAggregation: "etherChannel" },
      "teaming",
      "behind an EtherChannel",
    ],
    ["an unknown aggregation", { linkAggregation: "pagp" }, "linkAggregation", "not one of"],
    ["an unknown class", { traffic: { video: {} } }, "traffic.video", "no argument of this name"],
    [
      "a custom weight without shares",
      { traffic: { nfs: { weight: "custom" } } },
      "traffic.nfs.shares",
      "needs its number",
    ],
    [
      "shares beside a weight",
      { traffic: { nfs: { weight: "high", shares: 9 } } },
      "traffic.nfs.shares",
      "has its own number",
    ],
    [
      "too many shares",
      { traffic: { nfs: { shares: 101 } } },
      "traffic.nfs.shares",
      "out of range",
    ],
    [
      "a ceiling below the floor",
      {
        slowestUplink: gigabit(10),
        traffic: { nfs: { reservation: megabit(9), limit: megabit(8) } },
      },
      "traffic.nfs.limit",
      "below",
    ],
    [
      "a rate in fractions",
      { traffic: { nfs: { limit: kilobit(1) } } },
      "traffic.nfs.limit",
      "whole number of Mbit/s",
    ],
    [
      "a collector that is none",
      { netflow: { collectorAddress: "flows" } },
      "netflow.collectorAddress",
      "",
    ],
    ["no collector", { netflow: { collectorAddress: "" } }, "netflow.collectorAddress", "required"],
    [
      "an active time of a second",
      { netflow: { collectorAddress: "10.0.0.1", activeFlowSeconds: 1 } },
      "netflow.activeFlowSeconds",
      "out of range",
    ],
    ["no kind of VLAN", { portGroups: { a: {} } }, "portGroups.a", "access, trunk or part"],
    [
      "two kinds of VLAN",
      { portGroups: { a: { vlanId: 1, vlans: "1-2" } } },
      "portGroups.a",
      "access, trunk or part",
    ],
    ["VLAN 4095", { portGroups: { a: { vlanId: 4095 } } }, "portGroups.a.vlanId", "4095"],
    ["a list that is none", { portGroups: { a: { vlans: "1-" } } }, "portGroups.a.vlans", ""],
    [
      "a private VLAN that there is not",
      { portGroups: { a: { privateVlan: { privateVlan: "x", role: "isolated" } } } },
      "portGroups.a.privateVlan.privateVlan",
      "no such private VLAN",
    ],
    [
      "a community that there is not",
      {
        privateVlans: { guests },
        portGroups: {
          a: { privateVlan: { privateVlan: "guests", role: "community", community: "x" } },
        },
      },
      "portGroups.a.privateVlan.community",
      "no such part",
    ],
    [
      "a private VLAN that divides nothing",
      { privateVlans: { guests: { primaryVlanId: 300 } } },
      "privateVlans.guests",
      "divides nothing",
    ],
    [
      "a VLAN in two parts",
      { privateVlans: { guests: { primaryVlanId: 300, isolatedVlanId: 300 } } },
      "privateVlans.guests.isolatedVlanId",
      "has this already",
    ],
    [
      "another switch's uplink",
      { portGroups: { a: { vlanId: 1, uplinks: { active: ["uplink9"] } } } },
      "portGroups.a.uplinks",
      "no such uplink",
    ],
    [
      "two groups of one name",
      { portGroups: { a: { vlanId: 1 }, b: { vlanId: 2, networkName: "a" } } },
      "portGroups.b.networkName",
      "has this already",
    ],
    [
      "a burst alone",
      { portGroups: { a: { vlanId: 1, burstSizeBytes: 1 } } },
      "portGroups.a.burstSizeBytes",
      "only with a limit",
    ],
  ])("fails for %s", async (_what, changes, path, words) => {
    const found = await faults(changes);
    expect(Object.keys(found)).toContain(path);
    expect(found[path]).toContain(words);
  });

  test("fails with every fault in one message", async () => {
    const { message } = await refused(
      () =>
        new DistributedFabric(
          "dvs",
          distributedFabricArgs({ mtuBytes: 9216, switchName: "a/b", portGroups: { a: {} } }),
        ),
    );
    expect(message).toContain('DistributedFabric "dvs": 3 faults');
    expect(message).toContain("got 9216");
  });
});
