import { joinPath, ValueError, type FaultList } from "../../faults";
import { nearest } from "../../nearest";
import { repairOf, tooLong } from "../../schemaFaults";

/** Reads a value at a path; undefined, with its faults collected, when it is wrong. */
export type Shape<T> = (value: unknown, path: string, faults: FaultList) => T | undefined;

/** A field of an object: its shape, and whether it may be left out. */
export interface Field<T> {
  shape: Shape<T>;
  isOptional: boolean;
}

export function required<T>(shape: Shape<T>): Field<T> & { isOptional: false } {
  return { shape, isOptional: false };
}

export function optional<T>(shape: Shape<T>): Field<T> & { isOptional: true } {
  return { shape, isOptional: true };
}

type Fields = Record<string, Field<unknown>>;
type Shaped<F extends Fields> = {
  [K in keyof F as F[K]["isOptional"] extends true ? never : K]: FieldType<F[K]>;
} & { [K in keyof F as F[K]["isOptional"] extends true ? K : never]?: FieldType<F[K]> };
type FieldType<F> = F extends Field<infer T> ? T : never;

/**
 * A text, checked by a parser of the core; the text itself is kept.
 *
 * @param parse Throws a ValueError for what is not allowed. Default: any text that is not empty.
 */
export function text(parse?: (value: string) => unknown): Shape<string> {
  return (value, path, faults) => {
    if (typeof value !== "string" || value === "") {
      faults.add(path, {
        message: "a text is missing here",
        value,
        allowed: "a text that is not empty",
        fix: repairOf(value, "string") ?? "write a text",
      });
      return undefined;
    }
    const length = tooLong(value);
    if (length !== undefined) {
      faults.add(path, length);
      return undefined;
    }
    if (parse === undefined) {
      return value;
    }
    return faults.attempt(path, () => parse(value)) === undefined ? undefined : value;
  };
}

export function flag(): Shape<boolean> {
  return (value, path, faults) => {
    if (typeof value !== "boolean") {
      const fix = repairOf(value, "boolean") ?? "write true or false";
      faults.add(path, { message: "not a truth value", value, allowed: "true or false", fix });
      return undefined;
    }
    return value;
  };
}

/** A whole number between two others. */
export function whole(least: number, most: number): Shape<number> {
  return (value, path, faults) => {
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
      const allowed = `a whole number from ${least} to ${most}`;
      const fix = repairOf(value, "int") ?? "write a number of this range";
      faults.add(path, { message: "out of range, or no number", value, allowed, fix });
      return undefined;
    }
    return value;
  };
}

/** One of a few words or numbers. */
export function choice<T extends string | number>(...allowed: readonly T[]): Shape<T> {
  return (value, path, faults) => {
    const found = allowed.find((one) => one === value);
    if (found === undefined) {
      const word = typeof value === "string" ? value : undefined;
      const near = word === undefined ? undefined : nearest(word, allowed.map(String));
      faults.add(path, {
        message: "not one of the allowed values",
        value,
        allowed: allowed.join(", "),
        ...(near === undefined ? {} : { fix: `did you mean "${near}"?` }),
      });
    }
    return found;
  };
}

export function list<T>(element: Shape<T>): Shape<T[]> {
  return (value, path, faults) => {
    if (!Array.isArray(value)) {
      const fix = repairOf(value, "array") ?? "write a list";
      faults.add(path, { message: "not a list", value, allowed: "a list", fix });
      return undefined;
    }
    return value.flatMap(
      (entry: unknown, index) => element(entry, `${path}[${index}]`, faults) ?? [],
    );
  };
}

/** An object with exactly these fields; any other is a fault, with the likely meaning. */
export function object<F extends Fields>(fields: F): Shape<Shaped<F>> {
  return (value, path, faults) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      faults.add(path, {
        message: "not an object",
        value,
        allowed: `an object with ${Object.keys(fields).join(", ")}`,
        fix: `write { ${Object.keys(fields)[0] ?? ""}: ... }`,
      });
      return undefined;
    }
    const entries = new Map<string, unknown>(Object.entries(value));
    for (const key of entries.keys()) {
      if (!Object.hasOwn(fields, key)) {
        const near = nearest(key, Object.keys(fields));
        faults.add(joinPath(path, key), {
          message: "unknown field",
          allowed: Object.keys(fields).join(", "),
          fix: near === undefined ? "leave this out" : `did you mean "${near}"?`,
        });
      }
    }
    const result: Record<string, unknown> = {};
    for (const [key, field] of Object.entries(fields)) {
      const given = entries.get(key);
      if (given !== undefined && given !== null) {
        const read = field.shape(given, joinPath(path, key), faults);
        if (read !== undefined) {
          result[key] = read;
        }
      } else if (!field.isOptional) {
        faults.add(joinPath(path, key), { message: "missing", fix: "write it" });
      }
    }
    // Every field was read by its own shape; what is missing is among the faults.
    return result as Shaped<F>;
  };
}

/** Adds a check of the whole to a shape, for what several fields mean together. */
export function checked<T>(
  shape: Shape<T>,
  check: (value: T, add: (path: string, message: string, fix?: string) => void) => void,
): Shape<T> {
  return (value, path, faults) => {
    const read = shape(value, path, faults);
    if (read !== undefined) {
      check(read, (part, message, fix) =>
        faults.add(joinPath(path, part), { message, ...(fix === undefined ? {} : { fix }) }),
      );
    }
    return read;
  };
}

/** A parser for {@link text} that accepts what an expression matches. */
export function matching(expression: RegExp, allowed: string): (value: string) => unknown {
  return (value) => {
    if (!expression.test(value)) {
      throw new ValueError({ what: "not in the right form", value, allowed });
    }
    return value;
  };
}
