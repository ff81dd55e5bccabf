import { isZero } from "../../generic/values";
import { V } from "../../kinds";
import type { Quirk } from "../quirk";

/** vCenter 7 and later answer "disabled" for what was never set. */
export const descendantSharesRead: Quirk = {
  name: "scaleDescendantsShares reads disabled",
  source: "seen; the server's answer is a rule of the stand-in",
  types: [V.resourcePool],
  apply: ({ inputs }) =>
    isZero(inputs["scaleDescendantsShares"])
      ? { ...inputs, scaleDescendantsShares: "disabled" }
      : undefined,
};
