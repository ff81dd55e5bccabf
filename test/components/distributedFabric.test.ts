import type * as pulumi from "@pulumi/pulumi";
import {
  DiscoveryProtocol,
  DistributedFabric,
  gigabit,
  PrivateVlanRole,
  TeamingPolicy,
  TrafficWeight,
} from "vmnet";

import { dividedVlan as guests, distributedFabricArgs } from "./fabricFixtures";
import { growsInPlace, GROWTH_TIMEOUT_MILLISECONDS, namesInBoth } from "./growth";
import { built, valueOf } from "./harness";

jest.setTimeout(GROWTH_TIMEOUT_MILLISECONDS);

type Args = Parameters<typeof distributedFabricArgs>[0];
const build = (changes: Args = {}) =>
  built(() => new DistributedFabric("dvs", distributedFabricArgs(changes)));

describe("a distributed fabric", () => {
  test("is one switch over all hosts, and a group per entry (R01)", async () => {
    const { names, find } = await build();
    expect(names()).toEqual(["dvs", "dvs-portgroup-prod", "dvs-switch"]);
    expect(find("dvs-switch").inputs).toMatchObject({
      name: "dvs",
      version: "8.0.0",
      maxMtu: 1500,
      uplinks: ["uplink1", "uplink2"],
      activeUplinks: ["uplink1", "uplink2"],
      standbyUplinks: [],
      teamingPolicy: "loadbalance_srcid",
      hosts: [
        { hostSystemId: "host-21", devices: ["vmnic2", "vmnic3"] },
        { hostSystemId: "host-22", devices: ["vmnic2", "vmnic3"] },
      ],
      linkDiscoveryProtocol: "cdp",
      linkDiscoveryOperation: "both",
    });
    expect(find("dvs-portgroup-prod").inputs).toMatchObject({
      name: "prod",
      type: "earlyBinding",
      vlanId: 20,
      activeUplinks: ["uplink1", "uplink2"],
      standbyUplinks: [],
      allowPromiscuous: false,
      allowForgedTransmits: false,
      allowMacChanges: false,
    });
  });

  test("writes Network I/O Control 3 and every class of traffic, asked for or not", async () => {
    const { find } = await build({
      slowestUplink: gigabit(10),
      traffic: {
        vmotion: { weight: TrafficWeight.High, reservation: gigabit(1), limit: gigabit(8) },
        nfs: { shares: 70 },
      },
    });
    const { inputs } = find("dvs-switch");
    expect(inputs).toMatchObject({
      networkResourceControlEnabled: true,
      networkResourceControlVersion: "version3",
      vmotionShareLevel: "high",
      vmotionReservationMbit: 1000,
      vmotionMaximumMbit: 8000,
      nfsShareLevel: "custom",
      nfsShareCount: 70,
      virtualmachineShareLevel: "high",
      managementShareLevel: "normal",
    });
    const reserved = Object.keys(inputs).filter((key) => key.endsWith("ReservationMbit"));
    expect(reserved).toHaveLength(10);
  });

  test("writes 1 Mbit/s for no reservation, since the provider cannot send 0 again", async () => {
    const { find } = await build();
    expect(find("dvs-switch").inputs).toMatchObject({
      hbrReservationMbit: 1,
      hbrMaximumMbit: -1,
      virtualmachineReservationMbit: 1,
    });
  });

  test("takes jumbo frames, LLDP, named uplinks and teaming by load (R40, R43)", async () => {
    const { find } = await build({
      mtuBytes: 9000,
      discoveryProtocol: DiscoveryProtocol.Lldp,
      uplinks: { active: ["left"], standby: ["right"] },
      teaming: TeamingPolicy.PhysicalLoad,
      portGroups: {
        prod: { vlanId: 20 },
        other: { vlanId: 21, uplinks: { active: ["right"], standby: ["left"] } },
      },
    });
    expect(find("dvs-switch").inputs).toMatchObject({
      maxMtu: 9000,
      linkDiscoveryProtocol: "lldp",
      uplinks: ["left", "right"],
      teamingPolicy: "loadbalance_loadbased",
    });
    expect(find("dvs-portgroup-other").inputs).toMatchObject({
      activeUplinks: ["right"],
      standbyUplinks: ["left"],
      teamingPolicy: "loadbalance_loadbased",
    });
  });

  test("sends flows to a collector, and marks the groups (R50)", async () => {
    const { find } = await build({ netflow: { collectorAddress: "192.168.1.40" } });
    expect(find("dvs-switch").inputs).toMatchObject({
      netflowCollectorIpAddress: "192.168.1.40",
      netflowCollectorPort: 2055,
      netflowActiveFlowTimeout: 60,
      netflowIdleFlowTimeout: 15,
    });
    expect(find("dvs-portgroup-prod").inputs.netflowEnabled).toBe(true);
    const without = await build();
    expect(Object.keys(without.find("dvs-portgroup-prod").inputs)).not.toContain("netflowEnabled");
  });

  test("has trunks and private VLANs, the mappings inline", async () => {
    const place = (role: PrivateVlanRole, community?: string) => {
      return { privateVlan: { privateVlan: "guests", role, community } };
    };
    const { find, value } = await build({
      privateVlans: { guests },
      portGroups: {
        trunk: { vlans: "100,200-210" },
        router: place(PrivateVlanRole.Promiscuous),
        alone: place(PrivateVlanRole.Isolated),
        print: place(PrivateVlanRole.Community, "print"),
      },
    });
    expect(find("dvs-switch").inputs.pvlanMappings).toEqual([
      { primaryVlanId: 300, secondaryVlanId: 300, pvlanType: "promiscuous" },
      { primaryVlanId: 300, secondaryVlanId: 301, pvlanType: "isolated" },
      { primaryVlanId: 300, secondaryVlanId: 302, pvlanType: "community" },
      { primaryVlanId: 300, secondaryVlanId: 303, pvlanType: "community" },
    ]);
    expect(find("dvs-portgroup-trunk").inputs.vlanRanges).toEqual([
      { minVlan: 100, maxVlan: 100 },
      { minVlan: 200, maxVlan: 210 },
    ]);
    const secondary = (key: string) =>
      find(`dvs-portgroup-${key}`).inputs.portPrivateSecondaryVlanId;
    expect(["router", "alone", "print"].map(secondary)).toEqual([300, 301, 302]);
    const { trunkVlans } = value as DistributedFabric;
    expect(await valueOf(trunkVlans)).toBe("100,200-210,300-303");
  });

  test("replaces a group whose kind of VLAN changes, which the provider would not change", async () => {
    const description = async (group: object) => {
      const { find } = await build({ privateVlans: { guests }, portGroups: { prod: group } });
      const { inputs, replaceOnChanges } = find("dvs-portgroup-prod");
      expect(replaceOnChanges).toContain("description");
      return inputs.description;
    };
    const kinds = [
      await description({ vlanId: 20 }),
      await description({ vlans: "20-30" }),
      await description({
        privateVlan: { privateVlan: "guests", role: PrivateVlanRole.Isolated },
      }),
    ];
    expect(new Set(kinds).size).toBe(3);
    expect(await description({ vlanId: 21 })).toBe(kinds[0]);
  });

  test("replaces a group that goes back to VLAN 0 or to no limit", async () => {
    const { find } = await build({ portGroups: { prod: { vlanId: 0, limit: gigabit(1) } } });
    expect(find("dvs-portgroup-prod").replaceOnChanges).toEqual(["description", "vlanId"]);
    const plain = await build();
    expect(plain.find("dvs-portgroup-prod").replaceOnChanges).toEqual([
      "description",
      "ingressShapingEnabled",
      "egressShapingEnabled",
    ]);
  });

  test("is protected unless disposable, and limited in time, for a failure holds a lock", async () => {
    const { registrations } = await build();
    expect(registrations.filter(({ protect }) => protect)).toHaveLength(2);
    const lab = await build({ disposable: true });
    expect(lab.registrations.filter(({ protect }) => protect)).toEqual([]);
  });

  test("says its ids", async () => {
    const { value } = await build();
    const fabric = value as DistributedFabric;
    expect(await valueOf(fabric.switchId)).toMatch(/^50 /);
    expect(await valueOf(fabric.networkIds)).toEqual({
      prod: expect.stringMatching(/^dvportgroup-/) as string,
    });
    expect(await valueOf(fabric.networkNames)).toEqual({ prod: "prod" });
    expect(await valueOf(fabric.switchName)).toBe("dvs");
  });

  test("registers the same in a preview as in an update", async () => {
    const names = await namesInBoth(() => new DistributedFabric("dvs", distributedFabricArgs()));
    expect(names).toHaveLength(3);
  });

  test("grows by a port group without touching the rest", async () => {
    await growsInPlace({
      entry: (index) => ({ vlanId: 100 + index }),
      program: (portGroups) => new DistributedFabric("dvs", distributedFabricArgs({ portGroups })),
    });
  });

  test("grows by a host or a private VLAN in the switch alone", async () => {
    const ids = ["host-21", "host-22", "host-23", "host-31", "host-32"];
    await growsInPlace({
      entry: (index) => ({ hostSystemId: ids[index]! }),
      program: (hosts) => new DistributedFabric("dvs", distributedFabricArgs({ hosts })),
      holders: ["dvs-switch"],
    });
    await growsInPlace({
      entry: (index) => ({ primaryVlanId: 300 + 10 * index, isolatedVlanId: 301 + 10 * index }),
      program: (privateVlans) =>
        new DistributedFabric("dvs", distributedFabricArgs({ privateVlans })),
      holders: ["dvs-switch"],
    });
  });

  test("of somebody else registers nothing", async () => {
    const existing = {
      switchId: "50 01",
      switchName: "dvs",
      networkIds: { prod: "dvportgroup-1" },
    };
    const { names, value } = await built(() => DistributedFabric.fromExisting(existing));
    expect(names()).toEqual([]);
    expect(await valueOf((value as { switchId: pulumi.Output<string> }).switchId)).toBe("50 01");
  });
});
