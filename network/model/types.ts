/**
 * The model of a network: what packets meet, and nothing else. It is built from resources plus
 * surroundings (`build.ts`), and read by everything in `network/reason`. How a packet travels
 * through it is written down in docs/semantics.md; this file only says what the parts are.
 */
import type { Address, Cidr } from "../address";
import type { AddressSet } from "../addressSet";
import type { PortSet } from "../ports";
import type { Underlay } from "./underlay";
import type { VirtualServer } from "./virtualServer";

/** Where a part of the model comes from: a resource's URN, or a path in a surroundings file or dump. */
export interface Origin {
  source: "resource" | "surroundings" | "dump" | "product";
  /** URN, NSX path, or property path in the surroundings file. */
  ref: string;
  /** Name for people. */
  label: string;
}

/** How sure a match, an answer or a membership is. */
export enum Certainty {
  /** Decided by packet headers and the model alone. */
  Exact = "exact",
  /** Something that headers do not show decides: a context profile, FQDN, identity, a NAT pool. */
  Conditional = "conditional",
  /** Neither resources nor surroundings say. */
  Unknown = "unknown",
}

/** Why something is not {@link Certainty.Exact}. */
export interface Doubt {
  certainty: Certainty.Conditional | Certainty.Unknown;
  reason: string;
}

export interface NetworkModel {
  domains: Layer2Domain[];
  ports: Port[];
  endpoints: Endpoint[];
  routers: Router[];
  groups: Group[];
  firewall: DistributedFirewall;
  /** What the model cannot represent, by name; nothing is guessed silently. */
  gaps: Gap[];
  /** What the network runs on; absent in models that only packets are asked of. */
  underlay?: Underlay;
}

/** A part of the input that the model leaves out or knows only partly. */
export interface Gap {
  origin: Origin;
  /** What is not represented, and what that means for verdicts. */
  message: string;
}

/** One broadcast domain: a VLAN on a physical fabric, a segment, an uplink-less switch of one host. */
export interface Layer2Domain {
  id: string;
  name: string;
  kind: "vlan" | "segment" | "isolatedSwitch" | "outside";
  /** Name of the physical fabric that carries it, where one does. */
  fabric?: string;
  /** VLAN on the physical fabric, where there is one (0 = untagged). */
  vlan?: number;
  /** Largest IP packet in bytes, where known. */
  mtuBytes?: number;
  /** True when machines that no source describes may be attached (a physical VLAN, the internet). */
  open: boolean;
  /** Set where its ports are shut: nobody on it reaches anybody. */
  blocked?: true;
  /** What was taken for granted when it was put together, as clauses. */
  assumes?: string[];
  origins: Origin[];
}

/** What attaches an endpoint or a router to a domain, or two routers to each other. */
export interface Port {
  id: string;
  name: string;
  /** The endpoint or router that owns it. */
  owner: string;
  /** The domain it is attached to; absent on a port of a router-to-router link. */
  domain?: string;
  /** The other end of a router-to-router link (transit between Tier-1 and Tier-0, a VPN tunnel). */
  peer?: string;
  /** Addresses with their on-link networks. An outside network is an address set instead. */
  addresses: InterfaceAddress[];
  /** Every address of the port, those of {@link addresses} included (a whole LAN for an outside network). */
  owned: AddressSet;
  /** Addresses it answers ARP or neighbour discovery for besides its own (NAT, high availability). */
  answersFor: AddressSet;
  mac?: string;
  /** Whether the distributed firewall sees this port; "unknown" makes its verdicts unknown. */
  distributedFirewall: "covered" | "notCovered" | "unknown";
  /**
   * On a gateway: "service" ports are crossed in its service router, where NAT and the gateway
   * firewall act; "distributed" ports are not. "none" on everything else.
   */
  side: "service" | "distributed" | "none";
  /** Port group or segment that it is attached to (key in the underlay), where there is one. */
  network?: string;
  /** Host that it runs on (managed object id), where known. */
  host?: string;
  /** Path or name of the edge node that a gateway's interface is on. */
  edgeNode?: string;
  /** MTU of the interface in bytes, as its guest, adapter or gateway is configured. */
  mtuBytes?: number;
  /** Place in a private VLAN. */
  privateVlan?: { role: "promiscuous" | "community" | "isolated"; secondary: number };
  origins: Origin[];
}

export interface InterfaceAddress {
  address: Address;
  network: Cidr;
}

/** Something that sends and receives: a machine, a VMkernel adapter, an outside network. */
export interface Endpoint {
  id: string;
  name: string;
  kind: "machine" | "vmkernel" | "network";
  ports: string[];
  /** Routes of the endpoint itself; without any, only on-link destinations are reached. */
  routes: Route[];
  /** Many machines that reach each other by its routes only, as clients of a VPN server do. */
  apart?: boolean;
  /** Set when addresses or routes of this endpoint are not known. */
  doubt?: Doubt;
  origins: Origin[];
}

