/** The two provider packages whose interface facts are kept here. */
export type PackageName = "vsphere" | "nsxt";

/** A type reference of Pulumi's package schema, reduced to what the two packages use. */
export interface TypeSpec {
  type?: "string" | "number" | "integer" | "boolean" | "array" | "object";
  items?: TypeSpec;
  additionalProperties?: TypeSpec;
  /** `#/types/<token>` */
  $ref?: string;
  secret?: boolean;
}

export interface ObjectSpec {
  type?: "object";
  properties?: Record<string, TypeSpec>;
  required?: string[];
}

export interface ResourceSpec extends ObjectSpec {
  inputProperties?: Record<string, TypeSpec>;
  requiredInputs?: string[];
  stateInputs?: ObjectSpec;
}

export interface FunctionSpec {
  inputs?: ObjectSpec;
  outputs?: ObjectSpec;
}

export interface PackageSpec {
  name: string;
  version: string;
  types: Record<string, ObjectSpec>;
  provider: ResourceSpec;
  resources: Record<string, ResourceSpec>;
  functions: Record<string, FunctionSpec>;
  parameterization?: { baseProvider: { name: string; version: string }; parameter: string };
}

/** What the real provider says of one property (measured from its own binary). */
export interface PropertyRule {
  /** Name in Terraform where it is not the snake case of the property's. */
  terraform?: string;
  required?: boolean;
  /** The provider fills it in; with `required` absent it is optional and computed. */
  computed?: boolean;
  default?: boolean | number | string;
  enum?: (string | number)[];
  min?: number;
  max?: number;
  minItems?: number;
  maxItems?: number;
  /** cidr, cidrOrIpOrRange, ip, ipv4, ipv6, port, portOrRange, mac, policyPath, ... */
  format?: string;
  /** A change replaces the resource. */
  forceNew?: boolean;
  conflictsWith?: string[];
  requiredWith?: string[];
  sensitive?: boolean;
  deprecated?: boolean;
  /** A set: order has no meaning. */
  unordered?: boolean;
  note?: string;
  /** Rule of each element of a list of plain values. */
  items?: PropertyRule;
  /** Rules of a nested block, or of each element of a list of blocks. */
  properties?: Record<string, PropertyRule>;
}

export interface ResourceRule {
  /** Terraform's resource type. */
  terraform: string;
  importable: boolean;
  updatable: boolean;
  properties: Record<string, PropertyRule>;
}

export interface RuleTable {
  provider: string;
  resources: Record<string, ResourceRule>;
}

export function schema(name: PackageName): PackageSpec;
export function rules(name: PackageName): RuleTable;
