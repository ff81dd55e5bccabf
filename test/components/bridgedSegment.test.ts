import * as pulumi from "@pulumi/pulumi";
import { bitsPerSecond, gigabit, megabit } from "vmnet/network/bandwidth";
import { BridgedSegment, type BridgedSegmentArgs, type BridgedSegmentRef } from "vmnet";

import { faultsOf } from "./faults";
import { lab } from "./fixtures";
import { namesInBoth } from "./growth";
import { built, runProgram, valueOf } from "./harness";

const lanArgs = (changes: Partial<BridgedSegmentArgs> = {}): BridgedSegmentArgs => ({
  transportZonePath: lab.vlanPath,
  datacenterId: lab.datacenterId,
  vlanId: 10,
  networkName: "VM_Bridge",
  ...changes,
});

const build = (changes: Partial<BridgedSegmentArgs> = {}) =>
  built(() => new BridgedSegment("lan", lanArgs(changes)));

describe("a bridged segment", () => {
  test("is a VLAN segment with the group of its machines (R03, R05)", async () => {
    const { find, names, value } = await build();
    expect(names()).toEqual(["lan", "lan-group", "lan-segment"]);
    expect(find("lan-segment").inputs).toMatchObject({
      nsxId: "lan-segment",
      displayName: "VM_Bridge",
      vlanIds: ["10"],
      transportZonePath: lab.vlanPath,
      advancedConfig: { connectivity: "ON" },
    });
    expect(find("lan-group").inputs.criterias).toEqual([
      { pathExpression: { memberPaths: ["/infra/segments/lan-segment"] } },
    ]);
    const lan = value as BridgedSegment;
    expect(await valueOf(lan.networkId)).toMatch(/^dvportgroup-/);
    expect(await valueOf(lan.networkName)).toBe("VM_Bridge");
    expect(await valueOf(lan.vlanId)).toBe(10);
  });

  test("takes untagged frames with VLAN 0", async () => {
    const { find } = await build({ vlanId: 0 });
    expect(find("lan-segment").inputs.vlanIds).toEqual(["0"]);
  });

  test("limits both directions in whole Mbit/s, with a burst in bytes (R04)", async () => {
    const { find } = await build({ limit: gigabit(1) });
    const shaper = {
      enabled: true,
      averageBwMbps: 1000,
      peakBwMbps: 1000,
      burstSize: 12_500_000,
    };
    expect(find("lan-qos").inputs).toMatchObject({
      ingressRateShaper: shaper,
      egressRateShaper: shaper,
    });
    expect(find("lan-segment").inputs.qosProfile).toEqual({
      qosProfilePath: "/infra/qos-profiles/lan-qos",
    });
    const own = await build({ limit: megabit(100), burstSizeBytes: 64_000 });
    expect(own.find("lan-qos").inputs).toMatchObject({ egressRateShaper: { burstSize: 64_000 } });
  });

  test("is protected unless disposable", async () => {
    expect((await build()).find("lan-segment").protect).toBe(true);
    expect((await build({ disposable: true })).find("lan-segment").protect).toBe(false);
  });

  test("registers the same in a preview as in an update", async () => {
    const args = lanArgs({ limit: gigabit(1) });
    expect(await namesInBoth(() => new BridgedSegment("lan", args))).toHaveLength(4);
  });

  test("keeps its ids under another name, with a prefix", async () => {
    const { find } = await built(
      () => new BridgedSegment("office", lanArgs({ nsxIdPrefix: "lan" })),
    );
    expect(find("office-segment").inputs.nsxId).toBe("lan-segment");
  });

  test("of somebody else registers nothing", async () => {
    const { names, value } = await built(() =>
      BridgedSegment.fromExisting({
        segmentPath: "/infra/segments/corp",
        groupPath: "/infra/domains/default/groups/corp",
        networkName: "corp",
        networkId: "dvportgroup-9",
        vlanId: 20,
      }),
    );
    expect(names()).toEqual([]);
    expect(await valueOf((value as BridgedSegmentRef).vlanId)).toBe(20);
  });
});

describe("a bridged segment fails", () => {
  const faults = (changes: object) => faultsOf(() => new BridgedSegment("lan", lanArgs(changes)));

  test("fails without zone, datacenter and VLAN, all at once", async () => {
    const found = await faults({
      transportZonePath: "vlan-tz",
      datacenterId: "",
      vlanId: undefined,
    });
    expect(found).toEqual({
      transportZonePath: "this is not a policy path",
      datacenterId: "this is required",
      vlanId: "this is required",
    });
  });

  test.each([4095, -1, 4096, 1.5])("fails for VLAN %d", async (vlanId) => {
    expect(Object.keys(await faults({ vlanId }))).toEqual(["vlanId"]);
  });

  test("fails for a limit that is no whole Mbit/s, and a burst without limit", async () => {
    expect(Object.keys(await faults({ limit: bitsPerSecond(1_500_000) }))).toEqual(["limit"]);
    expect(await faults({ burstSizeBytes: 64_000 })).toEqual({
      burstSizeBytes: "a burst has a meaning only with a limit",
    });
    expect(Object.keys(await faults({ limit: gigabit(1), burstSizeBytes: 0 }))).toEqual([
      "burstSizeBytes",
    ]);
  });

  test("fails for a name that vCenter cannot have", async () => {
    expect(Object.keys(await faults({ networkName: "50%/2" }))).toEqual(["networkName"]);
  });

  test("fails for a late VLAN that is none, once it is known", async () => {
    const { errors } = await runProgram(
      () => new BridgedSegment("lan", lanArgs({ vlanId: pulumi.output(Promise.resolve(4095)) })),
    );
    expect(errors[0]?.message).toContain("vlanId");
  });
});
