/** Boxes over the five header fields: exact sets of packets, and the fewest that say the same. */
import type { Family } from "../address";
import { BIGINT_STEPS, common, NUMBER_STEPS, unite, without } from "../intervals";
import type { FlowSpace } from "./question";
import {
  addressesOf,
  addressSetOf,
  ALL_PORTS,
  ALL_PROTOCOLS,
  FAMILY_ADDRESSES,
  keyOf,
  portSetOf,
  type Addresses,
  type Numbers,
} from "./values";

export interface Box {
  readonly source: Addresses;
  readonly destination: Addresses;
  readonly protocols: Numbers;
  readonly sourcePorts: Numbers;
  readonly destinationPorts: Numbers;
}

const ADDRESS_FIELDS = ["source", "destination"] as const;
const NUMBER_FIELDS = ["protocols", "sourcePorts", "destinationPorts"] as const;
/** Every header field, the cheaper ones first. */
export const FIELDS = [...NUMBER_FIELDS, ...ADDRESS_FIELDS] as const;
type AddressName = (typeof ADDRESS_FIELDS)[number];
type NumberName = (typeof NUMBER_FIELDS)[number];
type FieldName = AddressName | NumberName;

function isAddressField(field: FieldName): field is AddressName {
  return field === "source" || field === "destination";
}

/** A space with every field given; absent fields are every value. */
export function completeSpace(space: Partial<FlowSpace> = {}): Box {
  const everyAddress = [...FAMILY_ADDRESSES[4], ...FAMILY_ADDRESSES[6]];
  return {
    source: space.source === undefined ? everyAddress : addressesOf(space.source),
    destination: space.destination === undefined ? everyAddress : addressesOf(space.destination),
    protocols:
      space.protocols === undefined ? ALL_PROTOCOLS : common(space.protocols.ranges, ALL_PROTOCOLS),
    sourcePorts: space.sourcePorts?.ranges ?? ALL_PORTS,
    destinationPorts: space.destinationPorts?.ranges ?? ALL_PORTS,
  };
}

/** The part of one address family, since a packet's two addresses are of one. */
export function ofFamily(box: Box, family: Family): Box {
  const all = FAMILY_ADDRESSES[family];
  return {
    ...box,
    source: common(box.source, all),
    destination: common(box.destination, all),
  };
}

export function boxOf(space: FlowSpace): Box {
  return completeSpace(space);
}

export function spaceOf(box: Box): FlowSpace {
  return {
    source: addressSetOf(box.source),
    destination: addressSetOf(box.destination),
    protocols: portSetOf(box.protocols),
    sourcePorts: portSetOf(box.sourcePorts),
    destinationPorts: portSetOf(box.destinationPorts),
  };
}

export function isEmptyBox(box: Box): boolean {
  return FIELDS.some((field) => box[field].length === 0);
}

export function intersectBoxes(a: Box, b: Box): Box | undefined {
  const box: Box = {
    source: common(a.source, b.source),
    destination: common(a.destination, b.destination),
    protocols: common(a.protocols, b.protocols),
    sourcePorts: common(a.sourcePorts, b.sourcePorts),
    destinationPorts: common(a.destinationPorts, b.destinationPorts),
  };
  return isEmptyBox(box) ? undefined : box;
}

/** What is in `a` and not in `b`, as disjoint boxes. */
export function subtractBox(a: Box, b: Box): Box[] {
  const shared = intersectBoxes(a, b);
  if (shared === undefined) {
    return [a];
  }
  const results: Box[] = [];
  let inside = a;
  for (const field of ADDRESS_FIELDS) {
    const outside = without(inside[field], b[field], BIGINT_STEPS);
    if (outside.length > 0) {
      results.push({ ...inside, [field]: outside });
    }
    inside = { ...inside, [field]: shared[field] };
  }
  for (const field of NUMBER_FIELDS) {
    const outside = without(inside[field], b[field], NUMBER_STEPS);
    if (outside.length > 0) {
      results.push({ ...inside, [field]: outside });
    }
    inside = { ...inside, [field]: shared[field] };
  }
  return results;
}

export function subtractAll(boxes: readonly Box[], others: readonly Box[]): Box[] {
  return others.reduce<Box[]>(
    (left, other) => left.flatMap((box) => subtractBox(box, other)),
    [...boxes],
  );
}

/** Any boxes as disjoint ones. */
export function disjointBoxes(boxes: readonly Box[]): Box[] {
  return boxes.reduce<Box[]>((done, box) => [...done, ...subtractAll([box], done)], []);
}

function joined(a: Box, b: Box, field: FieldName): Box {
  return isAddressField(field)
    ? { ...a, [field]: unite(a[field], b[field], BIGINT_STEPS) }
    : { ...a, [field]: unite(a[field], b[field], NUMBER_STEPS) };
}

/** Joins boxes that differ in one field only, until none do. */
export function mergeBoxes(boxes: readonly Box[]): Box[] {
  let merged = [...boxes];
  for (let before = -1; merged.length > 1 && before !== merged.length;) {
    before = merged.length;
    for (const field of FIELDS) {
      merged = mergeAlong(merged, field);
    }
  }
  return merged;
}

function mergeAlong(boxes: readonly Box[], field: FieldName): Box[] {
  const others = FIELDS.filter((other) => other !== field);
  const groups = new Map<string, Box>();
  for (const box of boxes) {
    const key = others.map((other) => keyOf(box[other])).join("|");
    const same = groups.get(key);
    groups.set(key, same === undefined ? box : joined(same, box, field));
  }
  return [...groups.values()];
}
