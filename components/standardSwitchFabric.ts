import * as pulumi from "@pulumi/pulumi";

import type { Bandwidth } from "../network/bandwidth";
import type { TeamingPolicy, Uplinks } from "./bridgedNetwork";
import { Children } from "./internal/children";
import { FabricBuilder } from "./internal/fabricSwitch";
import { checkStandardSwitchFabric } from "./internal/standardFabricChecks";
import { validated } from "./internal/validated";

/** What a host's adapter may carry besides plain traffic. */
export enum AdapterService {
  /** Management of the host. */
  Management = "management",
  /** Live migration on the host's own stack; a VMotionNetwork offers the stack of its own, too. */
  VMotion = "vmotion",
}

/** A port group for machines, the same on every host. */
export interface FabricPortGroup {
  /** Name in vCenter, unique in the datacenter. Default: the key. */
  networkName?: string;
  /** VLAN, 1 to 4094; 0 for untagged frames. A trunk to guests is a CrossSwitchVlan's. */
  vlanId: number;
  /** Limit per port for what machines send, average and peak. Default: no limit. */
  limit?: Bandwidth;
  /** Burst that may pass at full speed, in bytes. Default: 100 ms of the limit. */
  burstSizeBytes?: number;
  /** Uplinks in another order than the switch's. Default: the switch's. */
  uplinks?: Uplinks;
}

/** A VMkernel adapter that every host has; machines cannot be on its port group. */
export interface FabricAdapter {
  /** Name of the adapter's own port group. Default: the key. */
  networkName?: string;
  /** VLAN, 1 to 4094; 0 for untagged frames. */
  vlanId: number;
  /** What it carries. Default: nothing but what routes there. */
  service?: AdapterService;
  /** The router of the adapter's network, where it has one of its own. Default: the host's. */
  gateway?: pulumi.Input<string>;
  /** MTU, at most the switch's. Default: the switch's. */
  mtuBytes?: number;
}

/** A standard switch, the same on every host. */
export interface FabricSwitch {
  /** The switch exists on every host, as `vSwitch0` does, and keeps its adapters and MTU. Default: it is made. @default false */
  existing?: boolean;
  /** Physical adapters. Required unless the switch exists. */
  uplinks?: Uplinks;
  /** How machines are spread over the uplinks. Default: by port. @default TeamingPolicy.SourceId */
  teaming?: TeamingPolicy;
  /** The physical switch joins the uplinks to an EtherChannel. Default: it does not. @default false */
  etherChannel?: boolean;
  /** MTU of a switch that is made, 1280 to 9000 bytes. Default: 1500. @default 1500 */
  mtuBytes?: number;
  /** Port groups for machines, keyed by name. Default: none. */
  portGroups?: Record<string, FabricPortGroup>;
  /** VMkernel adapters, keyed by name; every host gives its address. Default: none. */
  adapters?: Record<string, FabricAdapter>;
}

/** A host of the fabric. */
export interface FabricHost {
  /** Managed object id of the host, such as `host-21`. */
  hostSystemId: pulumi.Input<string>;
  /** The host's physical adapters of a switch, keyed by switch, where they are named otherwise. Default: the switch's. */
  uplinks?: Record<string, Uplinks>;
  /** The host's address for every VMkernel adapter of the fabric, keyed by adapter, such as `192.168.10.11/24`. Default: the fabric has no adapter. */
  addresses?: Record<string, pulumi.Input<string>>;
}

/** Arguments of {@link StandardSwitchFabric}. */
export interface StandardSwitchFabricArgs {
  /** Managed object id of the datacenter, such as `datacenter-2`. */
  datacenterId: pulumi.Input<string>;
  /** The hosts, keyed by name. Adding one changes no other. */
  hosts: Record<string, FabricHost>;
  /** The switches, keyed by name, such as `vSwitch0` and `vSwitch1`. */
  switches: Record<string, FabricSwitch>;
  /** Switches and port groups may be deleted or replaced with machines on them (a lab). Default: they are protected. @default false */
  disposable?: boolean;
}

/** What others need to know of a fabric of standard switches. */
export interface StandardSwitchFabricRef {
  /** Names of the switches, by key. */
  switchNames: pulumi.Output<Record<string, string>>;
  /** Managed object ids of the networks, by key of the port group. */
  networkIds: pulumi.Output<Record<string, string>>;
  /** Names of the networks, by key of the port group. */
  networkNames: pulumi.Output<Record<string, string>>;
}

