import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";

import type { Bandwidth } from "../network/bandwidth";
import { STANDARD_MTU_BYTES } from "../network/mtu";
import { checkBridgedNetwork } from "./internal/bridgedChecks";
import { Children } from "./internal/children";
import { claim } from "./internal/claims";
import { lookedUpNetworkId } from "./internal/networkIds";
import { shaping, uplinkNames } from "./internal/switching";
import { validated } from "./internal/validated";

/** What kind of switch carries a network. */
export enum SwitchKind {
  /** One standard switch per host, all alike. */
  Standard = "standard",
  /** One distributed switch over all hosts. */
  Distributed = "distributed",
}

/** How a switch spreads machines over its uplinks (R43). "Round robin" does not exist here. */
export enum TeamingPolicy {
  /** By the machine's port: works with every physical switch. */
  SourceId = "loadbalance_srcid",
  /** By the machine's MAC address. */
  SourceMac = "loadbalance_srcmac",
  /** By source and destination address: needs an EtherChannel on the physical switch. */
  IpHash = "loadbalance_ip",
  /** The first active uplink that works. */
  Explicit = "failover_explicit",
  /** By the measured load of the uplinks: distributed switches only. */
  PhysicalLoad = "loadbalance_loadbased",
}

/** Physical adapters of a host, in the order in which they are used. */
export interface Uplinks {
  /** Adapters that carry traffic, such as `["vmnic1"]`. */
  active: string[];
  /** Adapters that take over when an active one fails. Default: none. */
  standby?: string[];
}

/** A host that the network reaches. */
export interface BridgedHost {
  /** Managed object id of the host, such as `host-21`. */
  hostSystemId: pulumi.Input<string>;
  /** This host's adapters, where they are named otherwise than the network's. Default: the network's `uplinks`. */
  uplinks?: Uplinks;
}

/** Arguments of {@link BridgedNetwork}. */
export interface BridgedNetworkArgs {
  /** Managed object id of the datacenter, such as `datacenter-2`. */
  datacenterId: pulumi.Input<string>;
  /** The hosts, keyed by name. Adding one changes no other. */
  hosts: Record<string, BridgedHost>;
  /**
   * Standard or distributed. Default: standard. A change of kind needs the network deleted first: both
   * would want its name and its adapters.
   *
   * @default SwitchKind.Standard
   */
  kind?: SwitchKind;
  /** Name of the switch, the same on every host, such as `vSwitch1`. */
  switchName: string;
  /** The switch exists on every host (as `vSwitch0` does) and only port groups are made on it. Default: the switch is made. @default false */
  existingSwitch?: boolean;
  /** UUID of a distributed switch that exists. Default: the switch is made. */
  distributedSwitchId?: pulumi.Input<string>;
  /** Version of a distributed switch that is made; not above what the oldest host takes. Default: `8.0.0`. @default "8.0.0" */
  distributedSwitchVersion?: string;
  /** Physical adapters of every host. Required unless the switch exists or every host names its own. */
  uplinks?: Uplinks;
  /** Name of the port group, unique in the datacenter, such as `VM_Bridge`. Default: the component's name. */
  networkName?: string;
  /** VLAN of the port group, 1 to 4094; 0 for untagged frames. Trunks to guests are another component's. */
  vlanId: number;
  /** Limit per port, average and peak. A standard switch limits what machines send only. Default: no limit. */
  limit?: Bandwidth;
  /** Burst that may pass at full speed, in bytes. Default: 100 ms of the limit. */
  burstSizeBytes?: number;
  /** How machines are spread over the uplinks. Default: by port. @default TeamingPolicy.SourceId */
  teaming?: TeamingPolicy;
  /** The physical switch joins the uplinks to an EtherChannel. Default: it does not. @default false */
  etherChannel?: boolean;
  /** MTU of a switch that is made, 1280 to 9000 bytes. Default: 1500. @default 1500 */
  mtuBytes?: number;
  /** The network may be deleted or replaced with machines on it (a lab). Default: switch and port groups are protected. @default false */
  disposable?: boolean;
}

/** What others need to know of a bridged network. */
export interface BridgedNetworkRef {
  /** Name of the port group. */
  networkName: pulumi.Output<string>;
  /** Managed object id of the network, for machines. */
  networkId: pulumi.Output<string>;
  /** VLAN id, 0 for untagged. */
  vlanId: pulumi.Output<number>;
}

/** A network that exists; arguments of {@link BridgedNetwork.fromExisting}. */
export interface ExistingBridgedNetwork {
  networkName: pulumi.Input<string>;
  networkId: pulumi.Input<string>;
  vlanId: pulumi.Input<number>;
}

/**
 * A network in which machines are neighbours of the physical LAN (R01, R03, R04, R43).
 *
 * | IP source | seen from outside | firewall |
 * |---|---|---|
 * | the LAN's own DHCP server, or fixed | yes, as any host of the LAN | none of NSX: port security only |
 *
 * ```
 *   machine   machine            standard: the same switch on every host
 *      |         |               distributed: one switch over all hosts
 *   [ port group VM_Bridge, VLAN 10, no promiscuous, no forged MAC ]
 *   [ vSwitch1 ]---vmnic1 ====== physical switch, trunk with VLAN 10
 * ```
 *
 * Creates:
 * 1. standard: per host a switch `<name>-switch-<host>` (unless it exists) and a port group
 *    `<name>-portgroup-<host>`, which vCenter shows as one network;
 *    distributed: a switch `<name>-switch` (unless it exists) and a port group `<name>-portgroup`;
 * 2. nothing else: the id of a standard port group's network is looked up after the groups exist.
 *
 * Promiscuous mode, forged transmits and MAC changes are rejected on switch and port groups alike,
 * because port groups of a standard switch never inherit these. On a distributed switch, going back
 * to VLAN 0 or to no limit replaces the port group, because the provider cannot undo either; that
 * stops in the preview unless `disposable`.
 *
 * Needs on site: free physical adapters; the VLAN on the physical ports (trunk); for IP hash an
 * EtherChannel; for a distributed switch an Enterprise Plus licence.
 *
 * Transforms may match `vsphere:index/hostVirtualSwitch:HostVirtualSwitch`,
 * `vsphere:index/hostPortGroup:HostPortGroup`,
 * `vsphere:index/distributedVirtualSwitch:DistributedVirtualSwitch`,
 * `vsphere:index/distributedPortGroup:DistributedPortGroup`.
 */
