import { ValueError } from "./faults";

/**
 * A data rate. The APIs differ in unit (R04): switch shaping takes bit/s and bursts in bytes, an NSX
 * broadcast shaper kbit/s, NSX QoS profiles and a machine's limits Mbit/s; so a rate carries its own.
 */
export interface Bandwidth {
  /** Bits per second, a whole number from 1. A kilobit is 1000 bits. */
  bitsPerSecond: number;
}

/** A number or text that is no data rate, or one that an API's unit cannot express. */
export class BandwidthError extends ValueError {}

const KILO = 1e3;
const MEGA = 1e6;
const GIGA = 1e9;
const TERA = 1e12;

const WHOLE_BITS = `a rate of at least 1 bit/s that is a whole number of bits per second`;

/** @throws BandwidthError unless a whole number from 1 */
export function bitsPerSecond(rate: number): Bandwidth {
  return scaled(rate, 1);
}

/** `kilobit(64)` is 64,000 bit/s. @throws BandwidthError */
export function kilobit(rate: number): Bandwidth {
  return scaled(rate, KILO);
}

/** `megabit(100)` is 100,000,000 bit/s. @throws BandwidthError */
export function megabit(rate: number): Bandwidth {
  return scaled(rate, MEGA);
}

/** `gigabit(1)` is 1,000,000,000 bit/s; `gigabit(2.5)` is fine. @throws BandwidthError */
export function gigabit(rate: number): Bandwidth {
  return scaled(rate, GIGA);
}

function scaled(rate: number, unit: number, shown: unknown = rate): Bandwidth {
  const bits = wholeProduct(rate, unit);
  if (!Number.isSafeInteger(bits) || bits < 1) {
    throw new BandwidthError({
      what: "this is not a data rate",
      value: shown,
      allowed: WHOLE_BITS,
    });
  }
  return { bitsPerSecond: bits };
}

/** 2.3 * 1e9 is 2299999999.9999995 in binary; a product this close to a whole number is meant. */
function wholeProduct(rate: number, unit: number): number {
  const product = rate * unit;
  const nearest = Math.round(product);
  return Math.abs(product - nearest) <= nearest * 4 * Number.EPSILON ? nearest : product;
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ["bps", 1],
  ["bit/s", 1],
  ["kbps", KILO],
  ["kbit/s", KILO],
  ["mbps", MEGA],
  ["mbit/s", MEGA],
  ["gbps", GIGA],
  ["gbit/s", GIGA],
  ["tbps", TERA],
  ["tbit/s", TERA],
]);

const TEXTS =
  "a number and a unit: bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s (or bps, kbps, Mbps, ...)";

/**
 * Reads `1 Gbps`, `100 Mbit/s`, `2.5Gbit/s`, `64 kbps`. Bits only and powers of ten only: `MB/s`,
 * `MBps` (bytes) and `Mibit/s` are refused, since a rate that is wrong by eight passes unnoticed.
 *
 * @throws BandwidthError
 */
export function parseBandwidth(text: string): Bandwidth {
  const refuse = (what: string, fix?: string) =>
    new BandwidthError({ what, value: text, allowed: TEXTS, fix });
  const match = typeof text === "string" ? /^(\d+(?:\.\d+)?) ?(\S*)$/.exec(text) : null;
  if (match === null) {
    throw refuse("this is not a data rate");
  }
  const [, digits = "", unit = ""] = match;
  if (unit === "") {
    throw refuse("the unit is missing", `did you mean "${digits} Mbit/s"?`);
  }
  const bytes = /^([kMGT]?)(B\/s|Bps)$/i.exec(unit);
  if (bytes !== null && /B/.test(bytes[2] ?? "")) {
    const prefix = bytes[1] ?? "";
    throw refuse(
      "data rates are in bits, not in bytes",
      `did you mean "${digits} ${prefix}bit/s", or eight times that?`,
    );
  }
  if (/ib/i.test(unit)) {
    throw refuse("data rates are in powers of ten", "use kbit/s, Mbit/s or Gbit/s");
  }
  const factor = UNITS.get(unit.toLowerCase());
  if (factor === undefined) {
    throw refuse("the unit is not known");
  }
  return scaled(Number(digits), factor, text);
}

/** In the largest unit that leaves a whole number: `1 Gbit/s`, `2500 Mbit/s`. */
export function formatBandwidth(bandwidth: Bandwidth): string {
  const bits = inBits(bandwidth);
  const scales: [number, string][] = [
    [TERA, "Tbit/s"],
    [GIGA, "Gbit/s"],
    [MEGA, "Mbit/s"],
    [KILO, "kbit/s"],
  ];
  const [factor, unit] = scales.find(([size]) => bits % size === 0) ?? [1, "bit/s"];
  return `${bits / factor} ${unit}`;
}

/** For APIs in bit/s. @throws BandwidthError for a rate that was not made by this module */
export function inBits(bandwidth: Bandwidth): number {
  return scaled(bandwidth.bitsPerSecond, 1, bandwidth).bitsPerSecond;
}

/** For APIs in whole kbit/s. @throws BandwidthError for a fraction: nothing is rounded silently */
export function inKilobits(bandwidth: Bandwidth): number {
  return inWhole(bandwidth, KILO, "kbit/s");
}

/** For APIs in whole Mbit/s. @throws BandwidthError for a fraction: nothing is rounded silently */
export function inMegabits(bandwidth: Bandwidth): number {
  return inWhole(bandwidth, MEGA, "Mbit/s");
}

function inWhole(bandwidth: Bandwidth, unit: number, name: string): number {
  const bits = inBits(bandwidth);
  if (bits % unit === 0) {
    return bits / unit;
  }
  const below = Math.floor(bits / unit);
  const choices = (below === 0 ? [1] : [below, below + 1]).map((rate) => `${rate} ${name}`);
  throw new BandwidthError({
    what: `this is not a whole number of ${name}`,
    value: formatBandwidth(bandwidth),
    allowed: `whole ${name}, because the API takes no fractions`,
    fix: `use ${choices.join(" or ")}`,
  });
}

/**
 * The burst in bytes that a token bucket needs to pass `milliseconds` of traffic at a rate,
 * rounded up: rate / 8 * milliseconds / 1000. Switch shaping and NSX QoS profiles take bursts in
 * bytes. Below one millisecond's worth a limiter cannot reach its own rate.
 *
 * @throws BandwidthError unless `milliseconds` is at least 1
 */
export function burstBytes(bandwidth: Bandwidth, milliseconds: number): number {
  const bytes = Math.ceil((inBits(bandwidth) * milliseconds) / (8 * 1000));
  if (!(milliseconds >= 1) || !Number.isSafeInteger(bytes)) {
    throw new BandwidthError({
      what: "a burst cannot last this long",
      value: milliseconds,
      allowed: "1 millisecond or more",
    });
  }
  return bytes;
}

export function compareBandwidths(a: Bandwidth, b: Bandwidth): number {
  return a.bitsPerSecond - b.bitsPerSecond;
}
