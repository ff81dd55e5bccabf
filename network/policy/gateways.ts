import { flagOf, listOf, textOf } from "../model/build/values";
import { firewallRules, isTerminal } from "./firewallRules";
import { ofKind, type PolicyResource, type PolicyRule, type Violation } from "./rule";

/** Whether a property of a resource refers to another one, by value or by dependency. */
function refersTo(
  resource: PolicyResource,
  property: string,
  values: readonly unknown[],
  target: PolicyResource,
): boolean {
  const path = textOf(target.outputs.path);
  const isByValue = path !== undefined && values.includes(path);
  return isByValue || (resource.propertyDependencies?.[property] ?? []).includes(target.urn);
}

/** Resources of some kinds whose property leads to a target. */
function leadingTo(
  target: PolicyResource,
  resources: readonly PolicyResource[],
  property: string,
  ...kinds: readonly string[]
): PolicyResource[] {
  return ofKind(resources, ...kinds).filter((one) =>
    refersTo(one, property, [one.inputs[property]], target),
  );
}

/** Where a Tier-0 gateway meets the outside. */
function outsideOf(gateway: PolicyResource, resources: readonly PolicyResource[]) {
  return leadingTo(gateway, resources, "gatewayPath", "policyTier0GatewayInterface").filter(
    ({ inputs }) => (textOf(inputs.type) ?? "EXTERNAL") === "EXTERNAL",
  );
}

/** What hangs on a Tier-0 gateway: Tier-1 gateways, and segments without one between. */
function behind(gateway: PolicyResource, resources: readonly PolicyResource[]) {
  return [
    ...leadingTo(gateway, resources, "tier0Path", "policyTier1Gateway"),
    ...leadingTo(gateway, resources, "connectivityPath", "policySegment"),
  ];
}

export const protectedTier0: PolicyRule = {
  name: "protected-tier-0",
  severity: "error",
  reach: "stack",
  description:
    "Behind a Tier-0 gateway's external interfaces nothing is open by default: its own gateway policy ends in a drop, or that of every Tier-1 gateway on it does.",
  remediation:
    "End a gateway policy with a drop of the rest, scoped to the Tier-0 gateway, to each of its external interfaces, or to every Tier-1 gateway on it.",
  check(resources) {
    const terminal = firewallRules(resources).filter(({ rule }) => isTerminal(rule));
    const isGuarded = (target: PolicyResource) =>
      terminal.some(({ resource, property, rule }) =>
        refersTo(
          resource,
          property === undefined ? "scopes" : "rules",
          listOf(rule.scopes),
          target,
        ),
      );
    return ofKind(resources, "policyTier0Gateway").flatMap((gateway): Violation[] => {
      const outside = outsideOf(gateway, resources);
      const isOn = flagOf(gateway.inputs.enableFirewall) !== false;
      const isClosed = isOn && (isGuarded(gateway) || outside.every(isGuarded));
      const open = behind(gateway, resources).filter((one) => !isGuarded(one));
      return outside.length === 0 || isClosed || open.length === 0
        ? []
        : [
            {
              resource: gateway,
              ...(isOn ? {} : { property: "enableFirewall" }),
              text: `nothing refuses what comes in through Tier-0 gateway ${gateway.name}`,
              evidence: [
                isOn ? "no policy of its own ends in a drop" : "its firewall is off",
                ...open.map(({ name }) => `behind it, ${name} has no policy that ends in a drop`),
              ],
              fix: isOn
                ? "end a gateway policy scoped to it with a rule DROP from any to any"
                : "set enableFirewall: true and end its policy with a rule DROP from any to any",
            },
          ];
    });
  },
};
