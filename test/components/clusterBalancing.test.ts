import type * as pulumi from "@pulumi/pulumi";
import { Estate, loadInventory } from "@vmnet/simulator";
import { ClusterBalancing, DrsAutomation, NetworkedVm, type ClusterBalancingArgs } from "vmnet";

import { balancingArgs, HOST_IDS } from "./fabricFixtures";
import { faultsOf, refused } from "./faults";
import { lab, vmArgs } from "./fixtures";
import { growsInPlace, GROWTH_TIMEOUT_MILLISECONDS, namesInBoth } from "./growth";
import { built, runProgram, valueOf } from "./harness";

jest.setTimeout(GROWTH_TIMEOUT_MILLISECONDS);

/** The template is the one machine that the lab has before anything is deployed. */
const machine = loadInventory().datacenter.templates[0]!.uuid!;

/** Two machines that stay apart, one of them on the hosts of a rack. */
function gateways(changes: Partial<ClusterBalancingArgs> = {}) {
  const networkId = installersNetwork();
  const vms = ["gw-a", "gw-b"].map(
    (name) => new NetworkedVm(name, vmArgs({ nics: [{ networkId }] })).vmId,
  );
  return new ClusterBalancing(
    "drs",
    balancingArgs({
      separate: { gateways: { vmIds: vms } },
      hostGroups: { "rack-1": [lab.host, lab.otherHost] },
      placements: { licensed: { vmIds: vms, hostGroup: "rack-1", mandatory: true } },
      ...changes,
    }),
  );
}

/** The network of the installer's port group. */
function installersNetwork(): string {
  const found = Estate.open({ inventory: loadInventory() }).invoke(
    "vsphere:index/getNetwork:getNetwork",
    { name: "VM Network" },
  );
  return String(found["id"]);
}

const own = (names: string[]) => names.filter((name) => name.startsWith("drs"));

const cluster = {
  datacenterId: lab.datacenterId,
  clusterName: "compute-2",
  hosts: { "esxi-11": "host-31", "esxi-12": "host-32" },
};

/** Every host of the lab is in a cluster and refused in another: what is registered counts here. */
const registered = async (changes: Partial<ClusterBalancingArgs>) => {
  const { registrations } = await runProgram(
    () => new ClusterBalancing("drs", balancingArgs({ computeClusterId: undefined, ...changes })),
  );
  return registrations.find(({ name }) => name === "drs-cluster")!;
};

describe("a balanced cluster", () => {
  test("keeps machines apart and places them on hosts (R44)", async () => {
    const { find, names } = await built(() => gateways());
    expect(own(names())).toEqual([
      "drs",
      "drs-hosts-rack-1",
      "drs-placement-licensed",
      "drs-separate-gateways",
      "drs-vms-licensed",
    ]);
    expect(find("drs-separate-gateways").inputs).toMatchObject({
      name: "drs-gateways",
      computeClusterId: "domain-c8",
      mandatory: false,
    });
    expect(find("drs-separate-gateways").inputs.virtualMachineIds).toHaveLength(2);
    expect(find("drs-hosts-rack-1").inputs.hostSystemIds).toEqual(["host-21", "host-22"]);
    expect(find("drs-placement-licensed")).toMatchObject({
      inputs: {
        vmGroupName: "drs-vms-licensed",
        affinityHostGroupName: "drs-hosts-rack-1",
        mandatory: true,
      },
      dependencies: ["drs-hosts-rack-1", "drs-vms-licensed"],
    });
    expect(find("drs-placement-licensed").replaceOnChanges).toContain("vmGroupName");
  });

  test("keeps machines off hosts when asked", async () => {
    const placements = { licensed: { vmIds: [machine], hostGroup: "rack-1", avoid: true } };
    const { find } = await built(() => gateways({ placements }));
    const { inputs } = find("drs-placement-licensed");
    expect(inputs.antiAffinityHostGroupName).toBe("drs-hosts-rack-1");
    expect(inputs).not.toHaveProperty("affinityHostGroupName");
  });

  test("writes the API's number, which counts the other way round", async () => {
    const eager = await registered({ cluster, aggressiveness: 5 });
    expect(eager.inputs).toMatchObject({
      name: "compute-2",
      hostSystemIds: ["host-31", "host-32"],
      drsEnabled: true,
      drsAutomationLevel: "fullyAutomated",
      drsMigrationThreshold: 1,
      haEnabled: true,
      forceEvacuateOnDestroy: false,
    });
    expect(eager.protect).toBe(true);
    expect((await registered({ cluster, aggressiveness: 2 })).inputs.drsMigrationThreshold).toBe(4);
    expect((await registered({ cluster })).inputs.drsMigrationThreshold).toBe(3);
  });

  test("takes less automation, no high availability, and goes in a lab", async () => {
    const { inputs, protect } = await registered({
      cluster: { ...cluster, highAvailability: false },
      automation: DrsAutomation.PartiallyAutomated,
      disposable: true,
    });
    expect(inputs).toMatchObject({
      drsAutomationLevel: "partiallyAutomated",
      haEnabled: false,
      forceEvacuateOnDestroy: true,
    });
    expect(protect).toBe(false);
  });

  test("registers the same in a preview as in an update", async () => {
    expect(own(await namesInBoth(() => gateways()))).toHaveLength(5);
  });

  test("grows by a rule without touching the others", async () => {
    await growsInPlace({
      entry: () => ({ vmIds: [machine], hostGroup: "rack-1" }),
      program: (placements) =>
        new ClusterBalancing(
          "drs",
          balancingArgs({ hostGroups: { "rack-1": [lab.host] }, placements }),
        ),
    });
    await growsInPlace({
      entry: (index) => [HOST_IDS[index]!],
      program: (hostGroups) => new ClusterBalancing("drs", balancingArgs({ hostGroups })),
    });
  });

  test("of somebody else registers nothing", async () => {
    const { names, value } = await built(() =>
      ClusterBalancing.fromExisting({ computeClusterId: "domain-c8" }),
    );
    expect(names()).toEqual([]);
    const { computeClusterId } = value as { computeClusterId: pulumi.Output<string> };
    expect(await valueOf(computeClusterId)).toBe("domain-c8");
  });
});

