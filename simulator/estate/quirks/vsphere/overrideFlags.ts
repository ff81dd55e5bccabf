import { V } from "../../kinds";
import { keptWhenZero } from "../keep";
import type { Quirk } from "../quirk";

/** These three only; the other `*OverrideAllowed` flags work both ways (seen). */
export const overrideFlagsStay: Quirk = {
  name: "three override flags stay true",
  source: "seen with a rule of the stand-in (unset is unchanged)",
  types: [V.dvpg],
  apply: (situation) =>
    keptWhenZero(situation, [
      "netflowOverrideAllowed",
      "trafficFilterOverrideAllowed",
      "networkResourcePoolOverrideAllowed",
    ]),
};
