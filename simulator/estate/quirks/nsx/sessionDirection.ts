import { isZero } from "../../generic/values";
import { N } from "../../kinds";
import type { Quirk } from "../quirk";

/** The direction of MSS clamping, which the manager answers with its default. */
export const sessionDirectionFilledIn: Quirk = {
  name: "an IPsec session without direction reads NONE",
  source: "manager: only where the manager returns tcp_mss_clamping",
  types: [N.ipsecSession],
  answer: ({ inputs }) => (isZero(inputs["direction"]) ? { direction: "NONE" } : undefined),
};
