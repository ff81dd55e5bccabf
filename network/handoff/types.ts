import type { VlanRange } from "../vlan";

/** Operating systems of Cisco switches for which configuration is written and read. */
export type Platform = "ios-xe" | "nx-os";

/** A physical switch, as its operator describes it. */
export interface CabledSwitch {
  readonly name: string;
  readonly platform: Platform;
  /** Spanning tree (PVST+): a multiple of 4096 from 0 to 61440; absent where it is not this switch's part. */
  readonly spanningTreePriority?: number;
  /** BGP: the switch's own number, where gateways of the stack are its neighbours. */
  readonly autonomousSystem?: number;
  /** Addresses of its VLAN interfaces, with mask, by VLAN id. */
  readonly interfaces: Readonly<Record<string, string>>;
}

/** What is plugged into a port: a host's adapter. */
export interface Cable {
  /** The host's name, or its managed object id. */
  readonly host: string;
  /** Such as `vmnic2`. */
  readonly adapter: string;
  readonly switch: string;
  readonly port: string;
  /** Names or paths of VLAN transport zones whose segments leave by this adapter (edges, NSX switches). */
  readonly transportZones: readonly string[];
}

/** A cable between two physical switches; it carries every VLAN of the stack. */
export interface Link {
  readonly from: { readonly switch: string; readonly port: string };
  readonly to: { readonly switch: string; readonly port: string };
}

/** Who is plugged where: what no virtual switch knows. */
export interface Cabling {
  readonly switches: readonly CabledSwitch[];
  readonly cables: readonly Cable[];
  readonly links: readonly Link[];
}

/** What a port has to be. */
export interface PortNeed {
  readonly port: string;
  /** `esxi-01.lab.example vmnic2 (vSwitch1)`. */
  readonly description: string;
  /** A host's port is an edge of the spanning tree; a link is not. */
  readonly isEdge: boolean;
  /** Tagged VLANs, normalised. */
  readonly vlans: readonly VlanRange[];
  /** Whether frames of the stack come untagged. */
  readonly untagged: boolean;
  /** Largest packet of the virtual switch behind it, in bytes, without the Ethernet header. */
  readonly mtuBytes?: number;
  /** A link aggregation: `on` without negotiation (IP hash of a standard switch), `active` with LACP. */
  readonly channel?: { readonly number: number; readonly mode: "on" | "active" };
}

/** A BGP session that the switch has to hold with a gateway of the stack. */
export interface NeighborNeed {
  /** The gateway's address. */
  readonly address: string;
  readonly autonomousSystem: number;
  readonly bfd: boolean;
  readonly keepAliveSeconds: number;
  readonly holdSeconds: number;
  /** True where the stack sets one; its value is handed over otherwise than here. */
  readonly password: boolean;
}

/** What a physical switch has to be. */
export interface SwitchNeed {
  readonly name: string;
  readonly platform: Platform;
  readonly vlans: readonly { readonly id: number; readonly name: string }[];
  readonly spanningTreePriority?: number;
  readonly ports: readonly PortNeed[];
  readonly bgp?: {
    readonly autonomousSystem: number;
    readonly neighbors: readonly NeighborNeed[];
  };
}

/** What physical switches need to be for a stack, and what could not be placed on any. */
export interface Handoff {
  readonly switches: readonly SwitchNeed[];
  /** One sentence each, with names. */
  readonly open: readonly string[];
}
