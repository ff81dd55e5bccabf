import { isUnknown } from "vmnet/network/model/resource";
import { formatFault } from "./formats";
import { noteFault } from "./notes";
import { didYouMean } from "./suggest";
import type { Field } from "./tables";
import type { Maybe } from "./values";

/** How a value is shown in a message: short, and never a secret one. */
export function shown(value: Maybe, sensitive: boolean): string {
  if (sensitive) {
    return "[secret]";
  }
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

const typeNames: Record<Field["kind"], string> = {
  string: "a string",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list",
  map: "a map",
  object: "an object",
  any: "any value",
};

/** What is wrong with the type of a present, known value. */
export function typeFault(field: Field, value: Maybe): string | undefined {
  const ok: Record<Field["kind"], boolean> = {
    string: typeof value === "string",
    number: typeof value === "number" && Number.isFinite(value),
    integer: typeof value === "number" && Number.isInteger(value),
    boolean: typeof value === "boolean",
    array: Array.isArray(value),
    map: typeof value === "object" && value !== null && !Array.isArray(value),
    object: typeof value === "object" && value !== null && !Array.isArray(value),
    any: true,
  };
  if (ok[field.kind]) {
    return undefined;
  }
  const got = Array.isArray(value)
    ? "a list"
    : `${typeof value} ${shown(value, field.rule.sensitive === true)}`;
  return `expected ${typeNames[field.kind]}, got ${got}`;
}

function enumFault(label: string, field: Field, value: Maybe): string | undefined {
  const allowed = field.rule.enum;
  const plain = typeof value === "string" || typeof value === "number";
  // "" is what a program sends to leave a text out; the provider does not check it.
  if (allowed === undefined || !plain || value === "" || allowed.includes(value)) {
    return undefined;
  }
  const list = allowed.map((item) => JSON.stringify(item)).join(" ");
  const hint = didYouMean(String(value), allowed.map(String));
  return `expected ${label} to be one of [${list}], got ${shown(value, field.rule.sensitive === true)}${hint}`;
}

function rangeFault(label: string, field: Field, value: Maybe): string | undefined {
  const { min, max, sensitive } = field.rule;
  const amount = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof amount !== "number" || (amount >= (min ?? -Infinity) && amount <= (max ?? Infinity))) {
    return undefined;
  }
  const got = shown(value, sensitive === true);
  if (min !== undefined && max !== undefined) {
    return `expected ${label} to be in the range (${min} - ${max}), got ${got}`;
  }
  return min === undefined
    ? `expected ${label} to be at most (${max}), got ${got}`
    : `expected ${label} to be at least (${min}), got ${got}`;
}

function formFault(label: string, field: Field, value: Maybe): string | undefined {
  const { format, sensitive } = field.rule;
  if (
    format === undefined ||
    value === "" ||
    !(typeof value === "string" || typeof value === "number")
  ) {
    return undefined;
  }
  const allowed = formatFault(format, value);
  if (allowed === undefined) {
    return undefined;
  }
  const got = shown(value, sensitive === true);
  return format === "policyPath"
    ? `Invalid policy path: ${got}; expected ${allowed}`
    : `expected ${label} to be ${allowed}, got ${got}`;
}

function countFault(label: string, field: Field, value: Maybe): string | undefined {
  const { minItems, maxItems } = field.rule;
  if (!Array.isArray(value)) {
    return undefined;
  }
  if (minItems !== undefined && value.length < minItems) {
    return `Not enough list items: ${label} requires ${minItems} item minimum, got ${value.length}`;
  }
  if (maxItems !== undefined && value.length > maxItems) {
    return `Too many list items: ${label} supports ${maxItems} item maximum, got ${value.length}`;
  }
  return undefined;
}

function notedFault(label: string, field: Field, value: Maybe): string | undefined {
  const { note, sensitive } = field.rule;
  const plain = typeof value === "string" || typeof value === "number";
  const allowed = note === undefined || !plain ? undefined : noteFault(note, value);
  return allowed === undefined
    ? undefined
    : `expected ${label} to be ${allowed}, got ${shown(value, sensitive === true)}`;
}

/**
 * Every rule of the table that a present value of the right type breaks. Unknown values break none.
 *
 * @param label The property's name as messages call it (the last name of the path).
 */
export function ruleFaults(label: string, field: Field, value: Maybe): string[] {
  if (isUnknown(value)) {
    return [];
  }
  const faults = [enumFault, rangeFault, formFault, countFault, notedFault].map((rule) =>
    rule(label, field, value),
  );
  return faults.filter((fault) => fault !== undefined);
}
