/** Recognising replies: whether two header fields hold the same value. */
import { common } from "../intervals";
import { type Split } from "./matching";
import {
  addressValues,
  forkedOff,
  narrowAddresses,
  numberValues,
  PROTOCOL,
  splitAddresses,
  splitNumbers,
  type AddressField,
  type Header,
  type Variables,
} from "./symbolic";
import { PORT_PROTOCOLS, type Addresses, type Numbers } from "./values";

/**
 * Divides packets by whether their header equals another one. What a translation chooses equals a value
 * when it can choose that; where it can choose others as well, the packets are in both parts, as
 * alternatives. The compared fields are told apart by nothing afterwards, so which choice met which value
 * need not be kept.
 */
export function splitSameHeaders(vars: Variables, a: Header, b: Header): Split {
  if (isSameHeader(a, b)) {
    return { matched: [vars], rest: [] };
  }
  const split: Split = { matched: [], rest: [] };
  let open = [vars];
  for (const field of ["source", "destination"] as const) {
    open = open.flatMap((part) => chosen(split, sameAddresses(part, a[field], b[field])));
  }
  for (const field of ["sourcePort", "destinationPort"] as const) {
    open = open.flatMap((part) => chosen(split, samePorts(part, a[field], b[field])));
  }
  split.matched.push(...open);
  return split;
}

/** Equal for every packet, as most replies are. */
export function isSameHeader(a: Header, b: Header): boolean {
  return (
    isSameField(a.source, b.source) &&
    isSameField(a.destination, b.destination) &&
    a.sourcePort === b.sourcePort &&
    a.destinationPort === b.destinationPort
  );
}

function isSameField(a: AddressField, b: AddressField): boolean {
  return a.variable === b.variable && a.distance === b.distance;
}

function chosen(split: Split, { matched, rest }: Split): Variables[] {
  split.rest.push(...rest);
  return matched;
}

/** Divides packets by whether two addresses of theirs are equal. */
export function sameAddresses(vars: Variables, a: AddressField, b: AddressField): Split {
  if (a.variable === b.variable) {
    return isSameField(a, b) ? { matched: [vars], rest: [] } : { matched: [], rest: [vars] };
  }
  const values = addressValues(vars, a);
  const wanted = addressValues(vars, b);
  const shared = common(values, wanted);
  const equal = narrowAddresses(vars, a, shared);
  const both = equal === undefined ? undefined : narrowAddresses(equal, b, shared);
  if (both === undefined) {
    return { matched: [], rest: [vars] };
  }
  if (isOne(values) || isOne(wanted)) {
    const { outside } = isOne(values)
      ? splitAddresses(vars, b, values)
      : splitAddresses(vars, a, wanted);
    return { matched: [both], rest: outside === undefined ? [] : [outside] };
  }
  return { matched: [forkedOff(both)], rest: [forkedOff(vars)] };
}

/** Only TCP, UDP and SCTP have ports that a translation changes. */
function samePorts(vars: Variables, a: number, b: number): Split {
  if (a === b) {
    return { matched: [vars], rest: [] };
  }
  const { inside, outside } = splitNumbers(vars, PROTOCOL, PORT_PROTOCOLS);
  const without = outside === undefined ? [] : [outside];
  if (inside === undefined) {
    return { matched: without, rest: [] };
  }
  const values = numberValues(inside, a);
  const wanted = numberValues(inside, b);
  const shared = common(values, wanted);
  const equal = splitNumbers(inside, a, shared).inside;
  const both = equal === undefined ? undefined : splitNumbers(equal, b, shared).inside;
  if (both === undefined || shared.length === 0) {
    return { matched: without, rest: [inside] };
  }
  if (isOne(values) || isOne(wanted)) {
    const other = isOne(values) ? splitNumbers(inside, b, values) : splitNumbers(inside, a, wanted);
    return {
      matched: [...without, both],
      rest: other.outside === undefined ? [] : [other.outside],
    };
  }
  return { matched: [...without, forkedOff(both)], rest: [forkedOff(inside)] };
}

function isOne(values: Addresses | Numbers): boolean {
  const [only] = values;
  return values.length === 1 && only?.first === only?.last;
}
