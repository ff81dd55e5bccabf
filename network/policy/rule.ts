import type { Finding, Severity } from "../reason/finding";
import { isUnknown, type PropertyMap, type Resource } from "../model/resource";

/** A resource as policies read it. */
export interface PolicyResource extends Resource {
  /** Places of inputs that Pulumi encrypts, e.g. `psk`; absent where the source cannot tell. */
  secretInputs?: string[];
}

/** What a rule says of one resource; the rule adds name, severity and identity. */
export interface Violation {
  /** The resource to blame. */
  readonly resource: PolicyResource;
  /** Property path below the resource's inputs, where there is one. */
  readonly property?: string;
  /** One sentence: what is wrong, with values. */
  readonly text: string;
  readonly evidence?: readonly string[];
  readonly fix: string;
}

/** Settings that a team gives to the rules; every one has a default. */
export interface PolicySettings {
  /** Scopes of which each NSX object must carry a tag. By default `owner` alone. */
  readonly requiredTagScopes: readonly string[];
  /** Widest VLAN trunk that is not reported, in VLANs. By default 100. */
  readonly widestTrunk: number;
}

export const defaultPolicySettings: PolicySettings = {
  requiredTagScopes: ["owner"],
  widestTrunk: 100,
};

/** One rule of the policy pack, as plain data and a pure check. */
export interface PolicyRule {
  /** `no-any-any-allow`: the policy's name in Pulumi. */
  readonly name: string;
  readonly severity: Severity;
  readonly description: string;
  /** What to do about a violation, in general. */
  readonly remediation: string;
  /**
   * `resource` rules judge a resource by itself, so `pulumi up` stops before it is made; `stack`
   * rules need all of them, and Pulumi asks those after a preview or an update.
   */
  readonly reach: "resource" | "stack";
  check(resources: readonly PolicyResource[], settings: PolicySettings): Violation[];
}

/** The findings of one rule. */
export function findingsOf(
  rule: PolicyRule,
  resources: readonly PolicyResource[],
  settings: PolicySettings,
): Finding[] {
  return rule.check(resources, settings).map(({ resource, property, text, evidence, fix }) => ({
    check: `policy/${rule.name}`,
    severity: rule.severity,
    subjects: [resource.name],
    key: JSON.stringify([rule.name, resource.type, resource.name, property ?? ""]),
    text,
    evidence: evidence ?? [],
    fix,
  }));
}

/** `policyNatRule` of `nsxt:index/policyNatRule:PolicyNatRule`. */
export function kindOf({ type }: Pick<Resource, "type">): string {
  return type.slice(type.indexOf("/") + 1, type.lastIndexOf(":"));
}

/** Resources of some kinds: `ofKind(resources, "policySegment", "policyVlanSegment")`. */
export function ofKind(
  resources: readonly PolicyResource[],
  ...kinds: readonly string[]
): PolicyResource[] {
  return resources.filter((resource) => resource.custom && kinds.includes(kindOf(resource)));
}

/** Whether a list is certainly empty: not given, or given without elements. */
export function isEmptyList(value: PropertyMap[string]): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** Whether one of the values is not known yet, so that nothing can be said. */
export function isUndecided(...values: readonly PropertyMap[string][]): boolean {
  return values.some((value) => isUnknown(value));
}
