import { textOf } from "../../generic/values";
import { N } from "../../kinds";
import type { Quirk } from "../quirk";

/** The provider writes to the old id and records the new one: the rule never moves. */
export const ruleIdChangeLost: Quirk = {
  name: "another nsxId of a policy rule changes nothing",
  source: "seen on PolicySecurityPolicyRule; the tables say the same of PolicyGatewayPolicyRule",
  types: [N.securityRule, N.gatewayRule],
  answer({ inputs, before }) {
    const wanted = textOf(inputs["nsxId"]);
    return before !== undefined && wanted !== undefined ? { nsxId: wanted } : undefined;
  },
};
