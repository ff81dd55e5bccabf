import { suggestionFor } from "../faults";
import {
  addressCount,
  cidrFirst,
  cidrLast,
  formatCidr,
  parseCidr,
  parsePart,
  type Cidr,
} from "./cidr";
import {
  addressBits,
  AddressError,
  formatAddress,
  highestAddress,
  type Address,
  type Family,
} from "./single";

/** All addresses of one family from `first` to `last`, both included. */
export interface AddressRange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

const RANGE =
  "an address, a network such as 10.0.0.0/24 or a range such as 10.0.0.10-10.0.0.20, " +
  "lower address first";

/**
 * Reads `10.0.0.10-10.0.0.20`, a network or one address: what NSX accepts as a rule's source.
 *
 * @throws AddressError
 */
export function parseRange(text: string): AddressRange {
  if (typeof text !== "string" || text === "") {
    throw new AddressError({ what: "an address or range is missing", value: text, allowed: RANGE });
  }
  if (text.includes("/") && !text.includes("-")) {
    return cidrToRange(parseCidr(text));
  }
  const [from = "", to = from, ...rest] = text.split("-");
  if (rest.length > 0) {
    throw new AddressError({ what: "a range has two ends", value: text, allowed: RANGE });
  }
  const first = parseEnd(from, text, (repaired) => text.replace(/^[^-]*/, repaired));
  const last = parseEnd(to, text, (repaired) => text.replace(/[^-]*$/, repaired));
  if (first.family !== last.family) {
    throw new AddressError({
      what: "both ends of a range are of one address family",
      value: text,
      allowed: RANGE,
    });
  }
  if (first.value > last.value) {
    throw new AddressError({
      what: "the range is reversed",
      value: text,
      allowed: RANGE,
      suggestion: `${to}-${from}`,
    });
  }
  return { family: first.family, first: first.value, last: last.value };
}

function parseEnd(end: string, whole: string, repair: (end: string) => string): Address {
  return parsePart(end, (what, repaired) => {
    const suggestion = repaired === "" ? undefined : suggestionFor(repair(repaired), parseRange);
    return new AddressError({ what, value: whole, allowed: RANGE, suggestion });
  });
}

/** True for a text that {@link parseRange} accepts. */
export function isRangeText(text: string): boolean {
  try {
    parseRange(text);
    return true;
  } catch {
    return false;
  }
}

/** The shortest of the three spellings: an address, a network, or `first-last`. */
export function formatRange(range: AddressRange): string {
  const { family, first, last } = range;
  if (first === last) {
    return formatAddress({ family, value: first });
  }
  const size = rangeSize(range);
  const isNetwork = (size & (size - 1n)) === 0n && first % size === 0n;
  return isNetwork
    ? formatCidr({ family, first, prefixLength: addressBits(family) - exponentOf(size) })
    : `${formatAddress({ family, value: first })}-${formatAddress({ family, value: last })}`;
}

/** Of the largest power of two that is not greater. */
function exponentOf(number: bigint): number {
  return number.toString(2).length - 1;
}

/** Whether an address, or all of another range, is inside. */
export function rangeContains(range: AddressRange, other: Address | AddressRange): boolean {
  const { first, last } = "value" in other ? { first: other.value, last: other.value } : other;
  return range.family === other.family && range.first <= first && last <= range.last;
}

export function rangesOverlap(a: AddressRange, b: AddressRange): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** How many addresses the range spans. */
export function rangeSize(range: AddressRange): bigint {
  return range.last - range.first + 1n;
}

export function addressToRange(address: Address): AddressRange {
  return { family: address.family, first: address.value, last: address.value };
}

/** All addresses of a network, network and broadcast address included. */
export function cidrToRange(cidr: Cidr): AddressRange {
  return { family: cidr.family, first: cidrFirst(cidr).value, last: cidrLast(cidr).value };
}

/**
 * The fewest networks that together are the range, in order.
 *
 *     10.0.0.1 - 10.0.0.6  =  .1/32  .2/31  .4/31  .6/32
 *
 * Each step takes the largest network that starts at the lowest address left and fits.
 */
export function rangeToCidrs(range: AddressRange): Cidr[] {
  const { family, last } = range;
  const bits = addressBits(family);
  const cidrs: Cidr[] = [];
  for (let first = range.first; first <= last;) {
    const aligned = first === 0n ? bits : exponentOf(first & -first);
    const fitting = exponentOf(last - first + 1n);
    const cidr: Cidr = { family, first, prefixLength: bits - Math.min(aligned, fitting) };
    cidrs.push(cidr);
    first += addressCount(cidr);
  }
  return cidrs;
}

/** Every address of a family. */
export function wholeRange(family: Family): AddressRange {
  return { family, first: 0n, last: highestAddress(family) };
}
