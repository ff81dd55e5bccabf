import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import { STANDARD_MTU_BYTES } from "../network/mtu";
import { Children } from "./internal/children";
import { checkEdgeGateway } from "./internal/edgeChecks";
import { validated } from "./internal/validated";

/** An interface in the LAN, on one edge node. */
export interface EdgeInterface {
  /** Policy path of the edge node. */
  edgeNodePath: pulumi.Input<string>;
  /** Address with the LAN's mask, such as `192.168.1.2/24`; each node has its own. */
  address: pulumi.Input<string>;
}

/** A route that is set by hand. */
export interface EdgeStaticRoute {
  /** Destination, such as `0.0.0.0/0`. */
  cidr: pulumi.Input<string>;
  /** Address of the next router, in the LAN. */
  nextHop: pulumi.Input<string>;
}

/** Arguments of {@link EdgeGateway}. */
export interface EdgeGatewayArgs {
  /** Policy path of the edge cluster. */
  edgeClusterPath: pulumi.Input<string>;
  /** Policy path of the VLAN transport zone. Another one replaces segment and interfaces. */
  transportZonePath: pulumi.Input<string>;
  /** VLAN of the LAN, the same as the bridged network's; 0 for untagged. */
  vlanId: pulumi.Input<number>;
  /** Interfaces in the LAN, keyed by edge node; one per node of the cluster. */
  interfaces: Record<string, EdgeInterface>;
  /** Routes, keyed by name. Default: none, only the LAN itself is reached. */
  staticRoutes?: Record<string, EdgeStaticRoute>;
  /** MTU of the interfaces, 1280 to 9000 bytes. Default: 1500. @default 1500 */
  mtuBytes?: number;
  /** What the NSX ids begin with. Keep the old name here when the component is renamed; another prefix replaces every object. Default: the component's name. */
  nsxIdPrefix?: string;
  /** Gateway and segment may be deleted or replaced with networks below (a lab). Default: both are protected. @default false */
  disposable?: boolean;
}

/** What others need to know of a tier-0 gateway. */
export interface EdgeGatewayRef {
  /** Policy path of the tier-0 gateway. */
  gatewayPath: pulumi.Output<string>;
  /** Policy path of the edge cluster. */
  edgeClusterPath: pulumi.Output<string>;
}

/** A tier-0 gateway that exists; arguments of {@link EdgeGateway.fromExisting}. */
export interface ExistingEdgeGateway {
  gatewayPath: pulumi.Input<string>;
  edgeClusterPath: pulumi.Input<string>;
}

/**
 * A tier-0 gateway with a foot in a LAN, so that NAT addresses of that LAN are reachable (R10, R23).
 *
 * | IP source | seen from outside | firewall |
 * |---|---|---|
 * | fixed interface addresses, one per edge node | yes; it also answers for the NAT addresses below (proxy ARP) | none of its own: the tier-1 gateways below have theirs |
 *
 * ```
 *   LAN 192.168.1.0/24, VLAN 10 ----+-------------+
 *                        edge-01 .2 |  edge-02 .3 |     one active, one in reserve
 *                               [ tier-0 gateway ]
 *                                  |          |
 *                               tier-1     tier-1
 * ```
 *
 * Creates:
 * 1. the VLAN segment `<name>-uplink`;
 * 2. the tier-0 gateway `<name>-gateway`, active-standby: active-active allows no SNAT and no DNAT;
 * 3. per edge node an EXTERNAL interface `<name>-interface-<node>`;
 * 4. per route `<name>-route-<key>`.
 *
 * Needs on site: an edge cluster whose nodes reach the VLAN through the transport zone (trunk on
 * their uplinks); interface addresses outside of the LAN's DHCP ranges.
 *
 * Transforms may match `nsxt:index/policyVlanSegment:PolicyVlanSegment`,
 * `nsxt:index/policyTier0Gateway:PolicyTier0Gateway`,
 * `nsxt:index/policyTier0GatewayInterface:PolicyTier0GatewayInterface`,
 * `nsxt:index/policyStaticRoute:PolicyStaticRoute`.
 */
export class EdgeGateway extends pulumi.ComponentResource {
  /** Policy path of the tier-0 gateway. */
  readonly gatewayPath: pulumi.Output<string>;
  /** Policy path of the edge cluster. */
  readonly edgeClusterPath: pulumi.Output<string>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: EdgeGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:EdgeGateway",
      name,
      (args = validated("EdgeGateway", name, args, checkEdgeGateway)),
      opts,
    );
    const children = new Children(this, name, args.nsxIdPrefix);
    const protect = args.disposable !== true;

    const uplink = children.add(
      nsxt.PolicyVlanSegment,
      "uplink",
      {
        description: `LAN side of ${name}`,
        transportZonePath: args.transportZonePath,
        vlanIds: [pulumi.output(args.vlanId).apply(String)],
      },
      { protect },
    );
    const gateway = children.add(
      nsxt.PolicyTier0Gateway,
      "gateway",
      {
        description: `Gateway to the LAN for the networks below ${name}`,
        haMode: "ACTIVE_STANDBY",
        edgeClusterPath: args.edgeClusterPath,
      },
      { protect },
    );
    for (const [node, { edgeNodePath, address }] of Object.entries(args.interfaces)) {
      children.add(nsxt.PolicyTier0GatewayInterface, ["interface", node], {
        type: "EXTERNAL",
        gatewayPath: gateway.path,
        segmentPath: uplink.path,
        edgeNodePath,
        subnets: [address],
        mtu: args.mtuBytes ?? STANDARD_MTU_BYTES,
      });
    }
    for (const [key, { cidr, nextHop }] of Object.entries(args.staticRoutes ?? {})) {
      children.add(nsxt.PolicyStaticRoute, ["route", key], {
        gatewayPath: gateway.path,
        network: cidr,
        nextHops: [{ ipAddress: nextHop, adminDistance: 1 }],
      });
    }

    this.gatewayPath = gateway.path;
    this.edgeClusterPath = pulumi.output(args.edgeClusterPath);
    this.registerOutputs({
      gatewayPath: this.gatewayPath,
      edgeClusterPath: this.edgeClusterPath,
    });
  }

  /** A tier-0 gateway that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingEdgeGateway): EdgeGatewayRef {
    return {
      gatewayPath: pulumi.output(existing.gatewayPath),
      edgeClusterPath: pulumi.output(existing.edgeClusterPath),
    };
  }
}
