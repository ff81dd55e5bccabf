import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import { Children } from "./internal/children";
import { addressOf } from "./internal/derive";
import { addReservations, optionRoutes } from "./internal/guestRoutes";
import { checkRoutedSegment } from "./internal/routedChecks";
import { addOverlaySegment, networkIdOf } from "./internal/segments";
import { validated } from "./internal/validated";
import type { SegmentDhcp } from "./natSegment";
import type { GuardProfiles } from "./segmentGuards";

/** A network, and the router that leads to it. */
export interface SegmentRoute {
  /** Destination, such as `192.168.2.0/24`. */
  cidr: pulumi.Input<string>;
  /** Address of the next router, such as `192.168.1.1`. */
  nextHop: pulumi.Input<string>;
}

/** An address that DHCP always gives to one machine (R06). */
export interface DhcpReservation {
  /** MAC address of the machine's adapter, fixed, such as `00:50:56:00:00:10`. */
  macAddress: pulumi.Input<string>;
  /** The machine's address, outside of the ranges that are leased. */
  address: pulumi.Input<string>;
}

/** Arguments of {@link RoutedSegment}. */
export interface RoutedSegmentArgs {
  /** Policy path of a tier-0 gateway: the segment gets a tier-1 gateway of its own below it. Either this, or `gatewayPath`. */
  tier0Path?: pulumi.Input<string>;
  /** Policy path of the tier-1 gateway that the segment joins. Either this, or `tier0Path`. */
  gatewayPath?: pulumi.Input<string>;
  /** Policy path of the overlay transport zone. Another one replaces the segment. */
  transportZonePath: pulumi.Input<string>;
  /** Managed object id of the datacenter in which vCenter shows the segment. */
  datacenterId: pulumi.Input<string>;
  /** The network, such as `192.168.1.0/24`. It is routed, not translated. NSX refuses another one while `dhcp` is on. */
  cidr: pulumi.Input<string>;
  /** The gateway's address in the network. Default: the network's first host address. */
  gatewayAddress?: pulumi.Input<string>;
  /** Routes of the gateway, keyed by name: traffic to `cidr` goes to `nextHop`. Default: none. */
  routes?: Record<string, SegmentRoute>;
  /** Other networks of the gateway, keyed by name, where next hops of `routes` may be. Default: none. */
  connectedNetworks?: Record<string, pulumi.Input<string>>;
  /** Leases for machines. Default: no DHCP. */
  dhcp?: SegmentDhcp;
  /** Policy path of the edge cluster on which DHCP runs; needed with `dhcp`. */
  edgeClusterPath?: pulumi.Input<string>;
  /** Routes that DHCP gives to machines (option 121), keyed by name; next hops are in this network. Default: the default route only. */
  guestRoutes?: Record<string, SegmentRoute>;
  /** Machines that DHCP always gives the same address, keyed by name. Default: none. */
  reservations?: Record<string, DhcpReservation>;
  /** What guards the ports: a SegmentGuards component or paths of profiles. Default: the site's own profiles. */
  guards?: GuardProfiles;
  /** What the NSX ids begin with. Keep the old name here when the component is renamed; another prefix replaces every object. Default: the component's name. */
  nsxIdPrefix?: string;
  /** Gateway and segment may be deleted or replaced with machines on them (a lab). Default: both are protected. @default false */
  disposable?: boolean;
}

/** What others need to know of a routed segment. */
export interface RoutedSegmentRef {
  /** Policy path of the tier-1 gateway. */
  gatewayPath: pulumi.Output<string>;
  /** Policy path of the segment. */
  segmentPath: pulumi.Output<string>;
  /** Policy path of the group that holds the segment's machines. */
  groupPath: pulumi.Output<string>;
  /** Name of the segment, as vCenter shows it. */
  networkName: pulumi.Output<string>;
  /** Managed object id of the network, for machines. */
  networkId: pulumi.Output<string>;
  /** The network. */
  cidr: pulumi.Output<string>;
  /** The gateway's address in the network. */
  gatewayAddress: pulumi.Output<string>;
}

/** A segment that exists; arguments of {@link RoutedSegment.fromExisting}. */
export interface ExistingRoutedSegment {
  gatewayPath: pulumi.Input<string>;
  segmentPath: pulumi.Input<string>;
  groupPath: pulumi.Input<string>;
  networkName: pulumi.Input<string>;
  networkId: pulumi.Input<string>;
  cidr: pulumi.Input<string>;
  gatewayAddress: pulumi.Input<string>;
}

