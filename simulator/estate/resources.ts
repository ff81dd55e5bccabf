import type { Resource } from "vmnet/network/model/resource";
import { importInputs } from "./generic/outputs";
import { tableOf } from "./generic/tables";
import { textOf } from "./generic/values";
import type { EstateObject } from "./stateFile";

/**
 * Objects in the interchange format. There is no program behind them, so names come from the
 * objects, and the URN from type and id. Things that no resource type stands for are left out.
 */
export function resourcesOf(objects: EstateObject[]): Resource[] {
  return objects.flatMap((object) => {
    const table = tableOf(object.type);
    if (table === undefined) {
      return [];
    }
    const { type, id, outputs } = object;
    const name = textOf(outputs["displayName"]) ?? textOf(outputs["name"]) ?? id;
    const inputs = importInputs(table, outputs);
    const urn = `urn:pulumi:estate::vmnet::${type}::${object.path ?? id}`;
    return [{ urn, type, name, custom: true, id, inputs, outputs }];
  });
}
