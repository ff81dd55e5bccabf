import { BridgedNetwork, gigabit, SwitchKind, TeamingPolicy } from "vmnet";

import { bridgedArgs, lab } from "./fixtures";
import { faultsOf, refused } from "./faults";
import { built, valueOf } from "./harness";

jest.setTimeout(180_000);

describe("a bridged network on standard switches", () => {
  const build = (changes = {}) => built(() => new BridgedNetwork("lan", bridgedArgs(changes)));

  test("is a switch and a port group on every host, keyed by the host's name", async () => {
    const { names } = await build();
    expect(names()).toEqual([
      "lan",
      "lan-portgroup-esxi-01",
      "lan-portgroup-esxi-02",
      "lan-switch-esxi-01",
      "lan-switch-esxi-02",
    ]);
  });

  test("writes every security flag on switch and port group (R04): nothing is inherited", async () => {
    const { find } = await build();
    const strict = {
      allowPromiscuous: false,
      allowForgedTransmits: false,
      allowMacChanges: false,
      notifySwitches: true,
      checkBeacon: false,
    };
    expect(find("lan-portgroup-esxi-01").inputs).toMatchObject({
      name: "lan",
      hostSystemId: lab.host,
      virtualSwitchName: "vSwitch1",
      vlanId: 10,
      activeNics: ["vmnic1"],
      standbyNics: ["vmnic2"],
      shapingEnabled: false,
      ...strict,
    });
    const made = find("lan-switch-esxi-02").inputs;
    expect(made).toMatchObject({ ...strict, mtu: 1500, networkAdapters: ["vmnic1", "vmnic2"] });
    expect(made).not.toHaveProperty("failback");
  });

  test("limits to 1 Gbit/s in bit/s with a burst in bytes", async () => {
    const { find } = await build({ limit: gigabit(1) });
    expect(find("lan-portgroup-esxi-02").inputs).toMatchObject({
      shapingEnabled: true,
      shapingAverageBandwidth: 1_000_000_000,
      shapingPeakBandwidth: 1_000_000_000,
      shapingBurstSize: 12_500_000,
    });
  });

  test("is protected, with the old object deleted first, unless disposable", async () => {
    const safe = await build();
    const group = safe.find("lan-portgroup-esxi-01");
    expect(group).toMatchObject({ parent: "lan", protect: true, deleteBeforeReplace: true });
    const disposable = await build({ disposable: true });
    expect(disposable.registrations.map(({ protect }) => protect)).not.toContain(true);
  });

  test("looks up the network's id, which the groups' own ids are not", async () => {
    const { value } = await build({ networkName: "VM_Bridge" });
    const lan = value as BridgedNetwork;
    expect(await valueOf(lan.networkName)).toBe("VM_Bridge");
    expect(await valueOf(lan.networkId)).toMatch(/^network-/);
  });

  test("uses switches that exist without making any", async () => {
    const { names } = await build({
      existingSwitch: true,
      switchName: "vSwitch0",
      uplinks: undefined,
    });
    expect(names().filter((name) => name.includes("switch"))).toEqual([]);
  });

  test("takes other adapters on one host", async () => {
    const { find } = await build({
      hosts: {
        a: { hostSystemId: lab.host },
        b: { hostSystemId: lab.otherHost, uplinks: { active: ["vmnic3"] } },
      },
    });
    expect(find("lan-switch-b").inputs).toMatchObject({ activeNics: ["vmnic3"], standbyNics: [] });
  });
});

describe("a bridged network on a distributed switch", () => {
  const distributed = (changes = {}) =>
    built(
      () => new BridgedNetwork("lan", bridgedArgs({ kind: SwitchKind.Distributed, ...changes })),
    );

  test("is one switch over all hosts and one port group", async () => {
    const { names, find } = await distributed();
    expect(names()).toEqual(["lan", "lan-portgroup", "lan-switch"]);
    expect(find("lan-switch").inputs).toMatchObject({
      uplinks: ["uplink1", "uplink2"],
      networkResourceControlVersion: "version3",
      hosts: [
        { hostSystemId: lab.host, devices: ["vmnic1", "vmnic2"] },
        { hostSystemId: lab.otherHost, devices: ["vmnic1", "vmnic2"] },
      ],
    });
  });

  test("writes what would be inherited from the switch or kept from an earlier state", async () => {
    const { find } = await distributed({ limit: gigabit(1) });
    expect(find("lan-portgroup").inputs).toMatchObject({
      vlanId: 10,
      activeUplinks: ["uplink1"],
      standbyUplinks: ["uplink2"],
      teamingPolicy: "loadbalance_srcid",
      allowPromiscuous: false,
      ingressShapingEnabled: true,
      egressShapingPeakBandwidth: 1_000_000_000,
    });
  });

  test("replaces the group for what the provider cannot undo: VLAN 0, no limit", async () => {
    const limited = await distributed({ limit: gigabit(1) });
    expect(limited.find("lan-portgroup").replaceOnChanges).toEqual([]);
    const open = await distributed({ vlanId: 0 });
    expect(open.find("lan-portgroup").replaceOnChanges).toEqual([
      "vlanId",
      "ingressShapingEnabled",
      "egressShapingEnabled",
    ]);
  });

  test("is found by its group's id", async () => {
    const { value } = await distributed();
    expect(await valueOf((value as BridgedNetwork).networkId)).toMatch(/^dvportgroup-/);
  });
});

