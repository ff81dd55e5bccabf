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

/** Pool, datastore, template and size; paths begin with `path`. */
export function checkPlace(checks: Checks, path: string, place: Place): void {
  const at = (part: string) => joinPath(path, part);
  checks.required(at("resourcePoolId"), place.resourcePoolId, "such as resgroup-60");
  checks.required(at("datastoreId"), place.datastoreId, "such as datastore-41");
  const { template } = place;
  if (checks.required(at("template"), template, "the machine to clone from")) {
    checks.required(at("template.uuid"), template.uuid, "the template's BIOS UUID");
    checks.required(at("template.guestId"), template.guestId, "such as debian12_64Guest");
  }
  checks.wholeNumber(at("cpus"), place.cpus, 1, 768);
  checks.wholeNumber(at("memoryMb"), place.memoryMb, 512, 25_165_824);
  checks.wholeNumber(at("diskSizeGb"), place.diskSizeGb, 4, 63_488);
}
