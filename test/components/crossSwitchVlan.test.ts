import type * as pulumi from "@pulumi/pulumi";
import {
  CrossSwitchVlan,
  DistributedFabric,
  StandardSwitchFabric,
  SwitchKind,
  type CrossSwitchVlanArgs,
} from "vmnet";

import { crossArgs, distributedFabricArgs, standardFabricArgs } from "./fabricFixtures";
import { faultsOf, refused } from "./faults";
import { lab } from "./fixtures";
import { growsInPlace, GROWTH_TIMEOUT_MILLISECONDS, namesInBoth } from "./growth";
import { built, valueOf } from "./harness";

jest.setTimeout(GROWTH_TIMEOUT_MILLISECONDS);

/** vSwitch1 by one component, and VLAN 100 on it and on the installer's vSwitch0. */
function program(changes: Partial<CrossSwitchVlanArgs> = {}) {
  const { switchNames } = new StandardSwitchFabric("fabric", standardFabricArgs());
  const args = crossArgs(changes);
  const right = {
    ...args.switches["right"]!,
    switchName: switchNames.apply((n) => n["vSwitch1"]!),
  };
  return new CrossSwitchVlan("shared", { ...args, switches: { ...args.switches, right } });
}

const own = (names: string[]) => names.filter((name) => name.startsWith("shared"));

/** A standard and a distributed switch, in a program of their own. */
function mixed(changes: Partial<CrossSwitchVlanArgs> = {}) {
  const dvs = new DistributedFabric("dvs", distributedFabricArgs());
  const { left } = crossArgs().switches;
  return new CrossSwitchVlan("shared", {
    ...crossArgs(changes),
    switches: {
      left: left!,
      dvs: {
        kind: SwitchKind.Distributed,
        switchName: dvs.switchName,
        distributedSwitchId: dvs.switchId,
        hosts: { "esxi-01": {}, "esxi-02": {} },
        uplinks: { active: ["vmnic2", "vmnic3"] },
        uplinkNames: { active: ["uplink1", "uplink2"] },
      },
    },
  });
}

describe("a VLAN over two switches", () => {
  test("is a port group with VLAN 100 on each, on every host (R14)", async () => {
    const { find, names } = await built(() => program());
    expect(own(names())).toEqual([
      "shared",
      "shared-portgroup-left-esxi-01",
      "shared-portgroup-left-esxi-02",
      "shared-portgroup-right-esxi-01",
      "shared-portgroup-right-esxi-02",
    ]);
    expect(find("shared-portgroup-left-esxi-01").inputs).toMatchObject({
      name: "shared-left",
      virtualSwitchName: "vSwitch0",
      vlanId: 100,
      activeNics: ["vmnic0"],
      allowForgedTransmits: false,
    });
    expect(find("shared-portgroup-right-esxi-02").inputs).toMatchObject({
      name: "shared-right",
      virtualSwitchName: "vSwitch1",
      vlanId: 100,
    });
  });

  test("waits for a switch that the program makes, on every host", async () => {
    const { find } = await built(() => program());
    expect(find("shared-portgroup-right-esxi-01").dependencies).toEqual(
      expect.arrayContaining(["fabric-switch-vSwitch1-esxi-01", "fabric-switch-vSwitch1-esxi-02"]),
    );
  });

  test("returns the physical trunk that it needs", async () => {
    const { value } = await built(() => program());
    const { physicalTrunk, vlans } = value as CrossSwitchVlan;
    expect(await valueOf(physicalTrunk)).toEqual([
      { host: "esxi-01", switchName: "vSwitch0", adapter: "vmnic0", vlans: "100" },
      { host: "esxi-02", switchName: "vSwitch0", adapter: "vmnic0", vlans: "100" },
      { host: "esxi-01", switchName: "vSwitch1", adapter: "vmnic1", vlans: "100" },
      { host: "esxi-02", switchName: "vSwitch1", adapter: "vmnic1", vlans: "100" },
    ]);
    expect(await valueOf(vlans)).toBe("100");
  });

  test("joins a standard and a distributed switch", async () => {
    const { find, value } = await built(() => mixed());
    expect(find("shared-portgroup-dvs").inputs).toMatchObject({
      name: "shared-dvs",
      vlanId: 100,
      activeUplinks: ["uplink1", "uplink2"],
      standbyUplinks: [],
    });
    expect(await valueOf((value as CrossSwitchVlan).networkIds)).toEqual({
      left: expect.stringMatching(/^network-/) as string,
      dvs: expect.stringMatching(/^dvportgroup-/) as string,
    });
  });

  test("lets guests tag: 4095 on a standard switch, the ranges on a distributed one", async () => {
    const { find } = await built(() => mixed({ vlanId: undefined, vlans: "100,200-210" }));
    expect(find("shared-portgroup-left-esxi-01").inputs.vlanId).toBe(4095);
    const group = find("shared-portgroup-dvs");
    expect(group.inputs.vlanRanges).toEqual([
      { minVlan: 100, maxVlan: 100 },
      { minVlan: 200, maxVlan: 210 },
    ]);
    expect(group.inputs).not.toHaveProperty("vlanId");
    expect(group.replaceOnChanges).toContain("description");
  });

  test("is protected unless disposable", async () => {
    const kept = async (disposable: boolean) => {
      const { registrations } = await built(() => program({ disposable }));
      return own(registrations.filter(({ protect }) => protect).map(({ name }) => name));
    };
    expect(await kept(false)).toHaveLength(4);
    expect(await kept(true)).toEqual([]);
  });

  test("registers the same in a preview as in an update", async () => {
    expect(own(await namesInBoth(() => program()))).toHaveLength(5);
    expect(own(await namesInBoth(() => mixed()))).toHaveLength(4);
  });

  test("grows by a switch without touching the others", async () => {
    // One switch of one host under several names: the lab has no five with adapters to spare.
    const entry = (host: string) => ({
      switchName: "vSwitch0",
      hosts: { [host]: { hostSystemId: lab.host } },
      uplinks: { active: ["vmnic0"] },
    });
    const always = { "always-1": entry("x"), "always-2": entry("y") };
    await growsInPlace({
      entry: (index) => entry(`h${index}`),
      program: (more) =>
        new CrossSwitchVlan("shared", crossArgs({ switches: { ...more, ...always } })),
    });
  });

  test("of somebody else registers nothing", async () => {
    const existing = { networkIds: { left: "network-1" }, networkNames: { left: "L" } };
    const { names, value } = await built(() => CrossSwitchVlan.fromExisting(existing));
    expect(names()).toEqual([]);
    const { networkNames } = value as { networkNames: pulumi.Output<object> };
    expect(await valueOf(networkNames)).toEqual({ left: "L" });
  });
});

