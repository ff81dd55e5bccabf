import { isAbsent } from "../../generic/values";
import { V } from "../../kinds";
import type { Quirk } from "../quirk";

/**
 * `failback` is read back inverted. Set or not, the host fails back; `true` reads as false on every
 * preview.
 */
export const failbackReadsInverted: Quirk = {
  name: "failback of a standard switch reads back inverted",
  source: "seen, code",
  types: [V.hostSwitch, V.hostPortGroup],
  apply: ({ inputs }) =>
    isAbsent(inputs["failback"]) ? undefined : { ...inputs, failback: false },
};
