import { answerOf } from "../../generic/diff";
import { isAbsent } from "../../generic/values";
import { N } from "../../kinds";
import type { Quirk } from "../quirk";

/** An empty block is recorded, so that a program without one wants to remove it. `criteria: {}` is clean. */
export const intrusionCriteriaDiffer: Quirk = {
  name: "an intrusion profile without criteria never settles",
  source: "seen",
  types: [N.idsProfile],
  diff({ table, news, answer }) {
    return isAbsent(news["criteria"])
      ? answerOf(table, { ...answer.detailed, criteria: "DELETE" }, news)
      : undefined;
  },
};
