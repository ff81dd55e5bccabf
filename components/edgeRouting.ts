import type * as pulumi from "@pulumi/pulumi";

/** What a gateway may tell its BGP neighbors, in NSX's words. */
export enum RedistributedType {
  Tier0Static = "TIER0_STATIC",
  Tier0ExternalInterface = "TIER0_EXTERNAL_INTERFACE",
  Tier0Segment = "TIER0_SEGMENT",
  Tier0Nat = "TIER0_NAT",
  /** Endpoints of VPNs, for the transport between the sites. */
  Tier0IpsecLocalIp = "TIER0_IPSEC_LOCAL_IP",
  Tier1Connected = "TIER1_CONNECTED",
  Tier1Static = "TIER1_STATIC",
  Tier1Nat = "TIER1_NAT",
  Tier1LoadBalancer = "TIER1_LB_VIP",
  Tier1IpsecLocalEndpoint = "TIER1_IPSEC_LOCAL_ENDPOINT",
}

/** What a filter does with a route that it matches. */
export enum RouteAction {
  Permit = "PERMIT",
  Deny = "DENY",
}

/** Fast detection that a neighbor is gone. */
export interface EdgeBfd {
  /** Whether it is used. Default: it is. @default true */
  enabled?: boolean;
  /** Between two packets, 50 to 60000 milliseconds. Default: 500. @default 500 */
  intervalMilliseconds?: number;
  /** Packets that may be missed, 2 to 16. Default: 3. @default 3 */
  multiplier?: number;
}

/** A router that the gateway speaks BGP with. */
export interface EdgeBgpNeighbor {
  /** Its address, in the network of an uplink. */
  address: pulumi.Input<string>;
  /** Its AS number, 1 to 4294967294. */
  asNumber: number;
  /** Name of the uplink in `uplinks` that it is in. Default: the LAN. */
  uplink?: string;
  /** Name of the prefix list or route map for what it tells. Default: none; then `unfiltered` must say that this is meant. */
  inFilter?: string;
  /** Name of the prefix list or route map for what it is told. Default: none; then `unfiltered` must say that this is meant. */
  outFilter?: string;
  /** Routes pass without a filter in at least one direction (RFC 8212 advises against it). Default: they do not. @default false */
  unfiltered?: boolean;
  /** Most routes that are taken from it, 1 to 1000000. Default: no limit. */
  maximumRoutes?: number;
  /** Password of the session; kept as a secret. Default: none. */
  password?: pulumi.Input<string>;
  /** Detection of its loss. Default: BFD, 500 milliseconds, three misses. */
  bfd?: EdgeBfd;
  /** Without a word for this long it is gone, 1 to 65535 seconds. Default: 180. @default 180 */
  holdDownSeconds?: number;
  /** Between two words, 1 to 65535 seconds, at most a third of `holdDownSeconds`. Default: 60. @default 60 */
  keepAliveSeconds?: number;
  /** Routers on the way to it, 1 to 255. Default: 1, it is in the uplink's network. @default 1 */
  hopLimit?: number;
}

/** Routes that are told as one. */
export interface EdgeAggregate {
  /** The network that stands for those inside, such as `10.0.0.0/8`. */
  cidr: string;
  /** Only the summary is told. Default: only it. @default true */
  summaryOnly?: boolean;
}

/** BGP of the gateway. */
export interface EdgeBgp {
  /** Whether it runs. To switch it off keep the rest and say false: leaving `bgp` out changes nothing. Default: it runs. @default true */
  enabled?: boolean;
  /** AS number of the gateway, 1 to 4294967294. Required without `vrf`; a VRF has its parent's. */
  asNumber?: number;
  /** Several equal routes are used at once. Default: they are. @default true */
  ecmp?: boolean;
  /** Summaries, keyed by name. Default: none. */
  aggregates?: Record<string, EdgeAggregate>;
  /** Neighbors, keyed by name. */
  neighbors: Record<string, EdgeBgpNeighbor>;
}

/** An entry of a prefix list; the first that matches decides. */
export interface EdgePrefix {
  /** The network. Default: every network. */
  cidr?: string;
  /** What happens to it. Default: permitted. @default RouteAction.Permit */
  action?: RouteAction;
  /** Shortest mask inside the network that matches. Default: the network itself. */
  shortest?: number;
  /** Longest mask inside the network that matches. Default: the network itself. */
  longest?: number;
}

/** A list of networks, in order; what none matches is denied. */
export interface EdgePrefixList {
  /** Entries in order. */
  entries: EdgePrefix[];
}

/** An entry of a route map; the first that matches decides. */
export interface EdgeRouteMapEntry {
  /** Names of prefix lists, one of which must match. Default: every route matches. */
  prefixLists?: string[];
  /** What happens to the route. Default: permitted. @default RouteAction.Permit */
  action?: RouteAction;
  /** Preference given to it inside this AS; the higher wins. Default: unchanged. */
  localPreference?: number;
  /** An AS number put before its path. Default: none. */
  prependAsNumber?: number;
  /** Its multi-exit discriminator; the lower wins. Default: unchanged. */
  multiExitDiscriminator?: number;
}

/** A route map, in order; what none matches is denied. */
export interface EdgeRouteMap {
  /** Entries in order. */
  entries: EdgeRouteMapEntry[];
}

/** What is told to neighbors. */
export interface EdgeRedistribution {
  /** Kinds of routes. */
  types: RedistributedType[];
  /** Name of the route map that they pass. Default: none, all of these kinds. */
  routeMap?: string;
}

/** An address that moves to the active one of two interfaces. */
export interface EdgeHaVip {
  /** The address with the uplink's mask, such as `192.168.1.4/24`. */
  address: pulumi.Input<string>;
  /** Names of the two edge nodes whose interfaces share it. */
  nodes: string[];
  /** Name of the uplink in `uplinks`. Default: the LAN. */
  uplink?: string;
}

/** A gateway inside another: its own routes, the parent's edge nodes and AS number. */
export interface EdgeVrf {
  /** Policy path of the tier-0 gateway that it is a part of. Another one replaces it. */
  parentPath: pulumi.Input<string>;
  /** VLANs that its uplink segments carry, such as `100-199`; each interface takes its uplink's VLAN of them. */
  trunkVlanIds: string[];
}
