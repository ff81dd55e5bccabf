import type { Resource } from "vmnet/network/model/resource";
import { shortName } from "./lookup";
import { componentNeeds, needs, needsOnlyWith, typeNeeds } from "./needs/components";
import type { NeedId } from "./needs/components";
import { componentOf, ownerOf } from "./owners";

/** A need with those who have it. */
export interface NeededBy {
  id: NeedId;
  /** Names of components and of resources outside of any, in the program's order. */
  neededBy: string[];
}

/** What the components and resources of a program need, in the catalogue's order. */
export function ownersOfNeeds(resources: readonly Resource[]): NeededBy[] {
  const found = new Map<NeedId, string[]>();
  const add = (id: NeedId, owner: string) => {
    const owners = found.get(id) ?? [];
    found.set(id, owners.includes(owner) ? owners : [...owners, owner]);
  };
  for (const resource of resources) {
    const component = componentOf(resource);
    const entry = component === undefined ? undefined : componentNeeds[component];
    const own = entry !== undefined && "needs" in entry ? entry.needs : [];
    const ofType = resource.custom ? (typeNeeds[shortName(resource.type)] ?? []) : [];
    for (const id of [...own, ...ofType]) {
      const input = needsOnlyWith[id];
      if (input === undefined || resource.inputs[input] !== undefined) {
        add(id, ownerOf(resource, resources));
      }
    }
  }
  return (Object.keys(needs) as NeedId[]).flatMap((id) => {
    const neededBy = found.get(id);
    return neededBy === undefined ? [] : [{ id, neededBy }];
  });
}
