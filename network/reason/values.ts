/**
 * The sets that symbolic packets are made of. Both address families lie on one number line, IPv6
 * far above IPv4, so that one list of intervals holds addresses of either.
 */
import { cidrToRange, type Address, type Cidr, type Family } from "../address";
import { AddressSet } from "../addressSet";
import type { Interval } from "../intervals";
import { PortSet } from "../ports";

/** Addresses on the common line, in the normal form of `intervals.ts`. */
export type Addresses = readonly Interval<bigint>[];

/** Ports or protocol numbers, in the normal form of `intervals.ts`. */
export type Numbers = readonly Interval<number>[];

/** Where IPv6 begins on the line; the gap keeps the families from touching. */
const IPV6_START = 1n << 40n;

export function linePosition(address: Address): bigint {
  return address.family === 4 ? address.value : address.value + IPV6_START;
}

export function addressAt(position: bigint): Address {
  return position < IPV6_START
    ? { family: 4, value: position }
    : { family: 6, value: position - IPV6_START };
}

const known = new WeakMap<AddressSet, Addresses>();

/** The set on the common line; one of IPv4 addresses only is not even copied. */
export function addressesOf(set: AddressSet): Addresses {
  const ipv6 = set.ranges(6);
  if (ipv6.length === 0) {
    return set.ranges(4);
  }
  const found = known.get(set);
  if (found !== undefined) {
    return found;
  }
  const above = ipv6.map(({ first, last }) => ({
    first: first + IPV6_START,
    last: last + IPV6_START,
  }));
  const made = [...set.ranges(4), ...above];
  known.set(set, made);
  return made;
}

const madeSets = new WeakMap<Addresses, AddressSet>();

export function addressSetOf(values: Addresses): AddressSet {
  const found = madeSets.get(values);
  if (found !== undefined) {
    return found;
  }
  const made = AddressSet.fromRanges(
    values.map(({ first, last }) => {
      const { family, value } = addressAt(first);
      return { family, first: value, last: addressAt(last).value };
    }),
  );
  madeSets.set(values, made);
  return made;
}

const madePorts = new WeakMap<Numbers, PortSet>();

export function portSetOf(values: Numbers): PortSet {
  const found = madePorts.get(values);
  if (found !== undefined) {
    return found;
  }
  const made = PortSet.fromRanges(values);
  madePorts.set(values, made);
  return made;
}

export function singleAddress(address: Address): Addresses {
  const position = linePosition(address);
  return [{ first: position, last: position }];
}

export function cidrAddresses(cidr: Cidr): Addresses {
  const { family, first, last } = cidrToRange(cidr);
  return [
    {
      first: linePosition({ family, value: first }),
      last: linePosition({ family, value: last }),
    },
  ];
}

/** Every address of a family. */
export const FAMILY_ADDRESSES: Readonly<Record<Family, Addresses>> = {
  4: cidrAddresses({ family: 4, first: 0n, prefixLength: 0 }),
  6: cidrAddresses({ family: 6, first: 0n, prefixLength: 0 }),
};

export const ALL_PORTS: Numbers = PortSet.ANY.ranges;
export const ALL_PROTOCOLS: Numbers = [{ first: 0, last: 255 }];

/** ICMP and ICMPv6: the destination port holds `type * 256 + code`, there is no source port. */
export const ICMP_PROTOCOLS: Numbers = [
  { first: 1, last: 1 },
  { first: 58, last: 58 },
];

/** TCP, UDP and SCTP. */
export const PORT_PROTOCOLS: Numbers = [
  { first: 6, last: 6 },
  { first: 17, last: 17 },
  { first: 132, last: 132 },
];

/** Every interval moved by a distance. */
export function moved(values: Addresses, distance: bigint): Addresses {
  return distance === 0n
    ? values
    : values.map(({ first, last }) => ({ first: first + distance, last: last + distance }));
}

/** A text that is equal for equal sets. */
export function keyOf(values: Addresses | Numbers): string {
  let text = "";
  for (const { first, last } of values) {
    text += first === last ? `${first},` : `${first}-${last},`;
  }
  return text;
}

const texts = new WeakMap<Addresses | Numbers, string>();

/** {@link keyOf}, made once for each list: packets that were not cut since share theirs. */
export function textOf(values: Addresses | Numbers): string {
  let text = texts.get(values);
  if (text === undefined) {
    text = keyOf(values);
    texts.set(values, text);
  }
  return text;
}
