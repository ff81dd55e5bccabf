import { isAbsent, isZero } from "../../generic/values";
import { N } from "../../kinds";
import type { Quirk } from "../quirk";

/**
 * A manager that answers no `ha_mode` makes the provider store NONE, which it then refuses beside an
 * edge cluster: the gateway can be created and never updated.
 */
export const haModeReadsNone: Quirk = {
  name: "an omitted haMode of a Tier-1 is stored as NONE",
  source: "seen with 3.11.1 and a manager that answers no ha_mode",
  types: [N.tier1],
  answer({ inputs, before }) {
    const omitted = before === undefined && isAbsent(inputs["haMode"]);
    return omitted && !isZero(inputs["edgeClusterPath"]) ? { haMode: "NONE" } : undefined;
  },
};
