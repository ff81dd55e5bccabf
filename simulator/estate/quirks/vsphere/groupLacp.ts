import { V } from "../../kinds";
import type { Quirk } from "../quirk";

/** LACP is a setting of the switch; the provider offers it for groups and never sends it. */
export const groupLacpNeverSent: Quirk = {
  name: "LACP of a port group is never sent",
  source: "seen, code",
  types: [V.dvpg],
  apply: ({ inputs }) => ({ ...inputs, lacpEnabled: false, lacpMode: "passive" }),
};
