import { suggestionFor } from "../faults";
import {
  addressBits,
  AddressError,
  formatAddress,
  highestAddress,
  parseAddress,
  type Address,
  type Family,
} from "./single";

/** An IP network. `first` is the network address; its bits after the prefix are zero. */
export interface Cidr {
  readonly family: Family;
  readonly first: bigint;
  readonly prefixLength: number;
}

/** An interface's address and the network that it is in. */
export interface InterfaceCidr {
  readonly address: Address;
  readonly network: Cidr;
}

/** More subnets than anyone lists; asking for them is a slip of the prefix length. */
const MOST_SUBNETS = 65_536n;

const NETWORK = "a network address with its mask, such as 10.0.0.0/24 or 2001:db8::/64";
const INTERFACE = "an interface's address with its mask, such as 10.0.0.1/24";

interface Masked {
  address: Address;
  prefixLength: number;
}

/** `again` is the caller, to see whether a repaired text would please it. */
function parseMasked(text: string, allowed: string, again: (text: string) => unknown): Masked {
  const refuse = (what: string, suggestion?: string) =>
    new AddressError({ what, value: text, allowed, suggestion });
  if (typeof text !== "string" || text === "") {
    throw refuse("an address with its mask is missing");
  }
  const slash = text.indexOf("/");
  const part = slash < 0 ? text : text.slice(0, slash);
  const address = parsePart(part, (what, repaired) => {
    const candidate = repaired + text.slice(part.length).trim();
    return refuse(what, repaired === "" ? undefined : suggestionFor(candidate, again));
  });
  const bits = addressBits(address.family);
  if (slash < 0) {
    throw refuse(
      "the mask is missing",
      `${text}/${likelyMask(address, again === parseInterfaceCidr)}`,
    );
  }
  const mask = text.slice(slash + 1);
  if (!/^(0|[1-9]\d{0,2})$/.test(mask) || Number(mask) > bits) {
    throw refuse(`the mask is not a number of bits from 0 to ${bits}`);
  }
  return { address, prefixLength: Number(mask) };
}

/**
 * The mask that was most likely meant: an interface is in a network of usual size; a network that
 * ends in zeros is as large as those say; anything else is one address.
 */
function likelyMask({ family, value }: Address, isInterface: boolean): number {
  const bits = addressBits(family);
  if (isInterface) {
    return family === 4 ? 24 : 64;
  }
  const step = family === 4 ? 8n : 16n;
  let zeros = 0n;
  while (value !== 0n && zeros < BigInt(bits) && value % (1n << (zeros + step)) === 0n) {
    zeros += step;
  }
  return value === 0n ? 0 : bits - Number(zeros);
}

/**
 * An address inside a longer text; `refuse` makes the error about the whole from the part's.
 *
 * @internal
 */
export function parsePart(
  part: string,
  refuse: (what: string, repaired: string) => AddressError,
): Address {
  try {
    return parseAddress(part);
  } catch (error) {
    throw error instanceof AddressError ? refuse(error.what, error.suggestion ?? "") : error;
  }
}

function networkOf({ address, prefixLength }: Masked): Cidr {
  const hostBits = BigInt(addressBits(address.family) - prefixLength);
  return { family: address.family, first: (address.value >> hostBits) << hostBits, prefixLength };
}

/**
 * Reads a network such as `10.0.0.0/24`. The mask is explicit and the host bits are zero; nothing is
 * repaired silently, the error suggests the right text.
 *
 * @throws AddressError
 */
export function parseCidr(text: string): Cidr {
  const masked = parseMasked(text, NETWORK, parseCidr);
  const cidr = networkOf(masked);
  if (cidr.first !== masked.address.value) {
    throw new AddressError({
      what: "a network's address has no bits set after the mask",
      value: text,
      allowed: NETWORK,
      suggestion: formatCidr(cidr),
    });
  }
  return cidr;
}

/**
 * Reads an interface's address with the mask of its network, such as `10.0.0.1/24` (NSX writes
 * segment gateways, DHCP servers and gateway interfaces this way). The address must be one that an
 * interface can have, see {@link isUsableHost}.
 *
 * @throws AddressError
 */
export function parseInterfaceCidr(text: string): InterfaceCidr {
  const masked = parseMasked(text, INTERFACE, parseInterfaceCidr);
  const network = networkOf(masked);
  if (!isUsableHost(network, masked.address)) {
    const usable = { family: network.family, value: network.first + 1n };
    throw new AddressError({
      what: "an interface cannot have its network's own or broadcast address",
      value: text,
      allowed: INTERFACE,
      suggestion: `${formatAddress(usable)}/${network.prefixLength}`,
    });
  }
  return { address: masked.address, network };
}

/** True for a text that {@link parseCidr} accepts. */
export function isCidrText(text: string): boolean {
  try {
    parseCidr(text);
    return true;
  } catch {
    return false;
  }
}

export function formatCidr(cidr: Cidr): string {
  return `${formatAddress(cidrFirst(cidr))}/${cidr.prefixLength}`;
}

/** `10.0.0.1/24` from an address and its network; the reverse of {@link parseInterfaceCidr}. */
export function formatInterfaceCidr(address: Address, network: Cidr): string {
  return `${formatAddress(address)}/${network.prefixLength}`;
}

