import { unlicensed } from "./licence";
import { localeServiceReplaces } from "./localeService";
import { nsxQuirks } from "./nsx";
import type { Quirk } from "./quirk";
import { staleRevision } from "./staleRevision";
import { vsphereQuirks } from "./vsphere";

export type { DiffSituation, Quirk, ReadSituation, WriteSituation } from "./quirk";

/** Every peculiarity that is modelled, in the order in which hooks run. */
export const quirks: readonly Quirk[] = [
  staleRevision,
  localeServiceReplaces,
  unlicensed,
  ...nsxQuirks,
  ...vsphereQuirks,
];

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
