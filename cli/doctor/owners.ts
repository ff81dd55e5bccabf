import type { Resource } from "vmnet/network/model/resource";

const COMPONENTS = "vmnet:index:";

/** Name of a vmnet component's class, or undefined for other types. */
export function componentOf({ type }: Resource): string | undefined {
  return type.startsWith(COMPONENTS) ? type.slice(COMPONENTS.length) : undefined;
}

/** The component that a resource belongs to, the outermost one of this package, or the resource itself. */
export function ownerOf(resource: Resource, resources: readonly Resource[]): string {
  let owner = resource;
  for (
    let above: Resource | undefined = resource;
    above !== undefined;
    above = resources.find(({ urn }) => urn === above?.parent)
  ) {
    if (componentOf(above) !== undefined) {
      owner = above;
    }
  }
  return owner.name;
}
