import type { PropertyMap } from "vmnet/network/model/resource";
import { isMap, textOf } from "../../generic/values";
import { V } from "../../kinds";
import type { Quirk } from "../quirk";

const lowered = (item: PropertyMap, name: string): PropertyMap => {
  const mac = textOf(item[name]);
  return mac === undefined ? item : { ...item, [name]: mac.toLowerCase() };
};

/** The host answers lower case, and the provider compares letter by letter. */
export const macsReadLowerCase: Quirk = {
  name: "an upper-case MAC address reads back in lower case",
  source: "seen on Vnic with a host that answers lower case; code for machines",
  types: [V.vnic, V.vm],
  apply({ type, inputs }) {
    if (type === V.vnic) {
      return lowered(inputs, "mac");
    }
    const nics = inputs["networkInterfaces"];
    return Array.isArray(nics)
      ? {
          ...inputs,
          networkInterfaces: nics.map((nic) => (isMap(nic) ? lowered(nic, "macAddress") : nic)),
        }
      : undefined;
  },
};
