import type { PropertyMap } from "vmnet/network/model/resource";
import { isUnknown } from "vmnet/network/model/resource";
import type { DiffAnswer, DiffKind } from "../types";
import { looksAutoNamed } from "./check";
import type { Field, Fields, TypeTable } from "./tables";
import { canonical, holdsUnknown, isAbsent, isMap, isZero, joined, type Maybe } from "./values";

type Change = "ADD" | "DELETE" | "UPDATE";

class Changes {
  readonly detailed: Record<string, DiffKind> = {};

  add(path: string, change: Change, replace: boolean): void {
    this.detailed[path] = replace ? `${change}_REPLACE` : change;
  }
}

/** A value without computed parts and zero values, so that equal settings have equal texts. */
function settings(field: Field, value: Maybe): Maybe {
  if (Array.isArray(value)) {
    const items = value.map(
      (item) => (field.element ? settings(field.element, item) : item) ?? null,
    );
    return field.rule.unordered === true
      ? items.sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1))
      : items;
  }
  if (field.fields !== undefined && isMap(value)) {
    const kept: PropertyMap = {};
    for (const [key, nested] of Object.entries(field.fields)) {
      const inner = settings(nested, value[key]);
      if (!isZero(inner) && nested.rule.computed !== true) {
        kept[key] = inner;
      }
    }
    return kept;
  }
  return value;
}

function kindOf(old: Maybe, now: Maybe): Change {
  return isAbsent(old) ? "ADD" : isAbsent(now) ? "DELETE" : "UPDATE";
}

function diffSet(
  field: Field,
  old: Maybe[],
  now: Maybe[],
  path: string,
  force: boolean,
  out: Changes,
) {
  const element = field.element;
  const key = (item: Maybe) => canonical(element === undefined ? item : settings(element, item));
  const removed = old.map((item, index) => ({ key: key(item), index }));
  const added: number[] = [];
  now.forEach((item, index) => {
    const match = removed.findIndex((other) => other.key === key(item));
    if (match >= 0 && !holdsUnknown(item)) {
      removed.splice(match, 1);
    } else {
      added.push(index);
    }
  });
  for (const index of added) {
    const pair = removed.shift();
    out.add(joined(path, index), pair === undefined ? "ADD" : "UPDATE", force);
  }
  removed.forEach(({ index }) => out.add(joined(path, index), "DELETE", force));
}

function diffList(
  field: Field,
  old: Maybe[],
  now: Maybe[],
  path: string,
  force: boolean,
  out: Changes,
) {
  if (field.rule.unordered === true) {
    diffSet(field, old, now, path, force, out);
    return;
  }
  for (let index = 0; index < Math.max(old.length, now.length); index += 1) {
    const at = joined(path, index);
    if (index >= old.length || index >= now.length || field.element === undefined) {
      if (canonical(old[index]) !== canonical(now[index])) {
        out.add(at, kindOf(old[index], now[index]), force);
      }
    } else {
      diffValue(field.element, old[index], now[index], at, force, out);
    }
  }
}

function diffValue(
  field: Field,
  old: Maybe,
  now: Maybe,
  path: string,
  forced: boolean,
  out: Changes,
) {
  const force = forced || field.rule.forceNew === true;
  if (isUnknown(now)) {
    out.add(path, isAbsent(old) ? "ADD" : "UPDATE", force);
    return;
  }
  // Optional and computed: left out means "as it is", never "remove".
  if (isAbsent(now) && field.rule.computed === true) {
    return;
  }
  if (isZero(old) && isZero(now)) {
    return;
  }
  if (field.kind === "array" && (Array.isArray(old) || Array.isArray(now))) {
    const before = Array.isArray(old) ? old : [];
    const after = Array.isArray(now) ? now : [];
    // A list that comes or goes as a whole is one change.
    if (before.length === 0 || after.length === 0) {
      out.add(path, before.length === 0 ? "ADD" : "DELETE", force || forcesBelow(field));
    } else {
      diffList(field, before, after, path, force, out);
    }
    return;
  }
  if (field.fields !== undefined && isMap(old) && isMap(now)) {
    diffFields(field.fields, old, now, path, force, out);
    return;
  }
  if (field.kind === "map" && isMap(old) && isMap(now)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
      if (canonical(old[key]) !== canonical(now[key])) {
        out.add(joined(path, key), kindOf(old[key], now[key]), force);
      }
    }
    return;
  }
  const same =
    field.fields === undefined
      ? canonical(old) === canonical(now)
      : canonical(settings(field, old) ?? {}) === canonical(settings(field, now) ?? {});
  if (!same) {
    out.add(path, kindOf(old, now), force || forcesBelow(field));
  }
}

/** A block that comes or goes replaces the resource when one of its arguments would. */
function forcesBelow(field: Field): boolean {
  const nested = field.fields ?? field.element?.fields ?? {};
  return Object.values(nested).some((inner) => inner.rule.forceNew === true && inner.required);
}

function diffFields(
  fields: Fields,
  old: PropertyMap,
  now: PropertyMap,
  path: string,
  forced: boolean,
  out: Changes,
) {
  for (const [key, field] of Object.entries(fields)) {
    if (field.input) {
      diffValue(field, old[key], now[key], joined(path, key), forced, out);
    }
  }
}

function isIgnored(path: string, ignored: string[]): boolean {
  return ignored.some(
    (item) => path === item || path.startsWith(`${item}.`) || path.startsWith(`${item}[`),
  );
}

const topLevel = (path: string) => /^[^.[]+/.exec(path)?.[0] ?? path;

/**
 * Compares what is recorded with what the program says now, as the Terraform bridge does: computed
 * arguments that are left out keep their value, zero values equal absent ones, sets ignore order.
 *
 * `deleteBeforeReplace` is true only as the real bridge has it: for a type that the bridge could
 * name by itself (vSphere's `name`) when the program gave the name. NSX types always create first.
 */
export function diffInputs(
  table: TypeTable,
  recorded: PropertyMap,
  news: PropertyMap,
  ignoreChanges: string[] = [],
): DiffAnswer {
  const out = new Changes();
  diffFields(table.fields, recorded, news, "", false, out);
  const detailed: Record<string, DiffKind> = {};
  for (const [path, kind] of Object.entries(out.detailed)) {
    if (!isIgnored(path, ignoreChanges)) {
      detailed[path] = kind;
    }
  }
  return answerOf(table, detailed, news);
}

/** Makes the whole answer of the detailed part. */
export function answerOf(
  table: TypeTable,
  detailed: Record<string, DiffKind>,
  news: PropertyMap,
): DiffAnswer {
  const paths = Object.keys(detailed);
  const replaces = [
    ...new Set(paths.filter((path) => detailed[path]?.endsWith("_REPLACE")).map(topLevel)),
  ];
  const named = Object.values(table.fields).find((field) => field.autoNamed);
  return {
    changes: paths.length > 0,
    diffs: [...new Set(paths.map(topLevel))],
    replaces,
    detailed,
    deleteBeforeReplace:
      replaces.length > 0 && named !== undefined && !looksAutoNamed(news[named.name]),
  };
}