describe("a bridged network fails", () => {
  const faults = (changes: object) =>
    faultsOf(() => new BridgedNetwork("lan", bridgedArgs(changes)));

  test("fails for all of several faults at once, with path, value, what is allowed and a fix", async () => {
    const error = await refused(
      () =>
        new BridgedNetwork(
          "lan",
          bridgedArgs({ vlanId: 4095, uplinks: { active: [] }, mtuBytes: 9001, datacenterId: "" }),
        ),
    );
    expect(error.errors.map(({ propertyPath }) => propertyPath).sort()).toEqual([
      "datacenterId",
      "mtuBytes",
      "uplinks.active",
      "vlanId",
    ]);
    expect(error.message).toContain('BridgedNetwork "lan": 4 faults');
    expect(error.message).toContain("vlanId: 4095 stands for all VLANs");
    expect(error.message).toContain("got 4095");
    expect(error.message).toContain("allowed: a whole number from 1 to 4094");
    expect(error.message).toContain("use a trunk");
  });

  test("fails for IP hash without an EtherChannel, and with standby uplinks", async () => {
    const found = await faults({ teaming: TeamingPolicy.IpHash });
    expect(found.teaming).toContain("without an EtherChannel");
    expect(found["uplinks.standby"]).toContain("every member of an EtherChannel is active");
  });

  test("fails for load-based teaming on a standard switch, and for round robin", async () => {
    expect(Object.keys(await faults({ teaming: TeamingPolicy.PhysicalLoad }))).toEqual(["teaming"]);
    const { message } = await refused(
      () => new BridgedNetwork("lan", bridgedArgs({ teaming: "round_robin" as TeamingPolicy })),
    );
    expect(message).toContain("there is no round robin over uplinks");
  });

  test("fails without hosts, without uplinks, and with an adapter named twice", async () => {
    expect(Object.keys(await faults({ hosts: {} }))).toEqual(["hosts"]);
    expect(Object.keys(await faults({ uplinks: undefined }))).toEqual([
      "hosts.esxi-01.uplinks",
      "hosts.esxi-02.uplinks",
    ]);
    const twice = { active: ["vmnic1"], standby: ["vmnic1"] };
    expect(await faults({ uplinks: twice })).toEqual({ uplinks: "an uplink is named twice" });
  });

  test("fails for settings that belong to another kind of switch", async () => {
    const found = await faults({ distributedSwitchId: "50 12", mtuBytes: 9000 });
    expect(Object.keys(found)).toEqual(["distributedSwitchId", "mtuBytes"]);
    const existing = await faults({ kind: SwitchKind.Distributed, existingSwitch: true });
    expect(existing.existingSwitch).toContain("named by its id");
  });

  test("fails for a burst without limit, a broken limit and a bad network name", async () => {
    const found = await faults({ burstSizeBytes: 10, networkName: "a/b" });
    expect(Object.keys(found)).toEqual(["burstSizeBytes", "networkName"]);
    expect(Object.keys(await faults({ limit: { bitsPerSecond: -1 } }))).toEqual(["limit"]);
  });

  test("fails for two port groups of one name: vCenter could not tell them apart", async () => {
    const twice = () => {
      new BridgedNetwork("lan", bridgedArgs({ networkName: "VM_Bridge" }));
      new BridgedNetwork("lan2", bridgedArgs({ networkName: "VM_Bridge", switchName: "vSwitch2" }));
    };
    await expect(built(twice)).rejects.toThrow("networkName: lan has this already");
  });
});

test("an existing bridged network registers nothing", async () => {
  const { registrations, value } = await built(() =>
    BridgedNetwork.fromExisting({ networkName: "VM Network", networkId: "network-1", vlanId: 0 }),
  );
  expect(registrations).toEqual([]);
  expect(await valueOf((value as BridgedNetwork).networkId)).toBe("network-1");
});
