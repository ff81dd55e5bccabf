import * as nsxt from "@pulumi/nsxt";
import type * as pulumi from "@pulumi/pulumi";

import type { IsolatedNetworkArgs } from "../isolatedNetwork";
import type { Children } from "./children";
import { Sequence } from "./sequence";
import { isEverything, serviceEntries } from "./services";
import { sorted } from "./sorted";

/**
 * Adds the distributed policy of one tier: one rule per peer, then the drop of everything else. The
 * policy's scope is the tier's group, so it is enforced at the tier's machines and nowhere else. Returns the last rule.
 */
export function addTierFirewall(
  children: Children,
  groupPath: pulumi.Output<string>,
  { reachableFrom = {}, logDrops = true }: IsolatedNetworkArgs,
): nsxt.PolicySecurityPolicyRule {
  const policy = children.add(
    nsxt.PolicyParentSecurityPolicy,
    "policy",
    { category: "Application", scopes: [groupPath] },
    { ownReferences: ["scopes"] },
  );
  for (const [key, peer] of Object.entries(reachableFrom)) {
    const services = isEverything(peer.services)
      ? []
      : [children.add(nsxt.PolicyService, ["service", key], serviceEntries(peer.services)).path];
    children.add(
      nsxt.PolicySecurityPolicyRule,
      ["allow", key],
      {
        policyPath: policy.path,
        action: "ALLOW",
        direction: "IN",
        sequenceNumber: Sequence.Allow,
        sourceGroups:
          peer.groupPath === undefined ? sorted(peer.addresses ?? []) : [peer.groupPath],
        destinationGroups: [groupPath],
        services,
      },
      { ownReferences: ["destinationGroups", "services"] },
    );
  }
  return children.add(nsxt.PolicySecurityPolicyRule, "drop", {
    policyPath: policy.path,
    action: "DROP",
    direction: "IN_OUT",
    sequenceNumber: Sequence.Terminal,
    logged: logDrops,
  });
}
