import type { PropertyMap } from "vmnet/network/model/resource";
import type { Change, World } from "../family";
import type { TypeTable } from "../generic/tables";
import type { EstateObject } from "../stateFile";
import type { CheckFailure, DiffAnswer, EstateRefusal } from "../types";

export interface DiffSituation {
  type: string;
  id: string;
  table: TypeTable;
  oldInputs: PropertyMap;
  /** Outputs as recorded. */
  recorded: PropertyMap;
  news: PropertyMap;
  /** The generic answer. */
  answer: DiffAnswer;
}

export interface WriteSituation {
  type: string;
  world: World;
  /** What would be applied: the program's arguments and kept computed values. */
  inputs: PropertyMap;
  news: PropertyMap;
  oldInputs: PropertyMap;
  /** What the caller's state holds; empty at a create. */
  recorded: PropertyMap;
  /** The object as it is; undefined at a create, and where somebody deleted it. */
  before: EstateObject | undefined;
}

export interface ReadSituation {
  object: EstateObject | undefined;
  type: string;
  id: string;
  oldInputs: PropertyMap | undefined;
  oldOutputs: PropertyMap | undefined;
  world: World;
}

/**
 * One measured peculiarity of a real provider: a named rule with its source. Hooks run after the
 * generic and hand-written rules; one that returns undefined changes nothing.
 */
export interface Quirk {
  name: string;
  /** Where it was seen or is documented, in the words of docs/fidelity.md, which prints it. */
  source: string;
  /** Types that have it; "all" for every type. */
  types: readonly string[] | "all";
  check?(type: string, inputs: PropertyMap, world: World): CheckFailure[];
  /** Another answer than the generic one. */
  diff?(situation: DiffSituation): DiffAnswer | undefined;
  /** What a create or an update really sends. */
  apply?(situation: WriteSituation): PropertyMap | undefined;
  /** Refuses a create or an update. */
  admit?(change: Change): void;
  /** Other outputs than the ones that the rules made; what is absent stays. */
  answer?(change: Change, outputs: PropertyMap): PropertyMap | undefined;
  /** Effects on other objects, once the object is stored. */
  settle?(change: Change, object: EstateObject): void;
  /** What a refused create leaves behind, known to nobody's state. */
  orphan?(change: Change, refusal: EstateRefusal): EstateObject | undefined;
  /** What a refresh sees; throws where it fails. */
  read?(situation: ReadSituation): EstateObject | undefined;
  /** Refuses a delete. */
  release?(object: EstateObject, world: World): void;
  /** Refuses the delete of what is not there any more; without it, gone counts as deleted. */
  gone?(type: string, id: string, recorded: PropertyMap, world: World): void;
  /** Effects on other objects, once the object is gone. */
  removed?(object: EstateObject, world: World): void;
}
