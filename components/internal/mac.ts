import * as pulumi from "@pulumi/pulumi";

import { fnv1a } from "./hash";

/** What vSphere keeps for addresses that people set: 00:50:56:00:00:00 to 00:50:56:3f:ff:ff. */
const STATIC_BITS = 22;
const PREFIX = "00:50:56";
const FORM = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** A MAC address for one adapter: always the same for the same text, from vSphere's static range. */
export function staticMac(text: string): string {
  const folded = fnv1a(text) >>> 0;
  const number = (folded ^ (folded >>> STATIC_BITS)) & ((1 << STATIC_BITS) - 1);
  const digits = number.toString(16).padStart(6, "0");
  return `${PREFIX}:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4)}`;
}

/** Why a text cannot be an adapter's fixed MAC address; undefined when it can. Case has no meaning. */
export function macFault(text: string): string | undefined {
  const mac = text.toLowerCase();
  if (!FORM.test(mac)) {
    return "this is not a MAC address";
  }
  if ((parseInt(mac.slice(0, 2), 16) & 1) === 1) {
    return "this is a multicast address";
  }
  const generated = mac.startsWith(PREFIX) && parseInt(mac.slice(9, 11), 16) > 0x3f;
  return generated ? "vCenter gives out addresses of this range by itself" : undefined;
}

/** MAC addresses are compared as text; the manager answers in lower case. */
export function lowerCaseMac(mac: pulumi.Input<string>): pulumi.Input<string> {
  return typeof mac === "string"
    ? mac.toLowerCase()
    : pulumi.output(mac).apply((text) => text.toLowerCase());
}
