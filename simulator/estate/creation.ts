import type { PropertyMap } from "vmnet/network/model/resource";
import { families } from "./families";
import type { Change, World } from "./family";
import { genericIdentity } from "./generic/identity";
import { copyOf } from "./generic/values";
import { leavesOrphans, orphanBy, sentBy } from "./quirks/hooks";
import { EstateRefusal } from "./types";

/** A create with its id, and the arguments that reach the system. */
export function creationOf(
  world: World,
  type: string,
  inputs: PropertyMap,
  urn: string | undefined,
): Change {
  const given = copyOf(inputs);
  const identity = families[type]?.identify?.(given, world) ?? genericIdentity(type, given, world);
  const situation = { type, world, news: given, oldInputs: {}, recorded: {}, before: undefined };
  const change: Change = {
    world,
    type,
    inputs: sentBy({ ...situation, inputs: given }),
    ...identity,
  };
  return urn === undefined ? change : { ...change, urn };
}

/** Some creates fail half-way; what they made until then stays and belongs to nobody. */
export function keepOrphan(change: Change | undefined, error: unknown): void {
  if (change === undefined || !(error instanceof EstateRefusal) || !leavesOrphans(change.type)) {
    return;
  }
  const { store } = change.world;
  store.mutate(() => {
    const orphan = orphanBy(change, error);
    if (orphan !== undefined) {
      store.put(orphan);
    }
  });
}
