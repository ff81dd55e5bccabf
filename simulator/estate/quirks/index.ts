import type { Change, World } from "../family";
import type { TypeTable } from "../generic/tables";
import type { CheckFailure, DiffAnswer } from "../types";
import type { EstateObject } from "../stateFile";
import type { PropertyMap } from "vmnet/network/model/resource";
import { unlicensed } from "./licence";
import { localeServiceReplaces } from "./localeService";
import { staleRevision } from "./staleRevision";

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

export interface UpdateSituation {
  type: string;
  /** What would be applied: the program's arguments and kept computed values. */
  inputs: PropertyMap;
  news: PropertyMap;
  oldInputs: PropertyMap;
  recorded: PropertyMap;
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
  /** Where it was seen or is documented; printed in docs/fidelity.md. */
  source: string;
  /** Types that have it; "all" for every type. */
  types: readonly string[] | "all";
  check?(type: string, inputs: PropertyMap, world: World): CheckFailure[];
  /** Another answer than the generic one. */
  diff?(situation: DiffSituation): DiffAnswer | undefined;
  /** What an update really applies. */
  apply?(situation: UpdateSituation): PropertyMap | undefined;
  /** Refuses a create or an update. */
  admit?(change: Change): void;
  /** What a refresh sees; throws where it fails. */
  read?(situation: ReadSituation): EstateObject | undefined;
  /** Refuses a delete. */
  release?(object: EstateObject, world: World): void;
}

/** Every peculiarity that is modelled, in the order in which hooks run. */
export const quirks: readonly Quirk[] = [staleRevision, localeServiceReplaces, unlicensed];

const byType = new Map<string, Quirk[]>();

/** The peculiarities of a type. */
export function quirksOf(type: string): Quirk[] {
  let found = byType.get(type);
  if (found === undefined) {
    found = quirks.filter((quirk) => quirk.types === "all" || quirk.types.includes(type));
    byType.set(type, found);
  }
  return found;
}
