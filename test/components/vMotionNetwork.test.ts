import type * as pulumi from "@pulumi/pulumi";
import { DistributedFabric, gigabit, SwitchKind, VMotionNetwork, VMotionStack } from "vmnet";

import { distributedFabricArgs, HOST_IDS, vMotionArgs } from "./fabricFixtures";
import { faultsOf, refused } from "./faults";
import { growsInPlace, GROWTH_TIMEOUT_MILLISECONDS, namesInBoth } from "./growth";
import { built, valueOf } from "./harness";

jest.setTimeout(GROWTH_TIMEOUT_MILLISECONDS);

type Args = Parameters<typeof vMotionArgs>[0];
const build = (changes: Args = {}) =>
  built(() => new VMotionNetwork("vmotion", vMotionArgs(changes)));

const distributed = () => {
  const { switchId } = new DistributedFabric("dvs", distributedFabricArgs({ mtuBytes: 9000 }));
  return new VMotionNetwork(
    "vmotion",
    vMotionArgs({
      kind: SwitchKind.Distributed,
      switchName: undefined,
      distributedSwitchId: switchId,
      uplinks: { active: ["uplink1"], standby: ["uplink2"] },
      switchMtuBytes: 9000,
    }),
  );
};

describe("a vMotion network", () => {
  test("gives the guide's addresses, jumbo frames and the stack of its own (R22)", async () => {
    const { find, names, value } = await build();
    expect(names()).toEqual([
      "vmotion",
      "vmotion-adapter-esxi-01",
      "vmotion-adapter-esxi-02",
      "vmotion-portgroup-esxi-01",
      "vmotion-portgroup-esxi-02",
    ]);
    expect(find("vmotion-adapter-esxi-02").inputs).toMatchObject({
      host: "host-22",
      portgroup: "vmotion",
      mtu: 9000,
      netstack: "vmotion",
      ipv4: { ip: "192.168.10.101", netmask: "255.255.255.0" },
    });
    expect(await valueOf((value as VMotionNetwork).addresses)).toEqual({
      "esxi-01": "192.168.10.100",
      "esxi-02": "192.168.10.101",
    });
  });

  test("has exactly one of netstack and service", async () => {
    const own = (await build()).find("vmotion-adapter-esxi-01");
    expect(Object.keys(own.inputs)).not.toContain("services");
    expect(own.ignoreChanges).toEqual(["services"]);
    const shared = (await build({ stack: VMotionStack.Default })).find("vmotion-adapter-esxi-01");
    expect(shared.inputs).toMatchObject({ netstack: "defaultTcpipStack", services: ["vmotion"] });
    expect(shared.ignoreChanges).toEqual([]);
  });

  test("routes with a gateway of its own, whose address no host gets", async () => {
    const { find } = await build({ gateway: "192.168.10.1" });
    expect(find("vmotion-adapter-esxi-01").inputs.ipv4).toEqual({
      ip: "192.168.10.100",
      netmask: "255.255.255.0",
      gw: "192.168.10.1",
    });
  });

  test("takes uplinks, a limit and a name on standard switches", async () => {
    const { find } = await build({
      networkName: "vMotion",
      uplinks: { active: ["vmnic0"] },
      limit: gigabit(4),
    });
    expect(find("vmotion-portgroup-esxi-01").inputs).toMatchObject({
      name: "vMotion",
      vlanId: 50,
      activeNics: ["vmnic0"],
      shapingAverageBandwidth: 4e9,
    });
  });

  test("is one port group on a distributed switch", async () => {
    const { find, names } = await built(distributed);
    expect(names().filter((name) => name.startsWith("vmotion"))).toHaveLength(4);
    expect(find("vmotion-portgroup").inputs).toMatchObject({
      vlanId: 50,
      activeUplinks: ["uplink1"],
      standbyUplinks: ["uplink2"],
    });
    const { inputs } = find("vmotion-adapter-esxi-01");
    expect(inputs.distributedPortGroup).toMatch(/^dvportgroup-/);
    expect(inputs).not.toHaveProperty("portgroup");
  });

  test("keeps its port groups unless disposable; adapters may always be replaced", async () => {
    const kept = async (changes: Args) =>
      (await build(changes)).registrations.filter(({ protect }) => protect).map(({ name }) => name);
    expect(await kept({})).toEqual(["vmotion-portgroup-esxi-01", "vmotion-portgroup-esxi-02"]);
    expect(await kept({ disposable: true })).toEqual([]);
  });

  test("registers the same in a preview as in an update", async () => {
    expect(await namesInBoth(() => new VMotionNetwork("vmotion", vMotionArgs()))).toHaveLength(5);
    await namesInBoth(distributed);
  });

  test("renumbers nobody when a host is added in the middle", async () => {
    await growsInPlace({
      entry: (index) => ({ hostSystemId: HOST_IDS[index]!, slot: index }),
      program: (hosts) => new VMotionNetwork("vmotion", vMotionArgs({ hosts })),
    });
  });

  test("of somebody else registers nothing", async () => {
    const existing = { networkName: "vMotion", addresses: { a: "192.168.10.100" } };
    const { names, value } = await built(() => VMotionNetwork.fromExisting(existing));
    expect(names()).toEqual([]);
    const { addresses } = value as { addresses: pulumi.Output<object> };
    expect(await valueOf(addresses)).toEqual({ a: "192.168.10.100" });
  });
});

