import type { VmTemplate } from "../networkedVm";
import { lateFlag, object, text } from "./shape";

export const vmTemplate = object<VmTemplate>({
  uuid: text,
  guestId: text,
  firmware: text,
  thinProvisioned: lateFlag,
  eagerlyScrub: lateFlag,
});
