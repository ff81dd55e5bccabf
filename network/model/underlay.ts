/**
 * What a network runs on: physical fabrics, virtual switches with their uplinks, hosts, edge nodes,
 * tunnels, BGP. Packets do not meet these by themselves (`types.ts` says what they meet), but sizes,
 * failures and capacity are questions about them. Everything is plain data; what is absent is not known.
 */
import type { Cidr } from "../address";
import type { Address } from "../address";
import type { AddressSet } from "../addressSet";
import type { Origin } from "./types";

export interface Underlay {
  fabrics: PhysicalFabric[];
  switches: VirtualSwitch[];
  /** Port groups and segments: what NICs are attached to. */
  networks: CarrierNetwork[];
  /** How hosts take part in overlay transport zones. */
  transports: HostTransport[];
  edgeClusters: EdgeCluster[];
  /** What is known of gateways besides their ports. */
  gateways: GatewayFacts[];
  hosts: HostFacts[];
  tunnels: Tunnel[];
  bgp: BgpState;
  pools: AddressPool[];
  /** Policies of the firewalls with how many rules each has. */
  unused: UnusedObject[];
}

/** Physical switches that are trunked to each other. */
export interface PhysicalFabric {
  name: string;
  /** Largest IP packet in bytes. */
  mtuBytes?: number;
  origin: Origin;
}

/** Which uplinks carry traffic, and which step in. Physical NICs (standard) or uplink names (distributed). */
export interface Teaming {
  policy?: string;
  active: string[];
  standby: string[];
  /** How a failed uplink is noticed. */
  checkBeacon?: boolean;
}

/** A standard switch of one host, or a distributed switch. */
export interface VirtualSwitch {
  /** `host-21/vSwitch1`, or the identity of the distributed switch's resource. */
  id: string;
  name: string;
  kind: "standard" | "distributed";
  mtuBytes?: number;
  /** Name of the fabric that its uplinks go to; absent where it has none. */
  fabric?: string;
  /** True when the surroundings do not say so: it is the only fabric of the site. */
  fabricAssumed?: true;
  /** Physical NICs by host (managed object id). */
  members: { host: string; nics: string[] }[];
  /** Distributed switches: uplink names, in the order in which a host's NICs fill them. */
  uplinks: string[];
  teaming: Teaming;
  /** Standard switches: how many ports it has. */
  ports?: number;
  /** Network I/O Control: Mbit/s by class of traffic; absent when it is off. */
  reservedMbit?: Record<string, number>;
  origin: Origin;
}

/** A port group or a segment. */
export interface CarrierNetwork {
  /** URN or NSX path; `Port.network` refers to it. */
  key: string;
  name: string;
  kind: "hostPortGroup" | "distributedPortGroup" | "overlaySegment" | "vlanSegment";
  /** Port groups: id of the switch. */
  switch?: string;
  /** Port groups: what differs from the switch's teaming. */
  teaming?: Teaming;
  vlan?: number;
  /** Segments: path of the transport zone. */
  zone?: string;
  /** Distributed port groups: how many ports there are, and whether they grow on demand. */
  ports?: number;
  grows?: boolean;
  /** Segments: the gateway's networks, and what its DHCP hands out. */
  subnets: Cidr[];
  dhcp?: AddressSet;
  origin: Origin;
}

/** Overlay traffic of the hosts on one switch: tunnel endpoints take their MTU from the switch. */
export interface HostTransport {
  name: string;
  /** Id of the switch. */
  switch: string;
  /** Paths of the transport zones. */
  zones: string[];
  /** MTU of the uplink profile, which the NSX manager checks against; the switch's counts on hosts. */
  profileMtuBytes?: number;
  vlan?: number;
  teaming?: Teaming;
  /** Path of the pool of tunnel endpoint addresses. */
  pool?: string;
  origin: Origin;
}

export interface EdgeCluster {
  path: string;
  name: string;
  /** Names of the nodes; absent when nobody says. */
  nodes?: string[];
  /** MTU of the nodes' uplink profile. */
  mtuBytes?: number;
  origin: Origin;
}

export interface GatewayFacts {
  /** Id of the router. */
  router: string;
  haMode?: "ACTIVE_ACTIVE" | "ACTIVE_STANDBY";
  /** Path of the edge cluster. */
  edgeCluster?: string;
}

export interface HostFacts {
  /** Managed object id. */
  id: string;
  name?: string;
  cluster?: string;
  /** Whether the cluster starts its machines elsewhere when it fails. */
  restarts?: boolean;
  nics: { name: string; speedMbit?: number }[];
  origin: Origin;
}

/** One route-based IPsec session, or both ends of one. */
export interface Tunnel {
  name: string;
  /** Ids of the ports at its ends. */
  ports: string[];
  /** Largest TCP segment that its gateway clamps to. */
  maxSegmentBytes?: number;
  origin: Origin;
}

/** What routers tell each other, so that routes can be found again when a session is gone. */
export interface BgpState {
  /** What routers announce of their own. */
  announcements: { router: string; networks: Cidr[] }[];
  sessions: BgpSession[];
}

/** One direction of a BGP session. */
export interface BgpSession {
  /** Ids of routers: announcements go from the one to the other. */
  from: string;
  to: string;
  /** Port of `to`, and the address of `from` that it sends to. */
  port: string;
  nextHop: Address;
  /** How much worse each network gets on the way, by its text; networks that are filtered are missing. */
  ranks: Record<string, number>;
  /** Names of the neighbours that it is made of. */
  neighbors: string[];
  origin: Origin;
}

/** A pool of addresses: of tunnel endpoints or of a block. */
export interface AddressPool {
  path: string;
  name: string;
  addresses: AddressSet;
  origin: Origin;
}

/** A group or service of the program that no other object names. */
export interface UnusedObject {
  kind: "group" | "service";
  path: string;
  name: string;
  origin: Origin;
}