/** A gateway, a physical router, or a machine that routes. */
export interface Router {
  id: string;
  name: string;
  kind: "tier0" | "tier1" | "vrf" | "physical" | "machine";
  ports: string[];
  routes: Route[];
  /** False for a gateway without edge cluster: its NAT and firewall rules are dead. */
  hasServiceRouter: boolean;
  /** In the order of evaluation: by priority, then by the order in which the product keeps them. */
  nat: NatRule[];
  /** Of its load balancers, in the order in which they are asked. Default: none. */
  virtualServers?: VirtualServer[];
  firewall: GatewayFirewall;
  /** Id of the endpoint that a machine that routes is besides: what it sends and takes itself. */
  machine?: string;
  /** Set when part of it is not known (an existing gateway without a dump). */
  doubt?: Doubt;
  origins: Origin[];
}

export interface Route {
  network: Cidr;
  kind: "connected" | "static" | "advertised" | "bgp" | "default";
  /**
   * Where matching packets go; several are equal-cost alternatives. An absent `nextHop` means
   * on-link (the destination itself is asked for), or the peer of a link port.
   * An empty list drops (a blackhole route).
   */
  via: { port: string; nextHop?: Address }[];
  /** Set when the route may not exist or its target is not known. */
  doubt?: Doubt;
  origin: Origin;
}

export type NatAction = "SNAT" | "DNAT" | "REFLEXIVE" | "NO_SNAT" | "NO_DNAT";

/** A NAT rule in packet terms (the API's inside-out port fields are already the right way round). */
export interface NatRule {
  id: string;
  name: string;
  action: NatAction;
  priority: number;
  /** Source of the packet as it arrives at the rule. */
  source: AddressSet;
  /** Destination of the packet as it arrives at the rule. */
  destination: AddressSet;
  /** Services of the packet as it arrives; DNAT: the outside ports. Empty = all traffic. */
  services: ServiceMatch[];
  /** SNAT: new source; DNAT: new destination; REFLEXIVE: the outside network. A pool when several. */
  translated?: AddressSet;
  /** DNAT: the inside ports; absent = the port stays. Any of them when several. */
  translatedPorts?: PortSet;
  /** Which address the gateway firewall sees; BYPASS skips this gateway's firewall for the flow. */
  firewallMatch: "MATCH_EXTERNAL_ADDRESS" | "MATCH_INTERNAL_ADDRESS" | "BYPASS";
  /** Ports of the router it is limited to; absent = every service port. */
  ports?: string[];
  origin: Origin;
}

export interface GatewayFirewall {
  enabled: boolean;
  /** All categories, in order of evaluation, disabled rules left out. */
  rules: FirewallRule[];
  /** What happens to traffic that no rule matches. */
  defaultAction: DefaultAction;
}

export interface DistributedFirewall {
  /** Ethernet category, per frame, always stateless; what matches nothing goes on. */
  ethernet: FirewallRule[];
  /** Emergency, Infrastructure, Environment, Application in this order, disabled rules left out. */
  rules: FirewallRule[];
  defaultAction: DefaultAction;
}

export interface DefaultAction {
  action: "ALLOW" | "DROP" | "REJECT";
  /** Set when nobody said what the default is. */
  doubt?: Doubt;
  origin: Origin;
}

export interface FirewallRule {
  id: string;
  name: string;
  policy: string;
  category: string;
  action: "ALLOW" | "DROP" | "REJECT" | "JUMP_TO_APPLICATION";
  direction: "IN" | "OUT" | "IN_OUT";
  family: "IPV4" | "IPV6" | "IPV4_IPV6";
  /** Groups resolved, negation applied. */
  source: AddressSet;
  destination: AddressSet;
  /** Ethernet category only: MAC addresses, lower case; absent = any. */
  sourceMacs?: string[];
  destinationMacs?: string[];
  /** Empty = every service. */
  services: ServiceMatch[];
  /** Ids of the ports that apply it; absent = all that this firewall covers. */
  appliedTo?: string[];
  /** A stateless rule needs another rule for the replies. */
  stateful: boolean;
  logged: boolean;
  label?: string;
  /** Set when headers alone do not decide whether it matches, or a group's members are not known. */
  doubt?: Doubt;
  /** Places in the order that it, or its policy, shares with others. */
  ties?: Tie[];
  origin: Origin;
}

/**
 * One sequence number that several policies of a category have, or several rules of a policy. What comes
 * first among different units of one place is not known.
 */
export interface Tie {
  /** For people: `sequence number 0 of category Application`. */
  place: string;
  /** The policy, or the rule. */
  unit: string;
}

/** Protocol and ports as a packet shows them. */
export interface ServiceMatch {
  /** IANA protocol numbers; absent = every protocol. */
  protocols?: number[];
  sourcePorts?: PortSet;
  /** Destination ports; for ICMP: type * 256 + code. */
  destinationPorts?: PortSet;
}

/** A group as rules use it. */
export interface Group {
  id: string;
  /** NSX path. */
  path: string;
  name: string;
  /** Ids of member ports. */
  ports: string[];
  /** Addresses of all members: those of member ports and the static ones. */
  addresses: AddressSet;
  macs: string[];
  /** Set when the membership is not completely known. */
  doubt?: Doubt;
  origin: Origin;
}
