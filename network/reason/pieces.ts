/** Which of several disjoint address sets contains an address. */
import type { Addresses } from "./values";

export class Pieces {
  private firsts: bigint[] | undefined;
  private lasts: bigint[] = [];
  private owners: number[] = [];

  /** @param sets Disjoint; they are looked into at the first question, since many are never asked. */
  constructor(private readonly sets: readonly Addresses[]) {}

  /** The position of the set in the list; undefined when no set contains the address. */
  at(position: bigint): number | undefined {
    const firsts = this.firsts ?? this.prepared();
    let low = 0;
    let high = firsts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((firsts[middle] ?? 0n) <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    const first = firsts[low];
    const last = this.lasts[low];
    return first !== undefined && last !== undefined && first <= position && position <= last
      ? this.owners[low]
      : undefined;
  }

  private prepared(): readonly bigint[] {
    const pieces = this.sets.flatMap((set, owner) =>
      set.map(({ first, last }) => ({ first, last, owner })),
    );
    pieces.sort((a, b) => (a.first < b.first ? -1 : 1));
    this.lasts = pieces.map(({ last }) => last);
    this.owners = pieces.map(({ owner }) => owner);
    this.firsts = pieces.map(({ first }) => first);
    return this.firsts;
  }
}
