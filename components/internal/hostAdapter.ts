import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";

import { dottedMask, formatAddress, parseInterfaceCidr } from "../../network/address";
import { STANDARD_MTU_BYTES } from "../../network/mtu";
import type { Children } from "./children";

/** A host's own address on a standard switch. */
export interface HostAdapterPlan {
  hostSystemId: pulumi.Input<string>;
  /** Name of the port group that the adapter has for itself. */
  groupName: string;
  switchName: pulumi.Input<string>;
  /** With its mask, such as `192.168.56.1/24`. */
  address: pulumi.Input<string>;
  /** Default: 1500. */
  mtuBytes?: number;
}

/** Adds a VMkernel adapter without services, and the port group that it needs for itself. */
export function addHostAdapter(children: Children, host: string, plan: HostAdapterPlan): void {
  const group = children.add(vsphere.HostPortGroup, ["hostgroup", host], {
    name: plan.groupName,
    hostSystemId: plan.hostSystemId,
    virtualSwitchName: plan.switchName,
    vlanId: 0,
  });
  children.add(
    vsphere.Vnic,
    ["adapter", host],
    {
      host: plan.hostSystemId,
      // By name: the group's id is the provider's own string.
      portgroup: group.name,
      mtu: plan.mtuBytes ?? STANDARD_MTU_BYTES,
      ipv4: ipv4Of(plan.address),
    },
    {
      // A port group that is replaced cannot be deleted under its adapter.
      ownReferences: ["portgroup"],
      // The provider reads vmk10's services as vmk1's; this adapter never has one.
      ignoreChanges: ["services"],
    },
  );
}

function ipv4Of(address: pulumi.Input<string>): pulumi.Input<{ ip: string; netmask: string }> {
  const split = (text: string) => {
    const { address: own, network } = parseInterfaceCidr(text);
    return { ip: formatAddress(own), netmask: dottedMask(network) };
  };
  return typeof address === "string" ? split(address) : pulumi.output(address).apply(split);
}
