import * as pulumi from "@pulumi/pulumi";

import type { Traffic } from "../network/services";
import { Children } from "./internal/children";
import { claim } from "./internal/claims";
import { addressOf } from "./internal/derive";
import { checkIsolatedNetwork } from "./internal/isolatedChecks";
import { addSealedSwitches } from "./internal/sealedSwitches";
import { addOverlaySegment, networkIdOf } from "./internal/segments";
import { addTierFirewall } from "./internal/tierFirewall";
import { validated } from "./internal/validated";
import type { GuardProfiles } from "./segmentGuards";

/** How a network is kept apart. */
export enum Isolation {
  /** No way in or out at all: a segment without gateway, or a standard switch without uplink. */
  Sealed = "sealed",
  /** On a gateway, guarded by the distributed firewall: exactly `reachableFrom`. */
  Tiered = "tiered",
}

/** Who may reach a tier, and with what. */
export interface IsolatedPeer {
  /** Policy path of the group whose machines may. Either this, or `addresses`. */
  groupPath?: pulumi.Input<string>;
  /** Addresses, networks or ranges that may. Either this, or `groupPath`. */
  addresses?: pulumi.Input<string>[];
  /** What they may use, such as `[tcp("3306")]`. */
  services: Traffic[];
}

/** Arguments of {@link IsolatedNetwork}. */
export interface IsolatedNetworkArgs {
  /** Sealed or tiered. Default: tiered with a `gatewayPath`, else sealed. */
  isolation?: Isolation;
  /** Managed object id of the datacenter in which vCenter shows the network. */
  datacenterId: pulumi.Input<string>;
  /** Policy path of the overlay transport zone. Required unless `hosts` are given. Another one replaces the segment. */
  transportZonePath?: pulumi.Input<string>;
  /** Tiered: policy path of the tier-1 gateway. */
  gatewayPath?: pulumi.Input<string>;
  /** Tiered: the network, such as `10.0.9.0/24`. It is neither advertised nor translated. */
  cidr?: pulumi.Input<string>;
  /** Tiered: the gateway's address in the network. Default: the network's first host address. */
  gatewayAddress?: pulumi.Input<string>;
  /** Tiered: who may reach the network, keyed by name. Default: nobody. */
  reachableFrom?: Record<string, IsolatedPeer>;
  /** Tiered: log what the firewall drops. Default: logged. @default true */
  logDrops?: boolean;
  /** Sealed on standard switches: managed object ids of the hosts, keyed by name. Every host is a network of its own. */
  hosts?: Record<string, pulumi.Input<string>>;
  /** Sealed on standard switches: name of the switch and of its port group. Default: the component's name. */
  switchName?: string;
  /** What guards the ports of the segment: a SegmentGuards component or paths of profiles. Default: the site's own profiles. */
  guards?: GuardProfiles;
  /** What the NSX ids begin with. Keep the old name here when the component is renamed; another prefix replaces every object. Default: the component's name. */
  nsxIdPrefix?: string;
  /** The network may be deleted or replaced with machines on it (a lab). Default: it is protected. @default false */
  disposable?: boolean;
}

/** What others need to know of an isolated network. */
export interface IsolatedNetworkRef {
  /** Name of the segment or port group, as vCenter shows it. */
  networkName: pulumi.Output<string>;
  /** Managed object id of the network, for machines. */
  networkId: pulumi.Output<string>;
  /** Policy path of the segment; empty on standard switches. */
  segmentPath: pulumi.Output<string>;
  /** Policy path of the group that holds the network's machines; empty on standard switches. */
  groupPath: pulumi.Output<string>;
  /** The gateway's address in the network; empty when sealed. */
  gatewayAddress: pulumi.Output<string>;
}

/** A network that exists; arguments of {@link IsolatedNetwork.fromExisting}. */
export interface ExistingIsolatedNetwork {
  networkName: pulumi.Input<string>;
  networkId: pulumi.Input<string>;
  /** Default: empty, a network on standard switches. */
  segmentPath?: pulumi.Input<string>;
  /** Default: empty, a network on standard switches. */
  groupPath?: pulumi.Input<string>;
  /** Default: empty, a sealed network. */
  gatewayAddress?: pulumi.Input<string>;
}

