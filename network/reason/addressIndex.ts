/**
 * Which of many address sets contain an address. The sets' ends cut the address line into pieces; all
 * addresses of a piece are in the same sets, and pieces in the same sets share one number, so rules
 * over a thousand machines in ten groups know ten kinds of address, not a thousand.
 */
import type { Addresses } from "./values";

/** Positions in a list that match, ascending, and the same as bits. */
export interface Positions {
  list: readonly number[];
  bits: Uint32Array;
}

export function hasBit(bits: Uint32Array, position: number): boolean {
  return (((bits[position >>> 5] ?? 0) >>> (position & 31)) & 1) === 1;
}

/** Gives equal sets one number; telling sets apart is cheap where sizes or ends differ. */
export class SetRegister {
  /** By number; no two are equal. */
  readonly sets: Addresses[] = [];
  private readonly byIdentity = new Map<Addresses, number>();
  /** By the lowest address; -1 for the empty set. */
  private readonly byLowest = new Map<bigint, number[]>();

  numberOf(set: Addresses): number {
    const known = this.byIdentity.get(set);
    if (known !== undefined) {
      return known;
    }
    const lowest = set[0]?.first ?? -1n;
    let alike = this.byLowest.get(lowest);
    if (alike === undefined) {
      alike = [];
      this.byLowest.set(lowest, alike);
    }
    let number = alike.find((candidate) => sameSet(this.sets[candidate] ?? [], set));
    if (number === undefined) {
      number = this.sets.push(set) - 1;
      alike.push(number);
    }
    this.byIdentity.set(set, number);
    return number;
  }
}

function sameSet(a: Addresses, b: Addresses): boolean {
  if (a.length !== b.length) {
    return false;
  }
  for (let index = a.length - 1; index >= 0; index -= 1) {
    if (a[index]?.first !== b[index]?.first || a[index]?.last !== b[index]?.last) {
      return false;
    }
  }
  return true;
}

export class AddressIndex {
  /** First address of each piece, ascending; a piece ends before the next. */
  private readonly starts: bigint[] = [];
  /** The kind of each piece. */
  private readonly kinds: number[] = [];
  /** For each kind: the sets that contain it. */
  private readonly setsOfKind: (readonly number[])[] = [];
  /** For each set: the positions that have it. */
  private readonly positionsOfSet = new Map<number, number[]>();
  private readonly positionsOfKind = new Map<number, Positions>();

  /**
   * @param sets Distinct address sets.
   * @param numbers For each position of a list the number of its set, e.g. of the sources of rules.
   */
  constructor(
    sets: readonly Addresses[],
    private readonly numbers: readonly number[] = [...sets.keys()],
  ) {
    numbers.forEach((number, position) => {
      const positions = this.positionsOfSet.get(number);
      if (positions === undefined) {
        this.positionsOfSet.set(number, [position]);
      } else {
        positions.push(position);
      }
    });
    this.sweep(sets);
  }

  private sweep(sets: readonly Addresses[]): void {
    const events = [...this.positionsOfSet.keys()].flatMap((number) =>
      (sets[number] ?? []).flatMap(({ first, last }) => [
        { at: first, number, enters: true },
        { at: last + 1n, number, enters: false },
      ]),
    );
    events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    const kindOfKey = new Map<string, number>();
    const inside = new Set<number>();
    this.push(-1n, inside, kindOfKey);
    for (let index = 0; index < events.length;) {
      const at = events[index]?.at ?? 0n;
      // A set that ends where its next interval starts would leave after entering: ends first.
      let next = index;
      for (; next < events.length && events[next]?.at === at; next += 1) {
        const event = events[next];
        if (event !== undefined && !event.enters) {
          inside.delete(event.number);
        }
      }
      for (const event of events.slice(index, next)) {
        if (event.enters) {
          inside.add(event.number);
        }
      }
      this.push(at, inside, kindOfKey);
      index = next;
    }
  }

  private push(start: bigint, inside: Set<number>, kindOfKey: Map<string, number>): void {
    const numbers = [...inside].sort((a, b) => a - b);
    const key = numbers.join(",");
    let kind = kindOfKey.get(key);
    if (kind === undefined) {
      kind = this.setsOfKind.push(numbers) - 1;
      kindOfKey.set(key, kind);
    }
    this.starts.push(start);
    this.kinds.push(kind);
  }

  /** How many kinds there are. */
  get size(): number {
    return this.setsOfKind.length;
  }

  /** The number of the set at a position of the list. */
  setAt(position: number): number {
    return this.numbers[position] ?? -1;
  }

  /** The numbers of the sets that contain the addresses of a kind. */
  setsOf(kind: number): readonly number[] {
    return this.setsOfKind[kind] ?? [];
  }

  private pieceOf(position: bigint): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0n) <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The last question and its answer: a sender asks about the same source again and again. */
  private lastValues: Addresses | undefined;
  private lastKind: number | undefined;

  /** The kind that all of the addresses are of; undefined when they are of several. */
  kindOf(values: Addresses): number | undefined {
    if (values !== this.lastValues) {
      this.lastKind = this.findKind(values);
      this.lastValues = values;
    }
    return this.lastKind;
  }

  /** The kind of one address. */
  kindAt(position: bigint): number {
    return this.kinds[this.pieceOf(position)] ?? 0;
  }

  private findKind(values: Addresses): number | undefined {
    let kind: number | undefined;
    for (const { first, last } of values) {
      const piece = this.pieceOf(first);
      const end = this.starts[piece + 1];
      if (end !== undefined && end <= last) {
        return undefined;
      }
      const found = this.kinds[piece];
      if (kind !== undefined && kind !== found) {
        return undefined;
      }
      kind = found;
    }
    return kind;
  }

  /** The positions whose set contains addresses of a kind. */
  positions(kind: number): Positions {
    const known = this.positionsOfKind.get(kind);
    if (known !== undefined) {
      return known;
    }
    const list = (this.setsOfKind[kind] ?? [])
      .flatMap((set) => this.positionsOfSet.get(set) ?? [])
      .sort((a, b) => a - b);
    const bits = new Uint32Array((this.numbers.length + 31) >>> 5);
    for (const position of list) {
      bits[position >>> 5] = (bits[position >>> 5] ?? 0) | (1 << (position & 31));
    }
    const made = { list, bits };
    this.positionsOfKind.set(kind, made);
    return made;
  }
}
