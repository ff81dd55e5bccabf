import { isAbsent, isZero } from "../../generic/values";
import { V } from "../../kinds";
import type { Quirk } from "../quirk";

/**
 * Active and standby uplinks are one setting of vCenter. At a create the missing half is empty; later
 * it comes from the state, so that an uplink may be sent as active and standby.
 */
export const uplinksAreAPair: Quirk = {
  name: "active and standby uplinks are one setting",
  source: "seen",
  types: [V.dvpg],
  apply({ inputs, before }) {
    const alone = !isZero(inputs["activeUplinks"]) && isAbsent(inputs["standbyUplinks"]);
    return before === undefined && alone ? { ...inputs, standbyUplinks: [] } : undefined;
  },
};
