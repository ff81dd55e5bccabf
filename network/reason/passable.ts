/**
 * Which kinds of addresses a firewall may let talk at all. Most pairs of a large network meet no rule
 * that allows anything; one look into a table tells that before packets are cut for a receiver.
 */
import type { AddressIndex } from "./addressIndex";

export class Passable {
  /** For each kind of source, whether each kind of destination may be reached. */
  private readonly fromKind = new Map<number, Uint8Array>();

  /** @param mayPass Whether the rule at a position may let packets pass. */
  constructor(
    private readonly source: AddressIndex,
    private readonly destination: AddressIndex,
    private readonly mayPass: (position: number) => boolean,
  ) {}

  /** For each kind of destination 1 where a rule may let packets of the source kind pass, else 0. */
  from(sourceKind: number): Uint8Array {
    const known = this.fromKind.get(sourceKind);
    if (known !== undefined) {
      return known;
    }
    const { source, destination } = this;
    const named = new Set<number>();
    for (const position of source.positions(sourceKind).list) {
      if (this.mayPass(position)) {
        named.add(destination.setAt(position));
      }
    }
    const made = new Uint8Array(destination.size);
    for (let kind = 0; kind < made.length; kind += 1) {
      made[kind] = destination.setsOf(kind).some((set) => named.has(set)) ? 1 : 0;
    }
    this.fromKind.set(sourceKind, made);
    return made;
  }
}
