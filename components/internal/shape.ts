import type * as pulumi from "@pulumi/pulumi";

import { joinPath, type Fault } from "../../network/faults";
import { nearest } from "../../network/nearest";
import { repairOf, tooLong } from "../../network/schemaFaults";
import { isLater, type Checks } from "./checks";

/**
 * The type of an argument at run time: types keep the wrong ones out of TypeScript only, and a
 * program without types would get the SDK's own errors, or a network that nobody described.
 */
export interface Shape<T = unknown> {
  /** The value; or, with its faults collected, something harmless that stands for it. */
  read(checks: Checks, path: string, value: unknown): unknown;
  /** What stands for a value of the wrong type. */
  readonly standIn: () => unknown;
  /** For the compiler alone: what is described. */
  readonly describes?: T;
}

/** Counts as given and is never known, so that no further fault comes of it. */
const NEVER = new Promise<never>(() => undefined);

const NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
};

function leaf<T>(type: "string" | "number" | "boolean", mayBeLater: boolean): Shape<T> {
  const check = (value: unknown): Omit<Fault, "path"> | undefined => {
    const allowed = NAMES[type] ?? type;
    if (value === null) {
      return { message: "null is no value", value, allowed, fix: "leave this out" };
    }
    const isRight =
      typeof value === type && (type !== "number" || Number.isFinite(value as number));
    const fix = repairOf(value, type) ?? `write ${allowed}`;
    return isRight ? tooLong(value) : { message: `this is not ${allowed}`, value, allowed, fix };
  };
  return {
    standIn: () => NEVER,
    read: (checks, path, value) => {
      if (value === undefined) {
        return value;
      }
      if (!isLater(value)) {
        const fault = check(value);
        return fault === undefined ? value : (checks.fault(path, fault), NEVER);
      }
      if (!mayBeLater) {
        checks.fault(path, tooLate(NAMES[type] ?? type));
        return NEVER;
      }
      const late = checks.lateValue(value);
      const fault = late?.value === undefined ? undefined : check(late.value);
      if (fault !== undefined) {
        checks.fault(path, { ...fault, secret: late?.secret });
      }
      return value;
    },
  };
}

const tooLate = (allowed: string): Omit<Fault, "path"> => ({
  message: "this decides what is created, so it must be known before anything is",
  allowed: `${allowed}, no output or promise`,
  fix: "write the value itself, or take it from the stack's configuration",
});

/** A text that may be known only later. */
export const text = leaf<pulumi.Input<string>>("string", true);
/** A number that may be known only later. */
export const number = leaf<pulumi.Input<number>>("number", true);
/** A text that decides what is created. */
export const plainText = leaf<string>("string", false);
export const plainNumber = leaf<number>("number", false);
export const flag = leaf<boolean>("boolean", false);
/** Whether something is so, possibly known only later. */
export const lateFlag = leaf<pulumi.Input<boolean>>("boolean", true);

/** One of an enum's texts; which ones is the check's to say. */
export function choice<T extends string>(): Shape<T> {
  return leaf<T>("string", false);
}

/** What has parts: never known only later, and never null. */
function whole<T>(
  { name, allowed = name, example = name }: { name: string; allowed?: string; example?: string },
  expected: string,
  isRight: (value: object) => boolean,
  readParts: (checks: Checks, path: string, value: object) => unknown,
  standIn: () => unknown,
): Shape<T> {
  return {
    standIn,
    read: (checks, path, value) => {
      if (value === undefined) {
        return value;
      }
      if (isLater(value)) {
        checks.fault(path, tooLate(allowed));
      } else if (value === null) {
        checks.fault(path, { message: "null is no value", value, allowed, fix: "leave this out" });
      } else if (typeof value === "object" && isRight(value)) {
        return readParts(checks, path, value);
      } else {
        const fix = repairOf(value, expected) ?? `write ${example}`;
        checks.fault(path, { message: `this is not ${name}`, value, allowed, fix });
      }
      return standIn();
    },
  };
}

