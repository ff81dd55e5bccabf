import * as pulumi from "@pulumi/pulumi";

import type { Bandwidth } from "../network/bandwidth";
import { planSlots } from "../network/slots";
import type { SwitchKind, TeamingPolicy, Uplinks } from "./bridgedNetwork";
import { Children } from "./internal/children";
import { claim } from "./internal/claims";
import { addVMotion } from "./internal/vMotionAdapters";
import { checkVMotionNetwork, slotRequest } from "./internal/vMotionChecks";
import { validated } from "./internal/validated";

/** Which stack of the host carries live migration. Never both: updates of such an adapter fail. */
export enum VMotionStack {
  /** The stack of its own, with a routing table of its own. */
  Own = "vmotion",
  /** The host's default stack, with the service switched on. */
  Default = "default",
}

/** A host that machines move from and to. */
export interface VMotionHost {
  /** Managed object id of the host, such as `host-21`. */
  hostSystemId: pulumi.Input<string>;
  /** The host's place: its address is the first one plus this, and never changes with other hosts. */
  slot: number;
}

/** Arguments of {@link VMotionNetwork}. */
export interface VMotionNetworkArgs {
  /** The hosts, keyed by name. One added anywhere renumbers nobody. */
  hosts: Record<string, VMotionHost>;
  /** The network, such as `192.168.10.0/24`. */
  cidr: string;
  /** Address of slot 0, such as `192.168.10.100`. */
  firstAddress: string;
  /** Addresses and ranges that others have in the network, keyed by who. Default: none. */
  used?: Record<string, string>;
  /** Router of the network, for hosts in other networks; with the stack of its own only. Default: none. */
  gateway?: string;
  /** VLAN, 1 to 4094; 0 for untagged frames. */
  vlanId: number;
  /** Standard or distributed. Default: standard. @default SwitchKind.Standard */
  kind?: SwitchKind;
  /** Name of the standard switch that every host has. Required on standard switches. */
  switchName?: pulumi.Input<string>;
  /** UUID of the distributed switch, of which every host is a member. Required on a distributed switch. */
  distributedSwitchId?: pulumi.Input<string>;
  /** Uplinks of this traffic: adapters on standard switches, uplink names on a distributed one. Required on a distributed switch; otherwise as the switch teams. */
  uplinks?: Uplinks;
  /** How the switch spreads traffic over the uplinks. Default: by port. @default TeamingPolicy.SourceId */
  teaming?: TeamingPolicy;
  /** Name of the port group, unique in the datacenter. Default: the component's name. */
  networkName?: string;
  /** MTU of the adapters, 1280 to 9000 bytes. Default: 9000. @default 9000 */
  mtuBytes?: number;
  /** MTU of the switch, which the adapters' must not exceed. Default: not checked here. */
  switchMtuBytes?: number;
  /** Own stack or the default one; another one replaces the adapters. Default: its own. @default VMotionStack.Own */
  stack?: VMotionStack;
  /** Ceiling per port, average and peak, where no Network I/O Control divides the uplinks. Default: none. */
  limit?: Bandwidth;
  /** Port groups may be deleted or replaced (a lab). Default: they are protected. @default false */
  disposable?: boolean;
}

/** What others need to know of a vMotion network. */
export interface VMotionNetworkRef {
  /** Name of the port group. */
  networkName: pulumi.Output<string>;
  /** The hosts' addresses, by host. */
  addresses: pulumi.Output<Record<string, string>>;
}

/** A vMotion network that exists; arguments of {@link VMotionNetwork.fromExisting}. */
export interface ExistingVMotionNetwork {
  networkName: pulumi.Input<string>;
  addresses: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * The network over which running machines move from host to host (R22): a VMkernel adapter per host,
 * with jumbo frames, in a VLAN of its own.
 *
 * | IP source | seen from outside | firewall |
 * |---|---|---|
 * | fixed, by the host's slot | no; routed with a `gateway` only | none of NSX: it does not see VMkernel traffic |
 *
 * ```
 *    esxi-01 slot 0          esxi-02 slot 1         192.168.10.0/24, first .100
 *   vmk 192.168.10.100      vmk 192.168.10.101
 *         |                       |
 *   [ port group vMotion, VLAN 50, MTU 9000 ] === physical trunk, MTU 9000 or more
 * ```
 *
 * Creates:
 * 1. on standard switches per host a port group `<name>-portgroup-<host>`; on a distributed switch one,
 *    `<name>-portgroup`;
 * 2. per host the VMkernel adapter `<name>-adapter-<host>`.
 *
 * Live migration uses TCP 8000 in the stack of its own and in the default one alike, unencrypted
 * unless a machine asks for encryption: keep the VLAN closed. Its share of a full uplink is the
 * `vmotion` class of a DistributedFabric; standard switches have no Network I/O Control, `limit` is
 * what they can do.
 *
 * Needs on site: the switch on every host; VLAN and MTU on the physical ports; fewer than ten VMkernel
 * adapters per host; no other adapter of the host with the service, or migrations choose either.
 *
 * Transforms may match `vsphere:index/hostPortGroup:HostPortGroup`,
 * `vsphere:index/distributedPortGroup:DistributedPortGroup`, `vsphere:index/vnic:Vnic`.
 */
export class VMotionNetwork extends pulumi.ComponentResource {
  /** Name of the port group. */
  readonly networkName: pulumi.Output<string>;
  /** The hosts' addresses, by host. */
  readonly addresses: pulumi.Output<Record<string, string>>;
  /** VLAN id, 0 for untagged. */
  readonly vlanId: pulumi.Output<number>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: VMotionNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:VMotionNetwork",
      name,
      (args = validated("VMotionNetwork", name, args, checkVMotionNetwork)),
      opts,
    );
    const children = new Children(this, name);
    const networkName = args.networkName ?? name;
    claim(this, "vsphere:index:any", `network ${networkName}`, "networkName", name);
    const plan = planSlots(slotRequest(args));
    addVMotion(children, networkName, args, plan);

    this.networkName = pulumi.output(networkName);
    this.addresses = pulumi.output(plan);
    this.vlanId = pulumi.output(args.vlanId);
    this.registerOutputs({
      networkName: this.networkName,
      addresses: this.addresses,
      vlanId: this.vlanId,
    });
  }

  /** A network that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingVMotionNetwork): VMotionNetworkRef {
    return {
      networkName: pulumi.output(existing.networkName),
      addresses: pulumi.output(existing.addresses),
    };
  }
}
