import type { FaultList } from "../../faults";
import type { Resource } from "../resource";
import { isObject, textAt, textsAt, toProperties } from "./json";

/**
 * One entry of a state: what `pulumi stack export` lists, and what a preview's steps hold. Undefined,
 * with faults, when URN or type is missing.
 */
export function stateResource(
  entry: Record<string, unknown>,
  path: string,
  faults: FaultList,
): Resource | undefined {
  const urn = textAt(entry, "urn");
  const type = textAt(entry, "type");
  if (urn === undefined || type === undefined) {
    const missing = urn === undefined ? "urn" : "type";
    faults.add(`${path}.${missing}`, {
      message: "missing: this is not a resource of a Pulumi state",
    });
    return undefined;
  }
  const optional = {
    parent: textAt(entry, "parent"),
    id: textAt(entry, "id"),
    provider: textAt(entry, "provider"),
  };
  const resource: Resource = {
    urn,
    type,
    name: urn.slice(urn.lastIndexOf("::") + 2),
    custom: entry["custom"] === true,
    inputs: toProperties(entry["inputs"]),
    outputs: toProperties(entry["outputs"]),
    dependencies: textsAt(entry, "dependencies"),
    ...(entry["protect"] === true ? { protect: true } : {}),
  };
  for (const [key, value] of Object.entries(optional)) {
    if (value !== undefined) {
      Object.assign(resource, { [key]: value });
    }
  }
  const byProperty = entry["propertyDependencies"];
  if (isObject(byProperty)) {
    resource.propertyDependencies = Object.fromEntries(
      Object.keys(byProperty).map((key) => [key, textsAt(byProperty, key)]),
    );
  }
  return resource;
}
