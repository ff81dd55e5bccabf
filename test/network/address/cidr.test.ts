import fc from "fast-check";

import {
  addressCount,
  addressBits,
  cidrContains,
  cidrFirst,
  cidrLast,
  cidrOf,
  cidrsEqual,
  cidrsOverlap,
  cidrToRange,
  dottedMask,
  formatAddress,
  formatCidr,
  formatInterfaceCidr,
  hostCount,
  isCidrText,
  isUsableHost,
  nthAddress,
  parseAddress,
  parseCidr,
  parseInterfaceCidr,
  rangesOverlap,
  subnetsOf,
  wholeFamily,
} from "../../../network/address";
import { cidrs, smallCidrs } from "../arbitraries";
import { thrownBy } from "../throws";

describe("networks that are read", () => {
  test.each([
    ["10.0.0.0/24", "10.0.0.0", "10.0.0.255", 256n, 254n],
    ["192.168.1.0/30", "192.168.1.0", "192.168.1.3", 4n, 2n],
    ["192.168.1.2/31", "192.168.1.2", "192.168.1.3", 2n, 2n],
    ["192.168.1.7/32", "192.168.1.7", "192.168.1.7", 1n, 1n],
    ["0.0.0.0/0", "0.0.0.0", "255.255.255.255", 1n << 32n, (1n << 32n) - 2n],
    ["2001:db8::/64", "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff", 1n << 64n, (1n << 64n) - 1n],
    ["2001:db8::4/127", "2001:db8::4", "2001:db8::5", 2n, 2n],
    ["2001:db8::1/128", "2001:db8::1", "2001:db8::1", 1n, 1n],
  ])("%s", (text, first, last, count, hosts) => {
    const cidr = parseCidr(text);
    expect(formatCidr(cidr)).toBe(text);
    expect(formatAddress(cidrFirst(cidr))).toBe(first);
    expect(formatAddress(cidrLast(cidr))).toBe(last);
    expect(addressCount(cidr)).toBe(count);
    expect(hostCount(cidr)).toBe(hosts);
  });
});

describe("fails for a network with", () => {
  test.each([
    ["leading zeros", "010.0.0.1/24", 'did you mean "10.0.0.0/24"?'],
    ["a mask of 33", "10.0.0.0/33", undefined],
    ["a mask of 129", "::/129", undefined],
    ["three octets", "10.0.0/24", undefined],
    ["host bits", "10.0.0.5/24", 'did you mean "10.0.0.0/24"?'],
    ["IPv6 host bits", "2001:db8::5/64", 'did you mean "2001:db8::/64"?'],
    ["no mask", "10.0.0.5", 'did you mean "10.0.0.5/32"?'],
    ["no mask after a network's address", "10.0.0.0", 'did you mean "10.0.0.0/8"?'],
    ["no mask after a smaller network's address", "10.9.8.0", 'did you mean "10.9.8.0/24"?'],
    ["no IPv6 mask", "2001:db8::5", 'did you mean "2001:db8::5/128"?'],
    ["an empty mask", "10.0.0.0/", undefined],
    ["a mask with a leading zero", "10.0.0.0/08", undefined],
    ["a dotted mask", "10.0.0.0/255.255.255.0", undefined],
    ["a negative mask", "10.0.0.0/-1", undefined],
    ["two masks", "10.0.0.0/24/24", undefined],
    ["a blank", "10.0.0.0 /24", 'did you mean "10.0.0.0/24"?'],
    ["a zone", "fe80::%eth0/64", 'did you mean "fe80::/64"?'],
    ["a mapped address", "::ffff:10.0.0.0/120", undefined],
    ["blanks, no mask and leading zeros", " 010.0.0.5", 'did you mean "10.0.0.5/32"?'],
    ["no text", "", undefined],
  ])("%s", (_, text, fix) => {
    const error = thrownBy(() => parseCidr(text));
    expect(error.value).toBe(text);
    expect(error.fix).toBe(fix);
    expect(isCidrText(text)).toBe(false);
  });

  test("a missing address", () => {
    expect(thrownBy(() => parseCidr("/24")).what).toBe("an address is missing");
  });

  test.each([undefined, 24, null])("no text but %s", (value) => {
    expect(thrownBy(() => parseCidr(value as unknown as string)).what).toBe(
      "an address with its mask is missing",
    );
  });

  test("host bits in one clear sentence", () => {
    expect(thrownBy(() => parseCidr("10.0.0.5/24")).message).toBe(
      'a network\'s address has no bits set after the mask (got "10.0.0.5/24"; allowed: a network ' +
        "address with its mask, such as 10.0.0.0/24 or 2001:db8::/64); " +
        'did you mean "10.0.0.0/24"?',
    );
  });
});

