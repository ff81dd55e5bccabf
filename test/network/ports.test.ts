import fc from "fast-check";

import {
  ANY_PORT,
  formatPortRange,
  formatPorts,
  NO_PORT,
  parsePortRange,
  parsePorts,
  portCount,
  PortError,
  PortSet,
} from "../../network/ports";
import { thrownBy } from "./throws";

const portNumbers = fc.integer({ min: 1, max: 65_535 });
const portRanges = fc
  .tuple(portNumbers, portNumbers)
  .map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
const sets = fc.array(portRanges, { maxLength: 6 }).map((ranges) => PortSet.fromRanges(ranges));

describe("ports that are read", () => {
  test.each([
    ["443", 1, "443"],
    ["1", 1, "1"],
    ["65535", 1, "65535"],
    ["5000-6000", 1001, "5000-6000"], // R11
    ["10000-11000", 1001, "10000-11000"], // R11
    ["22,80,443", 3, "22,80,443"], // R12
    ["443,22,80", 3, "22,80,443"],
    ["1-10,5-20,21", 21, "1-21"],
    ["80,80", 1, "80"],
    ["1-65535", 65_535, "1-65535"],
    ["any", 65_536, "any"],
  ])("%s: %d ports, written %s", (text, size, written) => {
    const ports = parsePorts(text);
    expect(ports.size).toBe(size);
    expect(formatPorts(ports)).toBe(written);
  });

  test("one range where no list is taken", () => {
    expect(parsePortRange("5000-6000")).toEqual({ first: 5000, last: 6000 });
    expect(portCount(parsePortRange("5000-6000"))).toBe(1001);
    expect(formatPortRange(parsePortRange("443"))).toBe("443");
  });

  test("as a list of texts, empty for every port", () => {
    expect(parsePorts("22,80-90").toTexts()).toEqual(["22", "80-90"]);
    expect(ANY_PORT.toTexts()).toEqual([]);
  });
});

describe("fails for", () => {
  test.each([
    ["port 0", "0", "port 0 is reserved", undefined],
    ["a range from 0", "0-10", "port 0 is reserved", undefined],
    ["a port above 65535", "65536", "a port is at most 65535", undefined],
    ["a range beyond 65535", "60000-70000", "a port is at most 65535", undefined],
    ["a reversed range", "6000-5000", "the range of ports is reversed", '"5000-6000"'],
    ["leading zeros", "0443", "ports have no leading zeros", '"443"'],
    ["blanks", "22, 80, 443", "this is not a port or a range of ports", '"22,80,443"'],
    [
      "a repair that another part holds too",
      "1010,010",
      "ports have no leading zeros",
      '"1010,10"',
    ],
    ["only a blank", " ", "this is not a port or a range of ports", undefined],
    ["a colon", "5000:6000", "this is not a port or a range of ports", '"5000-6000"'],
    ["two dots", "5000..6000", "this is not a port or a range of ports", '"5000-6000"'],
    [
      "blanks around a dash",
      "5000 - 6000",
      "this is not a port or a range of ports",
      '"5000-6000"',
    ],
    ["a name", "https", "this is not a port or a range of ports", undefined],
    ["a negative port", "-1", "this is not a port or a range of ports", undefined],
    ["a fraction", "80.5", "this is not a port or a range of ports", undefined],
    ["an empty part", "22,,80", "a port is missing", undefined],
    ["nothing", "", "ports are missing", undefined],
    ["any among others", "22,any", "this is not a port or a range of ports", undefined],
  ])("%s", (_, text, what, fix) => {
    const error = thrownBy(() => parsePorts(text));
    expect(error).toBeInstanceOf(PortError);
    expect(error.what).toBe(what);
    expect(error.value).toBe(text);
    expect(error.fix).toBe(fix && `did you mean ${fix}?`);
  });

  test.each(["80,81", "any", "", "80-"])("%j where one range is taken", (text) => {
    expect(thrownBy(() => parsePortRange(text)).allowed).not.toContain("any");
  });

  test("any text at all with a port error, never another one", () => {
    const texts = fc.string({ unit: fc.constantFrom(..."0123456789-, :."), maxLength: 14 });
    fc.assert(
      fc.property(fc.oneof(texts, fc.string()), (text) => {
        try {
          expect(parsePorts(parsePorts(text).toText()).equals(parsePorts(text))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(PortError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("properties of port sets", () => {
  test("the text reads back as the set", () => {
    fc.assert(
      fc.property(sets, (set) => {
        fc.pre(!set.isEmpty);
        expect(parsePorts(set.toText()).equals(set)).toBe(true);
        expect(PortSet.of(...set.toTexts()).equals(set)).toBe(true);
      }),
    );
  });

  test("membership after each operation is the operation on membership", () => {
    fc.assert(
      fc.property(sets, sets, portNumbers, (a, b, port) => {
        const [inA, inB] = [a.contains(port), b.contains(port)];
        expect(a.union(b).contains(port)).toBe(inA || inB);
        expect(a.intersect(b).contains(port)).toBe(inA && inB);
        expect(a.subtract(b).contains(port)).toBe(inA && !inB);
        expect(a.complement().contains(port)).toBe(!inA);
      }),
    );
  });

  test("sizes add up", () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        expect(a.union(b).size + a.intersect(b).size).toBe(a.size + b.size);
        expect(a.size + a.complement().size).toBe(65_536);
        expect(a.overlaps(b)).toBe(!a.intersect(b).isEmpty);
        expect(a.containsAll(b)).toBe(b.subtract(a).isEmpty);
        expect(a.union(b).containsAll(a)).toBe(true);
      }),
    );
  });

  test("every port covers port 0 and nobody else's complement is empty", () => {
    expect(ANY_PORT.contains(0)).toBe(true);
    expect(ANY_PORT.complement()).toBe(NO_PORT);
    expect(NO_PORT.toText()).toBe("none");
    expect(NO_PORT.lowest).toBeUndefined();
    expect(parsePorts("1-65535").complement().lowest).toBe(0);
  });
});
