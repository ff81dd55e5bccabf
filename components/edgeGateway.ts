import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import type { EdgeFirewall } from "./edgeFirewall";
import type {
  EdgeBgp,
  EdgeHaVip,
  EdgePrefixList,
  EdgeRedistribution,
  EdgeRouteMap,
  EdgeVrf,
} from "./edgeRouting";
import { Children } from "./internal/children";
import { addEdgeBgp, bgpConfigOf, bgpPathBelow, bgpPathOf } from "./internal/edgeBgp";
import { addEdgeFirewall } from "./internal/edgeFirewall";
import { checkEdgeGateway } from "./internal/edgeChecks";
import { sealedEdge } from "./internal/edgeSecrets";
import { addEdgeUplinks, addHaVips } from "./internal/edgeUplinks";
import { validated } from "./internal/validated";

/** How the edge nodes share the work. */
export enum HaMode {
  /** One works, one is in reserve: NAT, VPN and shared addresses need this. */
  ActiveStandby = "ACTIVE_STANDBY",
  /** All work: routing only. */
  ActiveActive = "ACTIVE_ACTIVE",
}

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

/** One more VLAN that the gateway has a foot in. */
export interface EdgeUplink {
  /** VLAN, 1 to 4094, or 0 for untagged. */
  vlanId: pulumi.Input<number>;
  /** Interfaces, keyed by edge node. */
  interfaces: Record<string, EdgeInterface>;
  /** Policy path of the VLAN transport zone. Default: the LAN's. Another one replaces the segment. */
  transportZonePath?: pulumi.Input<string>;
  /** MTU of the interfaces, 1280 to 9000 bytes. Default: that of the LAN's interfaces. */
  mtuBytes?: number;
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
  /** How the nodes share the work; a VRF has its parent's. Default: active-standby. Another one replaces the gateway. @default HaMode.ActiveStandby */
  haMode?: HaMode;
  /** More VLANs, keyed by name. Default: none, the LAN only. */
  uplinks?: Record<string, EdgeUplink>;
  /** Addresses that move to the active node, keyed by name. Default: none. */
  haVips?: Record<string, EdgeHaVip>;
  /** BGP with the routers outside. Default: none. */
  bgp?: EdgeBgp;
  /** Lists of networks for filters, keyed by name. Default: none. */
  prefixLists?: Record<string, EdgePrefixList>;
  /** Route maps for filters, keyed by name. Default: none. */
  routeMaps?: Record<string, EdgeRouteMap>;
  /** What neighbors are told, keyed by name; `{}` leaves it to somebody else. Default: with `bgp`, what tier-1 gateways advertise and the endpoints of VPNs. */
  redistribution?: Record<string, EdgeRedistribution>;
  /** The gateway's own firewall; `{}` lets nothing through but its own routing. Needs active-standby. Default: none, everything passes that no other policy stops. */
  firewall?: EdgeFirewall;
  /** Makes it a part of another gateway. Default: a gateway of its own. Leaving it out later replaces the gateway. */
  vrf?: EdgeVrf;
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
  /** How the nodes share the work, ACTIVE_STANDBY or ACTIVE_ACTIVE; empty where nobody said. */
  haMode: pulumi.Output<string>;
  /** Policy path of the BGP settings, for neighbors. */
  bgpPath: pulumi.Output<string>;
  /** AS number of the gateway; empty where nobody said. */
  asNumber: pulumi.Output<string>;
}

/** A tier-0 gateway that exists; arguments of {@link EdgeGateway.fromExisting}. */
export interface ExistingEdgeGateway {
  gatewayPath: pulumi.Input<string>;
  edgeClusterPath: pulumi.Input<string>;
  haMode?: pulumi.Input<string>;
  bgpPath?: pulumi.Input<string>;
  asNumber?: pulumi.Input<string>;
}

