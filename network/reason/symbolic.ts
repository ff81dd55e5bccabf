/**
 * Symbolic packets. A packet set is a product of sets, one for each variable; the fields of a header
 * refer to variables. The first variables are the fields as the sender sends them, so narrowing one of
 * those narrows the question. A translation lets a field refer to a new, free variable: narrowing that
 * does not narrow the question, it only picks some of the values that the translation may choose. Packet
 * sets with equal input and different choices are alternatives.
 */
import type { Family } from "../address";
import {
  BIGINT_STEPS,
  common,
  covers,
  hasMember,
  NUMBER_STEPS,
  sameIntervals,
  without,
} from "../intervals";
import { ICMP_PROTOCOLS, moved, type Addresses, type Numbers } from "./values";

export interface Variables {
  /** 0: source, 1: destination as sent; later ones are free. */
  readonly addresses: readonly Addresses[];
  /** 0: protocol, 1: source port, 2: destination port as sent; later ones are free. */
  readonly numbers: readonly Numbers[];
  /** True when another set of packets with the same input may exist. */
  readonly forked: boolean;
}

/** First index of a free variable. */
export const FREE_ADDRESSES = 2;
export const FREE_NUMBERS = 3;

/** An address field: a variable, moved by a fixed distance (a 1:1 translation). */
export interface AddressField {
  readonly variable: number;
  readonly distance: bigint;
}

/** The header of a packet at one place; the protocol is always number variable 0. */
export interface Header {
  readonly family: Family;
  readonly source: AddressField;
  readonly destination: AddressField;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

export const PROTOCOL = 0;

/** The header as the sender sends it. */
export function sentHeader(family: Family): Header {
  return {
    family,
    source: { variable: 0, distance: 0n },
    destination: { variable: 1, distance: 0n },
    sourcePort: 1,
    destinationPort: 2,
  };
}

/** Whether only ICMP packets are meant. Replies are divided so that all or none are. */
export function isIcmpOnly(vars: Variables): boolean {
  return covers(ICMP_PROTOCOLS, numberValues(vars, PROTOCOL));
}

/** The header of the reply; ICMP keeps its type and code. */
export function replyHeader(header: Header, isIcmp: boolean): Header {
  return {
    family: header.family,
    source: header.destination,
    destination: header.source,
    sourcePort: isIcmp ? header.sourcePort : header.destinationPort,
    destinationPort: isIcmp ? header.destinationPort : header.sourcePort,
  };
}

/** A set of values of a field as values of its variable. */
function ofVariable(set: Addresses, { distance }: AddressField): Addresses {
  return distance === 0n ? set : moved(set, -distance);
}

export function addressValues(vars: Variables, field: AddressField): Addresses {
  return moved(vars.addresses[field.variable] ?? [], field.distance);
}

export function numberValues(vars: Variables, variable: number): Numbers {
  return vars.numbers[variable] ?? [];
}

function withAddresses(vars: Variables, variable: number, values: Addresses): Variables {
  const addresses = vars.addresses.slice();
  addresses[variable] = values;
  return {
    addresses,
    numbers: vars.numbers,
    forked: vars.forked || variable >= FREE_ADDRESSES,
  };
}

function withNumbers(vars: Variables, variable: number, values: Numbers): Variables {
  const numbers = vars.numbers.slice();
  numbers[variable] = values;
  return {
    addresses: vars.addresses,
    numbers,
    forked: vars.forked || variable >= FREE_NUMBERS,
  };
}

/** The same packets, known to have alternatives. */
export function forkedOff(vars: Variables): Variables {
  const { addresses, numbers, forked } = vars;
  return forked ? vars : { addresses, numbers, forked: true };
}

/** A new free variable; returns the packets and its index. */
export function freeAddresses(vars: Variables, values: Addresses): [Variables, number] {
  const { addresses, numbers, forked } = vars;
  return [{ addresses: [...addresses, values], numbers, forked }, addresses.length];
}

export function freeNumbers(vars: Variables, values: Numbers): [Variables, number] {
  const { addresses, numbers, forked } = vars;
  return [{ addresses, numbers: [...numbers, values], forked }, numbers.length];
}

/** The packets inside and outside of a set; undefined where there are none. */
export interface Halves {
  inside?: Variables;
  outside?: Variables;
}

/** The one address of a set of one; most packets of a large question have one source and destination. */
export function onlyAddress(values: Addresses): bigint | undefined {
  const [only] = values;
  return values.length === 1 && only?.first === only?.last ? only?.first : undefined;
}

/** The one address that a field holds; undefined when it may hold several. */
export function onlyValue(
  vars: Variables,
  { variable, distance }: AddressField,
): bigint | undefined {
  const only = onlyAddress(vars.addresses[variable] ?? []);
  return only === undefined ? undefined : only + distance;
}

export function splitAddresses(vars: Variables, field: AddressField, set: Addresses): Halves {
  const old = vars.addresses[field.variable] ?? [];
  const wanted = ofVariable(set, field);
  const only = onlyAddress(old);
  if (only !== undefined) {
    return hasMember(wanted, only) ? { inside: vars } : { outside: vars };
  }
  const inside = common(old, wanted);
  if (inside.length === 0) {
    return { outside: vars };
  }
  if (sameIntervals(inside, old)) {
    return { inside: vars };
  }
  return {
    inside: withAddresses(vars, field.variable, inside),
    outside: withAddresses(vars, field.variable, without(old, wanted, BIGINT_STEPS)),
  };
}

export function splitNumbers(vars: Variables, variable: number, set: Numbers): Halves {
  const old = vars.numbers[variable] ?? [];
  const inside = common(old, set);
  if (inside.length === 0) {
    return { outside: vars };
  }
  if (sameIntervals(inside, old)) {
    return { inside: vars };
  }
  return {
    inside: withNumbers(vars, variable, inside),
    outside: withNumbers(vars, variable, without(old, set, NUMBER_STEPS)),
  };
}

/** Only the packets inside; undefined when there are none. */
export function narrowAddresses(
  vars: Variables,
  field: AddressField,
  set: Addresses,
): Variables | undefined {
  const old = vars.addresses[field.variable] ?? [];
  const wanted = ofVariable(set, field);
  const only = onlyAddress(old);
  if (only !== undefined) {
    return hasMember(wanted, only) ? vars : undefined;
  }
  const one = onlyAddress(wanted);
  if (one !== undefined) {
    return hasMember(old, one) ? withAddresses(vars, field.variable, wanted) : undefined;
  }
  const inside = common(old, wanted);
  if (inside.length === 0) {
    return undefined;
  }
  return sameIntervals(inside, old) ? vars : withAddresses(vars, field.variable, inside);
}

/** Only the packets inside; undefined when there are none. */
export function narrowNumbers(
  vars: Variables,
  variable: number,
  set: Numbers,
): Variables | undefined {
  const old = vars.numbers[variable] ?? [];
  const inside = common(old, set);
  if (inside.length === 0) {
    return undefined;
  }
  return sameIntervals(inside, old) ? vars : withNumbers(vars, variable, inside);
}

/** Whether the packets have no alternatives, and no narrowing can give them any. */
export function isPlain({ addresses, numbers, forked }: Variables): boolean {
  return !forked && addresses.length === FREE_ADDRESSES && numbers.length === FREE_NUMBERS;
}