/**
 * A network that is kept apart: sealed, or a tier that only named peers reach (R03, R10).
 *
 * | | IP source | seen from outside | firewall |
 * |---|---|---|---|
 * | sealed | fixed | no, from nowhere | none needed: there is no way |
 * | tiered | fixed | no; from `reachableFrom` only | distributed, at every machine, in and out |
 *
 * ```
 *   tiered:  [ tier-1 gateway ]---segment app       sealed:  [ segment db ]   or   [ vSwitch ]
 *                   |                                             |                    |
 *            [ segment db ] <- distributed firewall            machines       machines of one host
 * ```
 *
 * Creates, tiered:
 * 1. the segment `<name>-segment` on the given gateway, and the group `<name>-group` of its machines;
 * 2. the distributed policy `<name>-policy`, applied to that group alone;
 * 3. per peer a service `<name>-service-<key>` and a rule `<name>-allow-<key>`;
 * 4. the last rule `<name>-drop`: everything else, in and out, machines of the tier among themselves
 *    included. Traffic between segments of one tier-1 never meets the gateway's firewall.
 *
 * Sealed: the segment and its group only; or per host a switch `<name>-switch-<host>` without
 * adapters and a port group `<name>-portgroup-<host>`. vCenter shows those as one network, but each
 * host's is a network of its own: every further host is warned about, and machines must be pinned.
 *
 * Needs on site: for tiers a licence with distributed firewall, prepared hosts, and vCenter and NSX
 * managers on the exclude list; for segments the transport zone on the hosts.
 *
 * Transforms may match `nsxt:index/policySegment:PolicySegment`, `nsxt:index/policyGroup:PolicyGroup`,
 * `nsxt:index/policyService:PolicyService`,
 * `nsxt:index/policyParentSecurityPolicy:PolicyParentSecurityPolicy`,
 * `nsxt:index/policySecurityPolicyRule:PolicySecurityPolicyRule`,
 * `vsphere:index/hostVirtualSwitch:HostVirtualSwitch`, `vsphere:index/hostPortGroup:HostPortGroup`.
 */
export class IsolatedNetwork extends pulumi.ComponentResource {
  /** Name of the segment or port group, as vCenter shows it. */
  readonly networkName: pulumi.Output<string>;
  /** Managed object id of the network, for machines. */
  readonly networkId: pulumi.Output<string>;
  /** Policy path of the segment; empty on standard switches. */
  readonly segmentPath: pulumi.Output<string>;
  /** Policy path of the group that holds the network's machines; empty on standard switches. */
  readonly groupPath: pulumi.Output<string>;
  /** The gateway's address in the network; empty when sealed. */
  readonly gatewayAddress: pulumi.Output<string>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: IsolatedNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:IsolatedNetwork",
      name,
      (args = validated("IsolatedNetwork", name, args, checkIsolatedNetwork)),
      opts,
    );
    const children = new Children(this, name, args.nsxIdPrefix);
    const made =
      args.hosts === undefined
        ? onSegment(this, children, name, args)
        : onSwitches(this, children, name, { ...args, hosts: args.hosts });

    this.networkName = made.networkName;
    this.networkId = made.networkId;
    this.segmentPath = made.segmentPath;
    this.groupPath = made.groupPath;
    this.gatewayAddress = made.gatewayAddress;
    this.registerOutputs({
      networkName: this.networkName,
      networkId: this.networkId,
      segmentPath: this.segmentPath,
      groupPath: this.groupPath,
      gatewayAddress: this.gatewayAddress,
    });
  }

  /** A network that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingIsolatedNetwork): IsolatedNetworkRef {
    return {
      networkName: pulumi.output(existing.networkName),
      networkId: pulumi.output(existing.networkId),
      segmentPath: pulumi.output(existing.segmentPath ?? ""),
      groupPath: pulumi.output(existing.groupPath ?? ""),
      gatewayAddress: pulumi.output(existing.gatewayAddress ?? ""),
    };
  }
}

/** A segment, with gateway and firewall when tiered. */
function onSegment(
  parent: pulumi.Resource,
  children: Children,
  name: string,
  args: IsolatedNetworkArgs,
): IsolatedNetworkRef {
  const { gatewayPath, transportZonePath = "" } = args;
  const { segment, group, gatewayCidr } = addOverlaySegment(children, {
    description: gatewayPath === undefined ? `Sealed network ${name}` : `Isolated tier ${name}`,
    gateway: gatewayPath === undefined ? undefined : { path: gatewayPath, own: false },
    transportZonePath,
    cidr: gatewayPath === undefined ? undefined : args.cidr,
    gatewayAddress: args.gatewayAddress,
    guards: args.guards,
    protect: args.disposable !== true,
  });
  const guards = gatewayPath === undefined ? [] : [addTierFirewall(children, group.path, args)];
  return {
    networkName: segment.displayName,
    networkId: networkIdOf(parent, segment, guards, args.datacenterId),
    segmentPath: segment.path,
    groupPath: group.path,
    gatewayAddress: addressOf(gatewayCidr),
  };
}

/** A switch without adapters on every host. */
function onSwitches(
  parent: pulumi.Resource,
  children: Children,
  name: string,
  args: IsolatedNetworkArgs & { hosts: Record<string, pulumi.Input<string>> },
): IsolatedNetworkRef {
  const networkName = args.switchName ?? name;
  claim(parent, "vsphere:index:any", `network ${networkName}`, "switchName", name);
  const hosts: [string, { hostSystemId: pulumi.Input<string> }][] = Object.entries(args.hosts).map(
    ([host, hostSystemId]) => [host, { hostSystemId }],
  );
  const { networkId } = addSealedSwitches(parent, children, {
    datacenterId: args.datacenterId,
    hosts: Object.fromEntries(hosts),
    networkName,
    protect: args.disposable !== true,
  });
  return {
    networkName: pulumi.output(networkName),
    networkId,
    segmentPath: pulumi.output(""),
    groupPath: pulumi.output(""),
    gatewayAddress: pulumi.output(""),
  };
}
