import { V } from "../../kinds";
import { keptWhenZero } from "../keep";
import type { Quirk } from "../quirk";

export const tagDescriptionStays: Quirk = {
  name: "the description of a tag cannot be cleared",
  source: "seen",
  types: [V.tag],
  apply: (situation) => keptWhenZero(situation, ["description"]),
};
