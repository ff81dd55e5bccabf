import { isZero } from "../../generic/values";
import { N } from "../../kinds";
import type { Quirk } from "../quirk";

export const tier1TypeFilledIn: Quirk = {
  name: "a Tier-1 without type reads one back",
  source: "manager: only where the manager returns a type",
  types: [N.tier1],
  answer({ inputs }) {
    const type = isZero(inputs["tier0Path"]) ? "ISOLATED" : "ROUTED";
    return isZero(inputs["type"]) ? { type } : undefined;
  },
};
