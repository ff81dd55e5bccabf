import type { World } from "../../family";
import { textOf } from "../../generic/values";
import { N, V } from "../../kinds";
import type { Store } from "../../store";
import { EstateRefusal } from "../../types";
import type { Quirk } from "../quirk";

/** Machines that NSX does not know yet, with the questions that are still in vain. Not kept on disk. */
const unknownYet = new WeakMap<Store, Map<string, number>>();

/**
 * Whether NSX has this machine in its inventory. It learns of a machine some time after vCenter made
 * it; the estate has no clock, so the time is counted in questions: the first one for a machine that
 * was made since the estate was opened is in vain.
 */
export function isInventoried({ store }: World, machine: string): boolean {
  const waiting = unknownYet.get(store);
  const left = waiting?.get(machine) ?? 0;
  if (left > 0) {
    waiting?.set(machine, left - 1);
  }
  return left === 0;
}

export const machinesInventoriedLater: Quirk = {
  name: "NSX learns of a machine later",
  source: "API; how long it takes is counted in questions here: the first one is in vain",
  types: [V.vm, N.vmTags],
  admit({ type, world, inputs, before }) {
    const id = textOf(inputs["instanceId"]) ?? "";
    if (type === N.vmTags && before === undefined && !isInventoried(world, id)) {
      throw new EstateRefusal(`Cannot find VM with ID ${id}`, "NotFound", "instanceId");
    }
  },
  settle({ type, world, before }, object) {
    if (type === V.vm && before === undefined) {
      const waiting = unknownYet.get(world.store) ?? new Map<string, number>();
      unknownYet.set(world.store, waiting.set(object.id, world.vainQuestions));
    }
  },
};