describe("a VLAN over two switches fails", () => {
  const faults = (changes: object) =>
    faultsOf(() => new CrossSwitchVlan("shared", crossArgs(changes)));
  const { left, right } = crossArgs().switches;

  test("fails for one switch, and for none", async () => {
    expect((await faults({ switches: { left } }))["switches"]).toContain("joins nothing");
    expect((await faults({ switches: {} }))["switches"]).toContain("joins nothing");
  });

  test("fails without an uplink on either switch, for then nothing joins them", async () => {
    const { message } = await refused(
      () =>
        new CrossSwitchVlan(
          "shared",
          crossArgs({
            switches: {
              left: { ...left!, uplinks: { active: [] } },
              right: { ...right!, uplinks: undefined as never },
            },
          }),
        ),
    );
    expect(message).toContain('CrossSwitchVlan "shared": 2 faults');
    expect(message).toContain("switches.left.uplinks.active: no active uplink is named (got []");
    expect(message).toContain("switches.right.uplinks: this is required");
  });

  test.each<[string, object, string, string]>([
    ["no VLAN", { vlanId: undefined }, "vlanId", "have a VLAN in common"],
    ["VLAN 0, which is each port's own", { vlanId: 0 }, "vlanId", "not a VLAN id"],
    ["VLAN 4095", { vlanId: 4095 }, "vlanId", "4095"],
    ["access and trunk at once", { vlans: "100" }, "vlanId", "have a VLAN in common"],
    ["untagged frames in a trunk", { vlanId: undefined, vlans: "0-9" }, "vlans", "native VLAN"],
    ["a list that is none", { vlanId: undefined, vlans: "9-1" }, "vlans", "reversed"],
    ["no datacenter", { datacenterId: "" }, "datacenterId", "required"],
    [
      "an adapter on both",
      { switches: { left, right: { ...right, uplinks: left!.uplinks } } },
      "switches.right.uplinks",
      "left has this adapter",
    ],
    [
      "a switch without name",
      { switches: { left, right: { ...right, switchName: "" } } },
      "switches.right.switchName",
      "required",
    ],
    [
      "a switch without hosts",
      { switches: { left, right: { ...right, hosts: {} } } },
      "switches.right.hosts",
      "no host",
    ],
    [
      "a host without id",
      { switches: { left, right: { ...right, hosts: { a: {} } } } },
      "switches.right.hosts.a.hostSystemId",
      "required",
    ],
    [
      "a standard switch with a UUID",
      { switches: { left, right: { ...right, distributedSwitchId: "50" } } },
      "switches.right.kind",
      "only a distributed",
    ],
    [
      "a distributed switch without one",
      { switches: { left, right: { ...right, kind: "distributed" } } },
      "switches.right.distributedSwitchId",
      "required",
    ],
    [
      "a distributed switch without uplink names",
      { switches: { left, right: { ...right, kind: "distributed" } } },
      "switches.right.uplinkNames",
      "required",
    ],
    [
      "teaming by load on a standard switch",
      { switches: { left, right: { ...right, teaming: "loadbalance_loadbased" } } },
      "switches.right.teaming",
      "not one of",
    ],
    [
      "one name twice",
      { switches: { left: { ...left, networkName: "n" }, right: { ...right, networkName: "n" } } },
      "switches.right.networkName",
      "has this already",
    ],
  ])("fails for %s", async (_what, changes, path, words) => {
    const found = await faults(changes);
    expect(Object.keys(found)).toContain(path);
    expect(found[path]).toContain(words);
  });
});
