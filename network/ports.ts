import { suggestionFor, ValueError } from "./faults";
import {
  common,
  covers,
  hasMember,
  meet,
  normalise,
  NUMBER_STEPS,
  sameIntervals,
  unite,
  without,
  type Interval,
} from "./intervals";

/** Ports from `first` to `last`, both included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** A text that is no port, range or list of ports. */
export class PortError extends ValueError {}

/** Port 0 is reserved (RFC 6335 section 6): it is in {@link ANY_PORT} and nobody can ask for it. */
export const LOWEST_PORT = 1;
export const HIGHEST_PORT = 65_535;

const ONE_RANGE =
  "a port such as 443 or a range such as 5000-6000, from 1 to 65535, lower port first";
const ALLOWED = `${ONE_RANGE}; several separated by commas; or "any"`;

/**
 * Reads one port or one range, where an API takes no list (NAT's translated ports).
 *
 * @throws PortError
 */
export function parsePortRange(text: string): PortRange {
  return readRange(text, (what, repaired) => {
    const suggestion = repaired ? suggestionFor(repaired, parsePortRange) : undefined;
    return new PortError({ what, value: text, allowed: ONE_RANGE, suggestion });
  });
}

/** `error` makes the error about the whole text from what is wrong here and how to repair it. */
function readRange(part: string, error: (what: string, repaired?: string) => PortError): PortRange {
  const refuse = (what: string, repaired = part) =>
    error(what, repaired === part ? undefined : repaired);
  if (typeof part !== "string" || part === "") {
    throw refuse("a port is missing");
  }
  const match = /^(\d+)(?:-(\d+))?$/.exec(part);
  if (match === null) {
    const repaired = part.replace(/\s+/g, "").replace(/:|–|\.\./, "-");
    throw refuse("this is not a port or a range of ports", repaired);
  }
  const [, from = "", to = from] = match;
  if (Number(from) === 0) {
    throw refuse("port 0 is reserved");
  }
  if (Number(from) > HIGHEST_PORT || Number(to) > HIGHEST_PORT) {
    throw refuse("a port is at most 65535");
  }
  if (from.startsWith("0") || to.startsWith("0")) {
    throw refuse("ports have no leading zeros", part.replace(/\b0+(?=\d)/g, ""));
  }
  if (Number(from) > Number(to)) {
    throw refuse("the range of ports is reversed", `${to}-${from}`);
  }
  return { first: Number(from), last: Number(to) };
}

/** `443` or `5000-6000`. */
export function formatPortRange(range: PortRange): string {
  return range.first === range.last ? `${range.first}` : `${range.first}-${range.last}`;
}

/** How many ports the range spans: 1001 for 5000-6000. */
export function portCount(range: PortRange): number {
  return range.last - range.first + 1;
}

/**
 * An immutable set of ports, kept as sorted disjoint ranges; operations on two sets are one linear
 * pass. Made by the static functions only.
 */
export class PortSet {
  static readonly NONE = new PortSet([]);
  /** 0 to 65535: what a rule without ports matches. */
  static readonly ANY = new PortSet([{ first: 0, last: HIGHEST_PORT }]);

  private constructor(readonly ranges: readonly PortRange[]) {
    Object.freeze(this);
  }

  static fromRanges(ranges: Iterable<PortRange>): PortSet {
    return PortSet.make(normalise([...ranges], NUMBER_STEPS));
  }

  /** @throws PortError, see {@link parsePorts} */
  static of(...texts: readonly string[]): PortSet {
    return PortSet.fromRanges(texts.flatMap((text) => [...parsePorts(text).ranges]));
  }

  private static make(ranges: readonly Interval<number>[]): PortSet {
    return ranges.length === 0 ? PortSet.NONE : new PortSet(ranges);
  }

  union(other: PortSet): PortSet {
    return this === other ? this : PortSet.make(unite(this.ranges, other.ranges, NUMBER_STEPS));
  }

  intersect(other: PortSet): PortSet {
    return this === other ? this : PortSet.make(common(this.ranges, other.ranges));
  }

  subtract(other: PortSet): PortSet {
    return other.isEmpty ? this : PortSet.make(without(this.ranges, other.ranges, NUMBER_STEPS));
  }

  /** Every port that is not in the set. */
  complement(): PortSet {
    return PortSet.ANY.subtract(this);
  }

  get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  contains(port: number): boolean {
    return hasMember(this.ranges, port);
  }

  containsAll(other: PortSet): boolean {
    return covers(this.ranges, other.ranges);
  }

  overlaps(other: PortSet): boolean {
    return meet(this.ranges, other.ranges);
  }

  equals(other: PortSet): boolean {
    return sameIntervals(this.ranges, other.ranges);
  }

  /** How many ports there are. */
  get size(): number {
    return this.ranges.reduce((sum, range) => sum + portCount(range), 0);
  }

  /** The lowest port; undefined for the empty set. */
  get lowest(): number | undefined {
    return this.ranges[0]?.first;
  }

  /** `22,80,443`, `5000-6000`, `any`, or `none`: what {@link parsePorts} reads, `none` apart. */
  toText(): string {
    if (this.isEmpty) {
      return "none";
    }
    return this.equals(PortSet.ANY) ? "any" : this.ranges.map(formatPortRange).join(",");
  }

  /** The ranges as texts, as NSX and vSphere want them in lists; empty for every port. */
  toTexts(): string[] {
    return this.equals(PortSet.ANY) ? [] : this.ranges.map(formatPortRange);
  }
}

/** 0 to 65535. */
export const ANY_PORT = PortSet.ANY;

/** No port at all. */
export const NO_PORT = PortSet.NONE;

/**
 * Reads `443`, `5000-6000`, `22,80,443` or `any`. Ports that are named twice count once.
 *
 * @throws PortError
 */
export function parsePorts(text: string): PortSet {
  if (text === "any") {
    return PortSet.ANY;
  }
  if (typeof text !== "string" || text === "") {
    throw new PortError({ what: "ports are missing", value: text, allowed: ALLOWED });
  }
  const parts = text.split(",");
  const readPart = (part: string, index: number) =>
    readRange(part, (what, repaired) => {
      const suggestion = repaired
        ? suggestionFor(replaced(parts, index, repaired).join(","), parsePorts)
        : undefined;
      return new PortError({ what, value: text, allowed: ALLOWED, suggestion });
    });
  return PortSet.fromRanges(parts.map(readPart));
}

export function formatPorts(ports: PortSet): string {
  return ports.toText();
}

function replaced(parts: readonly string[], index: number, part: string): string[] {
  return parts.map((old, at) => (at === index ? part : old));
}
