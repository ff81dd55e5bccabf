/** A resource as `pulumi stack export` writes it; fields that nobody here reads are handed on. */
export interface StateResource {
  urn: string;
  type: string;
  custom?: boolean;
  id?: string;
  /** Replaced by a newer one, and still to be deleted. */
  delete?: boolean;
  /** Deleted already, and still to be created again. */
  pendingReplacement?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  parent?: string;
  /** `<URN>::<id>` of the provider resource. */
  provider?: string;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[] | null>;
  deletedWith?: string;
  [key: string]: unknown;
}

/** What was under way when the engine stopped. */
export interface PendingOperation {
  type: string;
  resource: StateResource;
}

/** The part `deployment` of an exported stack. */
export interface Deployment {
  resources?: StateResource[];
  pending_operations?: PendingOperation[];
  [key: string]: unknown;
}

/** `urn:pulumi:<stack>::<project>::<types>::<name>`, taken apart. */
export function urnParts(urn: string): {
  stack: string;
  project: string;
  /** Types of the parents from outside in, and the resource's own. */
  types: string[];
  name: string;
} {
  const [head = "", project = "", qualified = "", ...rest] = urn.split("::");
  return {
    stack: head.replace(/^urn:pulumi:/, ""),
    project,
    types: qualified.split("$"),
    name: rest.join("::"),
  };
}

/** URNs that a resource needs to be in the state before it. */
export function needs(resource: StateResource): string[] {
  const { parent, provider, dependencies = [], propertyDependencies = {}, deletedWith } = resource;
  const ofProvider = provider?.split("::").slice(0, -1).join("::");
  const ofProperties = Object.values(propertyDependencies).flatMap((urns) => urns ?? []);
  return [parent, ofProvider, deletedWith, ...dependencies, ...ofProperties].filter(
    (urn): urn is string => urn !== undefined && urn !== "",
  );
}

/** A resource without references to one that left the state. */
export function withoutReferences(resource: StateResource, gone: ReadonlySet<string>) {
  const rest: StateResource = { ...resource };
  if (rest.dependencies) rest.dependencies = rest.dependencies.filter((urn) => !gone.has(urn));
  if (rest.propertyDependencies) {
    rest.propertyDependencies = Object.fromEntries(
      Object.entries(rest.propertyDependencies).map(([key, urns]) => [
        key,
        (urns ?? []).filter((urn) => !gone.has(urn)),
      ]),
    );
  }
  if (rest.deletedWith && gone.has(rest.deletedWith)) delete rest.deletedWith;
  return rest;
}

/**
 * The resources in an order that the engine accepts: each behind what it needs, otherwise as they
 * were. What is to be deleted (an older resource of the same URN) stays at the end.
 */
export function inOrder(resources: readonly StateResource[]): StateResource[] {
  const living = resources.filter((resource) => resource.delete !== true);
  const byUrn = new Map(living.map((resource) => [resource.urn, resource]));
  const placed = new Set<string>();
  const result: StateResource[] = [];
  const place = (resource: StateResource) => {
    if (placed.has(resource.urn)) return;
    placed.add(resource.urn);
    for (const urn of needs(resource)) {
      const needed = byUrn.get(urn);
      if (needed) place(needed);
    }
    result.push(resource);
  };
  living.forEach(place);
  return [...result, ...resources.filter((resource) => resource.delete === true)];
}
