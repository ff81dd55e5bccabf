/** What a change does to the resources of a stack. */
import type { CapturedResource } from "@vmnet/simulator/capture/capture";
import { isUnknown } from "vmnet/network/model/resource";
import type { PropertyMap, PropertyValue } from "vmnet/network/model/resource";

export type Operation = "create" | "update" | "replace" | "delete";

/** A property that differs, as texts; secrets and values that are not known are never shown. */
export interface PropertyChange {
  /** `subnets[0].cidr`. */
  path: string;
  before?: string;
  after?: string;
  /** True when this difference makes a new object of the resource. */
  replaces?: boolean;
}

export interface ResourceChange {
  operation: Operation;
  urn: string;
  type: string;
  name: string;
  properties: PropertyChange[];
  /** What deserves a second look: `protected`, `formerly ...`. */
  hints: string[];
}

/** Says which top-level properties would force a replacement; empty where nobody knows. */
export type ReplaceHints = (before: CapturedResource, after: CapturedResource) => string[];

/**
 * Compares what two programs register, by URN and by aliases. Components and providers are left out: their
 * effect is in the resources below them.
 */
export function resourceChanges(
  before: readonly CapturedResource[],
  after: readonly CapturedResource[],
  hints: ReplaceHints = () => [],
): ResourceChange[] {
  const old = new Map(before.filter(isManaged).map((resource) => [resource.urn, resource]));
  const found = after.filter(isManaged).flatMap((resource): ResourceChange[] => {
    const former = [resource.urn, ...(resource.options?.aliases ?? [])].find((urn) => old.has(urn));
    const match = former === undefined ? undefined : old.get(former);
    if (former === undefined || match === undefined) {
      return [changeOf("create", resource, [])];
    }
    old.delete(former);
    const renamed = former === resource.urn ? [] : [`formerly ${nameOf(former)}`];
    return compared(match, resource, hints, renamed);
  });
  const deleted = [...old.values()].map((resource) =>
    changeOf("delete", resource, [], fateOf(resource)),
  );
  return [...found, ...deleted];
}

function isManaged({ custom, type, external }: CapturedResource): boolean {
  return custom && external !== true && !type.startsWith("pulumi:");
}

function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

function fateOf({ protect, options }: CapturedResource): string[] {
  return [
    ...(protect === true ? ["protected: Pulumi refuses to delete it"] : []),
    ...(options?.retainOnDelete === true ? ["stays at the site: retainOnDelete"] : []),
  ];
}

function changeOf(
  operation: Operation,
  { urn, type, name }: CapturedResource,
  properties: PropertyChange[],
  hints: string[] = [],
): ResourceChange {
  return { operation, urn, type, name, properties, hints };
}

function compared(
  before: CapturedResource,
  after: CapturedResource,
  replaceHints: ReplaceHints,
  renamed: string[],
): ResourceChange[] {
  const ignored = after.options?.ignoreChanges ?? [];
  const properties = differences(before.inputs, after.inputs).filter(
    ({ path }) => !ignored.some((one) => path === one || startsWithPath(path, one)),
  );
  if (properties.length === 0) {
    return renamed.length === 0 ? [] : [changeOf("update", after, [], renamed)];
  }
  const forced = [...replaceHints(before, after), ...(after.options?.replaceOnChanges ?? [])];
  const marked = properties.map((property) =>
    forced.some((one) => one === "*" || property.path === one || startsWithPath(property.path, one))
      ? { ...property, replaces: true }
      : property,
  );
  const isReplaced = marked.some(({ replaces }) => replaces === true);
  const isDeletedFirst = after.options?.deleteBeforeReplace === true;
  return [
    changeOf(isReplaced ? "replace" : "update", after, marked, [
      ...renamed,
      ...(isReplaced && isDeletedFirst ? ["the old one is deleted first"] : []),
      ...(isReplaced ? fateOf(before) : []),
    ]),
  ];
}

function startsWithPath(path: string, start: string): boolean {
  return path.startsWith(`${start}.`) || path.startsWith(`${start}[`);
}

/** Every differing leaf. */
function differences(before: PropertyMap, after: PropertyMap): PropertyChange[] {
  return differenceAt("", before, after);
}

function differenceAt(
  path: string,
  before: PropertyValue | undefined,
  after: PropertyValue | undefined,
): PropertyChange[] {
  if (JSON.stringify(before) === JSON.stringify(after)) {
    return [];
  }
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) =>
      differenceAt(path === "" ? key : `${path}.${key}`, before[key], after[key]),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) =>
      differenceAt(`${path}[${index}]`, before[index], after[index]),
    ).flat();
  }
  return [
    {
      path,
      ...(before === undefined ? {} : { before: shown(before) }),
      ...(after === undefined ? {} : { after: shown(after) }),
    },
  ];
}

function isMap(value: PropertyValue | undefined): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const LONGEST = 200;

function shown(value: PropertyValue): string {
  const text = JSON.stringify(value, (_key, part: unknown) =>
    isUnknown(part) ? "(secret or not known yet)" : part,
  );
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}...`;
}
