import { V } from "../../kinds";
import { dvs } from "../../vsphere/distributedSwitch";
import type { Quirk } from "../quirk";

/**
 * The switch is made first, its hosts join after that. When a host cannot join, because its adapter is
 * in use, the switch stays without hosts, and the next create meets its name.
 */
export const halfSwitchStays: Quirk = {
  name: "a switch whose host cannot join stays behind",
  source: "issue tracker of the provider (vsphere#1908); not seen in a run",
  types: [V.dvs],
  orphan(change, refusal) {
    const { type, world } = change;
    const inputs = { ...change.inputs, hosts: [] };
    const id = dvs.identify?.(inputs, world).id;
    if (refusal.code !== "ResourceInUse" || id === undefined) {
      return undefined;
    }
    const computed = dvs.complete?.({ ...change, inputs, id }).outputs;
    return { type, id, outputs: { ...inputs, ...computed }, origin: "managed" };
  },
};
