/** Recognising replies: whether two header fields hold the same value. */
import { BIGINT_STEPS, common, without } from "../intervals";
import {
  addressValues,
  numberValues,
  narrowAddresses,
  splitAddresses,
  type AddressField,
  type Header,
  type Split,
  type Variables,
} from "./symbolic";

/**
 * Two different variables that share more addresses than this are taken as different. They are compared
 * address by address, and only meet when a translation may give an address that it also takes away.
 */
const MOST_SHARED = 256n;

/** Divides packets by whether two address fields are equal. */
export function splitEqual(vars: Variables, a: AddressField, b: AddressField): Split {
  if (a.variable === b.variable) {
    return a.distance === b.distance
      ? { matched: [vars], rest: [] }
      : { matched: [], rest: [vars] };
  }
  const shared = common(addressValues(vars, a), addressValues(vars, b));
  const size = shared.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
  if (size === 0n || size > MOST_SHARED) {
    return { matched: [], rest: [vars] };
  }
  const split: Split = { matched: [], rest: [] };
  const { outside } = splitAddresses(vars, a, shared);
  if (outside !== undefined) {
    split.rest.push(outside);
  }
  for (const { first, last } of shared) {
    for (let value = first; value <= last; value += 1n) {
      const one = [{ first: value, last: value }];
      const taken = narrowAddresses(vars, a, one);
      const equal = taken === undefined ? undefined : narrowAddresses(taken, b, one);
      const others = without(addressValues(vars, b), one, BIGINT_STEPS);
      const unequal = taken === undefined ? undefined : narrowAddresses(taken, b, others);
      split.matched.push(...(equal === undefined ? [] : [equal]));
      split.rest.push(...(unequal === undefined ? [] : [unequal]));
    }
  }
  return split;
}

function samePort(vars: Variables, a: number, b: number): boolean {
  if (a === b) {
    return true;
  }
  const [left, ...moreLeft] = numberValues(vars, a);
  const [right, ...moreRight] = numberValues(vars, b);
  return (
    moreLeft.length === 0 &&
    moreRight.length === 0 &&
    left !== undefined &&
    left.first === left.last &&
    left.first === right?.first &&
    left.last === right.last
  );
}

/** Divides packets by whether their header equals another one. */
export function splitEqualHeaders(vars: Variables, a: Header, b: Header): Split {
  const portsDiffer =
    !samePort(vars, a.sourcePort, b.sourcePort) ||
    !samePort(vars, a.destinationPort, b.destinationPort);
  if (portsDiffer) {
    return { matched: [], rest: [vars] };
  }
  const bySource = splitEqual(vars, a.source, b.source);
  const byBoth = bySource.matched.map((part) => splitEqual(part, a.destination, b.destination));
  return {
    matched: byBoth.flatMap(({ matched }) => matched),
    rest: [...bySource.rest, ...byBoth.flatMap(({ rest }) => rest)],
  };
}
