import {
  addressCount,
  dottedMask,
  formatAddress,
  formatRange,
  nthAddress,
  parseCidr,
  type Address,
  type AddressRange,
  type Cidr,
} from "../address";
import { ValueError } from "../faults";

/** How a pool is divided, so that an address that is given out never is one that somebody owns. */
export interface PoolLayout {
  network: Cidr;
  /** The gateway's. */
  server: Address;
  /** Given out as clients come. */
  dynamic: AddressRange;
  /** For clients with an address of their own. */
  fixed: AddressRange;
}

/** OpenVPN takes pools up to 65536 addresses; below 16 nothing is left to divide. */
const WIDEST = 16;
const NARROWEST = 28;

/**
 * ```
 *   10.8.0.0/24:  .1 gateway | .2 - .127 as they come | .128 - .254 fixed
 * ```
 *
 * @throws ValueError for a network that is no IPv4 network of /16 to /28
 */
export function poolLayout(cidr: string): PoolLayout {
  const network = parseCidr(cidr);
  const { prefixLength } = network;
  if (network.family !== 4 || prefixLength < WIDEST || prefixLength > NARROWEST) {
    throw new ValueError({
      what: "this cannot be a pool of tunnel addresses",
      value: cidr,
      allowed: `an IPv4 network of /${WIDEST} to /${NARROWEST}`,
      fix: "such as 10.8.0.0/24",
    });
  }
  const count = addressCount(network);
  const at = (n: bigint) => nthAddress(network, n);
  const range = (first: bigint, last: bigint): AddressRange => ({
    family: network.family,
    first: at(first).value,
    last: at(last).value,
  });
  return {
    network,
    server: at(1n),
    dynamic: range(2n, count / 2n - 1n),
    fixed: range(count / 2n, count - 2n),
  };
}

/** Addresses that clients may have, such as `10.8.0.2-10.8.0.254`: all but the gateway's own. */
export function clientRange(cidr: string): string {
  const { dynamic, fixed } = poolLayout(cidr);
  return formatRange({ ...dynamic, last: fixed.last });
}

/** `10.8.0.0 255.255.255.0`, as OpenVPN writes networks. */
export function networkAndMask(cidr: string): string {
  const network = parseCidr(cidr);
  return `${formatAddress(nthAddress(network, 0))} ${dottedMask(network)}`;
}
