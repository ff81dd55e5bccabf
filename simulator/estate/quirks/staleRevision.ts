import { numberOf } from "../generic/values";
import { N } from "../kinds";
import { managerRefusal } from "../refusal";
import type { Quirk } from "./quirk";

/**
 * Kinds that the provider writes by PUT or with a revision check. The caller's state must hold the
 * object's present revision; after a change by somebody else only a refresh helps. Policies, groups,
 * segments and NAT rules are written without a check: the last writer wins.
 */
export const staleRevision: Quirk = {
  name: "stale revision",
  source: "seen on service and Tier-1; the other types written by PUT by the same mechanism",
  types: [N.service, N.tier0, N.tier1, N.lbPool, N.ipBlock, N.uplinkProfile, N.hostProfile],
  admit({ before, recorded, id }) {
    const now = numberOf(before?.outputs["revision"]);
    const sent = numberOf(recorded?.["revision"]);
    if (now !== undefined && sent !== undefined && now !== sent) {
      throw managerRefusal(
        `The object ${id} is at revision ${now}, the request has ${sent}. ` +
          "Fetch the latest copy of the object and retry",
        604,
      );
    }
  },
};
