import type * as pulumi from "@pulumi/pulumi";

import { joinPath } from "../../network/faults";
import type { VmTemplate } from "../networkedVm";
import type { Checks } from "./checks";

/** What a machine that a component makes is made of. */
interface Place {
  resourcePoolId: pulumi.Input<string>;
  datastoreId: pulumi.Input<string>;
  template: VmTemplate;
  cpus?: number;
  memoryMb?: number;
  diskSizeGb?: number;
}

/** The least that a machine needs, in MB of memory and GB of disk: a service's is a whole Linux. */
interface Least {
  memoryMb: number;
  diskSizeGb: number;
}

/** Pool, datastore, template and size; paths begin with `path`. */
export function checkPlace(
  checks: Checks,
  path: string,
  place: Place,
  least: Least = { memoryMb: 512, diskSizeGb: 4 },
): void {
  const at = (part: string) => joinPath(path, part);
  checks.required(at("resourcePoolId"), place.resourcePoolId, "such as resgroup-60");
  checks.required(at("datastoreId"), place.datastoreId, "such as datastore-41");
  checkTemplate(checks, at("template"), place.template);
  checks.wholeNumber(at("cpus"), place.cpus, 1, 768);
  checks.wholeNumber(at("memoryMb"), place.memoryMb, least.memoryMb, 25_165_824);
  if (place.memoryMb !== undefined && place.memoryMb % 4 !== 0) {
    checks.fault(at("memoryMb"), {
      message: "memory comes in steps of 4 MB",
      value: place.memoryMb,
      allowed: "a multiple of 4",
      fix: `the nearest is ${Math.max(4, Math.round(place.memoryMb / 4) * 4)}`,
    });
  }
  checks.wholeNumber(at("diskSizeGb"), place.diskSizeGb, least.diskSizeGb, 63_488);
}

function checkTemplate(checks: Checks, path: string, template: VmTemplate): void {
  const at = (part: string) => joinPath(path, part);
  if (!checks.required(path, template, "the machine to clone from")) {
    return;
  }
  checks.required(at("uuid"), template.uuid, "the template's BIOS UUID");
  checks.required(at("guestId"), template.guestId, "such as debian12_64Guest");
  checks.oneOf(at("firmware"), checks.known(template.firmware), ["bios", "efi"]);
  const { thinProvisioned = true, eagerlyScrub } = template;
  if (checks.known(thinProvisioned) === true && checks.known(eagerlyScrub) === true) {
    checks.fault(at("eagerlyScrub"), {
      message: "a thin disk takes space as it fills, so none is zeroed at once",
      value: true,
      allowed: "true only where thinProvisioned is false",
      fix: "write what the template's disk is",
    });
  }
}