describe("a balanced cluster fails", () => {
  const faults = (changes: object) =>
    faultsOf(() => new ClusterBalancing("drs", balancingArgs(changes)));
  const two = [machine, "other"];

  test("fails for the guide's priority 100, and says what it can be", async () => {
    const { message } = await refused(
      () =>
        new ClusterBalancing(
          "drs",
          balancingArgs({ computeClusterId: undefined, cluster, aggressiveness: 100 }),
        ),
    );
    expect(message).toContain("aggressiveness: this is no place of the DRS slider (got 100;");
    expect(message).toContain("write 5");
  });

  test.each<[string, object, string, string]>([
    ["no cluster", { computeClusterId: undefined }, "cluster", "made here, or it exists"],
    ["two clusters", { cluster }, "cluster", "made here, or it exists"],
    [
      "settings of somebody's cluster",
      { aggressiveness: 3 },
      "aggressiveness",
      "belong to whoever",
    ],
    [
      "automation of somebody's cluster",
      { automation: "manual" },
      "automation",
      "belong to whoever",
    ],
    ["an automation that there is not", { automation: "high" }, "automation", "not one of"],
    [
      "a cluster without hosts",
      { computeClusterId: undefined, cluster: { ...cluster, hosts: {} } },
      "cluster.hosts",
      "no host",
    ],
    [
      "a cluster without datacenter",
      { computeClusterId: undefined, cluster: { ...cluster, datacenterId: "" } },
      "cluster.datacenterId",
      "required",
    ],
    [
      "a host twice",
      {
        computeClusterId: undefined,
        cluster: { ...cluster, hosts: { a: "host-21", b: "host-21" } },
      },
      "cluster.hosts.b",
      "a is the same",
    ],
    [
      "one machine apart",
      { separate: { gw: { vmIds: [machine] } } },
      "separate.gw.vmIds",
      "one machine",
    ],
    [
      "a machine twice",
      { separate: { gw: { vmIds: [machine, machine] } } },
      "separate.gw.vmIds[1]",
      "the same",
    ],
    [
      "a key with a dot",
      { separate: { "g.w": { vmIds: two } } },
      "separate.g.w",
      "names resources",
    ],
    [
      "three machines that must be on two hosts",
      {
        computeClusterId: undefined,
        cluster,
        separate: { gw: { vmIds: ["a", "b", "c"], mandatory: true } },
      },
      "separate.gw.mandatory",
      "more machines than hosts",
    ],
    ["an empty host group", { hostGroups: { rack: [] } }, "hostGroups.rack", "no host"],
    [
      "a host group that there is not",
      { placements: { p: { vmIds: two, hostGroup: "rack" } } },
      "placements.p.hostGroup",
      "no such host group",
    ],
    [
      "a placement of nothing",
      { hostGroups: { rack: ["host-21"] }, placements: { p: { vmIds: [], hostGroup: "rack" } } },
      "placements.p.vmIds",
      "no machine",
    ],
    [
      "one name for two rules",
      {
        separate: { p: { vmIds: two } },
        hostGroups: { rack: ["host-21"] },
        placements: { p: { vmIds: two, hostGroup: "rack" } },
      },
      "placements.p",
      "keeps machines apart already",
    ],
  ])("fails for %s", async (_what, changes, path, words) => {
    const found = await faults(changes);
    expect(Object.keys(found)).toContain(path);
    expect(found[path]).toContain(words);
  });
});
