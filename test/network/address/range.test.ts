import fc from "fast-check";

import {
  addressBits,
  addressCount,
  addressToRange,
  cidrLast,
  cidrToRange,
  formatCidr,
  formatRange,
  isRangeText,
  parseCidr,
  parseRange,
  rangeContains,
  rangeSize,
  rangesOverlap,
  rangeToCidrs,
  wholeRange,
} from "../../../network/address";
import { addresses, cidrs, CROWD, crowdedRanges, ranges } from "../arbitraries";
import { thrownBy } from "../throws";

describe("ranges that are read and written", () => {
  test.each([
    ["10.0.0.10-10.0.0.20", 11n, "10.0.0.10-10.0.0.20"],
    ["10.0.0.0/24", 256n, "10.0.0.0/24"],
    ["10.0.0.0-10.0.0.255", 256n, "10.0.0.0/24"],
    ["10.0.0.7", 1n, "10.0.0.7"],
    ["10.0.0.7-10.0.0.7", 1n, "10.0.0.7"],
    ["10.0.0.7/32", 1n, "10.0.0.7"],
    ["2001:db8::1-2001:db8::ff", 255n, "2001:db8::1-2001:db8::ff"],
  ])("%s holds %s addresses and is written %s", (text, size, written) => {
    const range = parseRange(text);
    expect(rangeSize(range)).toBe(size);
    expect(formatRange(range)).toBe(written);
  });
});

describe("fails for", () => {
  test.each([
    ["a reversed range", "10.0.0.20-10.0.0.10", 'did you mean "10.0.0.10-10.0.0.20"?'],
    ["two families", "10.0.0.1-2001:db8::1", undefined],
    ["three ends", "10.0.0.1-10.0.0.2-10.0.0.3", undefined],
    ["a shortened end", "10.0.0.1-20", undefined],
    ["blanks", "10.0.0.1 - 10.0.0.2", 'did you mean "10.0.0.1-10.0.0.2"?'],
    ["a missing end", "10.0.0.1-", undefined],
    ["networks as ends", "10.0.0.0/24-10.0.1.0/24", 'did you mean "10.0.0.0-10.0.1.0"?'],
    ["host bits", "10.0.0.1/24", 'did you mean "10.0.0.0/24"?'],
    ["no text", "", undefined],
  ])("%s", (_, text, fix) => {
    const error = thrownBy(() => parseRange(text));
    expect(error.value).toBe(text);
    expect(error.fix).toBe(fix);
    expect(isRangeText(text)).toBe(false);
  });
});

test("fails for a value that is no text", () => {
  expect(thrownBy(() => parseRange(5 as unknown as string)).what).toBe(
    "an address or range is missing",
  );
});

describe("a range as networks", () => {
  test("is the known example", () => {
    expect(rangeToCidrs(parseRange("10.0.0.1-10.0.0.6")).map(formatCidr)).toEqual([
      "10.0.0.1/32",
      "10.0.0.2/31",
      "10.0.0.4/31",
      "10.0.0.6/32",
    ]);
  });

  test("is one network for a whole family", () => {
    expect(rangeToCidrs(wholeRange(4)).map(formatCidr)).toEqual(["0.0.0.0/0"]);
    expect(rangeToCidrs(wholeRange(6)).map(formatCidr)).toEqual(["::/0"]);
  });

  test("is gapless, in order and inside", () => {
    fc.assert(
      fc.property(ranges, (range) => {
        const list = rangeToCidrs(range);
        expect(list[0]?.first).toBe(range.first);
        expect(cidrLast(list.at(-1)!).value).toBe(range.last);
        list.slice(1).forEach((cidr, index) => {
          expect(cidr.first).toBe(cidrLast(list[index]!).value + 1n);
        });
      }),
    );
  });

  test("is minimal: no two neighbours make one network", () => {
    fc.assert(
      fc.property(fc.oneof(ranges, crowdedRanges), (range) => {
        const list = rangeToCidrs(range);
        list.slice(1).forEach((cidr, index) => {
          const before = list[index]!;
          const mergeable =
            before.prefixLength === cidr.prefixLength &&
            before.first % (2n * addressCount(before)) === 0n;
          expect(mergeable).toBe(false);
        });
        expect(list.length).toBeLessThanOrEqual(2 * addressBits(range.family));
      }),
    );
  });

  test("and back: a network's range is that one network", () => {
    fc.assert(
      fc.property(cidrs, (cidr) => expect(rangeToCidrs(cidrToRange(cidr))).toEqual([cidr])),
    );
  });
});

describe("properties of ranges", () => {
  const isReadable = ({ family, first, last }: { family: number; first: bigint; last: bigint }) =>
    family === 4 || (first >> 32n !== 0xffffn && last >> 32n !== 0xffffn);

  test("every range is read back from its text", () => {
    fc.assert(
      fc.property(ranges.filter(isReadable), (range) => {
        expect(parseRange(formatRange(range))).toEqual(range);
      }),
    );
  });

  test("an address is a range of one", () => {
    fc.assert(
      fc.property(addresses, (address) => {
        const range = addressToRange(address);
        expect(rangeSize(range)).toBe(1n);
        expect(rangeContains(range, address)).toBe(true);
      }),
    );
  });

  test("overlap is a shared address", () => {
    fc.assert(
      fc.property(crowdedRanges, crowdedRanges, (a, b) => {
        const shared = CROWD.some((one) => rangeContains(a, one) && rangeContains(b, one));
        expect(rangesOverlap(a, b)).toBe(shared);
      }),
      { numRuns: 1000 },
    );
  });

  test("overlap is symmetric and follows from containment", () => {
    fc.assert(
      fc.property(crowdedRanges, crowdedRanges, (a, b) => {
        expect(rangesOverlap(a, b)).toBe(rangesOverlap(b, a));
        if (rangeContains(a, b)) {
          expect(rangesOverlap(a, b)).toBe(true);
        }
      }),
    );
  });

  test("containment of known ranges", () => {
    const lan = cidrToRange(parseCidr("10.0.0.0/24"));
    expect(rangeContains(lan, parseRange("10.0.0.250-10.0.0.255"))).toBe(true);
    expect(rangeContains(lan, parseRange("10.0.0.250-10.0.1.0"))).toBe(false);
    expect(rangeContains(lan, parseRange("::a00:1"))).toBe(false);
  });
});
