/**
 * Faults from what a zod schema found. Stack settings, inventories and other files are read by such
 * schemas; here their issues get the words, the value, the choices and the likely fix that every
 * other fault has. Read by shape, so that the core depends on no library.
 */
import { joinPath, type Fault } from "./faults";
import { nearest } from "./nearest";

/** One issue of a zod error, as far as it is read here. */
export interface SchemaIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** More about how faults are told. */
export interface SchemaFaultOptions {
  /** Whether what stands at a path is secret, so that neither value nor fix is kept. Default: nothing is. */
  isSecret?: (path: readonly PropertyKey[]) => boolean;
}

/**
 * What a schema found wrong with a value.
 *
 * @param schema The zod schema, for the names that would be known at the place of an unknown one.
 */
export function schemaFaults(
  schema: unknown,
  issues: readonly SchemaIssue[],
  input: unknown,
  options: SchemaFaultOptions = {},
): Fault[] {
  return issues.flatMap((issue) => {
    const isSecret = options.isSecret?.(issue.path) ?? false;
    return faultsOf(schema, issue as Issue, input).map((fault) => {
      if (!isSecret) {
        return fault;
      }
      const { value: _value, fix: _fix, ...rest } = fault;
      return rest;
    });
  });
}

/** Keys that JavaScript takes for something else, which schemas of maps pass over in silence. */
export function unsafeKeys(value: unknown, path = "", depth = 0): Fault[] {
  if (typeof value !== "object" || value === null || depth > MOST_DEPTH) {
    return [];
  }
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) => {
    const at = joinPath(path, Array.isArray(value) ? `[${key}]` : key);
    return key === "__proto__"
      ? [{ path: at, message: "nothing can have this name", value: key, fix: "take another name" }]
      : unsafeKeys(part, at, depth + 1);
  });
}

/** Texts too long to be looked at, which are told before any parser or expression reads them. */
export function overlongTexts(value: unknown, path = "", depth = 0): Fault[] {
  const length = tooLong(value);
  if (length !== undefined) {
    return [{ path, ...length }];
  }
  if (typeof value !== "object" || value === null || depth > MOST_DEPTH) {
    return [];
  }
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) =>
    overlongTexts(part, joinPath(path, Array.isArray(value) ? `[${key}]` : key), depth + 1),
  );
}

/** No file that is read here is nested deeper than a few levels. */
const MOST_DEPTH = 50;

interface Issue extends SchemaIssue {
  expected?: string;
  origin?: string;
  format?: string;
  minimum?: number | bigint;
  maximum?: number | bigint;
  inclusive?: boolean;
  values?: readonly unknown[];
  keys?: readonly string[];
  params?: { value?: unknown; allowed?: string; fix?: string };
}

/** A schema's path as the user writes it. */
export function schemaPath(path: readonly PropertyKey[]): string {
  return joinPath(...path.map((part) => (typeof part === "number" ? `[${part}]` : String(part))));
}

function faultsOf(schema: unknown, issue: Issue, input: unknown): Fault[] {
  const path = schemaPath(issue.path);
  const value = valueAt(input, issue.path);
  switch (issue.code) {
    case "unrecognized_keys":
      return (issue.keys ?? []).map((key) => unknownField(joinPath(path, key), key, schema, issue));
    case "invalid_type":
      return [wrongType(path, value, issue.expected ?? "")];
    case "invalid_value":
      return [wrongChoice(path, value, issue.values ?? [])];
    case "too_small":
    case "too_big":
      return [wrongSize(path, value, issue)];
    case "invalid_format":
      return [
        {
          path,
          message: "this is not in the right form",
          value,
          allowed: issue.format === "uuid" ? `a UUID such as ${EXAMPLE_UUID}` : issue.message,
        },
      ];
    case "invalid_key":
      return [{ path, message: "an entry has no name", fix: "give it one" }];
    default:
      return [
        {
          path,
          message: issue.message,
          ...(typeof value === "object" ? {} : { value }),
          ...issue.params,
        },
      ];
  }
}

const EXAMPLE_UUID = "42300a1b-7c1d-4e2f-8a3b-5d6e7f809a1b";

function unknownField(path: string, key: string, schema: unknown, issue: Issue): Fault {
  const names = namesAt(schema, issue.path);
  const near = nearest(key, names);
  return {
    path,
    message: "unknown field",
    ...(names.length === 0 ? {} : { allowed: names.join(", ") }),
    fix: near === undefined ? "leave this out" : `did you mean "${near}"?`,
  };
}

const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map, keyed by name",
};

