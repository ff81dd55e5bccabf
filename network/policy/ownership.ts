import { mapsOf, textOf } from "../model/build/values";
import { isUndecided, kindOf, type PolicyRule, type Violation } from "./rule";

/** NSX objects that people meet in a manager and must be able to assign to someone. */
const owned = new Set([
  "policyTier0Gateway",
  "policyTier1Gateway",
  "policySegment",
  "policyVlanSegment",
  "policyGroup",
  "policySecurityPolicy",
  "policyGatewayPolicy",
  "policyParentSecurityPolicy",
  "policyParentGatewayPolicy",
  "policyLbService",
  "policyIpsecVpnService",
]);

export const hasOwner: PolicyRule = {
  name: "has-owner",
  severity: "note",
  reach: "resource",
  description: "NSX gateways, segments, groups and policies carry the tags that name their owner.",
  remediation: "Add a tag of each required scope, by a transform for a whole stack at once.",
  check: (resources, { requiredTagScopes }) =>
    resources
      .filter((resource) => resource.custom && owned.has(kindOf(resource)))
      .filter(({ inputs }) => !isUndecided(inputs.tags))
      .flatMap((resource): Violation[] => {
        const scopes = mapsOf(resource.inputs.tags).map(({ scope }) => textOf(scope));
        const missing = requiredTagScopes.filter((scope) => !scopes.includes(scope));
        return missing.length === 0
          ? []
          : [
              {
                resource,
                property: "tags",
                text: `${resource.name} has no tag of scope ${missing.join(" and ")}`,
                fix: `add { scope: "${missing[0]}", tag: ... } to its tags`,
              },
            ];
      }),
};
