import { kindOf } from "../build/items";
import { mapOf, textOf } from "../build/values";
import { nsxPath } from "../paths";
import { isUnknown, type PropertyMap, type PropertyValue, type Resource } from "../resource";
import { REFERENCES } from "./references";

/**
 * Fills in what a preview does not know though it is certain: the path of an NSX object with an
 * `nsxId`, and references to such objects.
 *
 * A reference is filled in only when the dependencies that Pulumi recorded for the property leave one
 * choice: as many objects of a kind that may stand there as there are unknown references, in one
 * place of the property. Everything else stays {@link UNKNOWN}.
 */
export function rebuildPaths(resources: readonly Resource[]): Resource[] {
  const current = resources.map((resource) => withPath(resource));
  const byUrn = new Map(current.map((resource, index) => [resource.urn, index]));
  const pathOf = (urn: string): Target | undefined => {
    const found = current[byUrn.get(urn) ?? -1];
    const path = textOf(found?.outputs["path"]);
    const kind = found === undefined ? undefined : kindOf(found.type);
    return path === undefined || kind === undefined ? undefined : { kind, path };
  };
  // A path may depend on a parent's: each round fills in one more level.
  for (let hasChanged = true; hasChanged;) {
    hasChanged = false;
    current.forEach((resource, index) => {
      const resolved = resolveInputs(resource, pathOf);
      if (resolved !== resource) {
        current[index] = withPath(resolved);
        hasChanged = true;
      }
    });
  }
  return current;
}

interface Target {
  kind: string;
  path: string;
}

/** The resource with its path among the outputs, where it can be computed. */
function withPath(resource: Resource): Resource {
  const known = resource.outputs["path"];
  if (known !== undefined && known !== null && !isUnknown(known)) {
    return resource;
  }
  const id = textOf(resource.inputs["nsxId"]) ?? textOf(resource.id);
  const path = nsxPath(resource.type, id, resource.inputs);
  return path === undefined ? resource : { ...resource, outputs: { ...resource.outputs, path } };
}

/** One unknown value: the name of the property that holds it, and where that is. */
interface Gap {
  key: string;
  place: string;
}

function resolveInputs(resource: Resource, pathOf: (urn: string) => Target | undefined): Resource {
  let inputs: PropertyMap | undefined;
  for (const [property, value] of Object.entries(resource.inputs)) {
    const gaps = unknownsOf(value, property, property);
    if (gaps.length === 0) {
      continue;
    }
    const urns = resource.propertyDependencies?.[property] ?? resource.dependencies ?? [];
    const used = new Set(textsIn(value));
    const targets = [...new Set(urns)]
      .flatMap((urn) => pathOf(urn) ?? [])
      .filter(({ path }) => !used.has(path));
    const answers = answersFor(gaps, targets);
    if (answers.size > 0) {
      inputs = { ...(inputs ?? resource.inputs), [property]: fill(value, property, answers) };
    }
  }
  return inputs === undefined ? resource : { ...resource, inputs };
}

/** Unknown texts of a property, but not a whole list of which nobody knows the length. */
function unknownsOf(value: PropertyValue | undefined, key: string, place: string): Gap[] {
  if (Array.isArray(value)) {
    return value.flatMap((element, index) =>
      isUnknown(element) ? [{ key, place }] : unknownsOf(element, key, `${place}[${index}]`),
    );
  }
  const map = mapOf(value);
  if (map !== undefined) {
    return Object.entries(map).flatMap(([name, part]) =>
      unknownsOf(part, name, `${place}.${name}`),
    );
  }
  return isUnknown(value) && REFERENCES[key]?.isList === false ? [{ key, place }] : [];
}

function textsIn(value: PropertyValue | undefined): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(textsIn);
  }
  const map = mapOf(value);
  return map === undefined ? [textOf(value) ?? ""] : Object.values(map).flatMap(textsIn);
}

/** Paths for the places of which the dependencies leave one choice. */
function answersFor(gaps: readonly Gap[], targets: readonly Target[]): Map<string, string[]> {
  const places = new Map<string, Gap[]>();
  for (const gap of gaps) {
    places.set(gap.place, [...(places.get(gap.place) ?? []), gap]);
  }
  const fitting = [...places].map(([place, list]) => {
    const reference = REFERENCES[list[0]?.key ?? ""];
    const paths = targets.flatMap(({ kind, path }) => {
      const suffix = reference?.targets[kind];
      return suffix === undefined ? [] : [`${path}${suffix}`];
    });
    return { place, count: list.length, paths };
  });
  const claims = new Map<string, number>();
  for (const path of fitting.flatMap(({ paths }) => paths)) {
    claims.set(path, (claims.get(path) ?? 0) + 1);
  }
  return new Map(
    fitting
      .filter(
        ({ count, paths }) =>
          paths.length === count && paths.every((path) => claims.get(path) === 1),
      )
      .map(({ place, paths }) => [place, paths]),
  );
}

function fill(
  value: PropertyValue | undefined,
  place: string,
  answers: ReadonlyMap<string, string[]>,
): PropertyValue | undefined {
  if (Array.isArray(value)) {
    const own = [...(answers.get(place) ?? [])];
    return value.map((element, index) =>
      isUnknown(element)
        ? (own.shift() ?? element)
        : (fill(element, `${place}[${index}]`, answers) ?? null),
    );
  }
  const map = mapOf(value);
  if (map !== undefined) {
    return Object.fromEntries(
      Object.entries(map).map(([name, part]) => [name, fill(part, `${place}.${name}`, answers)]),
    );
  }
  return isUnknown(value) ? (answers.get(place)?.[0] ?? value) : value;
}
