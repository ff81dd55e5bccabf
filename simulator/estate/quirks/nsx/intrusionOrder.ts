import { isMap } from "../../generic/values";
import { N } from "../../kinds";
import { without } from "../keep";
import type { Quirk } from "../quirk";

/** Rules are numbered by their place, so that a number of the program's own differs for ever. */
export const intrusionRuleNumbers: Quirk = {
  name: "sequence numbers of intrusion rules are their places",
  source: "code: the argument is offered and never read",
  types: [N.idsPolicy],
  apply({ inputs }) {
    const { rules } = inputs;
    return Array.isArray(rules)
      ? {
          ...inputs,
          rules: rules.map((rule) => (isMap(rule) ? without(rule, ["sequenceNumber"]) : rule)),
        }
      : undefined;
  },
};
