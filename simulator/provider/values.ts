import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { UNKNOWN, isUnknown } from "vmnet/network/model/resource";
import type { PropertyMap, PropertyValue } from "vmnet/network/model/resource";

/** Where in a property map a value lies, from the top: `["rules", 0, "password"]`. */
export type Path = readonly (string | number)[];

/** A property map as it arrived, with secrets opened and their places remembered. */
export interface Opened {
  values: PropertyMap;
  /** Places of the values that arrived as secrets. */
  secretPaths: Path[];
}

/** Pulumi's marks for values that JSON cannot say; fixed by the provider protocol. */
export const signature = {
  key: "4dabf18193072939515e22adb298388d",
  secret: "1b47061264138c4ac30d75fd1eb44270",
  outputValue: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
} as const;

type ValueObject = Record<string, PropertyValue | undefined>;

function isObject(value: PropertyValue | undefined): value is ValueObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads a protobuf struct: opens secrets, turns output values into their value (or
 * {@link UNKNOWN}), resource references into the resource's id, and leaves assets as they are.
 */
export function open(struct: Struct | undefined): Opened {
  const secretPaths: Path[] = [];
  const raw = (struct?.toJavaScript() ?? {}) as PropertyMap;
  const values: PropertyMap = {};
  for (const [key, value] of Object.entries(raw)) {
    values[key] = openValue(value, [key], secretPaths);
  }
  return { values, secretPaths };
}

function openValue(value: PropertyValue | undefined, path: Path, secrets: Path[]): PropertyValue {
  if (value === undefined) return null;
  if (Array.isArray(value)) {
    return value.map((item, index) => openValue(item, [...path, index], secrets));
  }
  if (!isObject(value)) return value;
  const special = openSpecial(value, path, secrets);
  if (special !== undefined) return special;
  const result: ValueObject = {};
  for (const [key, item] of Object.entries(value)) {
    result[key] = openValue(item, [...path, key], secrets);
  }
  return result;
}

function openSpecial(value: ValueObject, path: Path, secrets: Path[]): PropertyValue | undefined {
  switch (value[signature.key]) {
    case signature.secret:
      secrets.push(path);
      return openValue(value.value, path, secrets);
    case signature.outputValue:
      if (value.secret === true) secrets.push(path);
      return value.value === undefined ? UNKNOWN : openValue(value.value, path, secrets);
    case signature.resource:
      // A component has no id; its URN is then the only name it has.
      return value.id ?? value.urn ?? null;
    case signature.asset:
    case signature.archive:
      return value;
    default:
      return undefined;
  }
}

/**
 * Writes a protobuf struct and marks secrets: the properties named in `secretNames`, and every
 * place that was secret on the way in.
 *
 * A place inside a list is only trusted while the same value is still there, because lists that
 * stand for sets come back in another order; otherwise the whole list is marked.
 */
export function seal(
  values: PropertyMap,
  arrived: Opened = { values: {}, secretPaths: [] },
  secretNames: readonly string[] = [],
): Struct {
  let sealed: PropertyMap = { ...values };
  const paths = arrived.secretPaths.map((path) => stablePath(path, values, arrived.values));
  // Longest first: once an outer value is wrapped, a path cannot lead into it any more.
  const ordered = [...secretNames.map((name) => [name]), ...paths].sort(
    (a, b) => b.length - a.length,
  );
  for (const path of ordered) sealed = mark(sealed, path) as PropertyMap;
  return toStruct(sealed);
}

/** A struct from plain values; properties that are undefined are left out. */
export function toStruct(values: PropertyMap): Struct {
  return Struct.fromJavaScript(dropUndefined(values) as Record<string, JavaScriptValue>);
}

function dropUndefined(value: PropertyValue | undefined): PropertyValue {
  if (Array.isArray(value)) return value.map(dropUndefined);
  if (!isObject(value)) return value ?? null;
  const result: ValueObject = {};
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) result[key] = dropUndefined(item);
  }
  return result;
}

function stablePath(path: Path, values: PropertyMap, arrived: PropertyMap): Path {
  const list = path.findIndex((part) => typeof part === "number");
  if (list < 0) return path;
  const same = JSON.stringify(at(values, path)) === JSON.stringify(at(arrived, path));
  return same ? path : path.slice(0, list);
}

/** A place, or the first list on the way to it: what a list holds may come back in another order. */
export function outsideLists(path: Path): Path {
  const list = path.findIndex((part) => typeof part === "number");
  return list < 0 ? path : path.slice(0, list);
}

/** The value at a place, or undefined when there is none. */
export function at(values: PropertyMap, path: Path): PropertyValue | undefined {
  let current: PropertyValue | undefined = values as ValueObject;
  for (const part of path) {
    if (Array.isArray(current)) current = current[Number(part)];
    else if (isObject(current)) current = current[String(part)];
    else return undefined;
  }
  return current;
}

function mark(value: PropertyValue | undefined, path: Path): PropertyValue | undefined {
  if (value === undefined) return undefined;
  const [head, ...rest] = path;
  if (isObject(value) && value[signature.key] === signature.secret) return value;
  if (head === undefined) return { [signature.key]: signature.secret, value };
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === head ? (mark(item, rest) ?? null) : item));
  }
  if (!isObject(value) || value[head] === undefined) return value;
  return { ...value, [head]: mark(value[head], rest) };
}

/**
 * Takes secret values out of a text, so that no refusal repeats a password.
 *
 * Short values are replaced only where they stand alone, so that a secret `1` does not eat every
 * number of the message.
 */
export function redact(text: string, ...maps: Opened[]): string {
  const secrets = new Set<string>();
  for (const { values, secretPaths } of maps) {
    for (const path of secretPaths) collect(at(values, path), secrets);
  }
  let result = text;
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
    const literal = secret.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const pattern = secret.length > 3 ? literal : `(?<!\\w)${literal}(?!\\w)`;
    result = result.replace(new RegExp(pattern, "g"), "[secret]");
  }
  return result;
}

function collect(value: PropertyValue | undefined, into: Set<string>): void {
  if (Array.isArray(value)) value.forEach((item) => collect(item, into));
  else if (isObject(value)) Object.values(value).forEach((item) => collect(item, into));
  else if (typeof value === "string" && value !== "" && !isUnknown(value)) into.add(value);
  else if (typeof value === "number") into.add(String(value));
}
