import fc from "fast-check";

import { formatAddress, parseAddress, parseCidr, rangesOverlap } from "../../network/address";
import { AddressSet, ANY_ADDRESS, NO_ADDRESS } from "../../network/addressSet";
import { CROWD, crowdedRanges } from "./arbitraries";
import { thrownBy } from "./throws";

const sets = fc
  .array(crowdedRanges, { maxLength: 6 })
  .map((ranges) => AddressSet.fromRanges(ranges));

const members = (set: AddressSet) => CROWD.map((address) => set.contains(address));

describe("sets by hand", () => {
  test("join what touches and sort families apart", () => {
    const set = AddressSet.of("10.0.0.128/25", "2001:db8::/64", "10.0.0.0/25", "10.0.0.200");
    expect(set.toTexts()).toEqual(["10.0.0.0/24", "2001:db8::/64"]);
    expect(set.size).toBe(256n + (1n << 64n));
  });

  test("the LAN without one machine", () => {
    const rest = AddressSet.of("10.0.0.0/29").subtract(AddressSet.of("10.0.0.3"));
    expect(rest.toText()).toBe("10.0.0.0-10.0.0.2, 10.0.0.4/30");
    expect(rest.toCidrs()).toHaveLength(3);
  });

  test("any is both families whole", () => {
    expect(ANY_ADDRESS.toText()).toBe("any");
    expect(AddressSet.of("0.0.0.0/0", "::/0").equals(ANY_ADDRESS)).toBe(true);
    expect(AddressSet.of("any")).toBe(ANY_ADDRESS);
    expect(AddressSet.of("0.0.0.0/0").toTexts()).toEqual(["0.0.0.0/0"]);
    expect(ANY_ADDRESS.size).toBe((1n << 32n) + (1n << 128n));
  });

  test("the empty set", () => {
    expect(AddressSet.of().isEmpty).toBe(true);
    expect(NO_ADDRESS.toText()).toBe("none");
    expect(NO_ADDRESS.lowest).toBeUndefined();
    expect(ANY_ADDRESS.complement()).toBe(NO_ADDRESS);
  });

  test("the same number in two families is two addresses", () => {
    const set = AddressSet.of("0.0.0.5");
    expect(set.contains(parseAddress("::5"))).toBe(false);
    expect(set.overlaps(AddressSet.of("::5"))).toBe(false);
  });

  test("the lowest address", () => {
    const lowest = AddressSet.fromCidr(parseCidr("10.0.0.0/24"), parseCidr("9.0.0.0/24")).lowest;
    expect(formatAddress(lowest!)).toBe("9.0.0.0");
  });

  test("cannot be changed", () => {
    expect(Object.isFrozen(ANY_ADDRESS)).toBe(true);
    ANY_ADDRESS.toRanges().pop();
    expect(ANY_ADDRESS.toRanges()).toHaveLength(2);
  });

  test("fails for a text that is no address, network or range", () => {
    expect(thrownBy(() => AddressSet.of("10.0.0.0/24", "10.0.0.5/24")).value).toBe("10.0.0.5/24");
  });

  test("ten thousand separate ranges are merged and taken apart again", () => {
    const even = Array.from({ length: 10_000 }, (_, index) => {
      const first = BigInt(index) * 512n;
      return { family: 4 as const, first, last: first + 255n };
    });
    const odd = even.map(({ family, first }) => ({
      family,
      first: first + 256n,
      last: first + 511n,
    }));
    const [a, b] = [AddressSet.fromRanges(even), AddressSet.fromRanges(odd)];
    const whole = a.union(b);
    expect(whole.toRanges()).toEqual([{ family: 4, first: 0n, last: 5_119_999n }]);
    expect(whole.subtract(a).equals(b)).toBe(true);
    expect(a.intersect(b).isEmpty).toBe(true);
  });
});

describe("sets agree with visiting every address", () => {
  test("union, intersection, difference, complement", () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const [inA, inB] = [members(a), members(b)];
        expect(members(a.union(b))).toEqual(inA.map((is, n) => is || inB[n]!));
        expect(members(a.intersect(b))).toEqual(inA.map((is, n) => is && inB[n]!));
        expect(members(a.subtract(b))).toEqual(inA.map((is, n) => is && !inB[n]!));
        expect(members(a.complement())).toEqual(inA.map((is) => !is));
      }),
    );
  });

  test("the questions", () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const [inA, inB] = [members(a), members(b)];
        expect(a.overlaps(b)).toBe(inA.some((is, n) => is && inB[n]!));
        expect(a.containsAll(b)).toBe(inB.every((is, n) => !is || inA[n]!));
        expect(a.equals(b)).toBe(inA.join() === inB.join());
        expect(a.isEmpty).toBe(!inA.includes(true));
        expect(a.size).toBe(BigInt(inA.filter((is) => is).length));
      }),
    );
  });

  test("laws of sets", () => {
    fc.assert(
      fc.property(sets, sets, sets, (a, b, c) => {
        expect(a.complement().complement().equals(a)).toBe(true);
        expect(a.union(b).complement().equals(a.complement().intersect(b.complement()))).toBe(true);
        expect(a.intersect(b.union(c)).equals(a.intersect(b).union(a.intersect(c)))).toBe(true);
        expect(a.subtract(b).union(a.intersect(b)).equals(a)).toBe(true);
        expect(AddressSet.unionOf([a, b, c]).equals(a.union(b).union(c))).toBe(true);
      }),
    );
  });

  test("equal sets have equal texts, which read back as the set", () => {
    fc.assert(
      fc.property(sets, (set) => {
        expect(AddressSet.of(...set.toTexts()).equals(set)).toBe(true);
        expect(AddressSet.fromCidr(...set.toCidrs()).toText()).toBe(set.toText());
      }),
    );
  });

  test("ranges are sorted, disjoint and never touch", () => {
    fc.assert(
      fc.property(sets, (set) => {
        set.toRanges().forEach((range, index, all) => {
          const next = all[index + 1];
          if (next !== undefined && next.family === range.family) {
            expect(next.first).toBeGreaterThan(range.last + 1n);
            expect(rangesOverlap(range, next)).toBe(false);
          }
        });
      }),
    );
  });
});
