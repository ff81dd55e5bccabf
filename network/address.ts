/**
 * Arithmetic of IPv4 and IPv6 addresses, networks and ranges. Texts are read by the `ip-address`
 * library under stricter rules of our own; everything else is whole-number arithmetic.
 */
export * from "./address/single";
export * from "./address/cidr";
export * from "./address/range";
