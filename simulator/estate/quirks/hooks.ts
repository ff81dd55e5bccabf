import type { PropertyMap } from "vmnet/network/model/resource";
import type { Change, World } from "../family";
import type { EstateObject } from "../stateFile";
import type { CheckFailure, DiffAnswer, EstateRefusal } from "../types";
import { quirksOf } from "./index";
import type { DiffSituation, ReadSituation, WriteSituation } from "./quirk";

/** What the peculiarities of a type refuse at preview. */
export function faultsBy(type: string, inputs: PropertyMap, world: World): CheckFailure[] {
  return quirksOf(type).flatMap((quirk) => quirk.check?.(type, inputs, world) ?? []);
}

export function diffBy(situation: DiffSituation): DiffAnswer {
  let { answer } = situation;
  for (const quirk of quirksOf(situation.type)) {
    answer = quirk.diff?.({ ...situation, answer }) ?? answer;
  }
  return answer;
}

/** The arguments that reach the system. */
export function sentBy(situation: WriteSituation): PropertyMap {
  let { inputs } = situation;
  for (const quirk of quirksOf(situation.type)) {
    inputs = quirk.apply?.({ ...situation, inputs }) ?? inputs;
  }
  return inputs;
}

export function admitBy(change: Change): void {
  quirksOf(change.type).forEach((quirk) => quirk.admit?.(change));
}

export function answerBy(change: Change, outputs: PropertyMap): PropertyMap {
  let answer = outputs;
  for (const quirk of quirksOf(change.type)) {
    answer = { ...answer, ...quirk.answer?.(change, answer) };
  }
  return answer;
}

/** Each hook sees what the one before it stored. */
export function settleBy(change: Change, object: EstateObject): void {
  const { store } = change.world;
  for (const quirk of quirksOf(change.type)) {
    quirk.settle?.(change, store.get(object.type, object.id) ?? object);
  }
}

export const leavesOrphans = (type: string) =>
  quirksOf(type).some((quirk) => quirk.orphan !== undefined);

/** What a refused create leaves behind; stored by the caller. */
export function orphanBy(change: Change, refusal: EstateRefusal): EstateObject | undefined {
  for (const quirk of quirksOf(change.type)) {
    const orphan = quirk.orphan?.(change, refusal);
    if (orphan !== undefined) {
      return orphan;
    }
  }
  return undefined;
}

export function seenBy(situation: ReadSituation): EstateObject | undefined {
  let { object } = situation;
  for (const quirk of quirksOf(situation.type)) {
    object = quirk.read?.({ ...situation, object }) ?? object;
  }
  return object;
}

export function releaseBy(object: EstateObject, world: World): void {
  quirksOf(object.type).forEach((quirk) => quirk.release?.(object, world));
}

export function goneBy(type: string, id: string, recorded: PropertyMap, world: World): void {
  quirksOf(type).forEach((quirk) => quirk.gone?.(type, id, recorded, world));
}

export function removedBy(object: EstateObject, world: World): void {
  quirksOf(object.type).forEach((quirk) => quirk.removed?.(object, world));
}
