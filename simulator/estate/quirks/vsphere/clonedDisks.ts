import type { PropertyMap } from "vmnet/network/model/resource";
import { isAbsent, mapsOf } from "../../generic/values";
import { V } from "../../kinds";
import { EstateRefusal } from "../../types";
import { templateOf } from "../../vsphere/machines";
import type { Quirk } from "../quirk";

/** How a disk is allotted, with the provider's own names and defaults. */
const allotment = [
  ["thinProvisioned", "thin_provisioned", true],
  ["eagerlyScrub", "eagerly_scrub", false],
] as const;

const saidBy = (disk: PropertyMap, name: string, fallback: boolean) =>
  isAbsent(disk[name]) ? fallback : disk[name];

/** A clone sends neither value for a disk of its template, and a difference is no update but an error. */
export const clonedDisksKeepAllotment: Quirk = {
  name: "a cloned disk is allotted as its template's, and no preview may say otherwise",
  source: "code",
  types: [V.vm],
  answer(change, outputs) {
    const from = change.before?.outputs ?? templateOf(change)?.outputs;
    const theirs = mapsOf(from?.["disks"]);
    const disks = mapsOf(outputs["disks"]).map((disk, index) => {
      const kept = theirs[index];
      const values = allotment.filter(([name]) => kept !== undefined && !isAbsent(kept[name]));
      return { ...disk, ...Object.fromEntries(values.map(([name]) => [name, kept?.[name]])) };
    });
    return { disks };
  },
  diff({ recorded, news }) {
    const had = mapsOf(recorded["disks"]);
    mapsOf(news["disks"]).forEach((disk, index) => {
      const old = had.find(({ label }) => label === disk["label"]);
      for (const [name, word, fallback] of old === undefined ? [] : allotment) {
        const [before, after] = [saidBy(old ?? {}, name, fallback), saidBy(disk, name, fallback)];
        if (before !== after) {
          throw new EstateRefusal(
            `virtual disk "${String(disk["label"])}": cannot change the value of "${word}" - ` +
              `(old: ${String(before)} new: ${String(after)})`,
            undefined,
            `disks[${index}].${name}`,
          );
        }
      }
    });
    return undefined;
  },
};