/**
 * A network that is routed, with routes to networks behind other routers (R15): static routes on the
 * gateway, and routes that DHCP hands to machines.
 *
 * | IP source | seen from outside | firewall |
 * |---|---|---|
 * | fixed or DHCP, from the network | yes, with its own addresses, where the tier-0 announces them | none of its own: name `groupPath` in a policy |
 *
 * ```
 *   tier-0
 *     |  advertised: the network, and its static routes
 *   [ tier-1: 192.168.2.0/24 via 192.168.1.9 ]
 *     | 192.168.1.1/24
 *   [ segment 192.168.1.0/24 ]---machines          [ router .9 ]--- 192.168.2.0/24
 *            \________________________________________/
 * ```
 *
 * Creates:
 * 1. with `tier0Path`, the tier-1 gateway `<name>-gateway`: without edge cluster, so hosts route by
 *    themselves; it advertises TIER1_CONNECTED and TIER1_STATIC_ROUTES;
 * 2. the segment `<name>-segment`, the group `<name>-group` of its machines and, with `dhcp`, the
 *    DHCP server `<name>-dhcp`;
 * 3. per route of the gateway a static route `<name>-route-<key>`;
 * 4. per reservation a static binding `<name>-reservation-<key>`.
 *
 * ESXi has no `ip route`: this is for machines' traffic, a VMkernel route is an `esxcli` line of the
 * runbook. A next hop must be a neighbour: of the gateway in `cidr` or `connectedNetworks`, of machines
 * in `cidr`. A client that takes option 121 must ignore the router option (RFC 3442), so the default
 * route is always among the routes that DHCP gives, unless `guestRoutes` has one of its own. A static
 * `0.0.0.0/0` of the gateway takes the place of the one to its tier-0.
 *
 * Needs on site: the transport zone on the hosts; for DHCP an edge cluster; on a tier-0 above,
 * redistribution of what tier-1 gateways advertise, if physical routers shall learn it.
 *
 * Transforms may match `nsxt:index/policyTier1Gateway:PolicyTier1Gateway`,
 * `nsxt:index/policySegment:PolicySegment`, `nsxt:index/policyGroup:PolicyGroup`,
 * `nsxt:index/policyDhcpServer:PolicyDhcpServer`,
 * `nsxt:index/policyDhcpV4StaticBinding:PolicyDhcpV4StaticBinding`,
 * `nsxt:index/policyStaticRoute:PolicyStaticRoute`.
 */
export class RoutedSegment extends pulumi.ComponentResource {
  /** Policy path of the tier-1 gateway. */
  readonly gatewayPath: pulumi.Output<string>;
  /** Policy path of the segment. */
  readonly segmentPath: pulumi.Output<string>;
  /** Policy path of the group that holds the segment's machines. */
  readonly groupPath: pulumi.Output<string>;
  /** Name of the segment, as vCenter shows it. */
  readonly networkName: pulumi.Output<string>;
  /** Managed object id of the network, for machines. */
  readonly networkId: pulumi.Output<string>;
  /** The network. */
  readonly cidr: pulumi.Output<string>;
  /** The gateway's address in the network. */
  readonly gatewayAddress: pulumi.Output<string>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: RoutedSegmentArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:RoutedSegment",
      name,
      (args = validated("RoutedSegment", name, args, checkRoutedSegment)),
      opts,
    );
    const children = new Children(this, name, args.nsxIdPrefix);
    const protect = args.disposable !== true;

    const gateway = gatewayOf(children, name, args);
    const { segment, group, gatewayCidr } = addOverlaySegment(children, {
      ...args,
      description: `Machines of ${name}, routed`,
      gateway,
      guestRoutes: optionRoutes(args),
      protect,
    });
    for (const [key, { cidr, nextHop }] of Object.entries(args.routes ?? {})) {
      children.add(nsxt.PolicyStaticRoute, ["route", key], {
        gatewayPath: gateway.path,
        network: cidr,
        nextHops: [{ ipAddress: nextHop, adminDistance: 1 }],
      });
    }
    addReservations(children, segment, addressOf(gatewayCidr), args);

    this.gatewayPath = pulumi.output(gateway.path);
    this.segmentPath = segment.path;
    this.groupPath = group.path;
    this.networkName = segment.displayName;
    this.networkId = networkIdOf(this, segment, [], args.datacenterId);
    this.cidr = pulumi.output(args.cidr);
    this.gatewayAddress = addressOf(gatewayCidr);
    this.registerOutputs({
      gatewayPath: this.gatewayPath,
      segmentPath: this.segmentPath,
      groupPath: this.groupPath,
      networkName: this.networkName,
      networkId: this.networkId,
      cidr: this.cidr,
      gatewayAddress: this.gatewayAddress,
    });
  }

  /** A segment that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingRoutedSegment): RoutedSegmentRef {
    return {
      gatewayPath: pulumi.output(existing.gatewayPath),
      segmentPath: pulumi.output(existing.segmentPath),
      groupPath: pulumi.output(existing.groupPath),
      networkName: pulumi.output(existing.networkName),
      networkId: pulumi.output(existing.networkId),
      cidr: pulumi.output(existing.cidr),
      gatewayAddress: pulumi.output(existing.gatewayAddress),
    };
  }
}

/** The given gateway, or one of the component's own below the given tier-0. */
function gatewayOf(
  children: Children,
  name: string,
  { gatewayPath, tier0Path, disposable }: RoutedSegmentArgs,
): { path: pulumi.Input<string>; own: boolean } {
  if (gatewayPath !== undefined) {
    return { path: gatewayPath, own: false };
  }
  const gateway = children.add(
    nsxt.PolicyTier1Gateway,
    "gateway",
    {
      description: `Gateway of ${name}: routes, without translation`,
      tier0Path,
      routeAdvertisementTypes: ["TIER1_CONNECTED", "TIER1_STATIC_ROUTES"],
    },
    { protect: disposable !== true },
  );
  return { path: gateway.path, own: true };
}
