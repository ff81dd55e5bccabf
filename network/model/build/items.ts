import { nsxPath } from "../paths";
import type { PropertyMap, Resource } from "../resource";
import type { Origin } from "../types";
import { propertiesOf, textOf } from "./values";

/** A resource as the builder sees it. */
export interface Item {
  resource: Resource;
  /** `Tier1Gateway`, `VirtualMachine`: the type without package, and without NSX's "Policy". */
  kind: string;
  /** What is known of it, see {@link propertiesOf}. */
  props: PropertyMap;
  /** NSX path; absent where there is none or it is not known. */
  path?: string;
  /** Stable identity in the model: the path, or the URN. */
  id: string;
  /** Name for people. */
  name: string;
  origin: Origin;
}

/** URNs of resources that the dump reader made start with this. */
export const DUMP_URN = "urn:pulumi:dump::";

/** Every network resource by kind, path and URN; in an order that the input's does not change. */
export interface Items {
  all: Item[];
  ofKind(...kinds: string[]): Item[];
  atPath(path: string): Item | undefined;
  withUrn(urn: string): Item | undefined;
  /** Paths that more than one resource claims, with the ones that were left out. */
  duplicates: { kept: Item; dropped: Item }[];
}

/** The kind of a network resource's type token; undefined for all other types. */
export function kindOf(type: string): string | undefined {
  const match = /^(vsphere|nsxt):[^:]*:(\w+)$/.exec(type);
  return match?.[2]?.replace(/^Policy(?=[A-Z])/, "");
}

/** What was read of a resource once: many models differ in few of their resources. */
const read = new WeakMap<Resource, { item: Item | undefined }>();

function itemOf(resource: Resource): Item | undefined {
  const known = read.get(resource);
  if (known !== undefined) {
    return known.item;
  }
  const item = newItem(resource);
  read.set(resource, { item });
  return item;
}

function newItem(resource: Resource): Item | undefined {
  const kind = kindOf(resource.type);
  if (kind === undefined || !resource.custom) {
    return undefined;
  }
  const props = propertiesOf(resource);
  const path =
    textOf(props["path"]) ??
    nsxPath(resource.type, textOf(props["nsxId"]) ?? textOf(resource.id), props);
  const name = textOf(props["displayName"]) ?? textOf(props["name"]) ?? resource.name;
  const fromDump = resource.urn.startsWith(DUMP_URN);
  const origin: Origin = fromDump
    ? { source: "dump", ref: path ?? resource.urn, label: name }
    : { source: "resource", ref: resource.urn, label: name };
  const isNsx = resource.type.startsWith("nsxt:") && path !== undefined;
  return { resource, kind, props, path, id: isNsx ? path : resource.urn, name, origin };
}

/** Path that only NSX objects have; a machine's `path` is none. */
function objectPath(item: Item): string | undefined {
  return item.resource.type.startsWith("nsxt:") ? item.path : undefined;
}

function compareItems(a: Item, b: Item): number {
  const rank = (item: Item) => (item.origin.source === "dump" ? 1 : 0);
  const order = rank(a) - rank(b);
  if (order !== 0) {
    return order;
  }
  return a.resource.urn < b.resource.urn ? -1 : a.resource.urn > b.resource.urn ? 1 : 0;
}

/**
 * Sorts resources by URN, those of a dump last, and keeps one per path: what a program says wins
 * over a dump of the same object.
 */
export function indexItems(resources: readonly Resource[]): Items {
  const sorted = resources.flatMap((resource) => itemOf(resource) ?? []).sort(compareItems);
  const paths = new Map<string, Item>();
  const urns = new Map<string, Item>();
  const kinds = new Map<string, Item[]>();
  const all: Item[] = [];
  const duplicates: Items["duplicates"] = [];
  for (const item of sorted) {
    const path = objectPath(item);
    const kept = path === undefined ? undefined : paths.get(path);
    if (kept !== undefined || urns.has(item.resource.urn)) {
      const first = kept ?? urns.get(item.resource.urn) ?? item;
      if (item.origin.source !== "dump" || first.origin.source === "dump") {
        duplicates.push({ kept: first, dropped: item });
      }
      continue;
    }
    if (path !== undefined) {
      paths.set(path, item);
    }
    urns.set(item.resource.urn, item);
    all.push(item);
    const same = kinds.get(item.kind);
    if (same === undefined) {
      kinds.set(item.kind, [item]);
    } else {
      same.push(item);
    }
  }
  return {
    all,
    duplicates,
    ofKind: (...wanted) => wanted.flatMap((kind) => kinds.get(kind) ?? []),
    atPath: (path) => paths.get(path),
    withUrn: (urn) => urns.get(urn),
  };
}
