import fc from "fast-check";

import {
  BandwidthError,
  bitsPerSecond,
  burstBytes,
  compareBandwidths,
  formatBandwidth,
  gigabit,
  inBits,
  inKilobits,
  inMegabits,
  kilobit,
  megabit,
  parseBandwidth,
} from "../../network/bandwidth";
import { thrownBy } from "./throws";

describe("rates", () => {
  test.each([
    [gigabit(1), 1_000_000_000],
    [gigabit(2.5), 2_500_000_000],
    [gigabit(2.3), 2_300_000_000], // 2299999999.9999995 in binary
    [megabit(100), 100_000_000],
    [megabit(0.1), 100_000],
    [kilobit(64), 64_000],
    [bitsPerSecond(1), 1],
  ])("%j is %d bit/s of plain data", (bandwidth, bits) => {
    expect(bandwidth).toStrictEqual({ bitsPerSecond: bits });
  });

  test.each([
    ["1 Gbps", 1e9, "1 Gbit/s"],
    ["1Gbps", 1e9, "1 Gbit/s"],
    ["1 Gbit/s", 1e9, "1 Gbit/s"],
    ["100 Mbit/s", 1e8, "100 Mbit/s"],
    ["100 mbps", 1e8, "100 Mbit/s"],
    ["2.5 Gbit/s", 2.5e9, "2500 Mbit/s"],
    ["64 kbps", 64e3, "64 kbit/s"],
    ["1500 bit/s", 1500, "1500 bit/s"],
    ["9 bps", 9, "9 bit/s"],
    ["0.4 Tbit/s", 4e11, "400 Gbit/s"],
    ["1 Tbps", 1e12, "1 Tbit/s"],
  ])("%s is read, and written %s", (text, bits, written) => {
    expect(parseBandwidth(text)).toEqual({ bitsPerSecond: bits });
    expect(formatBandwidth(parseBandwidth(text))).toBe(written);
  });
});

describe("fails for", () => {
  test.each([
    ["0 Mbit/s", undefined],
    ["-1 Mbit/s", undefined],
    ["0.5 bit/s", undefined],
    ["1.0001 kbit/s", undefined],
    ["1e3 Mbit/s", undefined],
    ["100", 'did you mean "100 Mbit/s"?'],
    ["100 MB/s", 'did you mean "100 Mbit/s", or eight times that?'],
    ["100 MBps", 'did you mean "100 Mbit/s", or eight times that?'],
    ["10 B/s", 'did you mean "10 bit/s", or eight times that?'],
    ["1 Gibit/s", "use kbit/s, Mbit/s or Gbit/s"],
    ["1 MiB/s", "use kbit/s, Mbit/s or Gbit/s"],
    ["1 Zbit/s", undefined],
    ["1 constructor", undefined],
    ["1 bitbit/s", undefined],
    ["fast", undefined],
    ["", undefined],
    [" 1 Gbps", undefined],
    ["99999999 Tbit/s", undefined],
  ])("%j", (text, fix) => {
    const error = thrownBy(() => parseBandwidth(text));
    expect(error).toBeInstanceOf(BandwidthError);
    expect(error.value).toBe(text);
    expect(error.fix).toBe(fix);
  });

  test.each([0, -1, 0.5, NaN, Infinity, 2 ** 53])("%d bit/s", (rate) => {
    expect(thrownBy(() => bitsPerSecond(rate)).value).toBe(rate);
  });

  test("a rate that somebody wrote by hand and wrong", () => {
    expect(thrownBy(() => inMegabits({ bitsPerSecond: 1.5 })).value).toEqual({
      bitsPerSecond: 1.5,
    });
  });
});

describe("units of the APIs", () => {
  test("one rate in three units", () => {
    const rate = gigabit(1);
    expect([inBits(rate), inKilobits(rate), inMegabits(rate)]).toEqual([1e9, 1e6, 1e3]);
  });

  test.each([
    ["1500 kbit/s in Mbit/s", () => inMegabits(kilobit(1500)), "use 1 Mbit/s or 2 Mbit/s"],
    ["64 kbit/s in Mbit/s", () => inMegabits(kilobit(64)), "use 1 Mbit/s"],
    ["1500 bit/s in kbit/s", () => inKilobits(bitsPerSecond(1500)), "use 1 kbit/s or 2 kbit/s"],
  ])("fails for a fraction: %s", (_, convert, fix) => {
    expect(thrownBy(convert).fix).toBe(fix);
  });

  test("fails for a fraction in one clear sentence", () => {
    expect(thrownBy(() => inMegabits(kilobit(1500))).message).toBe(
      'this is not a whole number of Mbit/s (got "1500 kbit/s"; allowed: whole Mbit/s, because the ' +
        "API takes no fractions); use 1 Mbit/s or 2 Mbit/s",
    );
  });

  test.each([
    [megabit(100), 1, 12_500],
    [gigabit(1), 100, 12_500_000],
    [bitsPerSecond(1), 1, 1],
  ])("a burst of %j for %d ms is %d bytes", (rate, milliseconds, bytes) => {
    expect(burstBytes(rate, milliseconds)).toBe(bytes);
  });

  test.each([0, -1, 0.5, NaN, Infinity])("fails for a burst of %d ms", (milliseconds) => {
    expect(thrownBy(() => burstBytes(gigabit(1), milliseconds)).value).toBe(milliseconds);
  });
});

describe("properties of rates", () => {
  const rates = fc.integer({ min: 1, max: 1_000_000 });

  test("every rate is read back from its text", () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger().filter((bits) => bits > 0),
        (bits) => {
          const rate = bitsPerSecond(bits);
          expect(parseBandwidth(formatBandwidth(rate))).toEqual(rate);
        },
      ),
    );
  });

  test("a rate made in a unit is that rate in that unit", () => {
    fc.assert(
      fc.property(rates, (rate) => {
        expect(inMegabits(megabit(rate))).toBe(rate);
        expect(inKilobits(kilobit(rate))).toBe(rate);
        expect(compareBandwidths(megabit(rate), kilobit(rate * 1000))).toBe(0);
        expect(compareBandwidths(megabit(rate), gigabit(rate))).toBeLessThan(0);
      }),
    );
  });

  test("decimal fractions with up to three digits are exact", () => {
    fc.assert(
      fc.property(rates, (thousandths) => {
        expect(gigabit(thousandths / 1000)).toEqual(megabit(thousandths));
        expect(megabit(thousandths / 1000)).toEqual(kilobit(thousandths));
      }),
    );
  });

  test("a burst carries at least the rate, and less than a byte more", () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 10_000 }), (rate, milliseconds) => {
        const bits = burstBytes(kilobit(rate), milliseconds) * 8;
        expect(bits).toBeGreaterThanOrEqual(rate * milliseconds);
        expect(bits).toBeLessThan(rate * milliseconds + 8);
      }),
    );
  });
});