describe("a vMotion network fails", () => {
  const faults = (changes: object) =>
    faultsOf(() => new VMotionNetwork("vmotion", vMotionArgs(changes)));
  const host = (slot: unknown) => ({ "esxi-01.example": { hostSystemId: "host-21", slot } });

  test("fails for a host without slot, and says the next free one", async () => {
    const { message } = await refused(() => {
      const { hosts } = vMotionArgs();
      const more = { ...hosts, "esxi-03": { hostSystemId: "host-23" } as never };
      return new VMotionNetwork("vmotion", vMotionArgs({ hosts: more }));
    });
    expect(message).toContain("hosts.esxi-03.slot: the slot is missing");
    expect(message).toContain("write 2, which is 192.168.10.102");
  });

  test.each<[string, object, string, string]>([
    ["no host", { hosts: {} }, "hosts", "no host"],
    [
      "a slot behind the end",
      { hosts: host(155) },
      "hosts.esxi-01.example.slot",
      "no host address",
    ],
    ["a slot in fractions", { hosts: host(0.5) }, "hosts.esxi-01.example.slot", "no slot"],
    [
      "a slot that the router has",
      { gateway: "192.168.10.100", hosts: host(0) },
      "hosts.esxi-01.example.slot",
      "taken (gateway)",
    ],
    [
      "a slot that somebody has",
      { used: { nas: "192.168.10.100-192.168.10.110" }, hosts: host(3) },
      "hosts.esxi-01.example.slot",
      "taken (nas)",
    ],
    [
      "one slot twice",
      {
        hosts: { a: { hostSystemId: "host-21", slot: 1 }, b: { hostSystemId: "host-22", slot: 1 } },
      },
      "hosts.b.slot",
      "a has this slot",
    ],
    ["a network that is none", { cidr: "192.168.10.0" }, "cidr", "mask"],
    [
      "a first address elsewhere",
      { firstAddress: "192.168.11.100" },
      "firstAddress",
      "not in the network",
    ],
    ["a range that is none", { used: { nas: "x" } }, "used.nas", ""],
    ["a gateway elsewhere", { gateway: "192.168.11.1" }, "gateway", "not in the network"],
    [
      "a gateway on the default stack",
      { gateway: "192.168.10.1", stack: "default" },
      "gateway",
      "default stack",
    ],
    ["both stacks", { stack: "both" }, "stack", "not one of"],
    ["no VLAN", { vlanId: undefined }, "vlanId", "required"],
    ["VLAN 4095", { vlanId: 4095 }, "vlanId", "4095"],
    ["an MTU above the switch's", { switchMtuBytes: 1500 }, "mtuBytes", "larger packets"],
    ["an MTU that no switch has", { mtuBytes: 9216 }, "mtuBytes", ""],
    ["no switch", { switchName: undefined }, "switchName", "required"],
    [
      "a standard switch by UUID",
      { distributedSwitchId: "50" },
      "distributedSwitchId",
      "named by its name",
    ],
    ["a distributed switch by name", { kind: "distributed" }, "switchName", "named by its UUID"],
    ["a distributed switch without uplinks", { kind: "distributed" }, "uplinks", "required"],
    [
      "teaming by load on a standard switch",
      { teaming: "loadbalance_loadbased" },
      "teaming",
      "not one of",
    ],
    ["a name with a slash", { networkName: "a/b" }, "networkName", "cannot be the name"],
    ["a burst-less limit in no unit", { limit: { bitsPerSecond: 0.5 } }, "limit", ""],
  ])("fails for %s", async (_what, changes, path, words) => {
    const found = await faults(changes);
    expect(Object.keys(found)).toContain(path);
    expect(found[path]).toContain(words);
  });
});
