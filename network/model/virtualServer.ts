/** What a load balancer on a gateway does with packets (docs/semantics.md 5.7). */
import type { AddressSet } from "../addressSet";
import type { PortSet } from "../ports";
import type { Doubt, Origin, ServiceMatch } from "./types";

/** An address of a gateway that hands each connection on to one of several members. */
export interface VirtualServer {
  id: string;
  name: string;
  /** What clients ask; one address. */
  address: AddressSet;
  /** Who may ask: its access list. */
  source: AddressSet;
  /** Protocols and ports that it takes. Empty = none: it is switched off. */
  services: ServiceMatch[];
  /** Who may get a connection; any of them, and any of their addresses. Empty = nobody. */
  members: PoolMember[];
  /** Members that do not answer get nothing; where nobody has an address, nobody answers. */
  monitored?: boolean;
  /** Set when something else than headers chooses the member, or what it does is not known. */
  doubt?: Doubt;
  origin: Origin;
}

/** Machines of a pool that get connections in the same way. */
export interface PoolMember {
  name: string;
  addresses: AddressSet;
  /** The port at which it serves; absent = the port that was asked for. */
  ports?: PortSet;
  /** What it sees as the client's address; any of them when several. Absent = the client's own. */
  sources?: AddressSet;
}
