import { answerOf } from "../../generic/diff";
import { isMap, isZero, type Maybe } from "../../generic/values";
import { V } from "../../kinds";
import { without } from "../keep";
import type { Quirk } from "../quirk";

const turnsNothingOn = (block: Maybe) => isMap(block) && Object.values(block).every(isZero);

/** An `ipv6` block in which nothing is on reads back as absent, and is added on every preview. */
export const emptyIpv6ReadsAbsent: Quirk = {
  name: "an ipv6 block that turns nothing on reads back as absent",
  source: "seen",
  types: [V.vnic],
  diff({ table, news, recorded, answer }) {
    return turnsNothingOn(news["ipv6"]) && isZero(recorded["ipv6"])
      ? answerOf(table, { ...answer.detailed, ipv6: "ADD" }, news)
      : undefined;
  },
  apply: ({ inputs }) => (turnsNothingOn(inputs["ipv6"]) ? without(inputs, ["ipv6"]) : undefined),
};
