import type { PropertyMap, PropertyValue } from "../../resource";
import { isObject, textAt, textsAt, toProperty } from "../json";

/** Properties by Pulumi's names from fields by the API's; fields that are missing stay out. */
export function pick(
  value: Record<string, unknown>,
  names: Readonly<Record<string, string>>,
): PropertyMap {
  const found: PropertyMap = {};
  for (const [property, field] of Object.entries(names)) {
    const converted = toProperty(value[field]);
    if (converted !== undefined && converted !== null) {
      found[property] = converted;
    }
  }
  return found;
}

/** A list that the API writes as texts joined by commas; "" and "ANY" are none. */
export function splitList(value: Record<string, unknown>, field: string): string[] {
  return (textAt(value, field) ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "" && part.toUpperCase() !== "ANY");
}

/** A list of references; ["ANY"] is none. */
export function references(value: Record<string, unknown>, field: string): string[] {
  return textsAt(value, field).filter((text) => text.toUpperCase() !== "ANY");
}

/** Property names of a nested object in camel case; for what has no name of its own in Pulumi. */
export function camelKeys(value: unknown): PropertyValue | undefined {
  if (Array.isArray(value)) {
    return value.map((element) => camelKeys(element) ?? null);
  }
  if (!isObject(value)) {
    return toProperty(value);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key.replace(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase()),
      camelKeys(part),
    ]),
  );
}

/** The path of the gateway that an object below it belongs to. */
export function gatewayOf(path: string): string {
  return /^(.*\/tier-[01]s\/[^/]+)/.exec(path)?.[1] ?? path;
}

/** The path of an object's parent: its own without the last two parts. */
export function parentOf(path: string): string {
  return path.split("/").slice(0, -2).join("/");
}
