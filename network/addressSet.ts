import {
  addressToRange,
  cidrToRange,
  formatRange,
  parseRange,
  rangeSize,
  rangeToCidrs,
  wholeRange,
  type Address,
  type AddressRange,
  type Cidr,
  type Family,
} from "./address";
import {
  BIGINT_STEPS,
  common,
  covers,
  hasMember,
  meet,
  normalise,
  sameIntervals,
  unite,
  without,
  type Interval,
} from "./intervals";

type Ranges = readonly Interval<bigint>[];

/**
 * An immutable set of addresses of both families, kept as sorted disjoint ranges. Operations on two
 * sets are one linear pass over both. Made by the static functions only; equal sets have equal texts.
 */
export class AddressSet {
  /** No address at all. */
  static readonly NONE = new AddressSet([], []);
  /** Every IPv4 and every IPv6 address. */
  static readonly ANY = new AddressSet([wholeRange(4)], [wholeRange(6)]);

  private constructor(
    private readonly v4: Ranges,
    private readonly v6: Ranges,
  ) {
    Object.freeze(this);
  }

  /**
   * From addresses, networks and ranges; "any" stands for every address of both families.
   *
   * @throws AddressError
   */
  static of(...texts: readonly string[]): AddressSet {
    return texts.includes("any")
      ? AddressSet.ANY
      : AddressSet.fromRanges(texts.map((text) => parseRange(text)));
  }

  static fromRanges(ranges: Iterable<AddressRange>): AddressSet {
    const families: Record<Family, Interval<bigint>[]> = { 4: [], 6: [] };
    for (const { family, first, last } of ranges) {
      families[family].push({ first, last });
    }
    return AddressSet.make(
      normalise(families[4], BIGINT_STEPS),
      normalise(families[6], BIGINT_STEPS),
    );
  }

  static fromCidr(...cidrs: readonly Cidr[]): AddressSet {
    return AddressSet.fromRanges(cidrs.map(cidrToRange));
  }

  static fromAddress(...addresses: readonly Address[]): AddressSet {
    return AddressSet.fromRanges(addresses.map(addressToRange));
  }

  /** The union of many sets; sorts once, so better than many unions of two. */
  static unionOf(sets: Iterable<AddressSet>): AddressSet {
    const v4: Interval<bigint>[] = [];
    const v6: Interval<bigint>[] = [];
    for (const set of sets) {
      v4.push(...set.v4);
      v6.push(...set.v6);
    }
    return AddressSet.make(normalise(v4, BIGINT_STEPS), normalise(v6, BIGINT_STEPS));
  }

  private static make(v4: Ranges, v6: Ranges): AddressSet {
    return v4.length === 0 && v6.length === 0 ? AddressSet.NONE : new AddressSet(v4, v6);
  }

  union(other: AddressSet): AddressSet {
    if (other.isEmpty || this === other) {
      return this;
    }
    return AddressSet.make(
      unite(this.v4, other.v4, BIGINT_STEPS),
      unite(this.v6, other.v6, BIGINT_STEPS),
    );
  }

  intersect(other: AddressSet): AddressSet {
    if (other === AddressSet.ANY || this === other) {
      return this;
    }
    return AddressSet.make(common(this.v4, other.v4), common(this.v6, other.v6));
  }

  subtract(other: AddressSet): AddressSet {
    if (other.isEmpty) {
      return this;
    }
    return AddressSet.make(
      without(this.v4, other.v4, BIGINT_STEPS),
      without(this.v6, other.v6, BIGINT_STEPS),
    );
  }

  /** Every address that is not in the set. */
  complement(): AddressSet {
    return AddressSet.ANY.subtract(this);
  }

  get isEmpty(): boolean {
    return this.v4.length === 0 && this.v6.length === 0;
  }

  contains(address: Address): boolean {
    return hasMember(this.ranges(address.family), address.value);
  }

  /** Whether every address of the other set is in this one. */
  containsAll(other: AddressSet): boolean {
    return covers(this.v4, other.v4) && covers(this.v6, other.v6);
  }

  /** Whether any address is in both; cheaper than an intersection. */
  overlaps(other: AddressSet): boolean {
    return meet(this.v4, other.v4) || meet(this.v6, other.v6);
  }

  equals(other: AddressSet): boolean {
    return sameIntervals(this.v4, other.v4) && sameIntervals(this.v6, other.v6);
  }

  /** How many addresses there are. */
  get size(): bigint {
    return this.toRanges().reduce((sum, range) => sum + rangeSize(range), 0n);
  }

  /** The lowest address, IPv4 before IPv6; undefined for the empty set. */
  get lowest(): Address | undefined {
    const [range] = this.toRanges();
    return range === undefined ? undefined : { family: range.family, value: range.first };
  }

  /** Sorted disjoint ranges of one family, as they are kept: nothing is copied. */
  ranges(family: Family): Ranges {
    return family === 4 ? this.v4 : this.v6;
  }

  /** Sorted disjoint ranges, IPv4 before IPv6. */
  toRanges(): AddressRange[] {
    return [
      ...this.v4.map(({ first, last }): AddressRange => ({ family: 4, first, last })),
      ...this.v6.map(({ first, last }): AddressRange => ({ family: 6, first, last })),
    ];
  }

  /** The fewest networks that together are the set, in order. */
  toCidrs(): Cidr[] {
    return this.toRanges().flatMap(rangeToCidrs);
  }

  /** The fewest texts that {@link AddressSet.of} reads back; `["any"]` for every address. */
  toTexts(): string[] {
    return this.equals(AddressSet.ANY) ? ["any"] : this.toRanges().map(formatRange);
  }

  /** {@link toTexts} in one line, `none` for the empty set. */
  toText(): string {
    return this.isEmpty ? "none" : this.toTexts().join(", ");
  }
}

/** Every IPv4 and every IPv6 address. */
export const ANY_ADDRESS = AddressSet.ANY;

/** No address at all. */
export const NO_ADDRESS = AddressSet.NONE;
