import { rules, schema } from "@vmnet/tables";
import type { ObjectSpec, PackageName, PackageSpec, PropertyRule, TypeSpec } from "@vmnet/tables";

/** What a value of a property may be. */
export type FieldKind =
  "string" | "number" | "integer" | "boolean" | "array" | "map" | "object" | "any";

/** One property with everything that the two tables (Pulumi schema, provider rules) say of it. */
export interface Field {
  /** Pulumi name; empty for the element of a list. */
  name: string;
  /** Terraform name, e.g. `vlan_range` for `vlanRanges`. */
  terraform: string;
  kind: FieldKind;
  rule: PropertyRule;
  required: boolean;
  /** False for a property that only the provider writes. */
  input: boolean;
  /** True when a program leaves it out and the bridge makes `<logical name>-<7 hex digits>` of it. */
  autoNamed: boolean;
  element?: Field;
  fields?: Fields;
}

export type Fields = Record<string, Field>;

/** A resource type or a function, joined from both tables. */
export interface TypeTable {
  token: string;
  package: PackageName;
  /** Terraform's resource type; empty for functions. */
  terraform: string;
  fields: Fields;
  /** Names of the properties that an answer always has. */
  requiredOutputs: string[];
  updatable: boolean;
}

const packages: PackageName[] = ["vsphere", "nsxt"];

/** The provider package of a token such as `nsxt:index/policySegment:PolicySegment`. */
export function packageOf(token: string): PackageName | undefined {
  return packages.find((name) => token.startsWith(`${name}:`));
}

/** `PolicySegment` of `nsxt:index/policySegment:PolicySegment`. */
export function shortName(token: string): string {
  return token.slice(token.lastIndexOf(":") + 1);
}

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

const primitive = new Set(["string", "number", "integer", "boolean"]);

function fieldOf(
  name: string,
  spec: TypeSpec,
  rule: PropertyRule,
  flags: { required: boolean; input: boolean; autoNamed?: boolean },
  pkg: PackageSpec,
): Field {
  const field: Field = {
    name,
    terraform: rule.terraform ?? snakeCase(name),
    kind: "any",
    rule,
    required: flags.required,
    input: flags.input,
    autoNamed: flags.autoNamed ?? false,
  };
  const target = spec.$ref === undefined ? undefined : pkg.types[spec.$ref.replace("#/types/", "")];
  const nested = { required: false, input: true };
  if (target !== undefined) {
    field.kind = "object";
    field.fields = nestedFields(target, rule, pkg);
  } else if (spec.type === "array") {
    field.kind = "array";
    const elementRule = { ...rule.items, properties: rule.properties };
    field.element = fieldOf("", spec.items ?? {}, elementRule, nested, pkg);
  } else if (spec.type === "object") {
    field.kind = "map";
    field.element = fieldOf("", spec.additionalProperties ?? {}, {}, nested, pkg);
  } else if (spec.type !== undefined && primitive.has(spec.type)) {
    field.kind = spec.type;
  }
  return field;
}

function nestedFields(target: ObjectSpec, rule: PropertyRule, pkg: PackageSpec): Fields {
  const fields: Fields = {};
  for (const [name, spec] of Object.entries(target.properties ?? {})) {
    const own = rule.properties?.[name] ?? {};
    const listed = target.required?.includes(name) ?? false;
    const required = own.computed !== true && (listed || own.required === true);
    fields[name] = fieldOf(name, spec, own, { required, input: true }, pkg);
  }
  return fields;
}

function resourceTable(token: string, name: PackageName): TypeTable | undefined {
  const pkg = schema(name);
  const spec = pkg.resources[token];
  if (spec === undefined) {
    return undefined;
  }
  const rule = rules(name).resources[token];
  const fields: Fields = {};
  for (const key of Object.keys({ ...spec.properties, ...spec.inputProperties })) {
    const inputSpec = spec.inputProperties?.[key];
    // Without a rule: the bridge's mirror of the Terraform id (`policySegmentId`).
    const own = rule?.properties[key] ?? { computed: true };
    const required = spec.requiredInputs?.includes(key) ?? false;
    fields[key] = fieldOf(
      key,
      inputSpec ?? spec.properties?.[key] ?? {},
      own,
      {
        required,
        input: inputSpec !== undefined,
        autoNamed: key === "name" && own.required === true && !required,
      },
      pkg,
    );
  }
  return {
    token,
    package: name,
    terraform: rule?.terraform ?? "",
    fields,
    requiredOutputs: spec.required ?? [],
    updatable: rule?.updatable ?? true,
  };
}

function functionTable(token: string, name: PackageName): TypeTable | undefined {
  const pkg = schema(name);
  const spec = pkg.functions[token];
  if (spec === undefined) {
    return undefined;
  }
  const fields: Fields = {};
  for (const [key, inputSpec] of Object.entries(spec.inputs?.properties ?? {})) {
    const required = spec.inputs?.required?.includes(key) ?? false;
    fields[key] = fieldOf(key, inputSpec, {}, { required, input: true }, pkg);
  }
  return { token, package: name, terraform: "", fields, requiredOutputs: [], updatable: false };
}

const cache = new Map<string, TypeTable | undefined>();

function cached(token: string, make: (token: string, name: PackageName) => TypeTable | undefined) {
  if (!cache.has(token)) {
    const name = packageOf(token);
    cache.set(token, name === undefined ? undefined : make(token, name));
  }
  return cache.get(token);
}

/** The table of a resource type; undefined when neither package has it. */
export function tableOf(token: string): TypeTable | undefined {
  return cached(token, resourceTable);
}

/** The table of a function's arguments; undefined when neither package has it. */
export function functionTableOf(token: string): TypeTable | undefined {
  return cached(token, functionTable);
}

/** Tokens of every resource type of both packages. */
export function resourceTokens(): string[] {
  return packages.flatMap((name) => Object.keys(schema(name).resources));
}

/** Tokens of every function of both packages. */
export function functionTokens(): string[] {
  return packages.flatMap((name) => Object.keys(schema(name).functions));
}

/** Names of a function's answer. */
export function functionOutputs(token: string): string[] {
  const name = packageOf(token);
  const spec = name === undefined ? undefined : schema(name).functions[token];
  return Object.keys(spec?.outputs?.properties ?? {});
}
