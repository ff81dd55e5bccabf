/** Routing tables as disjoint pieces of the destinations. */
import { addressBits } from "../address";
import { BIGINT_STEPS, normalise, unite, without } from "../intervals";
import type { Route } from "../model/types";
import { Pieces } from "./pieces";
import { cidrAddresses, singleAddress, type Addresses } from "./values";

/** A way out of an endpoint or router. */
export interface Way {
  port: string;
  nextHop?: Addresses;
}

/** The destinations that one entry of a routing table decides. */
export interface TableEntry {
  destinations: Addresses;
  route?: Route;
  /** How the entry reads: `10.0.0.0/24`. */
  network: Route["network"];
  ways: readonly Way[];
}

/** Entries whose destinations are disjoint, to be gone through or looked up. */
export class TableEntries {
  private readonly pieces: Pieces;

  constructor(readonly list: readonly TableEntry[]) {
    this.pieces = new Pieces(list.map(({ destinations }) => destinations));
  }

  /** The entry that decides an address. */
  at(position: bigint): TableEntry | undefined {
    const index = this.pieces.at(position);
    return index === undefined ? undefined : this.list[index];
  }
}

/** A routing table as disjoint pieces. */
export interface Table {
  entries: TableEntries;
  /** The same with entries of equal ways as one, where it does not matter which one decides. */
  byWay: TableEntries;
  /** All destinations that any entry decides. */
  covered: Addresses;
}

export interface CandidateEntry {
  network: Route["network"];
  route?: Route;
  ways: Way[];
}

export function waysOf(route: Route): Way[] {
  return route.via.map(({ port, nextHop }) => ({
    port,
    ...(nextHop === undefined ? {} : { nextHop: singleAddress(nextHop) }),
  }));
}

/** Longest prefix first, the order of the list among equals; each entry keeps what is left for it. */
export function tableOf(candidates: readonly CandidateEntry[]): Table {
  const ordered = [...candidates].sort((a, b) => b.network.prefixLength - a.network.prefixLength);
  let taken: Addresses = [];
  const entries: TableEntry[] = [];
  for (const candidate of ordered) {
    const whole = cidrAddresses(candidate.network);
    const destinations = without(whole, taken, BIGINT_STEPS);
    taken = unite(taken, whole, BIGINT_STEPS);
    if (destinations.length > 0) {
      entries.push({ ...candidate, destinations });
    }
  }
  return {
    entries: new TableEntries(entries),
    byWay: new TableEntries(joinedByWay(entries)),
    covered: taken,
  };
}

function joinedByWay(entries: readonly TableEntry[]): TableEntry[] {
  const joined = new Map<string, TableEntry[]>();
  entries.forEach((entry, index) => {
    const ways = entry.ways.map(({ port, nextHop }) => `${port} ${nextHop?.[0]?.first}`);
    const isCertain = entry.route?.doubt === undefined && ways.length > 0;
    const key = isCertain ? ways.join("\n") : `only ${index}`;
    joined.set(key, [...(joined.get(key) ?? []), entry]);
  });
  return [...joined.values()].flatMap(([first, ...more]) =>
    first === undefined
      ? []
      : [
          {
            ...first,
            destinations: unionOf([first, ...more].map(({ destinations }) => destinations)),
          },
        ],
  );
}

export function isHostRoute({ family, prefixLength }: Route["network"]): boolean {
  return prefixLength === addressBits(family);
}

export function unionOf(sets: readonly Addresses[]): Addresses {
  const [only = [], ...more] = sets;
  return more.length === 0 ? only : normalise(sets.flat(), BIGINT_STEPS);
}
