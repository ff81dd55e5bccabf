import type * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";

import { drsMigrationThreshold } from "../../network/drs";
import type { BalancedCluster, ClusterBalancingArgs, SeparatedMachines } from "../clusterBalancing";
import type { Children } from "./children";

const USUAL_AGGRESSIVENESS = 3;

export function addCluster(
  children: Children,
  name: string,
  { automation, aggressiveness, disposable }: ClusterBalancingArgs,
  { datacenterId, clusterName, hosts, highAvailability }: BalancedCluster,
): pulumi.Output<string> {
  return children.add(
    vsphere.ComputeCluster,
    "cluster",
    {
      name: clusterName ?? name,
      datacenterId,
      hostSystemIds: Object.values(hosts),
      drsEnabled: true,
      drsAutomationLevel: automation ?? "fullyAutomated",
      drsMigrationThreshold: drsMigrationThreshold(aggressiveness ?? USUAL_AGGRESSIVENESS),
      haEnabled: highAvailability ?? true,
      // Without it a cluster with hosts cannot be deleted; in production it never should be.
      forceEvacuateOnDestroy: disposable === true,
    },
    { protect: disposable !== true },
  ).id;
}

export function addSeparations(
  children: Children,
  name: string,
  computeClusterId: pulumi.Input<string>,
  separate: Readonly<Record<string, SeparatedMachines>>,
): void {
  for (const [key, { vmIds, mandatory }] of Object.entries(separate)) {
    children.add(vsphere.ComputeClusterVmAntiAffinityRule, ["separate", key], {
      name: `${name}-${key}`,
      computeClusterId,
      virtualMachineIds: vmIds,
      mandatory: mandatory ?? false,
    });
  }
}

export function addPlacements(
  children: Children,
  name: string,
  computeClusterId: pulumi.Input<string>,
  { hostGroups, placements }: ClusterBalancingArgs,
): void {
  const groups = Object.entries(hostGroups ?? {}).map(([key, hostSystemIds]) => {
    const hosts = { name: `${name}-hosts-${key}`, computeClusterId, hostSystemIds };
    return [key, children.add(vsphere.ComputeClusterHostGroup, ["hosts", key], hosts)] as const;
  });
  const groupNames = new Map(groups.map(([key, group]) => [key, group.name]));
  for (const [key, { vmIds, hostGroup, avoid, mandatory }] of Object.entries(placements ?? {})) {
    const machines = children.add(vsphere.ComputeClusterVmGroup, ["vms", key], {
      name: `${name}-vms-${key}`,
      computeClusterId,
      virtualMachineIds: vmIds,
    });
    const hosts = groupNames.get(hostGroup);
    children.add(
      vsphere.ComputeClusterVmHostRule,
      ["placement", key],
      {
        name: `${name}-${key}`,
        computeClusterId,
        vmGroupName: machines.name,
        ...(avoid === true
          ? { antiAffinityHostGroupName: hosts }
          : { affinityHostGroupName: hosts }),
        mandatory: mandatory ?? false,
      },
      // A group cannot be deleted, as part of its replacement, under the rule that names it.
      {
        ownReferences: ["vmGroupName", "affinityHostGroupName", "antiAffinityHostGroupName"],
      },
    );
  }
}