function wrongType(path: string, value: unknown, expected: string): Fault {
  const allowed = TYPES[expected] ?? expected;
  if (value === undefined || value === null) {
    return { path, message: "this is missing", value, allowed, fix: "write it" };
  }
  const fix = repairOf(value, expected) ?? `write ${allowed}`;
  return { path, message: `this is not ${allowed}`, value, allowed, fix };
}

/** Longer than anything that is read here; expressions that read texts fail on some millions. */
const LONGEST_TEXT = 1_000_000;

/** What is wrong with a text that is too long to be looked at. */
export function tooLong(value: unknown): Omit<Fault, "path"> | undefined {
  return typeof value !== "string" || value.length <= LONGEST_TEXT
    ? undefined
    : {
        message: `this text has ${value.length} characters`,
        value,
        allowed: `at most ${LONGEST_TEXT}`,
        fix: "write a shorter one",
      };
}

/** How a value of the wrong type was most likely meant. */
export function repairOf(value: unknown, expected: string): string | undefined {
  const isPlain = typeof value === "string" || typeof value === "number";
  switch (expected) {
    case "string":
      return typeof value === "number" || typeof value === "boolean"
        ? `write it in quotes: "${value}"`
        : partOf(value);
    case "number":
    case "int":
      return typeof value === "string" && /^-?\d{1,15}(\.\d+)?$/.test(value)
        ? `write it without quotes: ${value}`
        : undefined;
    case "boolean":
      return typeof value === "string" && /^(true|false|yes|no|on|off)$/i.test(value)
        ? `write ${/^(true|yes|on)$/i.test(value)}`
        : undefined;
    case "array":
      return isPlain && String(value).length <= 60
        ? `write a list, [${JSON.stringify(value)}]`
        : undefined;
    case "record":
      return Array.isArray(value) ? "give every entry a name of its own" : undefined;
    default:
      return undefined;
  }
}

/** The text in something that holds it: the one entry of a list, the path or id of a resource. */
function partOf(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const [only] = value as unknown[];
    const isText = value.length === 1 && typeof only === "string" && only.length <= 60;
    return isText ? `write its one entry alone, ${JSON.stringify(only)}` : undefined;
  }
  const parts = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const part = ["path", "id"].find((one) => parts.includes(one));
  return part === undefined ? undefined : `pass its ${part}`;
}

function wrongChoice(path: string, value: unknown, values: readonly unknown[]): Fault {
  const near = typeof value === "string" ? nearest(value, values.map(String)) : undefined;
  const [only] = values;
  const fix =
    near !== undefined
      ? `did you mean "${near}"?`
      : values.length === 1
        ? `write ${String(only)}`
        : "write one of them";
  return {
    path,
    message: value === undefined ? "this is missing" : "this is not one of the choices",
    value,
    allowed: values.map(String).join(", "),
    fix,
  };
}

function wrongSize(path: string, value: unknown, issue: Issue): Fault {
  const { origin, minimum, maximum } = issue;
  const isList = origin === "array";
  if ((isList || origin === "string") && minimum !== undefined) {
    return {
      path,
      message: isList ? "this list is empty" : "this text is empty",
      value,
      allowed: isList ? "one entry or more" : "a text that is not empty",
      fix: isList ? "name at least one" : "write a text",
    };
  }
  const isExact = issue.inclusive !== false;
  const allowed =
    minimum === undefined
      ? `${isExact ? "at most" : "less than"} ${String(maximum)}`
      : `${isExact ? "at least" : "more than"} ${String(minimum)}`;
  const fix = isExact
    ? `the nearest is ${String(minimum ?? maximum)}`
    : `write a number ${allowed}`;
  return { path, message: "out of range", value, allowed, fix };
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, part)
        ? (value as Record<PropertyKey, unknown>)[part]
        : undefined,
    input,
  );
}

/** The parts of zod's schemas that lead from a map or list to what is in it. */
interface SchemaParts {
  shape?: Record<PropertyKey, unknown>;
  element?: unknown;
  valueType?: unknown;
  unwrap?: () => unknown;
}

/** The field names that a schema takes at a path; none where it takes any. */
function namesAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  const found = path.reduce<SchemaParts>((current, part) => {
    const { shape, element, valueType } = current;
    return unwrapped(shape?.[part] ?? element ?? valueType);
  }, unwrapped(schema));
  return Object.keys(found.shape ?? {});
}

function unwrapped(schema: unknown): SchemaParts {
  let current = (schema ?? {}) as SchemaParts;
  while (current.shape === undefined && current.element === undefined && current.unwrap) {
    current = (current.unwrap() ?? {}) as SchemaParts;
  }
  return current;
}
