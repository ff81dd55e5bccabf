import * as vsphere from "@pulumi/vsphere";
import { gigabit, NetworkedVm, NetworkSlice, TrafficWeight, type VmNic } from "vmnet";

import { faultsOf, refused } from "./faults";
import { lab, vmArgs } from "./fixtures";
import { GROWTH_TIMEOUT_MILLISECONDS, growsInPlace, namesInBoth } from "./growth";
import { built, runProgram, valueOf } from "./harness";
import { sliceArgs, slicePlan } from "./sliceFixtures";

jest.setTimeout(180_000);

const PROFILES = "/infra/gateway-qos-profiles";
const other = {
  slice: "4G",
  segments: { users: { cidr: "10.40.0.0/24" }, meters: { cidr: "10.40.1.0/24" } },
};
const made = (changes: object = {}) => built(() => new NetworkSlice("fast", sliceArgs(changes)));

describe("a network slice", () => {
  test("is a gateway with limits, networks with marks, and a group (R60)", async () => {
    const { names, find, registrations } = await made();
    expect(names()).toEqual([
      "fast",
      "fast-egress",
      "fast-gateway",
      "fast-group",
      "fast-ingress",
      "fast-qos",
      "fast-segment-users",
    ]);
    const children = registrations.filter(({ custom }) => custom);
    expect(new Set(children.map(({ parent }) => parent))).toEqual(new Set(["fast"]));
    // What gateway and segment refer to comes before what it replaces.
    const first = children.filter(({ deleteBeforeReplace }) => !deleteBeforeReplace);
    expect(first.map(({ name }) => name)).toEqual(["fast-egress", "fast-ingress", "fast-qos"]);
    expect(children.filter(({ protect }) => protect).map(({ name }) => name)).toEqual([
      "fast-gateway",
      "fast-segment-users",
    ]);
    expect(find("fast-segment-users").inputs).toMatchObject({
      displayName: "5G_Net",
      connectivityPath: "/infra/tier-1s/fast-gateway",
      subnets: [{ cidr: "10.50.0.1/24" }],
      qosProfile: { qosProfilePath: "/infra/qos-profiles/fast-qos" },
      advancedConfig: { connectivity: "ON" },
    });
  });

  test("writes bandwidth in Mbit/s and burst in bytes, always, and binds both directions", async () => {
    const { find } = await made();
    expect(find("fast-ingress").inputs).toMatchObject({
      committedBandwidth: 9000,
      burstSize: 112_500_000,
      excessAction: "DROP",
    });
    expect(find("fast-egress").inputs).toMatchObject({
      committedBandwidth: 8000,
      burstSize: 100_000_000,
    });
    expect(find("fast-gateway").inputs).toMatchObject({
      ingressQosProfilePath: `${PROFILES}/fast-ingress`,
      egressQosProfilePath: `${PROFILES}/fast-egress`,
      edgeClusterPath: lab.edgeClusterPath,
      haMode: "ACTIVE_STANDBY",
      type: "ROUTED",
      routeAdvertisementTypes: ["TIER1_CONNECTED"],
    });
    const slow = await made(other);
    expect(slow.find("fast-ingress").inputs).toMatchObject({ committedBandwidth: 3000 });
  });

  test("marks what machines send, unless the best slice is trusted", async () => {
    const { find } = await made();
    expect(find("fast-qos").inputs).toMatchObject({
      dscpTrusted: false,
      dscpPriority: 46,
      classOfService: 5,
    });
    const best = { ...slicePlan.slices["5G_Net"]!, trustMachines: true };
    const plan = { ...slicePlan, slices: { ...slicePlan.slices, "5G_Net": best } };
    expect((await made({ plan })).find("fast-qos").inputs.dscpTrusted).toBe(true);
  });

  test("tells the physical network its queue, codepoint and networks", async () => {
    const { value } = await made(other);
    const slice = value as NetworkSlice;
    expect(await valueOf(slice.handOff)).toEqual({
      slice: "4G",
      uplink: "core",
      queue: 2,
      dscp: 18,
      behaviour: "AF21",
      classOfService: 2,
      committedMbit: 3000,
      ingressMbit: 3000,
      egressMbit: 3000,
      networks: ["10.40.0.0/24", "10.40.1.0/24"],
    });
    expect(await valueOf(slice.gatewayAddresses)).toEqual({
      users: "10.40.0.1",
      meters: "10.40.1.1",
    });
    expect(Object.keys(await valueOf(slice.networkIds))).toEqual(["users", "meters"]);
    expect([await valueOf(slice.weight), await valueOf(slice.shares)]).toEqual(["normal", 50]);
  });

  test("stands beside the others, and registers the same in a preview", async () => {
    const names = await namesInBoth(() => {
      const fast = new NetworkSlice("fast", sliceArgs());
      const slow = new NetworkSlice("slow", sliceArgs(other));
      return { fast, slow };
    });
    expect(names).toHaveLength(15);
  });

  test("that exists registers nothing", async () => {
    const { registrations, value } = await built(() =>
      NetworkSlice.fromExisting({
        gatewayPath: "/infra/tier-1s/old",
        groupPath: "/infra/domains/default/groups/old",
        segmentPaths: { users: "/infra/segments/old" },
        networkIds: { users: "dvportgroup-7" },
      }),
    );
    expect(registrations).toEqual([]);
    expect(await valueOf((value as NetworkSlice).networkIds)).toEqual({ users: "dvportgroup-7" });
  });

  test(
    "grows by a segment without touching another",
    () =>
      growsInPlace({
        entry: (index) => ({ cidr: `10.50.${index}.0/24` }),
        program: (segments) => new NetworkSlice("fast", sliceArgs({ segments })),
        holders: ["fast-group"],
      }),
    GROWTH_TIMEOUT_MILLISECONDS,
  );

  test("is not touched by a slice that is put before it in the plan", async () => {
    const urgent = { rank: 5, committed: gigabit(1), dscp: 47, weight: TrafficWeight.High };
    const custom = { weight: TrafficWeight.Custom, shares: 80 };
    const { "5G_Net": net, "4G": old } = slicePlan.slices;
    const five = { ...net!, ...custom, dscp: 34 };
    const before = { uplink: slicePlan.uplink, slices: { "5G_Net": five, "4G": old! } };
    const after = { ...before, slices: { alarm: urgent, ...before.slices } };
    const children = async (plan: typeof before) =>
      (await made({ plan })).registrations.filter(({ custom: own }) => own);
    expect(await children(after)).toEqual(await children(before));
  });
});

