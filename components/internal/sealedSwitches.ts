import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";

import { STANDARD_MTU_BYTES } from "../../network/mtu";
import type { Children } from "./children";
import { lookedUpNetworkId } from "./networkIds";

/** A host that gets a switch. */
interface SealedHost {
  hostSystemId: pulumi.Input<string>;
}

/** A switch without adapters on every host, with one port group. */
export interface SealedPlan<H extends SealedHost> {
  datacenterId: pulumi.Input<string>;
  hosts: Record<string, H>;
  networkName: string;
  /** Default: the network's name. */
  switchName?: string;
  /** Default: 1500. */
  mtuBytes?: number;
  protect: boolean;
}

/** The port group of the host's own adapter: machines' port groups take no adapter. */
export function hostGroupName(networkName: string): string {
  return `${networkName}-host`;
}

/**
 * Adds the switches, and warns of every host after the first: vCenter shows the port groups of all
 * hosts as one network, while each host's is one of its own.
 */
export function addSealedSwitches<H extends SealedHost>(
  parent: pulumi.Resource,
  children: Children,
  { datacenterId, hosts, networkName, switchName = networkName, mtuBytes, protect }: SealedPlan<H>,
): {
  networkId: pulumi.Output<string>;
  made: { key: string; host: H; switchName: pulumi.Output<string> }[];
} {
  const [first = "", ...others] = Object.keys(hosts);
  for (const key of others) {
    const warning =
      `${networkName} on ${key} is a network of its own: machines there do not meet those on ` +
      `${first}, and none may move to another host; pin each to its host (pinToHost: true)`;
    void pulumi.log.warn(warning, parent);
  }
  const pairs = Object.entries(hosts).map(([key, host]) => {
    const { hostSystemId } = host;
    const own = children.add(
      vsphere.HostVirtualSwitch,
      ["switch", key],
      {
        name: switchName,
        hostSystemId,
        networkAdapters: [],
        activeNics: [],
        standbyNics: [],
        mtu: mtuBytes ?? STANDARD_MTU_BYTES,
      },
      { protect },
    );
    const group = children.add(
      vsphere.HostPortGroup,
      ["portgroup", key],
      { name: networkName, hostSystemId, virtualSwitchName: own.name, vlanId: 0 },
      { protect },
    );
    return { key, host, own, group };
  });
  // The groups' own ids are the provider's strings; only vCenter knows the network's.
  const groups = pairs.map(({ group }) => group);
  return {
    networkId: lookedUpNetworkId(parent, { name: networkName, datacenterId }, groups),
    made: pairs.map(({ key, host, own }) => ({ key, host, switchName: own.name })),
  };
}
