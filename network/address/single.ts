import { Address6 } from "ip-address";

import { suggestionFor, ValueError } from "../faults";

/** 4 or 6, of an address, a network or a range. */
export type Family = 4 | 6;

/** One IP address. The value is the address read as one unsigned number. */
export interface Address {
  readonly family: Family;
  readonly value: bigint;
}

/** A text that is no address, network or range; says what would be. */
export class AddressError extends ValueError {}

/** Width of an address in bits: 32 or 128. */
export function addressBits(family: Family): number {
  return family === 4 ? 32 : 128;
}

/** The highest address of a family, as a number. */
export function highestAddress(family: Family): bigint {
  return (1n << BigInt(addressBits(family))) - 1n;
}

const ALLOWED =
  "an IPv4 address such as 192.168.1.10 or an IPv6 address such as 2001:db8::10, " +
  "without mask, zone, blanks or leading zeros";
const MAPPED_PREFIX = 0xffffn;

/**
 * Reads one address, strictly: four decimal octets without leading zeros (some systems read those
 * as octal), or IPv6 in hexadecimal groups.
 *
 * IPv4-mapped addresses (`::ffff:1.2.3.4`, RFC 4291 section 2.5.5.2) are refused: they name an IPv4
 * host in IPv6 spelling, so one machine would be two different members of a rule. So is a dotted
 * tail in any other IPv6 address, and a zone (`fe80::1%eth0`), which has a meaning on one host only.
 *
 * @throws AddressError
 */
export function parseAddress(text: string): Address {
  if (typeof text !== "string" || text === "") {
    throw new AddressError({ what: "an address is missing", value: text, allowed: ALLOWED });
  }
  return text.includes(":") ? parseV6(text) : parseV4(text);
}

function refusal(text: string, what: string, repaired?: string): AddressError {
  const suggestion = repaired ? suggestionFor(repaired, parseAddress) : undefined;
  return new AddressError({ what, value: text, allowed: ALLOWED, suggestion });
}

function parseV4(text: string): Address {
  const refuse = (what: string, repaired?: string) => refusal(text, what, repaired);
  if (text.includes("/")) {
    throw refuse("an address takes no mask", text.slice(0, text.indexOf("/")));
  }
  if (/^[\d.]+$/.test(text.trim()) && text !== text.trim()) {
    throw refuse("an address holds no blanks", plain(text));
  }
  if (/(^|\.)0\d/.test(text)) {
    throw refuse("octets of an address have no leading zeros", plain(text));
  }
  const octets = /^\d{1,3}(\.\d{1,3}){3}$/.test(text) ? text.split(".").map(Number) : [];
  if (octets.length === 0 || octets.some((octet) => octet > 255)) {
    throw refuse("this is not an IP address");
  }
  return { family: 4, value: BigInt(octets.reduce((value, octet) => value * 256 + octet, 0)) };
}

/** Without blanks around and zeros in front. */
function plain(text: string): string {
  return text.trim().replace(/(^|\.)0+(?=\d)/g, "$1");
}

function parseV6(text: string): Address {
  const refuse = (what: string, repaired?: string) => refusal(text, what, repaired);
  if (text.includes("/")) {
    throw refuse("an address takes no mask", text.slice(0, text.indexOf("/")));
  }
  if (text.includes("%")) {
    throw refuse("an address takes no zone", text.slice(0, text.indexOf("%")));
  }
  if (!/^[\da-f:.]+$/i.test(text) || !Address6.isValid(text)) {
    throw refuse("this is not an IP address");
  }
  const value = new Address6(text).bigInt();
  if (value >> 32n === MAPPED_PREFIX) {
    throw refuse(
      "an IPv4-mapped IPv6 address names an IPv4 host",
      formatAddress({ family: 4, value: value & 0xffffffffn }),
    );
  }
  const address: Address = { family: 6, value };
  if (text.includes(".")) {
    throw refuse("an IPv6 address has no dotted part", formatAddress(address));
  }
  return address;
}

/** True for a text that {@link parseAddress} accepts. */
export function isAddressText(text: string): boolean {
  try {
    parseAddress(text);
    return true;
  } catch {
    return false;
  }
}

/** Dotted decimal for IPv4; for IPv6 the one canonical form of RFC 5952 section 4. */
export function formatAddress(address: Address): string {
  return address.family === 4 ? formatV4(address.value) : formatV6(address.value);
}

function formatV4(value: bigint): string {
  const number = Number(value);
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join(".");
}

function formatV6(value: bigint): string {
  const digits = value.toString(16).padStart(32, "0");
  const groups = Array.from({ length: 8 }, (_, index) =>
    digits.slice(4 * index, 4 * index + 4).replace(/^0{1,3}/, ""),
  );
  const run = longestZeroRun(groups);
  if (run.length < 2) {
    return groups.join(":");
  }
  const head = groups.slice(0, run.start).join(":");
  const tail = groups.slice(run.start + run.length).join(":");
  return `${head}::${tail}`;
}

/** The first of the longest runs of zero groups, as RFC 5952 section 4.2.3 asks. */
function longestZeroRun(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  groups.forEach((group, index) => {
    length = group === "0" ? length + 1 : 0;
    if (length > best.length) {
      best = { start: index - length + 1, length };
    }
  });
  return best;
}

/** Order for sorting: IPv4 before IPv6, then by value. */
export function compareAddresses(a: Address, b: Address): number {
  if (a.family !== b.family) {
    return a.family - b.family;
  }
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}

export function addressesEqual(a: Address, b: Address): boolean {
  return a.family === b.family && a.value === b.value;
}
