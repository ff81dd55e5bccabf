import type { VmTemplate } from "../networkedVm";

/** What only a machine's creation takes from its template: a rebuilt template must not touch machines. */
export const OF_TEMPLATE = ["clone", "disks[0].thinProvisioned", "disks[0].eagerlyScrub"];

/** The one disk of a cloned machine, said to be allotted as the template's is: a clone keeps that. */
export function clonedDisk({ thinProvisioned, eagerlyScrub }: VmTemplate, sizeGb = 20) {
  return {
    label: "disk0",
    size: sizeGb,
    ...(thinProvisioned === undefined ? {} : { thinProvisioned }),
    ...(eagerlyScrub === undefined ? {} : { eagerlyScrub }),
  };
}
