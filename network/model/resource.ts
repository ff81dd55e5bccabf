/**
 * The interchange format of vmnet: everything that reasons about a network reads resources in this
 * shape, whatever they came from (mocks, capture, a preview, a stack export, a manager's dump).
 */

/** A value as Pulumi's wire format knows it: JSON plus {@link UNKNOWN}. */
export type PropertyValue =
  null | boolean | number | string | PropertyValue[] | { [key: string]: PropertyValue | undefined };

/** Properties of a resource by their Pulumi names (camelCase, plural lists). */
export interface PropertyMap {
  [key: string]: PropertyValue | undefined;
}

/** What Pulumi's wire format puts in the place of a value that is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** `PolicySegment` of `nsxt:index/policySegment:PolicySegment`. */
export function typeName(type: string): string {
  return type.slice(type.lastIndexOf(":") + 1);
}

/** True for a value that is not known yet (a computed output during a preview). */
export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}

/** One resource of a program, a state or a manager's dump. */
export interface Resource {
  /** Pulumi URN; made from type and name where the source has none. Unique in a list. */
  urn: string;
  /** Type token, e.g. `nsxt:index/policySegment:PolicySegment`. */
  type: string;
  /** Logical name. */
  name: string;
  /** URN of the parent, if any. */
  parent?: string;
  /** False for components. */
  custom: boolean;
  /** The provider's id; absent or {@link UNKNOWN} before creation. */
  id?: string;
  /** Resolved inputs, secrets opened by the caller or replaced by {@link UNKNOWN}. */
  inputs: PropertyMap;
  /** Inputs plus computed values, as far as they are known. */
  outputs: PropertyMap;
  /** URNs this resource depends on. */
  dependencies?: string[];
  /** URNs that each input depends on, by top-level input, where the source tells. */
  propertyDependencies?: { [property: string]: string[] };
  /** Reference of the provider that manages it (`urn::id`), where known. */
  provider?: string;
  /** True when Pulumi's `protect` is on. */
  protect?: boolean;
}
