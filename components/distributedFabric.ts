import * as pulumi from "@pulumi/pulumi";

import type { Bandwidth } from "../network/bandwidth";
import type { TeamingPolicy, Uplinks } from "./bridgedNetwork";
import { Children } from "./internal/children";
import { checkDistributedFabric } from "./internal/distributedFabricChecks";
import {
  addDistributedGroup,
  addDistributedSwitch,
  groupVlans,
} from "./internal/distributedSwitch";
import { validated } from "./internal/validated";
import type { TrafficShares } from "./trafficShares";

/** How a switch and the physical switch tell each other who they are. */
export enum DiscoveryProtocol {
  /** Cisco's own. */
  Cdp = "cdp",
  /** IEEE 802.1AB. */
  Lldp = "lldp",
}

/** Who tells whom. */
export enum DiscoveryOperation {
  /** Nobody. */
  None = "none",
  /** The physical switch tells the host. */
  Listen = "listen",
  /** The host tells the physical switch. */
  Advertise = "advertise",
  /** Both tell. */
  Both = "both",
}

/** How the physical switch joins the uplinks of a host. */
export enum LinkAggregation {
  /** Not at all: every uplink stands alone ("switch independent"). */
  None = "none",
  /** A static EtherChannel, which goes with teaming by IP hash. */
  EtherChannel = "etherChannel",
  /** LACP. Refused: the provider cannot make link aggregation groups. */
  Lacp = "lacp",
}

/** Where records of flows go (R50). */
export interface SwitchNetflow {
  /** Address of the collector. */
  collectorAddress: pulumi.Input<string>;
  /** Port of the collector. Default: 2055. @default 2055 */
  collectorPort?: number;
  /** One of this many packets is looked at; 0 is every packet. Default: every packet. @default 0 */
  samplingRate?: number;
  /** A flow that lasts is reported after this many seconds, 60 to 3600. Default: 60. @default 60 */
  activeFlowSeconds?: number;
  /** A flow that rests is reported after this many seconds, 10 to 600. Default: 15. @default 15 */
  idleFlowSeconds?: number;
  /** Only flows that stay on one host. Default: all flows. @default false */
  internalFlowsOnly?: boolean;
  /** Number that tells this switch from others at the collector. Default: 1. @default 1 */
  observationDomainId?: number;
}

/** A VLAN that is divided: who is in it sees the promiscuous ports, and others as its part allows. */
export interface PrivateVlan {
  /** Primary VLAN, 1 to 4094: that of the promiscuous ports. */
  primaryVlanId: number;
  /** VLAN of ports that see promiscuous ports only. Default: there is no such part. */
  isolatedVlanId?: number;
  /** VLANs of ports that see each other too, keyed by name. Default: none. */
  communities?: Record<string, number>;
}

/** What a port in a private VLAN sees. */
export enum PrivateVlanRole {
  /** Every port of the primary VLAN. */
  Promiscuous = "promiscuous",
  /** Promiscuous ports only. */
  Isolated = "isolated",
  /** Promiscuous ports and those of its community. */
  Community = "community",
}

/** A place in a private VLAN. */
export interface PrivateVlanPlace {
  /** Key of the private VLAN. */
  privateVlan: string;
  /** What the ports see. */
  role: PrivateVlanRole;
  /** Key of the community. Required with the role community. */
  community?: string;
}

/** A port group of a distributed switch: access, trunk, or part of a private VLAN. */
export interface DistributedGroup {
  /** Name in vCenter, unique in the datacenter. Default: the key. */
  networkName?: string;
  /** Access: the VLAN, 1 to 4094, or 0 for untagged. Either this, `vlans` or `privateVlan`. */
  vlanId?: number;
  /** Trunk: the VLANs that guests tag themselves, such as `100,200-210`. Either this, `vlanId` or `privateVlan`. */
  vlans?: string;
  /** A place in a private VLAN. Either this, `vlanId` or `vlans`. */
  privateVlan?: PrivateVlanPlace;
  /** Uplinks by the switch's names for them, in another order or fewer. Default: the switch's. */
  uplinks?: Uplinks;
  /** How machines are spread over the uplinks. Default: the switch's. */
  teaming?: TeamingPolicy;
  /** Limit per port in both directions, average and peak. Default: no limit. */
  limit?: Bandwidth;
  /** Burst that may pass at full speed, in bytes. Default: 100 ms of the limit. */
  burstSizeBytes?: number;
}

/** A host of the switch. */
export interface DistributedHost {
  /** Managed object id of the host, such as `host-21`. */
  hostSystemId: pulumi.Input<string>;
  /** Physical adapters: the first is the host's first uplink, and so on. Default: the fabric's. */
  adapters?: string[];
}

