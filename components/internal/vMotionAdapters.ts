import type * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";

import type { Allocation } from "../../network/allocation";
import { JUMBO_MTU_BYTES } from "../../network/mtu";
import { TeamingPolicy } from "../bridgedNetwork";
import type { VMotionNetworkArgs } from "../vMotionNetwork";
import type { Children } from "./children";
import { groupReplacements, uplinkOrder, vlanArguments } from "./distributedSwitch";
import { shaping } from "./switching";
import { adapterIpv4 } from "./vmkernel";

/** Where an adapter is: exactly one of the two forms. */
type Place =
  | { portgroup: pulumi.Input<string> }
  | { distributedSwitchPort: pulumi.Input<string>; distributedPortGroup: pulumi.Input<string> };

/** Adds the port groups, and an adapter per host with the address that it has in the plan. */
export function addVMotion(
  children: Children,
  networkName: string,
  args: VMotionNetworkArgs,
  plan: Allocation,
): void {
  const place =
    args.kind === "distributed"
      ? onDistributed(children, networkName, args)
      : (host: string, id: pulumi.Input<string>) =>
          onStandard(children, networkName, args, host, id);
  const isOwn = args.stack !== "default";
  const prefix = args.cidr.slice(args.cidr.indexOf("/"));
  for (const [host, { hostSystemId }] of Object.entries(args.hosts)) {
    children.add(
      vsphere.Vnic,
      ["adapter", host],
      {
        host: hostSystemId,
        ...place(host, hostSystemId),
        mtu: args.mtuBytes ?? JUMBO_MTU_BYTES,
        ipv4: adapterIpv4(`${plan[host] ?? ""}${prefix}`, args.gateway),
        // One of the two: with both, every update of the adapter fails.
        ...(isOwn ? { netstack: "vmotion" } : { services: ["vmotion"] }),
      },
      {
        // A port group that is replaced cannot be deleted under its adapter.
        ownReferences: ["portgroup", "distributedPortGroup"],
        // The provider reads vmk10's services as vmk1's.
        ...(isOwn ? { ignoreChanges: ["services"] } : {}),
      },
    );
  }
}

function onDistributed(
  children: Children,
  networkName: string,
  args: VMotionNetworkArgs,
): () => Place {
  const { distributedSwitchId = "", uplinks = { active: [] } } = args;
  const group = children.add(
    vsphere.DistributedPortGroup,
    "portgroup",
    {
      name: networkName,
      distributedVirtualSwitchUuid: distributedSwitchId,
      type: "earlyBinding",
      ...vlanArguments({ vlanId: args.vlanId }, {}),
      teamingPolicy: args.teaming ?? TeamingPolicy.SourceId,
      ...uplinkOrder(uplinks),
      ...shaping(args, ["ingressShaping", "egressShaping"]),
    },
    { protect: args.disposable !== true, replaceOnChanges: groupReplacements(args) },
  );
  return () => ({ distributedSwitchPort: distributedSwitchId, distributedPortGroup: group.id });
}

function onStandard(
  children: Children,
  networkName: string,
  args: VMotionNetworkArgs,
  host: string,
  hostSystemId: pulumi.Input<string>,
): Place {
  const { switchName = "", uplinks } = args;
  const group = children.add(
    vsphere.HostPortGroup,
    ["portgroup", host],
    {
      name: networkName,
      hostSystemId,
      virtualSwitchName: switchName,
      vlanId: args.vlanId,
      teamingPolicy: args.teaming ?? TeamingPolicy.SourceId,
      ...(uplinks === undefined
        ? {}
        : { activeNics: uplinks.active, standbyNics: uplinks.standby ?? [] }),
      ...shaping(args, ["shaping"]),
    },
    { protect: args.disposable !== true },
  );
  // By name: the group's id is the provider's own string.
  return { portgroup: group.name };
}
