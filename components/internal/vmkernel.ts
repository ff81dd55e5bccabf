import * as pulumi from "@pulumi/pulumi";

import { dottedMask, formatAddress, parseInterfaceCidr } from "../../network/address";

/** The provider reads vmk10's services as vmk1's, so a host has at most this many adapters. */
export const MOST_ADAPTERS = 9;

/** What the provider takes of an adapter's IPv4 settings. */
export interface AdapterIpv4 {
  ip: string;
  netmask: string;
  gw?: string;
}

/** `192.168.10.100/24` and a gateway, as the provider takes them. */
export function adapterIpv4(
  address: pulumi.Input<string>,
  gateway?: pulumi.Input<string>,
): pulumi.Input<AdapterIpv4> {
  const split = (text: string, gw?: string): AdapterIpv4 => {
    const { address: own, network } = parseInterfaceCidr(text);
    const ipv4 = { ip: formatAddress(own), netmask: dottedMask(network) };
    return gw === undefined ? ipv4 : { ...ipv4, gw };
  };
  if (typeof address === "string" && (gateway === undefined || typeof gateway === "string")) {
    return split(address, gateway);
  }
  return pulumi.all([address, gateway]).apply(([text, gw]) => split(text, gw));
}
