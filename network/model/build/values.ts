import { isUnknown, type PropertyMap, type PropertyValue, type Resource } from "../resource";

/**
 * Reading of property values of which nothing is certain: they come from files, and from programs in
 * any state. No function here throws.
 */

export type Value = PropertyValue | undefined;

/** A text that is there and known; numbers are written out. */
export function textOf(value: Value): string | undefined {
  if (typeof value === "number") {
    return String(value);
  }
  return typeof value === "string" && value !== "" && !isUnknown(value) ? value : undefined;
}

/** A finite number; a text of digits counts as one. */
export function numberOf(value: Value): number | undefined {
  const number = typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** A truth value; the texts "true" and "false" count as one. */
export function flagOf(value: Value): boolean | undefined {
  if (value === "true" || value === "false") {
    return value === "true";
  }
  return typeof value === "boolean" ? value : undefined;
}

/** The elements of a list; none for anything else. */
export function listOf(value: Value): PropertyValue[] {
  return Array.isArray(value) ? value : [];
}

function isMap(value: Value): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function mapOf(value: Value): PropertyMap | undefined {
  return isMap(value) ? value : undefined;
}

/** The elements of a list that are objects. */
export function mapsOf(value: Value): PropertyMap[] {
  return listOf(value).filter(isMap);
}

/** A list of texts, of which some may not be known yet. */
export interface Texts {
  known: string[];
  /** True when an element, or the whole list, is not known. */
  hasUnknown: boolean;
}

export function textsOf(value: Value): Texts {
  if (isUnknown(value)) {
    return { known: [], hasUnknown: true };
  }
  const elements = Array.isArray(value)
    ? value
    : value === undefined || value === null
      ? []
      : [value];
  const known = elements.flatMap((element) => textOf(element) ?? []);
  return { known, hasUnknown: elements.some((element) => isUnknown(element)) };
}

/** Whether a value is not known, or holds something that is not. */
export function holdsUnknown(value: Value): boolean {
  if (Array.isArray(value)) {
    return value.some(holdsUnknown);
  }
  const map = mapOf(value);
  return map === undefined ? isUnknown(value) : Object.values(map).some(holdsUnknown);
}

/**
 * What is known of a resource: its outputs, because they tell what the system really holds, and its
 * inputs where an output is missing or not known yet.
 */
export function propertiesOf(resource: Resource): PropertyMap {
  const merged: PropertyMap = {};
  const inputs = mapOf(resource.inputs) ?? {};
  const outputs = mapOf(resource.outputs) ?? {};
  for (const key of new Set([...Object.keys(inputs), ...Object.keys(outputs)])) {
    const output = outputs[key];
    const isUsable = output !== undefined && output !== null && !holdsUnknown(output);
    merged[key] = isUsable ? output : (inputs[key] ?? output ?? undefined);
  }
  return merged;
}