/**
 * A tier-0 gateway with a foot in a LAN, so that NAT addresses of that LAN are reachable (R10, R23).
 *
 * | IP source | seen from outside | firewall |
 * |---|---|---|
 * | fixed interface addresses, one per edge node | yes; it also answers for the NAT addresses below (proxy ARP) | with `firewall` its own: deny, but for its rules; else none, the tier-1 gateways below have theirs |
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
 * 2. the tier-0 gateway `<name>-gateway`, active-standby unless `haMode` says otherwise: active-active
 *    allows no SNAT, no DNAT, no VPN and no shared address; its BGP settings are part of it, the one
 *    form that survives updates;
 * 3. per edge node an EXTERNAL interface `<name>-interface-<node>`;
 * 4. per route `<name>-route-<key>`;
 * 5. per further uplink the VLAN segment `<name>-uplink-<key>` and interfaces
 *    `<name>-interface-<key>.<node>`;
 * 6. with `haVips`, `<name>-ha-vip`;
 * 7. per filter `<name>-prefixes-<key>` and `<name>-map-<key>`, per neighbor `<name>-neighbor-<key>`, and
 *    `<name>-redistribution`;
 * 8. with `firewall` the policy `<name>-policy`, per neighbor the rule `<name>-bgp-<neighbor>`, per rule
 *    `<name>-rule-<key>`, its services inside it, and the last rule `<name>-drop`, all scoped to the gateway.
 *
 * A gateway's firewall meets what the gateway itself says and hears. BGP and BFD with each neighbor are
 * let through before any rule; IKE and ESP of VPNs are by the product's own rules (category System);
 * everything else for its addresses, those of `haVips` too, needs a rule. Rules see NAT addresses of
 * tier-1 gateways, not what is behind. Rules of tunnels (CrossClusterVpn) are asked first.
 *
 * As a VRF it has its own routes on the nodes of its parent: its uplink segments are trunks, each
 * interface takes one VLAN of them, and of BGP only `enabled`, `ecmp` and `aggregates` are its own.
 *
 * Needs on site: an edge cluster (one that exists, or an EdgeCluster) whose nodes reach the VLANs
 * through the transport zone (trunk on their uplinks); interface addresses outside of the LAN's DHCP
 * ranges; for BGP, the routers outside configured to match; for `firewall`, a licence with gateway firewall.
 *
 * Transforms may match `nsxt:index/policyVlanSegment:PolicyVlanSegment`,
 * `nsxt:index/policyTier0Gateway:PolicyTier0Gateway`,
 * `nsxt:index/policyTier0GatewayInterface:PolicyTier0GatewayInterface`,
 * `nsxt:index/policyStaticRoute:PolicyStaticRoute`,
 * `nsxt:index/policyTier0GatewayHaVipConfig:PolicyTier0GatewayHaVipConfig`,
 * `nsxt:index/policyBgpNeighbor:PolicyBgpNeighbor`,
 * `nsxt:index/policyGatewayPrefixList:PolicyGatewayPrefixList`,
 * `nsxt:index/policyGatewayRouteMap:PolicyGatewayRouteMap`,
 * `nsxt:index/policyGatewayRedistributionConfig:PolicyGatewayRedistributionConfig`,
 * `nsxt:index/policyParentGatewayPolicy:PolicyParentGatewayPolicy`,
 * `nsxt:index/policyGatewayPolicyRule:PolicyGatewayPolicyRule`.
 */
export class EdgeGateway extends pulumi.ComponentResource {
  /** Policy path of the tier-0 gateway. */
  readonly gatewayPath: pulumi.Output<string>;
  /** Policy path of the edge cluster. */
  readonly edgeClusterPath: pulumi.Output<string>;
  /** How the nodes share the work, ACTIVE_STANDBY or ACTIVE_ACTIVE. */
  readonly haMode: pulumi.Output<string>;
  /** Policy path of the BGP settings, for neighbors. */
  readonly bgpPath: pulumi.Output<string>;
  /** AS number of the gateway; empty without BGP of its own. */
  readonly asNumber: pulumi.Output<string>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: EdgeGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:EdgeGateway",
      name,
      (args = sealedEdge(validated("EdgeGateway", name, args, checkEdgeGateway))),
      opts,
    );
    const children = new Children(this, name, args.nsxIdPrefix);
    const protect = args.disposable !== true;

    const { haMode = HaMode.ActiveStandby, bgp, vrf } = args;
    const gateway = children.add(
      nsxt.PolicyTier0Gateway,
      "gateway",
      {
        description: `Gateway to the LAN for the networks below ${name}`,
        haMode,
        edgeClusterPath: args.edgeClusterPath,
        ...(bgp === undefined ? {} : { bgpConfig: bgpConfigOf(bgp, vrf) }),
        ...(vrf === undefined ? {} : { vrfConfig: { gatewayPath: vrf.parentPath } }),
      },
      { protect },
    );
    const uplinks = addEdgeUplinks(children, gateway, name, protect, args);
    addHaVips(children, uplinks, args.haVips);
    for (const [key, { cidr, nextHop }] of Object.entries(args.staticRoutes ?? {})) {
      children.add(nsxt.PolicyStaticRoute, ["route", key], {
        gatewayPath: gateway.path,
        network: cidr,
        nextHops: [{ ipAddress: nextHop, adminDistance: 1 }],
      });
    }

    addEdgeFirewall(children, name, gateway.path, uplinks, args);

    const bgpPath = bgpPathOf(gateway.path, gateway.bgpConfig);
    addEdgeBgp(children, { owner: this, name, gatewayPath: gateway.path, bgpPath }, uplinks, args);

    this.gatewayPath = gateway.path;
    this.edgeClusterPath = pulumi.output(args.edgeClusterPath);
    this.haMode = pulumi.output<string>(haMode);
    this.bgpPath = bgpPath;
    this.asNumber = pulumi.output(String(bgp?.asNumber ?? ""));
    this.registerOutputs({
      gatewayPath: this.gatewayPath,
      edgeClusterPath: this.edgeClusterPath,
      haMode: this.haMode,
      bgpPath: this.bgpPath,
      asNumber: this.asNumber,
    });
  }

  /** A tier-0 gateway that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingEdgeGateway): EdgeGatewayRef {
    return {
      gatewayPath: pulumi.output(existing.gatewayPath),
      edgeClusterPath: pulumi.output(existing.edgeClusterPath),
      haMode: pulumi.output(existing.haMode ?? ""),
      bgpPath: pulumi.output(existing.bgpPath ?? bgpPathBelow(existing.gatewayPath)),
      asNumber: pulumi.output(existing.asNumber ?? ""),
    };
  }
}