describe("interface addresses with a mask", () => {
  test("keep the address and give the network", () => {
    const { address, network } = parseInterfaceCidr("10.0.0.1/24");
    expect(formatAddress(address)).toBe("10.0.0.1");
    expect(formatCidr(network)).toBe("10.0.0.0/24");
    expect(formatInterfaceCidr(address, network)).toBe("10.0.0.1/24");
  });

  test.each(["169.254.1.1/30", "10.0.0.0/31", "10.0.0.1/32", "2001:db8::1/64", "::2/127"])(
    "accept %s",
    (text) => {
      const { address, network } = parseInterfaceCidr(text);
      expect(formatInterfaceCidr(address, network)).toBe(text);
    },
  );

  test.each([
    ["10.0.0.0/24", 'did you mean "10.0.0.1/24"?'],
    ["10.0.0.255/24", 'did you mean "10.0.0.1/24"?'],
    ["2001:db8::/64", 'did you mean "2001:db8::1/64"?'],
    ["10.0.0.1", 'did you mean "10.0.0.1/24"?'],
    ["10.0.0.1/33", undefined],
  ])("fails for %s", (text, fix) => {
    expect(thrownBy(() => parseInterfaceCidr(text)).fix).toBe(fix);
  });
});

describe("usable addresses", () => {
  test.each([
    ["10.0.0.0/24", "10.0.0.0", false],
    ["10.0.0.0/24", "10.0.0.255", false],
    ["10.0.0.0/24", "10.0.0.254", true],
    ["10.0.0.0/24", "10.0.1.1", false],
    ["10.0.0.0/31", "10.0.0.0", true], // RFC 3021
    ["10.0.0.0/31", "10.0.0.1", true],
    ["10.0.0.9/32", "10.0.0.9", true],
    ["2001:db8::/64", "2001:db8::", false], // RFC 4291 2.6.1
    ["2001:db8::/64", "2001:db8::ffff:ffff:ffff:ffff", true],
    ["2001:db8::/127", "2001:db8::", true], // RFC 6164
    ["10.0.0.0/24", "2001:db8::1", false],
  ])("in %s: %s %s", (cidr, address, usable) => {
    expect(isUsableHost(parseCidr(cidr), parseAddress(address))).toBe(usable);
  });

  test("are as many as hostCount says, in every small network", () => {
    fc.assert(
      fc.property(smallCidrs, (cidr) => {
        const all = Array.from({ length: Number(addressCount(cidr)) }, (_, n) =>
          nthAddress(cidr, n),
        );
        const usable = all.filter((address) => isUsableHost(cidr, address));
        expect(BigInt(usable.length)).toBe(hostCount(cidr));
      }),
    );
  });
});

