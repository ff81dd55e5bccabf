import { N } from "../../kinds";
import type { Quirk } from "../quirk";

/** The id is `default`, whatever the program says, and the argument is force-new. */
export const floodBindingId: Quirk = {
  name: "nsxId of a flood protection binding is ignored",
  source: "seen: replacement proposed on every preview",
  types: [N.floodBinding],
  answer: () => ({ nsxId: "default" }),
};
