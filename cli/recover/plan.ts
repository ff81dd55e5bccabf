import type { EstateObject } from "@vmnet/simulator/estate/index";
import { inOrder, needs, urnParts, withoutReferences } from "./deployment";
import type { Deployment, PendingOperation, StateResource } from "./deployment";

/** What a crash left, as the systems and the state tell it. */
export interface Wreck {
  stack: string;
  project: string;
  deployment: Deployment;
  /** Every object of the systems. */
  objects: readonly EstateObject[];
  /** True when the real provider would fail to read a resource, because its object is gone. */
  isUnreadable(resource: StateResource): boolean;
}

/** How a wreck is put right. */
export interface Repair {
  /** The state to go on with. */
  deployment: Deployment;
  /** Whether it differs from what there was. */
  changed: boolean;
  /** Objects that belong to no resource and are to be deleted, the newest first. */
  orphans: EstateObject[];
  /** What was done, for the reader. */
  notes: string[];
}

const isOurs = (type: string) => /^(?:vsphere|nsxt):/.test(type);
const keyOf = (type: string, id: string | undefined) => `${type} ${id ?? ""}`;
const nameOf = (urn: string) => {
  const { types, name } = urnParts(urn);
  return `${types.at(-1)?.split(":").at(-1) ?? "?"} ${name}`;
};

/**
 * Compares the state with the systems after a crash.
 *
 * - A pending operation is dropped; a refresh afterwards reads how far it came.
 * - An object that the stack made and the state lacks is adopted under its URN. Where the state holds
 *   another object under it (a replacement was under way), or no provider of its package, the object
 *   is deleted instead: the next `up` makes it again.
 * - A resource whose object is gone leaves the state where a refresh would fail on it; a refresh drops
 *   the others by itself.
 */
export function planRepair(wreck: Wreck): Repair {
  const notes: string[] = [];
  const pending = wreck.deployment.pending_operations ?? [];
  let resources = wreck.deployment.resources ?? [];
  const orphans: EstateObject[] = [];
  let adopted = 0;
  for (const object of lostObjects(wreck, resources, pending)) {
    const entry = adoption(object, resources, pending);
    if (entry === undefined) {
      orphans.push(object);
      notes.push(`deleted ${nameOf(object.urn)} (${object.id}), which no state knew`);
    } else {
      const others = resources.filter(({ urn, delete: old }) => urn !== entry.urn || old === true);
      resources = [...others, entry];
      adopted += 1;
      notes.push(`adopted ${nameOf(object.urn)} (${object.id}), which the state had lost`);
    }
  }
  const gone = unreadable(wreck, resources);
  if (gone.size > 0) {
    const urns = new Set([...gone].filter((item) => item.delete !== true).map(({ urn }) => urn));
    resources = resources
      .filter((resource) => !gone.has(resource))
      .map((resource) => withoutReferences(resource, urns));
    for (const { urn, id = "" } of gone) {
      notes.push(`took ${nameOf(urn)} (${id}) out of the state: it does not exist any more`);
    }
  }
  const settled = pending.length > 0 ? `settled ${operations(pending)}` : undefined;
  return {
    deployment: { ...wreck.deployment, resources: inOrder(resources), pending_operations: [] },
    changed: pending.length + adopted + gone.size > 0,
    orphans: orphans.reverse(),
    notes: settled ? [settled, ...notes] : notes,
  };
}

function operations(pending: PendingOperation[]): string {
  const list = pending.map(({ type, resource }) => `${type} ${nameOf(resource.urn)}`);
  return `what was under way: ${list.join(", ")}`;
}

type OwnedObject = EstateObject & { urn: string };

/** What this stack made and no resource of its state stands for, in order of creation. */
function lostObjects(
  { stack, project, objects }: Wreck,
  resources: StateResource[],
  pending: PendingOperation[],
): OwnedObject[] {
  const known = new Set(
    resources
      .filter(({ pendingReplacement }) => pendingReplacement !== true)
      .map(({ type, id }) => keyOf(type, id)),
  );
  // An object without a URN, from a file written by hand or by an older lab, is known by a fixed id.
  const byId = new Map(
    pending
      .filter(({ type, resource }) => type === "creating" && resource.inputs?.nsxId !== undefined)
      .map(({ resource }) => [keyOf(resource.type, String(resource.inputs?.nsxId)), resource.urn]),
  );
  return objects.flatMap((object) => {
    const key = keyOf(object.type, object.id);
    const urn = object.urn ?? byId.get(key);
    if (object.origin !== "managed" || urn === undefined || known.has(key)) return [];
    const parts = urnParts(urn);
    return parts.stack === stack && parts.project === project ? [{ ...object, urn }] : [];
  });
}

/** A state entry for an object; a refresh fills in what it leaves open. */
function adoption(
  object: OwnedObject,
  resources: StateResource[],
  pending: PendingOperation[],
): StateResource | undefined {
  const { urn, id, type } = object;
  const started = pending.find(
    (operation) => operation.type === "creating" && operation.resource.urn === urn,
  )?.resource;
  const present = resources.find((resource) => resource.urn === urn && resource.delete !== true);
  if (present) {
    if (present.pendingReplacement !== true) return undefined;
    const entry: StateResource = { ...(started ?? present), urn, id, type };
    delete entry.pendingReplacement;
    return entry;
  }
  if (started) {
    const known = new Set(resources.map((resource) => resource.urn));
    const missing = needs(started).filter((other) => !known.has(other));
    return { ...withoutReferences(started, new Set(missing)), id };
  }
  const provider = providerFor(type, resources);
  if (provider === undefined) return undefined;
  const parent = parentFor(urn, resources);
  const rest = { custom: true, id, type, inputs: {}, outputs: {}, provider };
  return { urn, ...rest, ...(parent ? { parent } : {}) };
}

/** The package's provider, the default one first. Another one later is no replacement in the lab. */
function providerFor(type: string, resources: StateResource[]): string | undefined {
  const [packageName = ""] = type.split(":");
  const providers = resources.filter(
    (resource) => resource.type === `pulumi:providers:${packageName}` && resource.id,
  );
  const chosen =
    providers.find(({ urn }) => urnParts(urn).name.startsWith("default")) ?? providers[0];
  return chosen && `${chosen.urn}::${chosen.id ?? ""}`;
}

/** The parent that a URN speaks of, where only one resource can be meant. */
function parentFor(urn: string, resources: StateResource[]): string | undefined {
  const types = urnParts(urn).types.slice(0, -1);
  const wanted = types.length > 0 ? types.join("$") : "pulumi:pulumi:Stack";
  const found = resources.filter((item) => urnParts(item.urn).types.join("$") === wanted);
  return found.length === 1 ? found[0]?.urn : undefined;
}

/** Resources that must leave the state; one with children stays, for its children's sake. */
function unreadable({ isUnreadable }: Wreck, resources: StateResource[]): Set<StateResource> {
  const parents = new Set(resources.map(({ parent }) => parent));
  return new Set(
    resources.filter(
      (resource) =>
        isOurs(resource.type) &&
        resource.custom === true &&
        resource.pendingReplacement !== true &&
        (resource.delete === true || !parents.has(resource.urn)) &&
        isUnreadable(resource),
    ),
  );
}
