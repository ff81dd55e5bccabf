import type { PropertyMap, PropertyValue } from "vmnet/network/model/resource";
import { isUnknown } from "vmnet/network/model/resource";

/** A value that a program gave or an object has; absent and null mean the same. */
export type Maybe = PropertyValue | undefined;

export function isAbsent(value: Maybe): value is null | undefined {
  return value === undefined || value === null;
}

export function isMap(value: Maybe): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function listOf(value: Maybe): Maybe[] {
  return Array.isArray(value) ? value : [];
}

export function mapsOf(value: Maybe): PropertyMap[] {
  return listOf(value).filter(isMap);
}

/** The texts of a list; whatever is no text, unknown values included, is left out. */
export function textsOf(value: Maybe): string[] {
  return listOf(value).filter(
    (item): item is string => typeof item === "string" && !isUnknown(item),
  );
}

/** A known, non-empty text; undefined for everything else. */
export function textOf(value: Maybe): string | undefined {
  return typeof value === "string" && value !== "" && !isUnknown(value) ? value : undefined;
}

export function numberOf(value: Maybe): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** True where Terraform's SDK sees no difference between "left out" and the value. */
export function isZero(value: Maybe): boolean {
  if (isAbsent(value) || value === "" || value === 0 || value === false) {
    return true;
  }
  return Array.isArray(value)
    ? value.length === 0
    : isMap(value) && Object.keys(value).length === 0;
}

/** True when the value is unknown or holds an unknown value at any depth. */
export function holdsUnknown(value: Maybe): boolean {
  if (typeof value === "string") {
    return isUnknown(value);
  }
  if (Array.isArray(value)) {
    return value.some(holdsUnknown);
  }
  return isMap(value) && Object.values(value).some(holdsUnknown);
}

/** Calls `visit` for every text at any depth. */
export function eachText(value: Maybe, visit: (text: string) => void): void {
  if (typeof value === "string") {
    visit(value);
  } else if (Array.isArray(value)) {
    value.forEach((item) => eachText(item, visit));
  } else if (isMap(value)) {
    Object.values(value).forEach((item) => eachText(item, visit));
  }
}

/** A copy that shares nothing with the original. */
export function copyOf<T extends Maybe>(value: T): T {
  return structuredClone(value);
}

/** Text that is equal exactly for equal values, whatever the order of their keys. */
export function canonical(value: Maybe): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(",")}]`;
  }
  if (isMap(value)) {
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

/** Joins a property path: `subnets` + 0 + `cidr` = `subnets[0].cidr`. */
export function joined(path: string, next: string | number): string {
  if (typeof next === "number") {
    return `${path}[${next}]`;
  }
  const plain = /^[A-Za-z_][\w-]*$/.test(next);
  if (!plain) {
    return `${path}[${JSON.stringify(next)}]`;
  }
  return path === "" ? next : `${path}.${next}`;
}
