import fc from "fast-check";

import {
  AddressError,
  addressesEqual,
  compareAddresses,
  formatAddress,
  isAddressText,
  parseAddress,
} from "../../../network/address";
import { addresses } from "../arbitraries";
import { thrownBy } from "../throws";

describe("addresses that are read", () => {
  test.each([
    ["0.0.0.0", 4, 0n],
    ["10.0.0.1", 4, 0x0a000001n],
    ["192.168.10.100", 4, 0xc0a80a64n],
    ["255.255.255.255", 4, 0xffffffffn],
    ["::", 6, 0n],
    ["::1", 6, 1n],
    ["2001:db8::10", 6, 0x20010db8000000000000000000000010n],
    ["FE80::1", 6, 0xfe800000000000000000000000000001n],
    ["ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 6, (1n << 128n) - 1n],
  ])("%s", (text, family, value) => {
    expect(parseAddress(text)).toEqual({ family, value });
  });
});

describe("IPv6 is written as RFC 5952 says", () => {
  test.each([
    ["2001:0db8::0001", "2001:db8::1"], // 4.1 no leading zeros
    ["2001:db8:0:0:0:0:2:1", "2001:db8::2:1"], // 4.2.1 shortest
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"], // 4.2.2 not one group
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"], // 4.2.3 the longest run
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"], // 4.2.3 the first of equal runs
    ["2001:DB8::A", "2001:db8::a"], // 4.3 lower case
    ["1:0:0:0:0:0:0:0", "1::"],
    ["0:0:0:0:0:0:0:0", "::"],
  ])("%s is %s", (text, canonical) => {
    expect(formatAddress(parseAddress(text))).toBe(canonical);
  });
});

describe("fails for", () => {
  test.each([
    ["leading zeros", "010.0.0.1", 'did you mean "10.0.0.1"?'],
    ["more leading zeros", "10.00.0.01", 'did you mean "10.0.0.1"?'],
    ["blanks behind", "1.2.3.4 ", 'did you mean "1.2.3.4"?'],
    ["blanks before", " 1.2.3.4", 'did you mean "1.2.3.4"?'],
    ["a mask", "10.0.0.1/24", 'did you mean "10.0.0.1"?'],
    ["a mask on IPv6", "2001:db8::1/64", 'did you mean "2001:db8::1"?'],
    ["a zone", "fe80::1%eth0", 'did you mean "fe80::1"?'],
    ["an IPv4-mapped address", "::ffff:1.2.3.4", 'did you mean "1.2.3.4"?'],
    ["an IPv4-mapped address in hexadecimal", "::ffff:102:304", 'did you mean "1.2.3.4"?'],
    ["a dotted tail", "64:ff9b::192.0.2.33", 'did you mean "64:ff9b::c000:221"?'],
    ["leading zeros in what is no address anyway", "010.0.0.999", undefined],
    ["only a mask", "/24", undefined],
    ["a mask behind leading zeros", "010.0.0.1/8", 'did you mean "10.0.0.1"?'],
    ["three octets", "10.0.0", undefined],
    ["five octets", "10.0.0.0.1", undefined],
    ["an octet above 255", "10.0.0.256", undefined],
    ["one number", "167772161", undefined],
    ["hexadecimal", "0x0a000001", undefined],
    ["a name", "localhost", undefined],
    ["nothing", "", undefined],
    ["only a blank", " ", undefined],
    ["two double colons", "1::2::3", undefined],
    ["a group of five digits", "12345::", undefined],
    ["nine groups", "1:2:3:4:5:6:7:8:9", undefined],
    ["brackets", "[::1]", undefined],
    ["a port", "10.0.0.1:443", undefined],
    ["digits of another script", "١.٢.٣.٤", undefined],
  ])("%s", (_, text, fix) => {
    const error = thrownBy(() => parseAddress(text));
    expect(error).toBeInstanceOf(AddressError);
    expect(error.value).toBe(text);
    expect(error.fix).toBe(fix);
    expect(isAddressText(text)).toBe(false);
  });

  test("a value that is no text", () => {
    expect(thrownBy(() => parseAddress(5 as unknown as string)).value).toBe(5);
  });

  test("any text at all with an address error, never another one", () => {
    const alphabet = fc.constantFrom(..."0123456789abcf.:/%- ");
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: alphabet, maxLength: 20 })), (text) => {
        if (!isAddressText(text)) {
          expect(thrownBy(() => parseAddress(text))).toBeInstanceOf(AddressError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("properties of addresses", () => {
  test("every address is read back from its text", () => {
    fc.assert(
      fc.property(addresses, (address) => {
        expect(parseAddress(formatAddress(address))).toEqual(address);
      }),
    );
  });

  test("order is by family, then by value, and total", () => {
    fc.assert(
      fc.property(addresses, addresses, (a, b) => {
        expect(compareAddresses(a, b) === 0).toBe(addressesEqual(a, b));
        expect(Math.sign(compareAddresses(a, b))).toBe(-Math.sign(compareAddresses(b, a)) + 0);
        if (a.family === 4 && b.family === 6) {
          expect(compareAddresses(a, b)).toBeLessThan(0);
        }
        if (a.family === b.family && a.value < b.value) {
          expect(compareAddresses(a, b)).toBeLessThan(0);
        }
      }),
    );
  });
});