/** The network address. */
export function cidrFirst(cidr: Cidr): Address {
  return { family: cidr.family, value: cidr.first };
}

/** The highest address; for IPv4 up to /30 the broadcast address. */
export function cidrLast(cidr: Cidr): Address {
  return { family: cidr.family, value: cidr.first + addressCount(cidr) - 1n };
}

/** How many addresses the network spans, usable or not. */
export function addressCount(cidr: Cidr): bigint {
  return 1n << BigInt(addressBits(cidr.family) - cidr.prefixLength);
}

/** How many addresses interfaces can have; agrees with {@link isUsableHost}. */
export function hostCount(cidr: Cidr): bigint {
  const count = addressCount(cidr);
  if (count <= 2n) {
    return count;
  }
  return cidr.family === 4 ? count - 2n : count - 1n;
}

/**
 * Whether an interface can have this address. IPv4: not the network and not the broadcast address,
 * but both addresses of a /31 (RFC 3021) and the one of a /32. IPv6: not the Subnet-Router anycast
 * address, which is the lowest (RFC 4291 section 2.6.1), but both of a /127 (RFC 6164) and a /128.
 */
export function isUsableHost(cidr: Cidr, address: Address): boolean {
  if (!cidrContains(cidr, address)) {
    return false;
  }
  if (addressCount(cidr) <= 2n) {
    return true;
  }
  const isBroadcast = cidr.family === 4 && address.value === cidrLast(cidr).value;
  return address.value !== cidr.first && !isBroadcast;
}

/** Whether an address, or all of another network, is inside. */
export function cidrContains(cidr: Cidr, other: Address | Cidr): boolean {
  if (cidr.family !== other.family) {
    return false;
  }
  const shift = BigInt(addressBits(cidr.family) - cidr.prefixLength);
  if ("prefixLength" in other) {
    return other.prefixLength >= cidr.prefixLength && other.first >> shift === cidr.first >> shift;
  }
  return other.value >> shift === cidr.first >> shift;
}

export function cidrsOverlap(a: Cidr, b: Cidr): boolean {
  return cidrContains(a, b) || cidrContains(b, a);
}

export function cidrsEqual(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.first === b.first && a.prefixLength === b.prefixLength;
}

/**
 * The n-th address, counted from 0 at the network address; negative numbers count from the end, -1
 * is the highest.
 *
 * @throws AddressError when the network is smaller than that
 */
export function nthAddress(cidr: Cidr, n: number | bigint): Address {
  const count = addressCount(cidr);
  const isWhole = typeof n === "bigint" || Number.isSafeInteger(n);
  const offset = isWhole ? BigInt(n) : count;
  const index = offset < 0n ? count + offset : offset;
  if (index < 0n || index >= count) {
    throw new AddressError({
      what: `${formatCidr(cidr)} has no such address`,
      value: n,
      allowed: `a whole number from 0 to ${count - 1n}, or from -${count} to -1`,
    });
  }
  return { family: cidr.family, value: cidr.first + index };
}

/**
 * All subnets of one prefix length, in order; the network itself for its own length.
 *
 * @throws AddressError when the length is shorter than the network's, longer than an address, or
 * gives more than 65,536 subnets
 */
export function subnetsOf(cidr: Cidr, newPrefix: number): Cidr[] {
  const bits = addressBits(cidr.family);
  const longest = Math.min(bits, cidr.prefixLength + MOST_SUBNETS.toString(2).length - 1);
  if (!Number.isInteger(newPrefix) || newPrefix < cidr.prefixLength || newPrefix > longest) {
    throw new AddressError({
      what: `${formatCidr(cidr)} cannot be divided into subnets of this prefix length`,
      value: newPrefix,
      allowed: `a whole number from ${cidr.prefixLength} to ${longest}`,
    });
  }
  const { family, first } = cidr;
  const size = 1n << BigInt(bits - newPrefix);
  return Array.from({ length: 2 ** (newPrefix - cidr.prefixLength) }, (_, index) => ({
    family,
    first: first + size * BigInt(index),
    prefixLength: newPrefix,
  }));
}

/** Every address of a family: `0.0.0.0/0` or `::/0`. */
export function wholeFamily(family: Family): Cidr {
  return { family, first: 0n, prefixLength: 0 };
}

/** The network that an address and a prefix length give; host bits are dropped. */
export function cidrOf(address: Address, prefixLength: number): Cidr {
  const bits = addressBits(address.family);
  if (!Number.isInteger(prefixLength) || prefixLength < 0 || prefixLength > bits) {
    throw new AddressError({
      what: "this is not a prefix length",
      value: prefixLength,
      allowed: `a whole number from 0 to ${bits}`,
    });
  }
  return networkOf({ address, prefixLength });
}

/** The mask of an IPv4 network as older interfaces want it, e.g. `255.255.255.0`. */
export function dottedMask(cidr: Cidr): string {
  if (cidr.family !== 4) {
    throw new AddressError({
      what: "an IPv6 network has no dotted mask",
      value: formatCidr(cidr),
      allowed: "an IPv4 network",
    });
  }
  const hostBits = BigInt(32 - cidr.prefixLength);
  return formatAddress({ family: 4, value: (highestAddress(4) >> hostBits) << hostBits });
}
