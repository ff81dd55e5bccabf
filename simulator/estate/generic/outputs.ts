import type { PropertyMap, PropertyValue } from "vmnet/network/model/resource";
import { UNKNOWN } from "vmnet/network/model/resource";
import type { Field, Fields, TypeTable } from "./tables";
import { canonical, copyOf, isAbsent, isMap, type Maybe } from "./values";

function hasComputed(fields: Fields): boolean {
  return Object.values(fields).some(
    (field) =>
      field.rule.computed === true || hasComputed(field.fields ?? field.element?.fields ?? {}),
  );
}

function previewValue(field: Field, value: PropertyValue): PropertyValue {
  // Measured on a segment's subnets: a list of blocks that hold anything computed is unknown as a
  // whole, whatever its arguments are.
  if (field.kind === "array" && hasComputed(field.element?.fields ?? {})) {
    return UNKNOWN;
  }
  if (field.fields !== undefined && isMap(value)) {
    return previewFields(field.fields, value);
  }
  return value;
}

function previewFields(fields: Fields, inputs: PropertyMap): PropertyMap {
  const outputs: PropertyMap = {};
  for (const [key, field] of Object.entries(fields)) {
    const value = inputs[key];
    if (!isAbsent(value)) {
      outputs[key] = previewValue(field, value);
    } else if (field.rule.computed === true) {
      outputs[key] = UNKNOWN;
    }
  }
  return outputs;
}

/**
 * What the first preview of an object knows: arguments and defaults; everything computed is
 * UNKNOWN, ids and paths too, even when the program fixes the id.
 */
export function previewOutputs(table: TypeTable, inputs: PropertyMap): PropertyMap {
  const outputs = previewFields(table.fields, inputs);
  for (const key of table.requiredOutputs) {
    outputs[key] ??= UNKNOWN;
  }
  return outputs;
}

function keepInElement(field: Field, now: Maybe, before: Maybe): Maybe {
  return field.fields !== undefined && isMap(now) && isMap(before)
    ? keepComputed(field.fields, now, before)
    : now;
}

function settingsText(field: Field, value: Maybe): string {
  if (!isMap(value)) {
    return canonical(value);
  }
  const plain = Object.entries(value).filter(
    ([key]) => field.fields?.[key]?.rule.computed !== true,
  );
  return canonical(Object.fromEntries(plain));
}

function keepInList(field: Field, now: Maybe[], before: Maybe[]): PropertyValue[] {
  const element = field.element;
  if (element === undefined) {
    return now.map((item) => item ?? null);
  }
  return now.map((item, index) => {
    const text = settingsText(element, item);
    const twin =
      field.rule.unordered === true
        ? before.find((other) => settingsText(element, other) === text)
        : before[index];
    return keepInElement(element, item, twin) ?? null;
  });
}

/** News completed by the computed values of the object as it was, at every depth. */
export function keepComputed(fields: Fields, news: PropertyMap, before: PropertyMap): PropertyMap {
  const result: PropertyMap = { ...news };
  for (const [key, field] of Object.entries(fields)) {
    const now = news[key];
    const old = before[key];
    if (isAbsent(now)) {
      const computed = field.rule.computed === true || !field.input;
      if (computed && !isAbsent(old)) {
        result[key] = copyOf(old);
      }
    } else if (Array.isArray(now) && Array.isArray(old)) {
      result[key] = keepInList(field, now, old);
    } else if (field.fields !== undefined) {
      result[key] = keepInElement(field, now, old);
    }
  }
  return result;
}

const zeroValues: Partial<Record<Field["kind"], PropertyValue>> = {
  string: "",
  number: 0,
  integer: 0,
  boolean: false,
  array: [],
  map: {},
};

/** Gives every output that an answer must have its type's zero value where nothing else is known. */
export function fillRequired(table: TypeTable, outputs: PropertyMap): PropertyMap {
  const result = { ...outputs };
  for (const key of table.requiredOutputs) {
    const kind = table.fields[key]?.kind;
    if (isAbsent(result[key]) && kind !== undefined && zeroValues[kind] !== undefined) {
      result[key] = copyOf(zeroValues[kind]);
    }
  }
  return result;
}

function projectValue(field: Field, shape: Maybe, value: Maybe): Maybe {
  if (field.fields !== undefined && isMap(shape) && isMap(value)) {
    return projectInputs(field.fields, shape, value);
  }
  const nested = field.element?.fields;
  if (nested !== undefined && Array.isArray(value)) {
    const shapes = Array.isArray(shape) ? shape : [];
    return value.map((item, index) => {
      const wanted = shapes[index];
      if (!isMap(item)) {
        return item;
      }
      return isMap(wanted) ? projectInputs(nested, wanted, item) : argumentsOf(nested, item);
    });
  }
  return value;
}

/** Inputs as a refresh reports them: the arguments that the program gave, with today's values. */
export function projectInputs(
  fields: Fields,
  shape: PropertyMap,
  outputs: PropertyMap,
): PropertyMap {
  const inputs: PropertyMap = {};
  for (const key of Object.keys(shape)) {
    const field = fields[key];
    const value = field === undefined ? undefined : projectValue(field, shape[key], outputs[key]);
    if (!isAbsent(value)) {
      inputs[key] = value;
    }
  }
  return inputs;
}

function argumentValue(field: Field, value: PropertyValue): PropertyValue {
  if (field.fields !== undefined && isMap(value)) {
    return argumentsOf(field.fields, value);
  }
  const nested = field.element?.fields;
  return nested !== undefined && Array.isArray(value)
    ? value.map((item) => (isMap(item) ? argumentsOf(nested, item) : item))
    : value;
}

/** What of an answer a program could have written: no computed values and no defaults. */
function argumentsOf(fields: Fields, outputs: PropertyMap): PropertyMap {
  const inputs: PropertyMap = {};
  for (const [key, field] of Object.entries(fields)) {
    const value = outputs[key];
    const given = field.input && field.rule.computed !== true && !isAbsent(value);
    if (given && canonical(value) !== canonical(field.rule.default)) {
      inputs[key] = argumentValue(field, value);
    }
  }
  return inputs;
}

/** Inputs as an import reports them: every argument that is neither computed nor its default. */
export function importInputs(table: TypeTable, outputs: PropertyMap): PropertyMap {
  return argumentsOf(table.fields, outputs);
}
