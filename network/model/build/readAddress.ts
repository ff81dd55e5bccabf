import {
  cidrOf,
  parseAddress,
  parseCidr,
  parseRange,
  type Address,
  type Cidr,
} from "../../address";
import { AddressSet } from "../../addressSet";
import { ValueError } from "../../faults";
import type { InterfaceAddress } from "../types";
import type { Texts } from "./values";

/** What a parser returns; undefined for a text that it refuses. */
export function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ValueError) {
      return undefined;
    }
    throw error;
  }
}

export function readAddress(text: string | undefined): Address | undefined {
  return text === undefined ? undefined : attempt(() => parseAddress(text));
}

/** `10.0.0.1/24` as address and network. Lenient about the address: the product accepted it. */
export function readInterface(text: string | undefined): InterfaceAddress | undefined {
  const [address = "", prefix = "", ...rest] = (text ?? "").split("/");
  const parsed = readAddress(address);
  if (parsed === undefined || !/^\d{1,3}$/.test(prefix) || rest.length > 0) {
    return undefined;
  }
  const network = attempt(() => cidrOf(parsed, Number(prefix)));
  return network === undefined ? undefined : { address: parsed, network };
}

/** A network; host bits are dropped, as the products do. `0.0.0.0/0` and `::/0` are networks. */
export function readNetwork(text: string | undefined): Cidr | undefined {
  return text?.includes("/") === true
    ? (attempt(() => parseCidr(text)) ?? readInterface(text)?.network)
    : hostNetwork(text);
}

function hostNetwork(text: string | undefined): Cidr | undefined {
  const address = readAddress(text);
  return address === undefined ? undefined : cidrOf(address, address.family === 4 ? 32 : 128);
}

/** An address, network or range as a set. */
export function readSet(text: string): AddressSet | undefined {
  const range = attempt(() => parseRange(text.replace(/\s+/g, "")));
  if (range !== undefined) {
    return AddressSet.fromRanges([range]);
  }
  const network = readNetwork(text);
  return network === undefined ? undefined : AddressSet.fromCidr(network);
}

/** Addresses of a list; "ANY" stands for all. `problem` says what could not be read. */
export interface ReadSet {
  set: AddressSet;
  problem?: string;
}

/** The union of texts; an empty list is every address. */
export function readSets(texts: Texts): ReadSet {
  if (texts.hasUnknown) {
    return { set: AddressSet.ANY, problem: "an address is not known yet" };
  }
  if (texts.known.length === 0 || texts.known.some((text) => text.toUpperCase() === "ANY")) {
    return { set: AddressSet.ANY };
  }
  const sets: AddressSet[] = [];
  for (const text of texts.known) {
    const set = readSet(text);
    if (set === undefined) {
      return { set: AddressSet.ANY, problem: `"${text}" is no address, network or range` };
    }
    sets.push(set);
  }
  return { set: AddressSet.unionOf(sets) };
}

/** IPv4 prefix length of a mask such as `255.255.255.0`. */
export function prefixOfMask(mask: string | undefined): number | undefined {
  const address = readAddress(mask);
  if (address === undefined || address.family !== 4) {
    return undefined;
  }
  const bits = address.value.toString(2).padStart(32, "0");
  return /^1*0*$/.test(bits) ? bits.replace(/0/g, "").length : undefined;
}
