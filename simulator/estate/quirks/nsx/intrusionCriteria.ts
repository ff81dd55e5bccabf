import { answerOf } from "../../generic/diff";
import { isAbsent, isMap, isZero } from "../../generic/values";
import { N } from "../../kinds";
import { EstateRefusal } from "../../types";
import type { Quirk } from "../quirk";

/** An empty block is recorded, so that a program without one wants to remove it. */
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

/** The provider takes the last operator off a list of filters that has none. */
export const emptyCriteriaPanic: Quirk = {
  name: "empty criteria of an intrusion profile stop the plugin",
  source: "code: the filters of the block are read without asking whether there are any",
  types: [N.idsProfile],
  admit({ inputs }) {
    const { criteria } = inputs;
    if (isMap(criteria) && Object.values(criteria).every(isZero)) {
      throw new EstateRefusal(
        "the nsxt plugin exits in a panic (rpc error: EOF): criteria has no filter. Write one, such " +
          "as every CVSS class, which leaves no signature out",
        undefined,
        "criteria",
      );
    }
  },
};
