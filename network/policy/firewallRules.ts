import { flagOf, mapsOf, textOf } from "../model/build/values";
import type { PropertyMap } from "../model/resource";
import {
  isEmptyList,
  isUndecided,
  ofKind,
  type PolicyResource,
  type PolicyRule,
  type Violation,
} from "./rule";

/** A firewall rule, whether it is a resource of its own or an entry of its policy. */
interface Found {
  resource: PolicyResource;
  /** `rules[2]`, or absent for a resource of its own. */
  property?: string;
  rule: PropertyMap;
}

const ownKinds = ["policySecurityPolicyRule", "policyGatewayPolicyRule"];
const policyKinds = ["policySecurityPolicy", "policyGatewayPolicy"];

/** Every firewall rule among some resources that is not switched off. */
export function firewallRules(resources: readonly PolicyResource[]): Found[] {
  const own = ofKind(resources, ...ownKinds).map((resource) => ({
    resource,
    rule: resource.inputs,
  }));
  const inline = ofKind(resources, ...policyKinds).flatMap((resource) =>
    mapsOf(resource.inputs.rules).map((rule, index) => ({
      resource,
      property: `rules[${index}]`,
      rule,
    })),
  );
  return [...own, ...inline].filter(({ rule }) => flagOf(rule.disabled) !== true);
}

/** How a rule is called in a report. */
function title({ resource, rule }: Found): string {
  return `firewall rule ${textOf(rule.displayName) ?? resource.name}`;
}

/** Whether a rule ends a gateway's policy: it refuses whatever came so far, in both directions. */
export function isTerminal(rule: PropertyMap): boolean {
  const direction = textOf(rule.direction) ?? "IN_OUT";
  return ["DROP", "REJECT"].includes(actionOf(rule)) && takesAll(rule) && direction === "IN_OUT";
}

/** Takes every packet between all addresses: nothing narrows source, destination or service. */
function takesAll(rule: PropertyMap): boolean {
  const { sourceGroups, destinationGroups, services, serviceEntries, profiles } = rule;
  const narrowing = [sourceGroups, destinationGroups, services, profiles];
  if (isUndecided(...narrowing, serviceEntries)) {
    return false;
  }
  const entries = Object.values(mapsOf([serviceEntries ?? null])[0] ?? {});
  return narrowing.every(isEmptyList) && entries.every(isEmptyList);
}

function actionOf(rule: PropertyMap): string {
  return textOf(rule.action) ?? "ALLOW";
}

export const noAnyAnyAllow: PolicyRule = {
  name: "no-any-any-allow",
  severity: "error",
  reach: "resource",
  description: "No firewall rule allows every packet from anywhere to anywhere.",
  remediation: "Name source groups, destination groups or services; deny the rest.",
  check: (resources) =>
    firewallRules(resources)
      .filter(({ rule }) => actionOf(rule) === "ALLOW" && takesAll(rule))
      .map((found): Violation => {
        const isLimited = !isEmptyList(found.rule.scopes);
        return {
          resource: found.resource,
          ...(found.property === undefined ? {} : { property: found.property }),
          text: `${title(found)} allows every packet from anywhere to anywhere`,
          evidence: [
            "no source groups, no destination groups, no services",
            isLimited
              ? "its scopes limit where it is evaluated, not which packets it takes"
              : "evaluated wherever its policy applies",
          ],
          fix: "give sourceGroups, destinationGroups or services, or make it DROP",
        };
      }),
};

export const droppedIsLogged: PolicyRule = {
  name: "dropped-is-logged",
  severity: "warning",
  reach: "resource",
  description: "Firewall rules that drop or reject write what they refuse to the log (R51).",
  remediation: "Set logged to true, and a logLabel that names the rule.",
  check: (resources) =>
    firewallRules(resources)
      .filter(({ rule }) => ["DROP", "REJECT"].includes(actionOf(rule)))
      .filter(({ rule }) => !isUndecided(rule.logged) && flagOf(rule.logged) !== true)
      .map((found): Violation => ({
        resource: found.resource,
        ...(found.property === undefined ? {} : { property: found.property }),
        text: `${title(found)} drops packets and logs none of them`,
        fix: "set logged: true and a logLabel",
      })),
};