describe("properties of networks", () => {
  test("every network is read back from its text", () => {
    fc.assert(fc.property(cidrs, (cidr) => expect(parseCidr(formatCidr(cidr))).toEqual(cidr)));
  });

  test("first and last address are inside, their neighbours are not", () => {
    fc.assert(
      fc.property(cidrs, (cidr) => {
        const [first, last] = [cidrFirst(cidr), cidrLast(cidr)];
        expect(cidrContains(cidr, first) && cidrContains(cidr, last)).toBe(true);
        expect(cidrContains(cidr, { ...last, value: last.value + 1n })).toBe(false);
        expect(cidrContains(cidr, { ...first, value: first.value - 1n })).toBe(false);
      }),
    );
  });

  test("two networks overlap exactly when their ranges do, and then one holds the other", () => {
    const near = fc.tuple(smallCidrs, fc.integer({ min: 0, max: 8 }), fc.bigInt(-70n, 70n));
    fc.assert(
      fc.property(near, ([a, wider, away]) => {
        const value = a.first + away < 0n ? 0n : a.first + away;
        const prefix = Math.min(a.prefixLength + 3 - wider, addressBits(a.family));
        const b = cidrOf({ family: a.family, value }, prefix);
        const overlap = rangesOverlap(cidrToRange(a), cidrToRange(b));
        expect(cidrsOverlap(a, b)).toBe(overlap);
        expect(cidrContains(a, b) || cidrContains(b, a)).toBe(overlap);
        expect(cidrContains(a, b) && cidrContains(b, a)).toBe(cidrsEqual(a, b));
      }),
    );
  });

  test("subnets are in order, disjoint, adjacent and fill the network", () => {
    fc.assert(
      fc.property(smallCidrs, fc.integer({ min: 0, max: 6 }), (cidr, longer) => {
        const prefix = Math.min(cidr.prefixLength + longer, addressBits(cidr.family));
        const subnets = subnetsOf(cidr, prefix);
        expect(subnets[0]?.first).toBe(cidr.first);
        expect(cidrLast(subnets.at(-1)!)).toEqual(cidrLast(cidr));
        subnets.slice(1).forEach((subnet, index) => {
          expect(subnet.first).toBe(cidrLast(subnets[index]!).value + 1n);
        });
      }),
    );
  });
});

describe("the n-th address", () => {
  const cidr = parseCidr("192.168.10.0/24");

  test.each([
    [0, "192.168.10.0"],
    [100, "192.168.10.100"],
    [255n, "192.168.10.255"],
    [-1, "192.168.10.255"],
    [-256, "192.168.10.0"],
  ])("%s is %s", (n, text) => {
    expect(formatAddress(nthAddress(cidr, n))).toBe(text);
  });

  test.each([256, -257, 1.5, NaN])("fails for %s", (n) => {
    expect(thrownBy(() => nthAddress(cidr, n)).allowed).toBe(
      "a whole number from 0 to 255, or from -256 to -1",
    );
  });
});

describe("helpers", () => {
  test("subnets of a /22", () => {
    expect(subnetsOf(parseCidr("10.0.4.0/22"), 24).map(formatCidr)).toEqual([
      "10.0.4.0/24",
      "10.0.5.0/24",
      "10.0.6.0/24",
      "10.0.7.0/24",
    ]);
  });

  test.each([
    ["a shorter prefix", "10.0.0.0/24", 23, "from 24 to 32"],
    ["one longer than an address", "10.0.0.0/24", 33, "from 24 to 32"],
    ["a fraction", "10.0.0.0/24", 25.5, "from 24 to 32"],
    ["more than 65536 subnets", "2001:db8::/32", 64, "from 32 to 48"],
  ])("fails for subnets with %s", (_, cidr, prefix, allowed) => {
    expect(thrownBy(() => subnetsOf(parseCidr(cidr), prefix)).allowed).toContain(allowed);
  });

  test("a network from an address drops the host bits", () => {
    expect(formatCidr(cidrOf(parseAddress("10.1.2.3"), 16))).toBe("10.1.0.0/16");
    expect(formatCidr(wholeFamily(6))).toBe("::/0");
  });

  test.each([-1, 33, 1.5, NaN])("fails for a network with a prefix length of %d", (length) => {
    expect(thrownBy(() => cidrOf(parseAddress("10.1.2.3"), length)).value).toBe(length);
  });

  test("dotted masks", () => {
    expect(dottedMask(parseCidr("10.0.0.0/24"))).toBe("255.255.255.0");
    expect(dottedMask(parseCidr("0.0.0.0/0"))).toBe("0.0.0.0");
    expect(dottedMask(parseCidr("10.0.0.0/31"))).toBe("255.255.255.254");
  });

  test("fails for a dotted mask of IPv6", () => {
    expect(thrownBy(() => dottedMask(wholeFamily(6))).allowed).toBe("an IPv4 network");
  });
});
