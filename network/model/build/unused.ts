import type { PropertyValue } from "../resource";
import type { UnusedObject } from "../underlay";
import type { Draft } from "./draft";
import { isUnknown } from "../resource";

/**
 * Groups and services of the program that no other object names. Those of a dump belong to others and are
 * left out; where a value is not known yet, it may name anything, and nothing is called unused.
 */
export function unusedObjects(draft: Draft): UnusedObject[] {
  const candidates = draft.items
    .ofKind("Group", "Service")
    .filter(({ path, origin }) => path !== undefined && origin.source === "resource");
  if (candidates.length === 0) {
    return [];
  }
  const named = new Set<string>();
  let hasUnknown = false;
  for (const { id, path, props } of draft.items.all) {
    const own = path ?? id;
    for (const [key, value] of Object.entries(props)) {
      if (REFERRING.test(key)) {
        hasUnknown = walk(value, own, named) || hasUnknown;
      }
    }
  }
  for (const policy of draft.surroundings.policies ?? []) {
    policy.scopes?.forEach((path) => named.add(path));
    for (const rule of policy.rules) {
      [rule.sourceGroups, rule.destinationGroups, rule.services, rule.scopes].forEach((list) =>
        list?.forEach((path) => named.add(path)),
      );
    }
  }
  draft.surroundings.excludeList?.forEach((path) => named.add(path));
  return candidates.flatMap(({ kind, name, path = "", origin }): UnusedObject[] =>
    named.has(path) || hasUnknown
      ? []
      : [{ kind: kind === "Group" ? "group" : "service", path, name, origin }],
  );
}

/** Properties that hold paths of groups and services. */
const REFERRING =
  /[gG]roup|[sS]ervice|[sS]cope|[cC]riteria|[mM]ember|[rR]ule|[sS]ource|[dD]estination/;

/** Collects the paths in a value; true when something in it is not known. */
function walk(value: PropertyValue | undefined, own: string, named: Set<string>): boolean {
  if (typeof value === "string") {
    if (value.startsWith("/") && value !== own) {
      named.add(value);
    }
    return isUnknown(value);
  }
  if (typeof value !== "object" || value === null) {
    return false;
  }
  let hasUnknown = false;
  for (const part of Array.isArray(value) ? value : Object.values(value)) {
    hasUnknown = walk(part, own, named) || hasUnknown;
  }
  return hasUnknown;
}
