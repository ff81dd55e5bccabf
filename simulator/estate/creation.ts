import type { PropertyMap } from "vmnet/network/model/resource";
import { families } from "./families";
import { jsonOf } from "./answers";
import type { Change, Completion, World } from "./family";
import { genericIdentity } from "./generic/identity";
import { copyOf } from "./generic/values";
import { leavesOrphans, orphanBy, sentBy } from "./quirks/hooks";
import type { EstateObject } from "./stateFile";
import { EstateRefusal } from "./types";
import type { OperationOptions } from "./types";

/** A create with its id, and the arguments that reach the system. */
export function creationOf(
  world: World,
  type: string,
  inputs: PropertyMap,
  options: Pick<OperationOptions, "urn" | "secretPaths">,
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
  const { urn, secretPaths } = options;
  return {
    ...change,
    ...(urn === undefined ? {} : { urn }),
    ...(secretPaths === undefined ? {} : { secretPaths }),
  };
}

/** What is stored of a change; an update keeps what it does not know. */
export function objectOf(
  { type, id, path, before, urn, secretPaths }: Change,
  outputs: PropertyMap,
  own: Completion["internal"],
): EstateObject {
  const internal = { ...before?.internal, ...own };
  const maker = before === undefined ? urn : before.urn;
  const secrets = secretPaths ?? before?.secrets ?? [];
  return {
    type,
    id,
    outputs: jsonOf(outputs),
    origin: before?.origin ?? "managed",
    ...(path === undefined ? {} : { path }),
    ...(Object.keys(internal).length > 0 ? { internal } : {}),
    ...(maker === undefined ? {} : { urn: maker }),
    ...(secrets.length > 0 ? { secrets: [...secrets] } : {}),
  };
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