/** Arguments of {@link DistributedFabric}. */
export interface DistributedFabricArgs {
  /** Managed object id of the datacenter, such as `datacenter-2`. */
  datacenterId: pulumi.Input<string>;
  /** Name of the switch. Default: the component's name. */
  switchName?: string;
  /** Version of the switch; not above what the oldest host takes. Default: `8.0.0`. @default "8.0.0" */
  version?: string;
  /** The hosts, keyed by name. */
  hosts: Record<string, DistributedHost>;
  /** Physical adapters of every host that names none of its own. Required unless every host does. */
  adapters?: string[];
  /** Uplinks by name, active and in reserve. Default: `uplink1` and so on, all active. */
  uplinks?: Uplinks;
  /** How machines are spread over the uplinks. Default: by port. @default TeamingPolicy.SourceId */
  teaming?: TeamingPolicy;
  /** How the physical switch joins the uplinks. Default: not at all. @default LinkAggregation.None */
  linkAggregation?: LinkAggregation;
  /** MTU, 1280 to 9000 bytes; 1700 or more under an overlay. Default: 1500. @default 1500 */
  mtuBytes?: number;
  /** Default: CDP. @default DiscoveryProtocol.Cdp */
  discoveryProtocol?: DiscoveryProtocol;
  /** Default: both tell. @default DiscoveryOperation.Both */
  discoveryOperation?: DiscoveryOperation;
  /** What every class of traffic gets of an uplink. Default: machines weigh high, all else normal. */
  traffic?: TrafficShares;
  /** Speed of the slowest physical adapter. Required with reservations, which may fill 75 % of it. */
  slowestUplink?: Bandwidth;
  /** Where records of flows go. Default: nowhere. */
  netflow?: SwitchNetflow;
  /** Private VLANs, keyed by name. Default: none. */
  privateVlans?: Record<string, PrivateVlan>;
  /** Port groups, keyed by name. Default: none. */
  portGroups?: Record<string, DistributedGroup>;
  /** Switch and port groups may be deleted or replaced with machines on them (a lab). Default: they are protected. @default false */
  disposable?: boolean;
}

/** What others need to know of a distributed fabric. */
export interface DistributedFabricRef {
  /** UUID of the switch. */
  switchId: pulumi.Output<string>;
  /** Name of the switch. */
  switchName: pulumi.Output<string>;
  /** Managed object ids of the networks, by key of the port group. */
  networkIds: pulumi.Output<Record<string, string>>;
}

/** A switch that exists; arguments of {@link DistributedFabric.fromExisting}. */
export interface ExistingDistributedFabric {
  switchId: pulumi.Input<string>;
  switchName: pulumi.Input<string>;
  networkIds: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * A distributed switch over the hosts of a cluster, with its port groups: access, trunk and private
 * VLAN (R01, R40, R43, R50, R60).
 *
 * | IP source | seen from outside | firewall |
 * |---|---|---|
 * | the LAN's own DHCP server, or fixed | yes, as any host of its VLAN | none of NSX, unless port groups are prepared for it; port security |
 *
 * ```
 *      [ prod 20 ]  [ trunk 100,200-210 ]  [ dmz 300/301 isolated ]
 *      [          one switch over all hosts, MTU 9000             ]
 *         uplink1                uplink2
 *      vmnic2 of every host   vmnic3 of every host  === physical trunks
 * ```
 *
 * Creates:
 * 1. the switch `<name>-switch` with its hosts, uplinks, MTU, discovery, private VLANs, Network I/O
 *    Control version 3 with shares and reservations of all ten classes, and NetFlow;
 * 2. per port group `<name>-portgroup-<key>`.
 *
 * Promiscuous mode, forged transmits and MAC changes are rejected on the switch and on every group.
 * Whatever the provider cannot undo in place replaces the group, which stops in the preview unless
 * `disposable`: another kind of VLAN, going back to VLAN 0 or to no limit. NetFlow is stopped by
 * taking the collector away; the groups' own flag stays, without effect.
 *
 * Needs on site: an Enterprise Plus licence; free physical adapters; the VLANs (primary and secondary
 * ones of private VLANs) and the MTU on the physical ports.
 *
 * Transforms may match `vsphere:index/distributedVirtualSwitch:DistributedVirtualSwitch`,
 * `vsphere:index/distributedPortGroup:DistributedPortGroup`.
 */
export class DistributedFabric extends pulumi.ComponentResource {
  /** UUID of the switch. */
  readonly switchId: pulumi.Output<string>;
  /** Name of the switch. */
  readonly switchName: pulumi.Output<string>;
  /** Managed object ids of the networks, by key of the port group, for machines. */
  readonly networkIds: pulumi.Output<Record<string, string>>;
  /** Names of the networks, by key of the port group. */
  readonly networkNames: pulumi.Output<Record<string, string>>;
  /** VLANs that the physical ports must carry, such as `20,100,200-210`; 0 is untagged. */
  readonly trunkVlans: pulumi.Output<string>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: DistributedFabricArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:DistributedFabric",
      name,
      (args = validated("DistributedFabric", name, args, checkDistributedFabric)),
      opts,
    );
    const children = new Children(this, name);
    const own = addDistributedSwitch(children, args.switchName ?? name, args);
    const groups = Object.entries(args.portGroups ?? {}).map(([key, group]) =>
      addDistributedGroup(this, children, name, args, { key, group, switchId: own.id }),
    );

    this.switchId = own.id;
    this.switchName = own.name;
    this.networkIds = pulumi.output(Object.fromEntries(groups.map(({ key, id }) => [key, id])));
    this.networkNames = pulumi.output(
      Object.fromEntries(groups.map(({ key, networkName }) => [key, networkName])),
    );
    this.trunkVlans = pulumi.output(groupVlans(args));
    this.registerOutputs({
      switchId: this.switchId,
      switchName: this.switchName,
      networkIds: this.networkIds,
      networkNames: this.networkNames,
      trunkVlans: this.trunkVlans,
    });
  }

  /** A switch that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingDistributedFabric): DistributedFabricRef {
    return {
      switchId: pulumi.output(existing.switchId),
      switchName: pulumi.output(existing.switchName),
      networkIds: pulumi.output(existing.networkIds),
    };
  }
}