export class BridgedNetwork extends pulumi.ComponentResource {
  /** Name of the port group. */
  readonly networkName: pulumi.Output<string>;
  /** Managed object id of the network, for machines. */
  readonly networkId: pulumi.Output<string>;
  /** VLAN id, 0 for untagged. */
  readonly vlanId: pulumi.Output<number>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: BridgedNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:BridgedNetwork",
      name,
      (args = validated("BridgedNetwork", name, args, checkBridgedNetwork)),
      opts,
    );
    const children = new Children(this, name);
    const networkName = args.networkName ?? name;
    claim(this, "vsphere:index:any", `network ${networkName}`, "networkName", name);

    this.networkName = pulumi.output(networkName);
    this.vlanId = pulumi.output(args.vlanId);
    this.networkId =
      args.kind === SwitchKind.Distributed
        ? distributed(children, networkName, args)
        : standard(this, children, networkName, args);
    this.registerOutputs({
      networkName: this.networkName,
      networkId: this.networkId,
      vlanId: this.vlanId,
    });
  }

  /** A network that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingBridgedNetwork): BridgedNetworkRef {
    return {
      networkName: pulumi.output(existing.networkName),
      networkId: pulumi.output(existing.networkId),
      vlanId: pulumi.output(existing.vlanId),
    };
  }
}

/** One switch and one port group per host; returns the id of the network that they are together. */
function standard(
  parent: BridgedNetwork,
  children: Children,
  networkName: string,
  args: BridgedNetworkArgs,
): pulumi.Output<string> {
  const protect = args.disposable !== true;
  const teamingPolicy = args.teaming ?? TeamingPolicy.SourceId;
  const groups = Object.entries(args.hosts).map(([host, { hostSystemId, uplinks }]) => {
    const { active = undefined, standby = [] } = uplinks ?? args.uplinks ?? {};
    const made =
      args.existingSwitch === true
        ? undefined
        : children.add(
            vsphere.HostVirtualSwitch,
            ["switch", host],
            {
              name: args.switchName,
              hostSystemId,
              networkAdapters: [...(active ?? []), ...standby],
              activeNics: active ?? [],
              standbyNics: standby,
              teamingPolicy,
              mtu: args.mtuBytes ?? STANDARD_MTU_BYTES,
            },
            { protect },
          );
    return children.add(
      vsphere.HostPortGroup,
      ["portgroup", host],
      {
        name: networkName,
        hostSystemId,
        virtualSwitchName: made?.name ?? args.switchName,
        vlanId: args.vlanId,
        teamingPolicy,
        ...(active === undefined ? {} : { activeNics: active, standbyNics: standby }),
        ...shaping(args, ["shaping"]),
      },
      { protect },
    );
  });
  // The groups' own ids are the provider's strings; only vCenter knows the network's.
  const { datacenterId } = args;
  return lookedUpNetworkId(parent, { name: networkName, datacenterId }, groups);
}

/** One switch over all hosts and one port group; returns the group's id, which is the network's. */
function distributed(
  children: Children,
  networkName: string,
  args: BridgedNetworkArgs,
): pulumi.Output<string> {
  const protect = args.disposable !== true;
  const { active, standby, all } = uplinkNames(args);
  const policy = {
    teamingPolicy: args.teaming ?? TeamingPolicy.SourceId,
    // Together, always: one alone keeps the other's earlier members.
    activeUplinks: active,
    standbyUplinks: standby,
  };
  const switchId =
    args.distributedSwitchId ??
    children.add(
      vsphere.DistributedVirtualSwitch,
      "switch",
      {
        name: args.switchName,
        datacenterId: args.datacenterId,
        version: args.distributedSwitchVersion ?? "8.0.0",
        maxMtu: args.mtuBytes ?? STANDARD_MTU_BYTES,
        uplinks: all,
        hosts: Object.entries(args.hosts).map(([, { hostSystemId, uplinks }]) => {
          const own = uplinks ?? args.uplinks;
          return { hostSystemId, devices: [...(own?.active ?? []), ...(own?.standby ?? [])] };
        }),
        ...policy,
      },
      { protect },
    ).id;
  return children.add(
    vsphere.DistributedPortGroup,
    "portgroup",
    {
      name: networkName,
      distributedVirtualSwitchUuid: switchId,
      type: "earlyBinding",
      vlanId: args.vlanId,
      ...policy,
      ...shaping(args, ["ingressShaping", "egressShaping"]),
    },
    {
      protect,
      // Neither 0 nor false is sent in an update: the old VLAN and the old limit would stay.
      replaceOnChanges: [
        ...(args.vlanId === 0 ? ["vlanId"] : []),
        ...(args.limit === undefined ? ["ingressShapingEnabled", "egressShapingEnabled"] : []),
      ],
    },
  ).id;
}
