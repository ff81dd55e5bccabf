import { FaultList, FaultsError } from "../../faults";
import type { PropertyMap, PropertyValue } from "../resource";
import { UNKNOWN } from "../resource";

/** Keys that Pulumi marks special values with, and the mark of a secret. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
/** What `pulumi preview --json` writes for a secret. */
const HIDDEN = "[secret]";

/**
 * Reads JSON.
 *
 * @throws FaultsError that tells a file which ends too early from one that is no JSON at all
 */
export function parseJson(text: string, subject: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const faults = new FaultList();
    const reason = error instanceof Error ? error.message : String(error);
    const isCut = /^\s*[[{]/.test(text) && !/[\]}]\s*$/.test(text);
    faults.add("", {
      message: isCut
        ? `the file ends before its JSON does: it is truncated (${reason})`
        : text.trim() === ""
          ? "the file is empty"
          : `the file is not JSON (${reason})`,
      fix: "write the file again",
    });
    throw new FaultsError(subject, [...faults.faults]);
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text of an object; undefined for anything else. */
export function textAt(value: Record<string, unknown>, key: string): string | undefined {
  const found = value[key];
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** The texts of a list; none for anything else. */
export function textsAt(value: Record<string, unknown>, key: string): string[] {
  const found = value[key];
  return Array.isArray(found)
    ? found.filter((entry): entry is string => typeof entry === "string")
    : [];
}

/** The objects of a list; none for anything else. */
export function objectsAt(value: Record<string, unknown>, key: string): Record<string, unknown>[] {
  const found = value[key];
  return Array.isArray(found) ? found.filter(isObject) : [];
}

/** A property's value: secrets that are opened in the file are read, all others are not known. */
export function toProperty(value: unknown): PropertyValue | undefined {
  if (value === HIDDEN) {
    return UNKNOWN;
  }
  if (Array.isArray(value)) {
    return value.map((element) => toProperty(element) ?? null);
  }
  if (isObject(value)) {
    return value[SIGNATURE] === SECRET ? openSecret(value) : toProperties(value);
  }
  const isPlain = value === null || ["string", "number", "boolean"].includes(typeof value);
  return isPlain ? (value as null | string | number | boolean) : undefined;
}

export function toProperties(value: unknown): PropertyMap {
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toProperty(part)]))
    : {};
}

/** With `--show-secrets` a secret holds its value as JSON text. */
function openSecret(secret: Record<string, unknown>): PropertyValue {
  const plain = textAt(secret, "plaintext");
  if (plain === undefined) {
    return UNKNOWN;
  }
  try {
    return toProperty(JSON.parse(plain)) ?? UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}
