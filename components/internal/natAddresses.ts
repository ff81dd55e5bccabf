import {
  addressToRange,
  cidrContains,
  formatAddress,
  formatCidr,
  formatRange,
  rangesOverlap,
  type Address,
  type AddressRange,
  type Cidr,
} from "../../network/address";
import type { NatSegmentArgs } from "../natSegment";
import type { Checks } from "./checks";

/** Addresses that something has already, for telling collisions. */
export interface Taken {
  who: string;
  range: AddressRange;
}

/** What the NAT addresses and the inside addresses are checked against. */
export interface NatFacts {
  inside?: Cidr;
  insideTaken: Taken[];
  outside?: Cidr;
  outsideTaken: Taken[];
}

/** Reports an address or range that somebody has already. */
export function collides(
  checks: Checks,
  path: string,
  range: AddressRange,
  taken: readonly Taken[],
): boolean {
  const holder = taken.find((one) => rangesOverlap(one.range, range));
  if (holder !== undefined) {
    checks.fault(path, {
      message: `${holder.who} has this already`,
      value: formatRange(range),
      allowed: "an address that nothing else has",
    });
  }
  return holder !== undefined;
}

/** An outside address: one that nobody has, in the outside network, and not in the inside one. */
export function checkNatAddress(
  checks: Checks,
  path: string,
  input: NatSegmentArgs["gatewayAddress"],
  { inside, outside, outsideTaken }: NatFacts,
): Address | undefined {
  if (!checks.required(path, input, "one address such as 192.168.1.50")) {
    return undefined;
  }
  const address = checks.hostIn(outside, path, input);
  if (address === undefined) {
    return undefined;
  }
  if (inside !== undefined && cidrContains(inside, address)) {
    checks.fault(path, {
      message: "a NAT address is outside, this one is in the segment's own network",
      value: formatAddress(address),
      allowed: `an address that is not in ${formatCidr(inside)}`,
    });
    return undefined;
  }
  return collides(checks, path, addressToRange(address), outsideTaken) ? undefined : address;
}
