import { answerOf } from "../generic/diff";
import { mapsOf } from "../generic/values";
import { N } from "../kinds";
import type { Quirk } from "./quirk";

/**
 * `localeServices[].nsxId` is force-new inside a set: any change of an element that names its id
 * looks like another element, and replaces the gateway.
 */
export const localeServiceReplaces: Quirk = {
  name: "locale service with an id replaces its gateway",
  source: "seen: another edge cluster in localeServices replaced the Tier-0",
  types: [N.tier0, N.tier1],
  diff({ table, news, answer }) {
    const named = mapsOf(news["localeServices"]).some((item) => item["nsxId"] !== undefined);
    const touched = Object.keys(answer.detailed).filter((path) =>
      path.startsWith("localeServices["),
    );
    if (!named || touched.length === 0) {
      return undefined;
    }
    const detailed = { ...answer.detailed };
    touched.forEach((path) => {
      detailed[path] = "UPDATE_REPLACE";
    });
    return answerOf(table, detailed, news);
  },
};
