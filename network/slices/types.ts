import type { Bandwidth } from "../bandwidth";
import type { TrafficWeight } from "../shares";

/** The link that all slices have to share, such as the hand-off to the core network. */
export interface SliceUplink {
  /** Its name, for messages and for the hand-off. */
  name: string;
  /** What it carries in each direction, in whole Mbit/s. */
  capacity: Bandwidth;
}

/** Where a slice's gateway begins to drop. NSX calls this number committed bandwidth; it is a limit. */
export interface SliceCeiling {
  /** Towards the machines, in whole Mbit/s. Default: what is committed. */
  ingress?: Bandwidth;
  /** From the machines, in whole Mbit/s. Default: what is committed. */
  egress?: Bandwidth;
  /** How long a burst may pass at full speed, 1 to 1000 milliseconds. Default: 100. */
  burstMilliseconds?: number;
}

/** One slice among others. */
export interface Slice {
  /** Place in the order, 1 is served first; 1 to 100, each once. Leave room for later slices. */
  rank: number;
  /** What the slice has when all are busy, in whole Mbit/s; together at most the uplink's capacity. */
  committed: Bandwidth;
  /** What it may take while others leave it. Default: no more than is committed, in both directions. */
  ceiling?: SliceCeiling;
  /** Codepoint of its packets, 0 to 47; a slice of a better rank has a better class (RFC 2474). */
  dscp: number;
  /** The machines' own codepoints count; only for the slice of the best rank. Default: NSX marks. */
  trustMachines?: boolean;
  /** How much each adapter of its machines gets of a full link; more for a better rank. */
  weight: TrafficWeight;
  /** Shares of the custom weight, 1 to 100. Default: the weight's. */
  shares?: number;
}

/** All slices of one uplink: what none of them can know alone. */
export interface SliceSet {
  /** The link that they share. */
  uplink: SliceUplink;
  /** The slices, keyed by name, such as `5G_Net`. */
  slices: Record<string, Slice>;
}

/** A limit as NSX writes it. */
export interface RateLimit {
  mbit: number;
  burstBytes: number;
}

/** A slice with nothing left open. */
export interface PlannedSlice {
  rank: number;
  /** Place among the slices of the uplink, 1 is served first. */
  queue: number;
  dscp: number;
  /** The codepoint's name, such as `EF` or `AF31`; the number where it has none. */
  behaviour: string;
  /** 802.1p priority: the codepoint's class. */
  classOfService: number;
  trustMachines: boolean;
  committedMbit: number;
  ingress: RateLimit;
  egress: RateLimit;
  weight: TrafficWeight;
  shares: number;
}
