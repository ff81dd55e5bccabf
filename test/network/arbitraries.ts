import fc from "fast-check";

import {
  addressBits,
  cidrOf,
  highestAddress,
  type Address,
  type AddressRange,
  type Cidr,
  type Family,
} from "../../network/address";

export const families = fc.constantFrom<Family>(4, 6);

/** IPv4-mapped addresses are no input (their text is refused), so they are left out. */
export const addresses: fc.Arbitrary<Address> = families.chain((family) =>
  fc
    .bigInt({ min: 0n, max: highestAddress(family) })
    .filter((value) => family === 4 || value >> 32n !== 0xffffn)
    .map((value) => ({ family, value })),
);

export const cidrs: fc.Arbitrary<Cidr> = addresses.chain((address) =>
  fc
    .integer({ min: 0, max: addressBits(address.family) })
    .map((prefixLength) => cidrOf(address, prefixLength))
    .filter((cidr) => cidr.family === 4 || cidr.first >> 32n !== 0xffffn),
);

/** Small networks, where every address can be visited. */
export const smallCidrs: fc.Arbitrary<Cidr> = addresses.chain((address) =>
  fc
    .integer({ min: addressBits(address.family) - 6, max: addressBits(address.family) })
    .map((prefixLength) => cidrOf(address, prefixLength)),
);

export const ranges: fc.Arbitrary<AddressRange> = families.chain((family) => {
  const value = fc.bigInt({ min: 0n, max: highestAddress(family) });
  return fc
    .tuple(value, value)
    .map(([a, b]) => ({ family, first: a < b ? a : b, last: a < b ? b : a }));
});

/** Ranges among sixteen IPv4 and sixteen IPv6 addresses: they meet, and all can be visited. */
export const crowdedRanges: fc.Arbitrary<AddressRange> = fc
  .tuple(families, fc.bigInt({ min: 0n, max: 15n }), fc.bigInt({ min: 0n, max: 15n }))
  .map(([family, a, b]) => ({ family, first: a < b ? a : b, last: a < b ? b : a }));

/** The addresses that {@link crowdedRanges} are made of, and one above. */
export const CROWD: readonly Address[] = ([4, 6] as const).flatMap((family) =>
  Array.from({ length: 17 }, (_, index): Address => ({ family, value: BigInt(index) })),
);
