import {
  cidrContains,
  cidrToRange,
  formatAddress,
  formatCidr,
  isUsableHost,
  parseAddress,
  parseCidr,
  parseRange,
  rangeContains,
  rangeSize,
  type Address,
  type AddressRange,
  type Cidr,
} from "./address";
import { AddressSet } from "./addressSet";
import { FaultList } from "./faults";

const SUBJECT = "address allocation";

/** Names and their addresses, e.g. `{ "esx-01": "192.168.10.100" }`. */
export type Allocation = Record<string, string>;

/** What {@link allocate} decides from; all plain data. */
export interface AllocationRequest {
  /** The network, e.g. `192.168.10.0/24`. */
  cidr: string;
  /** New names get this address or higher ones. Default: the lowest that an interface can have. */
  first?: string;
  /** Addresses, networks or ranges that nobody gets, by role: `{ gateway: "10.0.0.1" }`. Default: none. */
  reserved?: Record<string, string>;
  /** What was given out before; kept as it is, names that are no longer wanted too. Default: nothing. */
  existing?: Allocation;
  /** Names that need an address, in the order in which new ones are served. */
  wanted: string[];
}

/**
 * Gives addresses to names and never takes one back (R22):
 *
 *     first .100, existing { a: .100, c: .101 }, wanted [a, b, c]  ->  { a: .100, c: .101, b: .102 }
 *
 * A name of `existing` keeps its address whatever else is asked for. A new name gets the lowest
 * address from `first` on that is neither given out nor reserved. Addresses of names that are gone
 * stay given out, since caches, rules and runbooks may still know them; to free one, a person
 * deletes its entry. The same request always has the same answer; feed it back as `existing`.
 *
 * @throws FaultsError with everything wrong with the request: texts, names or addresses given twice,
 * addresses outside the network, unusable or reserved, and names for which no address is left
 */
export function allocate(request: AllocationRequest): Allocation {
  const faults = new FaultList();
  const cidr = faults.attempt("cidr", () => parseCidr(request.cidr));
  if (cidr === undefined) {
    throw faults.toError(SUBJECT);
  }
  const reserved = readReserved(cidr, request.reserved ?? {}, faults);
  const taken = readExisting(cidr, request.existing ?? {}, reserved, faults);
  const first = readFirst(cidr, request.first, faults);
  const added = namesToServe(request, faults);
  faults.throwIfAny(SUBJECT);
  const free = usable(cidr, first)
    .subtract(AddressSet.fromRanges(reserved.values()))
    .subtract(AddressSet.fromAddress(...taken));
  const given = serve(free, added, faults);
  faults.throwIfAny(SUBJECT);
  return Object.fromEntries([...Object.entries(request.existing ?? {}), ...given]);
}

function readReserved(
  cidr: Cidr,
  reserved: Record<string, string>,
  faults: FaultList,
): Map<string, AddressRange> {
  const ranges = new Map<string, AddressRange>();
  for (const [role, text] of Object.entries(reserved)) {
    const path = `reserved.${role}`;
    const range = faults.attempt(path, () => parseRange(text));
    if (range !== undefined && !rangeContains(cidrToRange(cidr), range)) {
      faults.add(path, outside(cidr, text));
    } else if (range !== undefined) {
      ranges.set(role, range);
    }
  }
  return ranges;
}

function readExisting(
  cidr: Cidr,
  existing: Allocation,
  reserved: Map<string, AddressRange>,
  faults: FaultList,
): Address[] {
  const owners = new Map<string, string>();
  const taken: Address[] = [];
  for (const [name, text] of Object.entries(existing)) {
    const path = `existing.${name}`;
    const address = faults.attempt(path, () => parseAddress(text));
    if (address === undefined) {
      continue;
    }
    const key = formatAddress(address);
    const owner = owners.get(key);
    const role = [...reserved].find(([, range]) => rangeContains(range, address))?.[0];
    if (!cidrContains(cidr, address)) {
      faults.add(path, outside(cidr, text));
    } else if (!isUsableHost(cidr, address)) {
      faults.add(path, {
        message: "an interface cannot have its network's own or broadcast address",
        value: text,
      });
    } else if (owner !== undefined) {
      faults.add(path, { message: `the address is given to ${owner} already`, value: text });
    } else if (role !== undefined) {
      faults.add(path, {
        message: `the address is reserved (${role})`,
        value: text,
        fix: "reserve another one: addresses that were given out do not move",
      });
    }
    owners.set(key, owner ?? name);
    taken.push(address);
  }
  return taken;
}

function readFirst(cidr: Cidr, text: string | undefined, faults: FaultList): bigint {
  const first = text === undefined ? undefined : faults.attempt("first", () => parseAddress(text));
  if (first !== undefined && !cidrContains(cidr, first)) {
    faults.add("first", outside(cidr, text));
  }
  return first?.value ?? cidr.first;
}

function outside(cidr: Cidr, value: unknown) {
  return {
    message: "this is outside the network",
    value,
    allowed: `addresses of ${formatCidr(cidr)}`,
  };
}

function namesToServe(request: AllocationRequest, faults: FaultList): string[] {
  const known = new Set(Object.keys(request.existing ?? {}));
  const seen = new Set<string>();
  request.wanted.forEach((name, index) => {
    if (seen.has(name) || name === "") {
      const message = name === "" ? "a name is empty" : "the name is wanted twice";
      faults.add(`wanted[${index}]`, { message, value: name });
    }
    seen.add(name);
  });
  return [...seen].filter((name) => !known.has(name));
}

/** Addresses that interfaces can have, from `first` on. */
function usable(cidr: Cidr, first: bigint): AddressSet {
  const { family, last } = cidrToRange(cidr);
  const ends = [cidr.first, last].map((value): Address => ({ family, value }));
  return AddressSet.fromRanges([{ family, first, last }]).subtract(
    AddressSet.fromAddress(...ends.filter((end) => !isUsableHost(cidr, end))),
  );
}

function serve(free: AddressSet, names: string[], faults: FaultList): [string, string][] {
  const ranges = free.toRanges();
  const left = ranges.reduce((sum, range) => sum + rangeSize(range), 0n);
  if (left < BigInt(names.length)) {
    faults.add("wanted", {
      message: `${left} addresses are left for ${names.length} new names`,
      value: names,
      fix: "use a larger network, a lower first address or fewer reserved ones",
    });
    return [];
  }
  const addresses = lowest(ranges);
  return names.flatMap((name): [string, string][] => {
    const next = addresses.next();
    return next.done === true ? [] : [[name, formatAddress(next.value)]];
  });
}

function* lowest(ranges: AddressRange[]): Generator<Address, void> {
  for (const { family, first, last } of ranges) {
    for (let value = first; value <= last; value += 1n) {
      yield { family, value };
    }
  }
}

/** How many more names the network can serve: for capacity reports (R54). */
export function addressesLeft(request: Omit<AllocationRequest, "wanted">): bigint {
  const cidr = parseCidr(request.cidr);
  const used = AddressSet.of(
    ...Object.values(request.reserved ?? {}),
    ...Object.values(request.existing ?? {}),
  );
  const first = request.first === undefined ? cidr.first : parseAddress(request.first).value;
  return usable(cidr, first).subtract(used).size;
}
