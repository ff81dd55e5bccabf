import fc from "fast-check";
import { AddressSet } from "../../../network/addressSet";
import { PortSet } from "../../../network/ports";
import { portsText, shortAddresses, shortList } from "../../../network/reason";

describe("long sets in few words", () => {
  test.each([
    ["443", "443"],
    ["1-65535", "any"],
    ["22,80,443", "22,80,443"],
    ["1-21,23-79,81-442,444-65535", "all but 22,80,443"],
    ["1-40000", "all but 40001-65535"],
    ["1-20000", "1-20000"],
  ])("ports %s are %s", (ports, text) => {
    expect(portsText(PortSet.of(ports))).toBe(text);
  });

  test("ports beyond the asked number are counted", () => {
    expect(portsText(PortSet.of("1,3,5,7,9"), 2)).toBe("1,3 and 3 more");
    expect(portsText(PortSet.NONE)).toBe("none");
  });

  test("an expectation's ports are told exactly: what is left out of them is what there is", () => {
    const range = fc
      .tuple(fc.integer({ min: 1, max: 65535 }), fc.integer({ min: 0, max: 3000 }))
      .map(([first, more]) => ({ first, last: Math.min(first + more, 65535) }));
    fc.assert(
      fc.property(fc.array(range, { minLength: 1 }), (ranges) => {
        const ports = PortSet.fromRanges(ranges);
        const [, but] = /^all but (.*)$/.exec(portsText(ports)) ?? [];
        const told = PortSet.of(but ?? portsText(ports));
        const all = PortSet.of("1-65535");
        expect((but === undefined ? told : all.subtract(told)).intersect(all)).toEqual(ports);
      }),
    );
  });

  test.each<[string[], string]>([
    [["10.0.0.0/24", "10.0.9.1"], "10.0.0.0/24, 10.0.9.1"],
    [["0.0.0.0/0"], "any IPv4"],
    [["0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/3"], "any IPv4 but 224.0.0.0/3"],
    [["10.0.0.0/8", "fd00::/8"], "10.0.0.0/8; fd00::/8"],
  ])("addresses %s are %s", (texts, text) => {
    expect(shortAddresses(AddressSet.of(...texts))).toBe(text);
  });

  test("addresses beyond the asked number are counted, single ones are not", () => {
    const hosts = (count: number) =>
      AddressSet.of(...Array.from({ length: count }, (_, index) => `10.0.${index}.1`));
    expect(shortAddresses(hosts(9))).toBe(
      "10.0.0.1, 10.0.1.1, 10.0.2.1, 10.0.3.1, 10.0.4.1 and 4 more",
    );
    expect(shortAddresses(hosts(6))).toContain("10.0.5.1");
    expect(shortAddresses(AddressSet.ANY)).toBe("any");
    expect(shortList(["a", "b"])).toBe("a, b");
  });
});
