import type { GuestRouting } from "./routing";

/**
 * What resources cannot say about a site: everything around them that packets meet. One file per
 * site; docs/surroundings.md explains each field. Texts hold addresses, networks, ranges and VLANs
 * in the spellings of `network/address` and `network/vlan`.
 */
export interface Surroundings {
  /** Version of the file's shape; always 1. */
  format: 1;
  /** Name of the site. */
  site: string;
  fabrics?: Fabric[];
  switches?: SwitchUplinks[];
  hosts?: HostEntry[];
  transportZones?: ZoneFacts[];
  edgeClusters?: EdgeClusterEntry[];
  networks?: ExistingNetwork[];
  outside?: OutsideNetwork[];
  routers?: PhysicalRouter[];
  gateways?: ExistingGateway[];
  machines?: ExistingMachine[];
  groups?: ExistingGroup[];
  services?: ExistingService[];
  policies?: ExistingPolicy[];
  defaults?: Defaults;
  /** NSX paths of groups and segments, and names of machines, that the distributed firewall skips. */
  excludeList?: string[];
}

/** Physical switches that are trunked to each other: a VLAN is one domain on all of them. */
export interface Fabric {
  name: string;
  /** VLANs that its links to the hosts carry. Default: all. */
  vlans?: string;
  /** VLANs on which nothing is attached but what is described. Default: none. */
  closedVlans?: string;
  /** Largest IP packet in bytes. Default: not known. */
  mtuBytes?: number;
}

/** Which fabric the uplinks of a virtual switch go to. */
export interface SwitchUplinks {
  /** Name of a standard or distributed switch. */
  name: string;
  /** Hosts (managed object ids) it is about; standard switches only. Default: all. */
  hosts?: string[];
  fabric: string;
  /** VLAN that untagged frames land in. Default: 0, the fabric's own untagged domain. */
  nativeVlan?: number;
}

/** What no resource says about a host; sizes, failures and capacity are proved with it. */
export interface HostEntry {
  /** Managed object id, e.g. `host-21`. */
  id: string;
  /** Name for people. */
  name?: string;
  cluster?: string;
  /** Whether vSphere HA starts its machines on another host. Default: not known, counted as no. */
  restarts?: boolean;
  nics?: { name: string; speedMbit?: number }[];
}

/** What no resource says about an edge cluster. */
export interface EdgeClusterEntry {
  path: string;
  /** Names of its nodes. Default: not known. */
  nodes?: string[];
  /** MTU of the nodes' uplink profile. Default: not known. */
  mtuBytes?: number;
}

/** Facts about a transport zone that no resource describes. */
export interface ZoneFacts {
  path: string;
  type: "overlay" | "vlan";
  /** Fabric of a VLAN zone. Default: the only fabric. */
  fabric?: string;
  /** Largest IP packet of machines on its segments. Default: not known. */
  mtuBytes?: number;
}

/** A port group or segment that exists and that machines or gateways refer to. */
export interface ExistingNetwork {
  name: string;
  /** Managed object id, e.g. `network-17`. */
  id?: string;
  /** NSX path of a segment. */
  path?: string;
  /** Fabric of its VLAN. Absent with `vlan` too: a domain of its own (an overlay segment). */
  fabric?: string;
  vlan?: number;
  /** Tier-0 or Tier-1 path that it hangs on. Default: none. */
  gatewayPath?: string;
  /** The gateway's addresses on it, e.g. `10.1.0.1/24`. */
  subnets?: string[];
  /** Whether the distributed firewall sees its ports. Default: yes with a path, no without. */
  distributedFirewall?: boolean;
}

/** Where something is attached: `fabric` and `vlan`, or `network`. */
export interface Attachment {
  fabric?: string;
  vlan?: number;
  /** Name, managed object id or NSX path of a network. */
  network?: string;
}

/** A network that is only known as a set of addresses: the corporate LAN, the internet. */
export interface OutsideNetwork extends Attachment {
  name: string;
  /** Addresses, networks, ranges; `any` for all others. */
  addresses: string[];
  /** Taken out of `addresses`. */
  except?: string[];
  /** Networks that its machines reach without a router. Default: the networks in `addresses`. */
  onLink?: string[];
  /** Default gateways of its machines, one per address family. */
  gateways?: string[];
  /** Further routes of its machines. */
  routes?: StaticRoute[];
  /** Name of the router in `routers` that it is behind, instead of a fabric's VLAN. */
  router?: string;
  /** That router's addresses towards it, one per family; needed with `router`. */
  routerAddresses?: string[];
}

