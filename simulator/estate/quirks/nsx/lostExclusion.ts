import { N } from "../../kinds";
import { EstateRefusal } from "../../types";
import type { Quirk } from "../quirk";

/** A destroy gets past it: there, what is gone counts as deleted. */
export const lostExclusionFails: Quirk = {
  name: "a lost member of the exclude list fails a refresh",
  source: "code: reading answers with an error, where other types are dropped",
  types: [N.excludeMember],
  read({ object, id, oldOutputs }) {
    // Without recorded outputs this is an import, which says that there is nothing.
    if (object === undefined && Object.keys(oldOutputs ?? {}).length > 0) {
      throw new EstateRefusal(
        `${id} is no member of the exclude list: somebody took it off outside of Pulumi. A refresh ` +
          "does not get past it; put it back, or use `pulumi state delete`",
        "NotFound",
      );
    }
    return undefined;
  },
};
