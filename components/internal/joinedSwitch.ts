import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";

import { VLAN_ALL } from "../../network/vlan";
import { SwitchKind, TeamingPolicy } from "../bridgedNetwork";
import type { CrossSwitchVlanArgs, JoinedSwitch, TrunkPort } from "../crossSwitchVlan";
import type { Children } from "./children";
import { groupReplacements, uplinkOrder, vlanArguments } from "./distributedSwitch";
import { lookedUpNetworkId } from "./networkIds";
import { shaping } from "./switching";

/** One of the switches, and the name of its port group. */
interface JoinedPlan {
  key: string;
  one: JoinedSwitch;
  networkName: string;
}

/** Adds the port groups of a switch; returns the id of the network that they are. */
export function addJoinedSwitch(
  parent: pulumi.Resource,
  children: Children,
  args: CrossSwitchVlanArgs,
  plan: JoinedPlan,
): pulumi.Output<string> {
  return plan.one.kind === SwitchKind.Distributed
    ? addDistributed(children, args, plan)
    : addStandard(parent, children, args, plan);
}

function addDistributed(
  children: Children,
  args: CrossSwitchVlanArgs,
  { key, one, networkName }: JoinedPlan,
): pulumi.Output<string> {
  const { uplinkNames = { active: [] } } = one;
  return children.add(
    vsphere.DistributedPortGroup,
    ["portgroup", key],
    {
      name: networkName,
      distributedVirtualSwitchUuid: one.distributedSwitchId ?? "",
      type: "earlyBinding",
      ...vlanArguments(args, {}),
      teamingPolicy: one.teaming ?? TeamingPolicy.SourceId,
      ...uplinkOrder(uplinkNames),
      ...shaping({}, ["ingressShaping", "egressShaping"]),
    },
    { protect: args.disposable !== true, replaceOnChanges: groupReplacements(args) },
  ).id;
}

function addStandard(
  parent: pulumi.Resource,
  children: Children,
  args: CrossSwitchVlanArgs,
  { key, one, networkName }: JoinedPlan,
): pulumi.Output<string> {
  const groups = Object.entries(one.hosts).map(([host, { hostSystemId = "", uplinks }]) => {
    const { active, standby = [] } = uplinks ?? one.uplinks;
    return children.add(
      vsphere.HostPortGroup,
      [`portgroup-${key}`, host],
      {
        name: networkName,
        hostSystemId,
        virtualSwitchName: one.switchName,
        vlanId: args.vlanId ?? VLAN_ALL,
        teamingPolicy: one.teaming ?? TeamingPolicy.SourceId,
        activeNics: active,
        standbyNics: standby,
        ...shaping({}, ["shaping"]),
      },
      { protect: args.disposable !== true },
    );
  });
  // The groups' own ids are the provider's strings; only vCenter knows the network's.
  const { datacenterId } = args;
  return lookedUpNetworkId(parent, { name: networkName, datacenterId }, groups);
}

/** Every adapter of every host on every switch: what hangs on the physical trunk. */
export function physicalPorts(args: CrossSwitchVlanArgs): pulumi.Output<TrunkPort[]> {
  const vlans = args.vlans ?? String(args.vlanId);
  const ports = Object.values(args.switches).flatMap(({ switchName, hosts, uplinks }) =>
    Object.entries(hosts).flatMap(([host, own]) => {
      const { active, standby = [] } = own.uplinks ?? uplinks;
      return [...active, ...standby].map((adapter) => ({ host, switchName, adapter, vlans }));
    }),
  );
  return pulumi.output(ports);
}
