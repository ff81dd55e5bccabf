import * as pulumi from "@pulumi/pulumi";

import { Children } from "./internal/children";
import { claim } from "./internal/claims";
import { addHostAdapter } from "./internal/hostAdapter";
import { checkHostOnlyNetwork } from "./internal/hostOnlyChecks";
import { addSealedSwitches, hostGroupName } from "./internal/sealedSwitches";
import { validated } from "./internal/validated";

/** A host that has the network. */
export interface HostOnlyHost {
  /** Managed object id of the host, such as `host-21`. */
  hostSystemId: pulumi.Input<string>;
  /** The host's own address in the network, with its mask, such as `192.168.56.1/24`. Default: machines do not reach the host. */
  hostAddress?: pulumi.Input<string>;
}

/** Arguments of {@link HostOnlyNetwork}. */
export interface HostOnlyNetworkArgs {
  /** Managed object id of the datacenter, such as `datacenter-2`. */
  datacenterId: pulumi.Input<string>;
  /** The hosts, keyed by name; one, as a rule. Every host's network is apart from the others'. */
  hosts: Record<string, HostOnlyHost>;
  /** Name of the port group, unique in the datacenter, at most 75 characters. Default: the component's name. */
  networkName?: string;
  /** Name of the switch. Default: the port group's name. */
  switchName?: string;
  /** MTU of the switch and of the host's adapter, 1280 to 9000 bytes. Default: 1500. @default 1500 */
  mtuBytes?: number;
  /** The network may be deleted or replaced with machines on it (a lab). Default: it is protected. @default false */
  disposable?: boolean;
}

/** What others need to know of a host-only network. */
export interface HostOnlyNetworkRef {
  /** Name of the port group. */
  networkName: pulumi.Output<string>;
  /** Managed object id of the network, for machines. */
  networkId: pulumi.Output<string>;
}

/** A network that exists; arguments of {@link HostOnlyNetwork.fromExisting}. */
export interface ExistingHostOnlyNetwork {
  networkName: pulumi.Input<string>;
  networkId: pulumi.Input<string>;
}

/**
 * A network inside one host: machines on it meet each other, and the host if it has an address there
 * (R03).
 *
 * | IP source | seen from outside | firewall |
 * |---|---|---|
 * | fixed: nothing on it serves DHCP | no; from its host only, with `hostAddress` | none of NSX; the host's own firewall guards the host's address |
 *
 * ```
 *   host esxi-01                                host esxi-02
 *     machine   machine   vmk 192.168.56.1/24     machine
 *        |         |        |                        |
 *     [ vSwitch without adapters ]                [ vSwitch without adapters ]
 *                      these two never meet, although vCenter shows one network
 * ```
 *
 * Creates per host:
 * 1. the standard switch `<name>-switch-<host>`, without physical adapters;
 * 2. the port group `<name>-portgroup-<host>`, for machines;
 * 3. with `hostAddress`, the port group `<name>-hostgroup-<host>` (an adapter needs one of its own,
 *    named `<networkName>-host`) and the VMkernel adapter `<name>-adapter-<host>` on it, without any
 *    service.
 *
 * Machines must stay on their host: give NetworkedVm `pinToHost: true`. Each host after the first is
 * warned about, because its machines do not meet those of the others. Such a network cannot be
 * reached by vMotion at all; where machines of several hosts shall meet, take an IsolatedNetwork on a
 * segment. The hosts' addresses may be alike, since their networks are apart.
 *
 * Needs on site: the address outside of every network that the host routes to (a VMkernel adapter's
 * subnet is connected, and would take the traffic to it); fewer than ten VMkernel adapters per host.
 *
 * Transforms may match `vsphere:index/hostVirtualSwitch:HostVirtualSwitch`,
 * `vsphere:index/hostPortGroup:HostPortGroup`, `vsphere:index/vnic:Vnic`.
 */
export class HostOnlyNetwork extends pulumi.ComponentResource {
  /** Name of the port group. */
  readonly networkName: pulumi.Output<string>;
  /** Managed object id of the network, for machines. */
  readonly networkId: pulumi.Output<string>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: HostOnlyNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:HostOnlyNetwork",
      name,
      (args = validated("HostOnlyNetwork", name, args, checkHostOnlyNetwork)),
      opts,
    );
    const children = new Children(this, name);
    const networkName = args.networkName ?? name;
    claim(this, "vsphere:index:any", `network ${networkName}`, "networkName", name);

    const groupName = hostGroupName(networkName);
    if (Object.values(args.hosts).some(({ hostAddress }) => hostAddress !== undefined)) {
      claim(this, "vsphere:index:any", `network ${groupName}`, "networkName", name);
    }
    const { networkId, made } = addSealedSwitches(this, children, {
      ...args,
      networkName,
      protect: args.disposable !== true,
    });
    for (const { key, host, switchName } of made) {
      if (host.hostAddress !== undefined) {
        addHostAdapter(children, key, {
          hostSystemId: host.hostSystemId,
          groupName,
          switchName,
          address: host.hostAddress,
          mtuBytes: args.mtuBytes,
        });
      }
    }

    this.networkName = pulumi.output(networkName);
    this.networkId = networkId;
    this.registerOutputs({ networkName: this.networkName, networkId: this.networkId });
  }

  /** A network that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingHostOnlyNetwork): HostOnlyNetworkRef {
    return {
      networkName: pulumi.output(existing.networkName),
      networkId: pulumi.output(existing.networkId),
    };
  }
}
