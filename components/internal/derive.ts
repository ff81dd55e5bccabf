import * as pulumi from "@pulumi/pulumi";

import { formatInterfaceCidr, nthAddress, parseAddress, parseCidr } from "../../network/address";

/** Which address of a network has a fixed task unless the user says otherwise. */
export enum Slot {
  Gateway = 1,
  DhcpServer = 2,
}

/** `10.0.0.1/24`: the given address, or the slot's, with the network's mask, as NSX writes it. */
export function interfaceOf(
  cidr: pulumi.Input<string>,
  address: pulumi.Input<string> | undefined,
  slot: Slot,
): pulumi.Input<string> {
  const join = (network: string, host: string | undefined) => {
    const parsed = parseCidr(network);
    const own = host === undefined ? nthAddress(parsed, slot) : parseAddress(host);
    return formatInterfaceCidr(own, parsed);
  };
  if (typeof cidr === "string" && (address === undefined || typeof address === "string")) {
    return join(cidr, address);
  }
  return pulumi.all([cidr, address]).apply(([network, host]) => join(network, host));
}

/** The address part of `10.0.0.1/24`; nothing of nothing. */
export function addressOf(interfaceCidr: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.output(interfaceCidr).apply((text) => text.split("/", 1)[0] ?? "");
}