export function list<T>(element: Shape<T>): Shape<T[]> {
  const readParts = (checks: Checks, path: string, value: object) =>
    Array.from(value as unknown[], (part, index) => {
      const at = `${path}[${index}]`;
      return part === undefined ? missing(checks, at, element) : element.read(checks, at, part);
    });
  return whole({ name: "a list" }, "array", Array.isArray, readParts, () => []);
}

const MAP_EXAMPLE = "{ first: ..., second: ... }, with names of your own";

export function map<T>(element: Shape<T>): Shape<Record<string, T>> {
  const readParts = (checks: Checks, path: string, value: object) =>
    Object.fromEntries(
      Object.entries(value).map(([key, part]: [string, unknown]) => {
        const at = joinPath(path, key);
        return [
          key,
          part === undefined ? missing(checks, at, element) : element.read(checks, at, part),
        ];
      }),
    );
  const allowed = "a map, keyed by name";
  return whole(
    { name: "a map", allowed, example: MAP_EXAMPLE },
    "record",
    isLiteral,
    readParts,
    () => ({}),
  );
}

function missing(checks: Checks, path: string, element: Shape): unknown {
  checks.fault(path, {
    message: "there is a place for an entry and no entry",
    fix: "write it, or leave its place out",
  });
  return element.standIn();
}

/** An entry that the check relies on. */
export interface Needed<T> {
  needed: Shape<T>;
}

/** Marks a list or map without which the check could not even begin. */
export function needed<T>(shape: Shape<T>): Needed<T> {
  return { needed: shape };
}

type Fields<A> = { [K in keyof Required<A>]: Shape<A[K]> | Needed<A[K]> };

/**
 * An object with exactly these arguments. An instance of a class (a component that is passed as a
 * whole) may have more.
 *
 * @param example How such an object is written. Default: with its first arguments.
 */
export function object<A extends object>(fields: Fields<A>, example?: string): Shape<A> {
  const known = Object.entries<Shape | Needed<unknown>>(fields);
  const names = known.map(([name]) => name);
  const shapeOf = (field: Shape | Needed<unknown>) => ("needed" in field ? field.needed : field);
  const neutral = () =>
    Object.fromEntries(
      known.flatMap(([name, field]) =>
        "needed" in field ? [[name, field.needed.standIn()] as const] : [],
      ),
    );
  const readParts = (checks: Checks, path: string, value: object) => {
    const given = value as Record<string, unknown>;
    if (isLiteral(value)) {
      refuseUnknown(checks, path, given, names);
    }
    const parts = known.map(([name, field]) => {
      const at = joinPath(path, name);
      const part = given[name];
      if (part === undefined && "needed" in field) {
        checks.fault(at, {
          message: "this is required",
          allowed: "a list or map",
          fix: "write it",
        });
        return [name, field.needed.standIn()] as const;
      }
      return [name, shapeOf(field).read(checks, at, part)] as const;
    });
    return Object.fromEntries(parts.filter(([, part]) => part !== undefined));
  };
  const allowed = `an object with ${names.join(", ")}`;
  const first = names.slice(0, 3).map((name) => `${name}: ...`);
  return whole(
    { name: "an object", allowed, example: example ?? `{ ${first.join(", ")} }` },
    "object",
    (value) => !Array.isArray(value),
    readParts,
    neutral,
  );
}

function refuseUnknown(
  checks: Checks,
  path: string,
  given: Readonly<Record<string, unknown>>,
  names: readonly string[],
): void {
  for (const key of Object.keys(given)) {
    if (given[key] !== undefined && !names.includes(key)) {
      const near = nearest(key, names);
      checks.fault(joinPath(path, key), {
        message: "there is no argument of this name",
        allowed: names.join(", "),
        fix: near === undefined ? "leave this out" : `did you mean "${near}"?`,
      });
    }
  }
}

/** A literal or parsed JSON, as opposed to an instance of a class. */
function isLiteral(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return !Array.isArray(value) && (prototype === null || isObjectPrototype(prototype));
}

/** Also that of another realm (a test runner's, a worker's): the one prototype without its own. */
function isObjectPrototype(prototype: unknown): boolean {
  return typeof prototype === "object" && Object.getPrototypeOf(prototype) === null;
}
