/** Questions to the model and their answers; the solver and the tools share these and nothing else. */
import type { AddressSet } from "../addressSet";
import type { PortSet } from "../ports";
import type { Origin } from "../model/types";

/** A set of packets: a box over five header fields. */
export interface FlowSpace {
  source: AddressSet;
  destination: AddressSet;
  /** IANA protocol numbers 0..255, as a set in the same interval form as ports. */
  protocols: PortSet;
  /** Every port for protocols without ports. */
  sourcePorts: PortSet;
  /** Destination ports; for ICMP: type * 256 + code. */
  destinationPorts: PortSet;
}

/** One packet of a flow. */
export interface Packet {
  source: string;
  destination: string;
  protocol: number;
  sourcePort: number;
  destinationPort: number;
}

export enum Verdict {
  Allowed = "allowed",
  Denied = "denied",
  /** Something that headers do not show decides (context profile, FQDN, identity, a NAT pool). */
  Conditional = "conditional",
  /** Neither resources nor surroundings say. */
  Unknown = "unknown",
}

/** One step of a packet: where it is, what was decided there, and how it leaves. */
export interface Hop {
  kind: "endpoint" | "domain" | "router" | "distributedFirewall" | "gatewayFirewall" | "nat";
  /** Id of the endpoint, domain, router or port. */
  at: string;
  /** What happened, for people: "routed by 10.0.0.0/24 (connected)", "DNAT web -> 10.0.0.12:443". */
  action: string;
  /** The rule or route that decided. */
  origin?: Origin;
  /** The packet after this step, where a translation changed it. */
  packet?: Packet;
}

/** A part of the asked flow space on which one verdict holds, with the reason. */
export interface Answer {
  verdict: Verdict;
  /** The packets as the source sends them. */
  space: FlowSpace;
  /** Id of the endpoint (or router) that the packets are delivered to, where they are delivered. */
  receiver?: string;
  /** Everything that they may be delivered to, where it is one of several: the members of a pool. */
  receivers?: string[];
  /** The same packets as the receiver sees them, after every translation. */
  received?: FlowSpace;
  /** The path of {@link example}, up to where the verdict fell. */
  hops: Hop[];
  /** Machine-readable reason, e.g. `firewall`, `noRoute`, `noHost`, `noReturnPath`, `delivered`. */
  reason: string;
  /** The rule, route or gap that decides. */
  origin?: Origin;
  /** One packet of the space. */
  example: Packet;
}
