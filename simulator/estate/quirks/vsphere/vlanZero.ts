import { V } from "../../kinds";
import { keptWhenZero } from "../keep";
import type { Quirk } from "../quirk";

/** VLAN 0 is not sent: a group that had a VLAN keeps it. At a create 0 is what applies anyway. */
export const vlanZeroNotSent: Quirk = {
  name: "VLAN 0 is not sent",
  source: "seen with a rule of the stand-in (unset is unchanged)",
  types: [V.dvs, V.dvpg],
  apply: (situation) => keptWhenZero(situation, ["vlanId"]),
};