/** A route: `nextHop` is an address; absent drops the packets. */
export interface StaticRoute {
  network: string;
  nextHop?: string;
}

/** A router that no resource describes; it filters nothing. */
export interface PhysicalRouter {
  name: string;
  interfaces: RouterInterface[];
  routes?: StaticRoute[];
  /** Speaks BGP with the gateways that name one of its addresses as neighbour. */
  bgp?: RouterBgp;
  /** Set when it filters or translates in ways that this file cannot tell: verdicts become unknown. */
  unknown?: string;
}

export interface RouterInterface extends Attachment {
  name: string;
  /** E.g. `192.168.1.1/24`. */
  addresses: string[];
  /** Other end of a VPN tunnel; instead of a fabric's VLAN. */
  tunnel?: TunnelEnd;
}

/** The router's end of an IPsec tunnel. */
export interface TunnelEnd {
  /** Public address of this end, the `peerAddress` of the gateway's session. */
  local: string;
  /** Public address of the gateway's local endpoint. */
  remote: string;
}

export interface RouterBgp {
  /** Networks that it announces, e.g. `0.0.0.0/0`. */
  announces: string[];
}

/** A Tier-0 or Tier-1 gateway that no resource describes. */
export interface ExistingGateway {
  path: string;
  name?: string;
  /** Path of the Tier-0 of a Tier-1. */
  tier0Path?: string;
  /** Whether it has an edge cluster. Default: yes for Tier-0, no for Tier-1. */
  edgeCluster?: boolean;
  haMode?: "ACTIVE_ACTIVE" | "ACTIVE_STANDBY";
  /** Whether its firewall is on. Default: yes. */
  firewall?: boolean;
  interfaces?: GatewayInterface[];
  routes?: StaticRoute[];
  /** `routeAdvertisementTypes` of a Tier-1. Default: none. */
  advertises?: string[];
  /** Set when NAT or rules exist that this file does not tell: verdicts become unknown. */
  unknown?: string;
}

export interface GatewayInterface extends Attachment {
  name: string;
  addresses: string[];
}

/** A machine that no resource describes, or what a resource does not say about a machine. */
export interface ExistingMachine {
  /** Name in vCenter; the same name as a resource's adds to that resource. */
  name: string;
  /** One per NIC, in the order of the machine's NICs. */
  nics?: MachineNic[];
  /** Default gateways, one per family. */
  gateways?: string[];
  routes?: StaticRoute[];
  tags?: NsxTag[];
  /** Forwards packets between its NICs. Default: no. */
  forwards?: boolean;
  /** How it forwards, when it has networks behind it, hides or filters. Default: as `forwards` says. */
  routing?: GuestRouting;
}

export interface MachineNic extends Attachment {
  mac?: string;
  addresses?: string[];
}

export interface NsxTag {
  scope?: string;
  tag: string;
}

/** A group of others. */
export interface ExistingGroup {
  path: string;
  /** Addresses, networks and ranges. */
  addresses?: string[];
  /** Names of machines and paths or names of segments. */
  members?: string[];
  /** Whether that is all. Default: yes. */
  complete?: boolean;
}

/** A predefined service, or one of others. */
export interface ExistingService {
  path: string;
  /** `tcp/443`, `udp/67`, `icmp/8`, `any`. */
  traffic: string[];
}

/** A firewall policy of others. */
export interface ExistingPolicy {
  path: string;
  category: string;
  /** Default: 0. */
  sequenceNumber?: number;
  /** Default: yes. */
  stateful?: boolean;
  /** Group paths; distributed policies only. Default: everything. */
  scopes?: string[];
  rules: ExistingRule[];
}

/** Words and defaults of the NSX resource's `rules`. */
export interface ExistingRule {
  displayName: string;
  action: "ALLOW" | "DROP" | "REJECT" | "JUMP_TO_APPLICATION";
  direction?: "IN" | "OUT" | "IN_OUT";
  ipVersion?: "IPV4" | "IPV6" | "IPV4_IPV6";
  sourceGroups?: string[];
  destinationGroups?: string[];
  sourcesExcluded?: boolean;
  destinationsExcluded?: boolean;
  services?: string[];
  scopes?: string[];
  disabled?: boolean;
}

export type FirewallAction = "ALLOW" | "DROP" | "REJECT";

/** What happens where nothing else is said. What is left out is not known. */
export interface Defaults {
  /** Last rule of the distributed firewall. */
  distributedFirewall?: FirewallAction;
  /** Last rule of every gateway's firewall. */
  gatewayFirewall?: FirewallAction;
  /** Whether the distributed firewall sees machines on distributed port groups. */
  distributedPortGroupsFiltered?: boolean;
}
