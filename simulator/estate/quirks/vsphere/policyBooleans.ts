import { V } from "../../kinds";
import { policyDefaults } from "../../vsphere/distributedParts";
import { keptWhenZero } from "../keep";
import type { Quirk } from "../quirk";

const booleans = [
  ...Object.keys(policyDefaults).filter((name) => typeof policyDefaults[name] === "boolean"),
  "lacpEnabled",
];

/** The provider sends a policy boolean only when it is true. */
export const policyBooleansNeverFalse: Quirk = {
  name: "policy booleans cannot go back to false",
  source:
    "seen with a rule of the stand-in (unset is unchanged): true to false, and notifySwitches or failback false at create",
  types: [V.dvs, V.dvpg],
  apply: (situation) => keptWhenZero(situation, booleans),
};
