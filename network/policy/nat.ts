import { flagOf, textOf } from "../model/build/values";
import { isEmptyList, isUndecided, ofKind, type PolicyResource, type PolicyRule } from "./rule";

function destinationNat(resources: readonly PolicyResource[]): PolicyResource[] {
  return ofKind(resources, "policyNatRule").filter(
    ({ inputs }) => textOf(inputs.action) === "DNAT" && flagOf(inputs.enabled) !== false,
  );
}

export const noCatchAllForward: PolicyRule = {
  name: "no-catch-all-forward",
  severity: "error",
  reach: "resource",
  description: "No destination NAT rule forwards every port of an address (a DMZ host, R12).",
  remediation: "Give the rule a service, so that it forwards named ports only.",
  check: (resources) =>
    destinationNat(resources)
      .filter(({ inputs }) => !isUndecided(inputs.service) && isEmptyList(inputs.service))
      .map((resource) => ({
        resource,
        property: "service",
        text: `NAT rule ${resource.name} forwards every port to ${shown(resource)}`,
        fix: "give it a service with the ports that are meant",
      })),
};

function shown({ inputs }: PolicyResource): string {
  const inside = inputs.translatedNetworks;
  return textOf(Array.isArray(inside) ? inside[0] : inside) ?? "its inside address";
}

export const forwardsMeetFirewall: PolicyRule = {
  name: "forwards-meet-firewall",
  severity: "error",
  reach: "resource",
  description: "Destination NAT does not go around the gateway firewall.",
  remediation: "Set firewallMatch to MATCH_INTERNAL_ADDRESS or MATCH_EXTERNAL_ADDRESS.",
  check: (resources) =>
    destinationNat(resources)
      .filter(({ inputs }) => !isUndecided(inputs.firewallMatch))
      .filter(({ inputs }) => (textOf(inputs.firewallMatch) ?? "BYPASS") === "BYPASS")
      .map((resource) => ({
        resource,
        property: "firewallMatch",
        text: `NAT rule ${resource.name} lets forwarded packets bypass the gateway firewall`,
        evidence: ["firewallMatch BYPASS is also what the provider takes when nothing is given"],
        fix: "set firewallMatch: MATCH_INTERNAL_ADDRESS",
      })),
};