describe("the shares of a slice's machines", () => {
  const nicOf = async (changes: Partial<VmNic>) => {
    const { find } = await built(() => {
      const networkId = vsphere.getNetworkOutput({ name: "VM Network" }).id;
      return new NetworkedVm("web", vmArgs({ nics: [{ networkId, ...changes }] }));
    });
    return (find("web-vm").inputs.networkInterfaces as object[])[0];
  };

  test("are a level, or a number with the custom level, or vCenter's own", async () => {
    const high = await nicOf({ weight: TrafficWeight.High });
    expect(high).toMatchObject({ bandwidthShareLevel: "high" });
    expect(high).not.toHaveProperty("bandwidthShareCount");
    expect(await nicOf({ weight: TrafficWeight.Custom, shares: 80 })).toMatchObject({
      bandwidthShareLevel: "custom",
      bandwidthShareCount: 80,
    });
    expect(await nicOf({})).not.toHaveProperty("bandwidthShareLevel");
  });

  test("fails for a custom weight without its number, and for two numbers", async () => {
    const of = (nic: Partial<VmNic>) =>
      faultsOf(
        () => new NetworkedVm("web", vmArgs({ nics: [{ networkId: "network-11", ...nic }] })),
      );
    expect(await of({ weight: TrafficWeight.Custom })).toEqual({
      "nics[0].shares": "the custom weight needs its number of shares",
    });
    expect(await of({ weight: TrafficWeight.Low, shares: 101 })).toEqual({
      "nics[0].shares": "out of range; the weight low has its own number of shares",
    });
  });
});

describe("a network slice fails", () => {
  const faults = (changes: object) => faultsOf(() => new NetworkSlice("fast", sliceArgs(changes)));

  test("fails for everything wrong at once, the whole plan included", async () => {
    const slices = { ...slicePlan.slices, "4G": { ...slicePlan.slices["4G"]!, dscp: 48 } };
    const { message } = await refused(
      () =>
        new NetworkSlice(
          "fast",
          sliceArgs({
            plan: { ...slicePlan, slices },
            slice: "5G_net",
            tier0Path: "core",
            segments: {
              users: { cidr: "10.50.0.0/24", gatewayAddress: "10.51.0.1" },
              twin: { cidr: "10.50.0.128/25", networkName: "a/b" },
            },
          }),
        ),
    );
    expect(message).toContain("6 faults");
    expect(message).toContain("plan.slices.4G.dscp: routing itself has this class");
    expect(message).toContain('slice: the plan has no slice of this name (got "5G_net"');
    expect(message).toContain('did you mean "5G_Net"?');
    expect(message).toContain('tier0Path: this is not a policy path (got "core"');
    expect(message).toContain("segments.users.gatewayAddress: this address is not in the network");
    expect(message).toContain("segments.twin.networkName: this cannot be the name of a segment");
    expect(message).toContain("segments.twin.cidr: segment users has this network");
  });

  test("fails without a network, and for one that is too small", async () => {
    expect(await faults({ segments: {} })).toEqual({ segments: "the slice has no network" });
    expect(await faults({ segments: { a: { cidr: "10.50.0.0/31" } } })).toEqual({
      "segments.a.cidr": "there is no room for a gateway and a machine",
    });
    expect(await faults({ plan: undefined })).toEqual({ plan: "this is required" });
  });

  test("fails for an id that NSX could not keep apart, and for guards without a profile", async () => {
    const found = await faults({ segments: { "a b": { cidr: "10.50.0.0/24", guards: {} } } });
    expect(found).toEqual({
      "segments.a b": "this key names resources",
      "segments.a b.guards": "no profile is named, so nothing would be guarded",
    });
  });

  test.each([
    [
      "one slice twice",
      { segments: { a: { cidr: "10.50.9.0/24" } } },
      /slice 5G_Net on uplink core/,
    ],
    [
      "two plans of one uplink",
      {
        ...other,
        plan: { ...slicePlan, slices: { "4G": slicePlan.slices["5G_Net"]! } },
      },
      /rank 10 on uplink core/,
    ],
  ])("fails for %s", async (_what, changes, text) => {
    const { errors } = await runProgram(() => {
      const one = new NetworkSlice("fast", sliceArgs());
      return [one, new NetworkSlice("slow", sliceArgs(changes))];
    });
    expect(errors[0]?.message).toMatch(text);
    expect(errors[0]?.message).toContain("fast has this already");
  });
});
