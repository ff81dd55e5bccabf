/** Rules as the manager counts them: disabled ones are kept, and count. */
import type { PropertyMap, Resource } from "../../model/resource";
import { isUnknown } from "../../model/resource";

const POLICY = /:Policy(Parent)?SecurityPolicy$/;
const RULE = /:PolicySecurityPolicyRule$/;

/** How many rules each distributed policy has, by the policy's display name. */
export function declaredRules(resources: readonly Resource[]): Map<string, number> {
  const counts = new Map<string, number>();
  const names = new Map<string, string>();
  const add = (name: string, count: number) => counts.set(name, (counts.get(name) ?? 0) + count);
  for (const resource of resources.filter(({ type }) => POLICY.test(type))) {
    const name = textOf(resource, "displayName") ?? resource.name;
    const path = textOf(resource, "path");
    if (path !== undefined) {
      names.set(path, name);
    }
    const { rules } = resource.inputs;
    add(name, Array.isArray(rules) ? rules.length : 0);
  }
  for (const resource of resources.filter(({ type }) => RULE.test(type))) {
    const name = names.get(textOf(resource, "policyPath") ?? "");
    if (name !== undefined) {
      add(name, 1);
    }
  }
  return counts;
}

function textOf({ inputs, outputs }: Resource, key: string): string | undefined {
  const value = own(outputs, key) ?? own(inputs, key);
  return typeof value === "string" && !isUnknown(value) ? value : undefined;
}

function own(properties: PropertyMap, key: string) {
  return Object.hasOwn(properties, key) ? properties[key] : undefined;
}
