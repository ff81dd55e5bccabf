/**
 * The rules of the policy pack: what no network of a team should do, whatever else it is meant for.
 * `pulumi preview --policy-pack policy` and `vmnet review` ask the same rules.
 */
import type { Finding } from "../reason/finding";
import { distinctSubnets } from "./addressing";
import { droppedIsLogged, noAnyAnyAllow } from "./firewallRules";
import { protectedTier0 } from "./gateways";
import { forwardsMeetFirewall, noCatchAllForward } from "./nat";
import { hasOwner } from "./ownership";
import { authenticatedBgp, currentTls, strongTunnels } from "./protocols";
import {
  defaultPolicySettings,
  findingsOf,
  type PolicyResource,
  type PolicyRule,
  type PolicySettings,
} from "./rule";
import { secretsAreSecret } from "./secrets";
import { narrowTrunks, strictSwitches, twoUplinks } from "./switching";

export { defaultPolicySettings, findingsOf };
export type { PolicyResource, PolicyRule, PolicySettings };
export { secretPlaces, type ValuePath } from "./secrets";

/** Every rule, the gravest first. */
export const policyRules: readonly PolicyRule[] = [
  noAnyAnyAllow,
  protectedTier0,
  noCatchAllForward,
  forwardsMeetFirewall,
  strictSwitches,
  distinctSubnets,
  secretsAreSecret,
  strongTunnels,
  currentTls,
  authenticatedBgp,
  droppedIsLogged,
  narrowTrunks,
  twoUplinks,
  hasOwner,
];

/** What the rules find in the resources of a program or a state; components are passed over. */
export function policyFindings(
  resources: readonly PolicyResource[],
  settings: PolicySettings = defaultPolicySettings,
): Finding[] {
  return policyRules.flatMap((rule) => findingsOf(rule, resources, settings));
}
