import type { PropertyMap } from "vmnet/network/model/resource";
import type { Change } from "./family";
import { mirrorName } from "./generic/identity";
import type { TypeTable } from "./generic/tables";
import { copyOf } from "./generic/values";
import { inProviderWords } from "./refusal";
import type { EstateObject } from "./stateFile";
import { EstateRefusal, type ObjectAnswer } from "./types";

/** What every NSX object's answer holds: its id, path and the revision that moves on every write. */
export function genericComputed(table: TypeTable, { type, id, path, before }: Change): PropertyMap {
  if (table.package !== "nsxt") {
    return {};
  }
  const computed: PropertyMap = {};
  const revision = before?.outputs["revision"];
  const values: PropertyMap = {
    nsxId: id,
    path,
    revision: typeof revision === "number" ? revision + 1 : 0,
    [mirrorName(type)]: id,
  };
  for (const [name, value] of Object.entries(values)) {
    if (table.fields[name] !== undefined) {
      computed[name] = value;
    }
  }
  return computed;
}

export function guarded<T>(
  verb: "create" | "update" | "delete",
  type: string,
  id: string,
  action: () => T,
): T {
  try {
    return action();
  } catch (error) {
    throw inProviderWords(error, verb, type, id);
  }
}

export const jsonOf = (outputs: PropertyMap) => JSON.parse(JSON.stringify(outputs)) as PropertyMap;

export const answerOf = (object: EstateObject): ObjectAnswer => ({
  id: object.id,
  outputs: copyOf(object.outputs),
});

export function unknownType(type: string): string {
  return `${type} is no resource type of the vsphere or nsxt package`;
}

/**
 * Refuses a create of what exists. The real NSX provider looks first too; two creates of one id at
 * the same moment both pass there and share the object, here the second is refused.
 */
export function refuseTaken({ world, type, id, path }: Change): void {
  const taken = path === undefined ? world.store.get(type, id) : world.store.at(path);
  if (taken === undefined) {
    return;
  }
  const { name } = taken.outputs;
  throw new EstateRefusal(
    type.startsWith("nsxt:")
      ? `Resource with id ${id} already exists`
      : `The specified key, name, or identifier '${typeof name === "string" ? name : id}' already exists.`,
    "AlreadyExists",
  );
}
