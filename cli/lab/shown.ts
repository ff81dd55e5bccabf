import type { EstateObject } from "@vmnet/simulator/estate/index";
import type { PropertyMap, PropertyValue } from "vmnet/network/model/resource";

export const HIDDEN = "[secret]";

/**
 * An object as people may share it: what its program said is secret, and what the provider's table
 * says, is hidden.
 *
 * @param secretOutputs names of properties that are secret by their type
 */
export function shareable(object: EstateObject, secretOutputs: readonly string[]): EstateObject {
  const places = [...secretOutputs.map((name) => [name]), ...(object.secrets ?? [])];
  return { ...object, outputs: places.reduce(hidden, object.outputs) };
}

function hidden(outputs: PropertyMap, [head, ...rest]: readonly (string | number)[]): PropertyMap {
  const name = String(head);
  const value = outputs[name];
  return isAbsent(value) ? outputs : { ...outputs, [name]: below(value, rest) };
}

function below(value: PropertyValue, rest: readonly (string | number)[]): PropertyValue {
  if (rest.length > 0 && typeof value === "object" && value !== null && !Array.isArray(value)) {
    return hidden(value as PropertyMap, rest) as PropertyValue;
  }
  return HIDDEN;
}

function isAbsent(value: PropertyValue | undefined): value is undefined | null {
  return value === undefined || value === null;
}
