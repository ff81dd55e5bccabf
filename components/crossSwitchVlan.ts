import * as pulumi from "@pulumi/pulumi";

import type { SwitchKind, TeamingPolicy, Uplinks } from "./bridgedNetwork";
import { Children } from "./internal/children";
import { claim } from "./internal/claims";
import { addJoinedSwitch, physicalPorts } from "./internal/joinedSwitch";
import { checkCrossSwitchVlan } from "./internal/crossSwitchChecks";
import { validated } from "./internal/validated";

/** A host of a joined switch. */
export interface JoinedHost {
  /** Managed object id of the host, such as `host-21`. Required on a standard switch. */
  hostSystemId?: pulumi.Input<string>;
  /** The host's physical adapters of the switch, where they are named otherwise. Default: the switch's. */
  uplinks?: Uplinks;
}

/** A switch that exists, or that another component makes. */
export interface JoinedSwitch {
  /** Standard or distributed. Default: standard. @default SwitchKind.Standard */
  kind?: SwitchKind;
  /** Name of the switch. On a standard switch the port groups name it; an output of the component that makes it is waited for. */
  switchName: pulumi.Input<string>;
  /** UUID of a distributed switch. Required on a distributed switch. */
  distributedSwitchId?: pulumi.Input<string>;
  /** The hosts that have the switch, keyed by name. */
  hosts: Record<string, JoinedHost>;
  /** Physical adapters that the switch has on every host: without one it cannot be joined to anything. */
  uplinks: Uplinks;
  /** Names of a distributed switch's uplinks for this VLAN. Required on a distributed switch. */
  uplinkNames?: Uplinks;
  /** How machines are spread over the uplinks. Default: by port. @default TeamingPolicy.SourceId */
  teaming?: TeamingPolicy;
  /** Name of the port group, unique in the datacenter. Default: the component's name, a dash and the key. */
  networkName?: string;
}

/** Arguments of {@link CrossSwitchVlan}. */
export interface CrossSwitchVlanArgs {
  /** Managed object id of the datacenter, such as `datacenter-2`. */
  datacenterId: pulumi.Input<string>;
  /** Access: the VLAN that both switches carry, 1 to 4094, such as 100. Either this, or `vlans`. */
  vlanId?: number;
  /** Trunk: the VLANs that guests tag themselves, such as `100,200-210`. Either this, or `vlanId`. */
  vlans?: string;
  /** The switches, two or more, keyed by name. Adding one changes no other. */
  switches: Record<string, JoinedSwitch>;
  /** Port groups may be deleted or replaced with machines on them (a lab). Default: they are protected. @default false */
  disposable?: boolean;
}

/** A physical port, by what is plugged into it, and the trunk that it has to be. */
export interface TrunkPort {
  /** Name of the host. */
  host: string;
  /** Name of the virtual switch. */
  switchName: string;
  /** Physical adapter of the host. */
  adapter: string;
  /** VLANs, tagged, such as `100` or `100,200-210`. */
  vlans: string;
}

/** What others need to know of a VLAN over several switches. */
export interface CrossSwitchVlanRef {
  /** Managed object ids of the networks, by key of the switch. */
  networkIds: pulumi.Output<Record<string, string>>;
  /** Names of the networks, by key of the switch. */
  networkNames: pulumi.Output<Record<string, string>>;
}

/** A VLAN that exists; arguments of {@link CrossSwitchVlan.fromExisting}. */
export interface ExistingCrossSwitchVlan {
  networkIds: pulumi.Input<Record<string, pulumi.Input<string>>>;
  networkNames: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * One VLAN over two or more virtual switches (R14): machines on either are neighbours, because both
 * switches lead to one physical trunk.
 *
 * | IP source | seen from outside | firewall |
 * |---|---|---|
 * | the VLAN's own DHCP server, or fixed | yes, as any host of the VLAN | none of NSX: port security only |
 *
 * ```
 *   machine            machine
 *      |                  |
 *   [ VLAN 100 ]      [ VLAN 100 ]       two switches never join inside of a host:
 *   [ vSwitch1 ]      [ vSwitch2 ]       the frame leaves by one uplink
 *      vmnic1            vmnic2          and comes back by the other
 *        |                  |
 *     [ physical switch, trunk with VLAN 100 on both ports ]
 * ```
 *
 * Creates no switch, only port groups:
 * 1. per standard switch and host `<name>-portgroup-<switch>-<host>`, with VLAN id `vlanId`, or 4095 for
 *    guests that tag: a standard switch cannot restrict their VLANs, the physical trunk does;
 * 2. per distributed switch `<name>-portgroup-<switch>`, with the VLAN id or the ranges.
 *
 * `physicalTrunk` lists the physical ports that must carry the VLAN; without them nothing meets. A
 * label or a vSphere tag joins nothing.
 *
 * Needs on site: the switches; a physical trunk with the VLAN on every port of `physicalTrunk`, all in
 * one layer-2 fabric; edge ports there (portfast trunk), since virtual switches speak no spanning tree.
 *
 * Transforms may match `vsphere:index/hostPortGroup:HostPortGroup`,
 * `vsphere:index/distributedPortGroup:DistributedPortGroup`.
 */
export class CrossSwitchVlan extends pulumi.ComponentResource {
  /** Managed object ids of the networks, by key of the switch, for machines. */
  readonly networkIds: pulumi.Output<Record<string, string>>;
  /** Names of the networks, by key of the switch. */
  readonly networkNames: pulumi.Output<Record<string, string>>;
  /** VLANs, such as `100` or `100,200-210`. */
  readonly vlans: pulumi.Output<string>;
  /** The physical ports that must be a trunk with these VLANs. */
  readonly physicalTrunk: pulumi.Output<TrunkPort[]>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: CrossSwitchVlanArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:CrossSwitchVlan",
      name,
      (args = validated("CrossSwitchVlan", name, args, checkCrossSwitchVlan)),
      opts,
    );
    const children = new Children(this, name);
    const made = Object.entries(args.switches).map(([key, one]) => {
      const networkName = one.networkName ?? `${name}-${key}`;
      claim(this, "vsphere:index:any", `network ${networkName}`, "networkName", name);
      const id = addJoinedSwitch(this, children, args, { key, one, networkName });
      return { key, networkName, id };
    });

    this.networkIds = pulumi.output(Object.fromEntries(made.map(({ key, id }) => [key, id])));
    this.networkNames = pulumi.output(
      Object.fromEntries(made.map(({ key, networkName }) => [key, networkName])),
    );
    this.vlans = pulumi.output(args.vlans ?? String(args.vlanId));
    this.physicalTrunk = physicalPorts(args);
    this.registerOutputs({
      networkIds: this.networkIds,
      networkNames: this.networkNames,
      vlans: this.vlans,
      physicalTrunk: this.physicalTrunk,
    });
  }

  /** Port groups that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingCrossSwitchVlan): CrossSwitchVlanRef {
    return {
      networkIds: pulumi.output(existing.networkIds),
      networkNames: pulumi.output(existing.networkNames),
    };
  }
}