/** A fabric that exists; arguments of {@link StandardSwitchFabric.fromExisting}. */
export interface ExistingStandardSwitchFabric {
  switchNames: pulumi.Input<Record<string, pulumi.Input<string>>>;
  networkIds: pulumi.Input<Record<string, pulumi.Input<string>>>;
  networkNames: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * The standard switches of a cluster, alike on every host: the guide's vSwitch0 for management and
 * vSwitch1 for production, each on physical adapters of its own (R20, R43).
 *
 * | IP source | seen from outside | firewall |
 * |---|---|---|
 * | the LAN's own DHCP server, or fixed | yes, as any host of its VLAN | none of NSX: port security only |
 *
 * ```
 *   every host:   vmk management      machines        machines
 *                      |                 |               |
 *                 [ vSwitch0 ]      [ production 20 ][ staging 30 ]
 *                    vmnic0            [     vSwitch1     ]
 *                      |                vmnic1    vmnic2
 *                 access switch ======== trunks ======== core switch
 * ```
 *
 * Creates per host:
 * 1. per switch that does not exist `<name>-switch-<switch>-<host>`;
 * 2. per port group `<name>-portgroup-<group>-<host>`; vCenter shows those of all hosts as one network;
 * 3. per VMkernel adapter a port group of its own `<name>-hostgroup-<adapter>-<host>`, and the adapter
 *    `<name>-adapter-<adapter>-<host>`. A host's adapters are made one after the other, in the order of
 *    the map, so that their device numbers follow it.
 *
 * Promiscuous mode, forged transmits and MAC changes are rejected on every port group, which inherits
 * none of these from its switch. Switches take no part in spanning tree: the physical ports are edge
 * ports. "Switch independent" is teaming by port; "round robin" does not exist for uplinks.
 *
 * Needs on site: free physical adapters; trunks with `trunkVlans` on their ports; the adapter of
 * management that the installer made stays (an adapter here is another one); fewer than ten VMkernel
 * adapters per host.
 *
 * Transforms may match `vsphere:index/hostVirtualSwitch:HostVirtualSwitch`,
 * `vsphere:index/hostPortGroup:HostPortGroup`, `vsphere:index/vnic:Vnic`.
 */
export class StandardSwitchFabric extends pulumi.ComponentResource {
  /** Names of the switches, by key, known when every host has the switch. */
  readonly switchNames: pulumi.Output<Record<string, string>>;
  /** Managed object ids of the networks, by key of the port group, for machines. */
  readonly networkIds: pulumi.Output<Record<string, string>>;
  /** Names of the networks, by key of the port group. */
  readonly networkNames: pulumi.Output<Record<string, string>>;
  /** VLANs that the physical ports of a switch must carry, by switch, such as `10,20-30`; 0 is untagged. */
  readonly trunkVlans: pulumi.Output<Record<string, string>>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(
    name: string,
    args: StandardSwitchFabricArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(
      "vmnet:index:StandardSwitchFabric",
      name,
      (args = validated("StandardSwitchFabric", name, args, checkStandardSwitchFabric)),
      opts,
    );
    const builder = new FabricBuilder(this, new Children(this, name), name, args);
    const made = Object.entries(args.switches).map(([key, one]) => builder.add(key, one));

    const networks = made.flatMap((one) => one.networks);
    this.switchNames = pulumi.output(
      Object.fromEntries(made.map(({ key, switchName }) => [key, switchName])),
    );
    this.networkIds = pulumi.output(Object.fromEntries(networks.map(({ key, id }) => [key, id])));
    this.networkNames = pulumi.output(
      Object.fromEntries(networks.map(({ key, networkName }) => [key, networkName])),
    );
    this.trunkVlans = pulumi.output(Object.fromEntries(made.map(({ key, vlans }) => [key, vlans])));
    this.registerOutputs({
      switchNames: this.switchNames,
      networkIds: this.networkIds,
      networkNames: this.networkNames,
      trunkVlans: this.trunkVlans,
    });
  }

  /** Switches that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingStandardSwitchFabric): StandardSwitchFabricRef {
    return {
      switchNames: pulumi.output(existing.switchNames),
      networkIds: pulumi.output(existing.networkIds),
      networkNames: pulumi.output(existing.networkNames),
    };
  }
}
