import { V } from "../../kinds";
import { keptWhenZero } from "../keep";
import type { Quirk } from "../quirk";

const ofGroups = ["numberOfPorts", "description", "portNameFormat"];
const ofSwitches = ["description", "ipv4Address"];

/** Zero and empty text are not sent. Removing contact and NetFlow settings works (seen). */
export const emptyValuesNotSent: Quirk = {
  name: "zero and empty text are not sent",
  source: "seen with a rule of the stand-in (unset is unchanged)",
  types: [V.dvs, V.dvpg],
  apply(situation) {
    if (situation.type === V.dvpg) {
      return keptWhenZero(situation, ofGroups);
    }
    const reservations = Object.keys(situation.inputs).filter((name) =>
      name.endsWith("ReservationMbit"),
    );
    return keptWhenZero(situation, [...ofSwitches, ...reservations]);
  },
};
