import { suggestionFor, ValueError } from "./faults";
import { covers, meet, normalise, NUMBER_STEPS } from "./intervals";

/** Untagged: the port group adds no tag. */
export const VLAN_NONE = 0;
/** IEEE 802.1Q: twelve bits, of which 0 and 4095 are reserved. */
export const VLAN_FIRST = 1;
export const VLAN_LAST = 4094;
/** On a standard switch: every VLAN, and the guest tags. On the wire it never occurs. */
export const VLAN_ALL = 4095;

/** VLAN ids from `first` to `last`, both included. */
export interface VlanRange {
  readonly first: number;
  readonly last: number;
}

/** A number or text that is no VLAN id or range of VLAN ids. */
export class VlanError extends ValueError {}

/** Which of the two special ids a place accepts. */
export interface VlanIdOptions {
  /** Accept 0, untagged. Default: accepted. */
  none?: boolean;
  /** Accept 4095, all VLANs with guest tagging; for standard switches only. Default: refused. */
  all?: boolean;
}

/**
 * Checks a VLAN id and returns it; a text is read as a plain decimal number.
 *
 * @throws VlanError
 */
export function parseVlanId(id: number | string, options: VlanIdOptions = {}): number {
  const { none = true, all = false } = options;
  const number = typeof id === "string" && /^(0|[1-9]\d*)$/.test(id) ? Number(id) : id;
  const special = (number === VLAN_NONE && none) || (number === VLAN_ALL && all);
  if (typeof number === "number" && (special || isTag(number))) {
    return number;
  }
  const allowed = [
    `a whole number from ${VLAN_FIRST} to ${VLAN_LAST}`,
    ...(none ? ["0 for untagged"] : []),
    ...(all ? ["4095 for all VLANs"] : []),
  ].join(", ");
  throw new VlanError({
    what:
      number === VLAN_ALL
        ? "4095 stands for all VLANs and is not one VLAN"
        : "this is not a VLAN id",
    value: id,
    allowed,
    fix: number === VLAN_ALL ? "use a trunk with ranges of VLAN ids" : undefined,
  });
}

function isTag(id: number): boolean {
  return Number.isInteger(id) && id >= VLAN_FIRST && id <= VLAN_LAST;
}

/** Every VLAN and untagged frames: what 4095 means on a standard switch. */
export const ALL_VLANS: readonly VlanRange[] = [{ first: VLAN_NONE, last: VLAN_LAST }];

const RANGES =
  "VLAN ids from 0 (untagged) to 4094 and ranges, lower id first, separated by commas, " +
  "such as 100,200-210; or 4095 alone for all";

/**
 * Reads `100,200-210` into sorted, joined, disjoint ranges. 0 stands for untagged frames; `4095`
 * alone is {@link ALL_VLANS}, so both spellings of a full trunk compare equal.
 *
 * @throws VlanError
 */
export function parseVlans(text: string): VlanRange[] {
  if (text === String(VLAN_ALL)) {
    return [...ALL_VLANS];
  }
  const parts = typeof text === "string" ? text.split(",") : [];
  const refuse = (what: string, repaired?: string) => {
    const suggestion = repaired === undefined ? undefined : suggestionFor(repaired, parseVlans);
    return new VlanError({ what, value: text, allowed: RANGES, suggestion });
  };
  if (typeof text !== "string" || text === "") {
    throw refuse("VLAN ids are missing");
  }
  const ranges = parts.map((part, index) => {
    const match = /^(0|[1-9]\d{0,3})(?:-(0|[1-9]\d{0,3}))?$/.exec(part);
    if (match === null) {
      const closed = text.replace(/\s+/g, "");
      throw refuse("this is not a list of VLAN ids", closed === text ? undefined : closed);
    }
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (first > VLAN_LAST || last > VLAN_LAST) {
      throw refuse("a VLAN id is at most 4094");
    }
    if (first > last) {
      const turned = parts.map((old, at) => (at === index ? `${last}-${first}` : old));
      throw refuse("the range of VLAN ids is reversed", turned.join(","));
    }
    return { first, last };
  });
  return mergeVlans(ranges);
}

/** `100,200-210`; the reverse of {@link parseVlans}. */
export function formatVlans(ranges: readonly VlanRange[]): string {
  return ranges.map(formatVlanRange).join(",");
}

export function formatVlanRange({ first, last }: VlanRange): string {
  return first === last ? `${first}` : `${first}-${last}`;
}

/** Any ranges as sorted, joined, disjoint ones. */
export function mergeVlans(ranges: readonly VlanRange[]): VlanRange[] {
  return normalise(ranges, NUMBER_STEPS);
}

/** Whether all of the ids of `inner` (an id, or ranges) are in `outer`. */
export function vlansContain(
  outer: readonly VlanRange[],
  inner: number | readonly VlanRange[],
): boolean {
  const wanted = typeof inner === "number" ? [{ first: inner, last: inner }] : mergeVlans(inner);
  return covers(mergeVlans(outer), wanted);
}

/** Whether any id is in both. */
export function vlansOverlap(a: readonly VlanRange[], b: readonly VlanRange[]): boolean {
  return meet(mergeVlans(a), mergeVlans(b));
}

/** How many ids the ranges hold, ids in several ranges counted once. */
export function vlanCount(ranges: readonly VlanRange[]): number {
  return mergeVlans(ranges).reduce((sum, { first, last }) => sum + last - first + 1, 0);
}
