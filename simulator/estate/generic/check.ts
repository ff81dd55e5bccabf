import { createHash } from "node:crypto";
import type { PropertyMap, PropertyValue } from "vmnet/network/model/resource";
import { isUnknown } from "vmnet/network/model/resource";
import type { CheckFailure } from "../types";
import { isReadOnly } from "./readOnly";
import { ruleFaults, typeFault } from "./rules";
import { didYouMean } from "./suggest";
import { camelCase, type Field, type Fields, type TypeTable } from "./tables";
import { isAbsent, isMap, joined, type Maybe } from "./values";

/** What the checker knows while it walks: the whole input, its table, and the faults so far. */
interface Walk {
  table: TypeTable;
  root: PropertyMap;
  failures: CheckFailure[];
}

/** Terraform's name of a path, `rule.0.nsx_id` for `rules[0].nsxId`. */
function terraformPath(fields: Fields, path: string): string {
  const parts: string[] = [];
  let level: Fields | undefined = fields;
  for (const [, name, index] of path.matchAll(/([A-Za-z_]\w*)|\[(\d+)\]/g)) {
    if (name === undefined) {
      parts.push(index ?? "");
      continue;
    }
    const field: Field | undefined = level?.[name];
    parts.push(field?.terraform ?? name);
    // A single-item block of Terraform is a plain object here.
    if (field?.kind === "object") {
      parts.push("0");
    }
    level = field?.fields ?? field?.element?.fields;
  }
  return parts.join(".");
}

const dottedNames = (path: string) => path.replace(/\[\d+\]/g, "");

/** The value at the dotted Terraform-style path that `conflictsWith` uses, from the whole input. */
function namedValue(walk: Walk, dotted: string): { name: string; value: Maybe } {
  let fields: Fields | undefined = walk.table.fields;
  let value: Maybe = walk.root;
  const names: string[] = [];
  for (const part of dotted.split(".")) {
    const known: Fields = fields ?? {};
    const name =
      part in known
        ? part
        : (Object.keys(known).find((key) => camelCase(known[key]?.terraform ?? "") === part) ??
          part);
    names.push(name);
    value = isMap(value) ? value[name] : undefined;
    fields = known[name]?.fields ?? known[name]?.element?.fields;
  }
  return { name: names.join("."), value };
}

function fail(walk: Walk, property: string, reason: string): void {
  walk.failures.push({ property, reason });
}

function checkTogether(walk: Walk, field: Field, path: string): void {
  for (const other of field.rule.conflictsWith ?? []) {
    const { name, value } = namedValue(walk, other);
    if (!isAbsent(value)) {
      fail(walk, path, `"${field.name}": conflicts with ${name}; give one of the two`);
    }
  }
  for (const other of field.rule.requiredWith ?? []) {
    const { name, value } = namedValue(walk, other);
    if (isAbsent(value)) {
      fail(walk, path, `"${field.name}": ${name} must be specified too`);
    }
  }
}

function defaultOf(walk: Walk, field: Field): Maybe {
  const taken = (field.rule.conflictsWith ?? []).some(
    (other) => !isAbsent(namedValue(walk, other).value),
  );
  return taken ? undefined : field.rule.default;
}

function completeFields(walk: Walk, fields: Fields, given: PropertyMap, path: string): PropertyMap {
  const completed: PropertyMap = {};
  for (const [key, value] of Object.entries(given)) {
    // Keys of two underscores are the bridge's own notes.
    if (!Object.hasOwn(fields, key)) {
      if (key.startsWith("__")) {
        continue;
      }
      const known = Object.keys(fields).filter((name) => fields[name]?.input);
      fail(walk, joined(path, key), `Invalid or unknown key "${key}"${didYouMean(key, known)}`);
      completed[key] = value;
    }
  }
  for (const [key, field] of Object.entries(fields)) {
    const at = joined(path, key);
    const value = Object.hasOwn(given, key) ? given[key] : undefined;
    if (isAbsent(value)) {
      if (field.required) {
        fail(walk, at, `Missing required property '${key}'`);
      } else {
        const fallback = defaultOf(walk, field);
        if (fallback !== undefined && field.input) {
          completed[key] = fallback;
        }
      }
      continue;
    }
    if (!field.input || isReadOnly(walk.table.terraform, dottedNames(at))) {
      const name = terraformPath(walk.table.fields, at);
      fail(walk, at, `Can't configure a value for "${name}": the system decides it; leave it out`);
      completed[key] = value;
      continue;
    }
    checkTogether(walk, field, at);
    completed[key] = completeValue(walk, field, value, at, key);
  }
  return completed;
}

function completeValue(
  walk: Walk,
  field: Field,
  value: PropertyValue,
  path: string,
  label: string,
): PropertyValue {
  if (isUnknown(value)) {
    return value;
  }
  const wrong = typeFault(field, value);
  if (wrong !== undefined) {
    fail(walk, path, wrong);
    return value;
  }
  ruleFaults(label, field, value).forEach((reason) => fail(walk, path, reason));
  if (Array.isArray(value) && field.element !== undefined) {
    const { element } = field;
    return value.map((item, index) => {
      const at = joined(path, index);
      if (isAbsent(item)) {
        fail(walk, at, "a list holds no empty values; leave the element out");
        return item;
      }
      return completeValue(walk, element, item, at, label);
    });
  }
  if (field.fields !== undefined && isMap(value)) {
    return completeFields(walk, field.fields, value, path);
  }
  if (field.element !== undefined && isMap(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (!isAbsent(item)) {
        completeValue(walk, field.element, item, joined(path, key), key);
      }
    }
  }
  return value;
}

/** Auto-naming of the bridge: logical name, dash, seven hex digits; the same for one URN for ever. */
function autoName(urn: string): string {
  const logical = urn.slice(urn.lastIndexOf("::") + 2);
  const digits = createHash("sha256").update(urn).digest("hex").slice(0, 7);
  return `${logical}-${digits}`;
}

/** Whether a name looks auto-named, which decides the order of a replacement. */
export function looksAutoNamed(name: Maybe): boolean {
  return typeof name === "string" && /-[0-9a-f]{7}$/.test(name);
}

/**
 * Fills in defaults and applies every rule of the tables, at every depth. Never throws; unknown
 * values pass.
 *
 * @param urn Names the resource for auto-naming; without it a missing name stays missing.
 */
export function checkInputs(
  table: TypeTable,
  news: PropertyMap,
  olds: PropertyMap | undefined,
  urn?: string,
): { inputs: PropertyMap; failures: CheckFailure[] } {
  const walk: Walk = { table, root: isMap(news) ? news : {}, failures: [] };
  const inputs = completeFields(walk, table.fields, walk.root, "");
  for (const [key, field] of Object.entries(table.fields)) {
    if (field.autoNamed && isAbsent(inputs[key])) {
      const kept = looksAutoNamed(olds?.[key]) ? olds?.[key] : undefined;
      const name = kept ?? (urn === undefined ? undefined : autoName(urn));
      if (name !== undefined) {
        inputs[key] = name;
      }
    }
  }
  return { inputs, failures: walk.failures };
}
