import { addressesEqual, type Address, type InterfaceCidr } from "../../network/address";

/** Name of the first uplink, which has none in the arguments. */
export const LAN = "";

/** What was read of the uplinks' interfaces, by uplink. */
export type ReadUplinks = ReadonlyMap<string, readonly InterfaceCidr[]>;

/** Whether an address is that of an interface. */
export function isOwn(interfaces: readonly InterfaceCidr[], address: Address): boolean {
  return interfaces.some((one) => addressesEqual(one.address, address));
}
