import type { ExistingPolicy } from "../surroundings";
import type { Origin, Tie } from "../types";
import type { PropertyMap } from "../resource";
import { addGap, surroundingsOrigin, type Draft } from "./draft";
import type { Item } from "./items";
import { addTies } from "./ties";
import { flagOf, mapsOf, numberOf, textOf, textsOf, type Texts } from "./values";

/** One rule, whatever form it was written in. */
export interface RuleSource {
  id: string;
  name: string;
  sequence: number;
  props: PropertyMap;
  /** Places in the order that it or its policy shares; set when all policies are known. */
  ties?: Tie[];
  origin: Origin;
}

/** One policy with its rules in order. */
export interface PolicySource {
  id: string;
  name: string;
  category: string;
  sequence: number;
  stateful: boolean;
  /** Applied-to of the policy; overrides that of its rules. */
  scopes: Texts;
  rules: RuleSource[];
  origin: Origin;
}

const NO_SCOPES: Texts = { known: [], hasUnknown: false };

/** Order of evaluation of gateway policies, the product's own categories included. */
export const GATEWAY_CATEGORIES = [
  "Emergency",
  "SystemRules",
  "SharedPreRules",
  "LocalGatewayRules",
  "AutoServiceRules",
  "Default",
] as const;

/** Order of evaluation of the distributed firewall; Ethernet is apart. */
export const DISTRIBUTED_CATEGORIES = [
  "Emergency",
  "Infrastructure",
  "Environment",
  "Application",
] as const;

interface Kinds {
  inline: string;
  parent: string;
  rule: string;
  folder: string;
  categories: readonly string[];
}

const DISTRIBUTED: Kinds = {
  inline: "SecurityPolicy",
  parent: "ParentSecurityPolicy",
  rule: "SecurityPolicyRule",
  folder: "/security-policies/",
  categories: ["Ethernet", ...DISTRIBUTED_CATEGORIES],
};

const GATEWAY: Kinds = {
  inline: "GatewayPolicy",
  parent: "ParentGatewayPolicy",
  rule: "GatewayPolicyRule",
  folder: "/gateway-policies/",
  categories: GATEWAY_CATEGORIES,
};

/** Policies of the distributed firewall in order of evaluation. */
export function distributedPolicies(draft: Draft): PolicySource[] {
  return policies(draft, DISTRIBUTED);
}

/** Policies of the gateway firewalls in order of evaluation. */
export function gatewayPolicies(draft: Draft): PolicySource[] {
  return policies(draft, GATEWAY);
}

function policies(draft: Draft, kinds: Kinds): PolicySource[] {
  const found = new Map<string, PolicySource>();
  for (const item of draft.items.ofKind(kinds.inline, kinds.parent)) {
    found.set(item.id, fromResource(draft, kinds, item));
  }
  (draft.surroundings.policies ?? []).forEach((policy, index) => {
    if (policy.path.includes(kinds.folder) && !found.has(policy.path)) {
      found.set(policy.path, fromSurroundings(policy, `policies[${index}]`));
    }
  });
  for (const item of draft.items.ofKind(kinds.rule)) {
    addRule(draft, kinds, found, item);
  }
  const rank = (policy: PolicySource) => kinds.categories.indexOf(policy.category);
  const sorted = [...found.values()].sort(
    (a, b) => rank(a) - rank(b) || a.sequence - b.sequence || (a.id < b.id ? -1 : 1),
  );
  for (const policy of sorted) {
    policy.rules.sort((a, b) => a.sequence - b.sequence || (a.id < b.id ? -1 : 1));
  }
  addTies(sorted);
  return sorted;
}

function fromResource(draft: Draft, kinds: Kinds, item: Item): PolicySource {
  const category = textOf(item.props["category"]) ?? "";
  if (!kinds.categories.includes(category)) {
    addGap(
      draft,
      item.origin,
      `Category "${category === "" ? "unknown" : category}" is none of ${kinds.categories.join(", ")}; ` +
        "the policy is read as the first one.",
    );
  }
  return {
    id: item.id,
    name: item.name,
    category,
    sequence: numberOf(item.props["sequenceNumber"]) ?? 0,
    stateful: flagOf(item.props["stateful"]) ?? true,
    scopes: textsOf(item.props["scopes"]),
    rules: inlineRules(item),
    origin: item.origin,
  };
}

/** Rules that leave out their number continue counting from the one before (docs/fidelity.md). */
function inlineRules(item: Item): RuleSource[] {
  let last = 0;
  return mapsOf(item.props["rules"]).map((props, index) => {
    const sequence = numberOf(props["sequenceNumber"]) ?? last + 1;
    last = sequence;
    const own = textOf(props["nsxId"]) ?? String(index).padStart(5, "0");
    const name = textOf(props["displayName"]) ?? `rule ${index + 1}`;
    const ref = `${item.origin.ref}#rules[${index}]`;
    return {
      id: textOf(props["path"]) ?? `${item.id}/rules/${own}`,
      name,
      sequence,
      props,
      origin: { source: item.origin.source, ref, label: `${item.name} / ${name}` },
    };
  });
}

function addRule(draft: Draft, kinds: Kinds, found: Map<string, PolicySource>, item: Item): void {
  const path = textOf(item.props["policyPath"]);
  const policy = path === undefined ? undefined : found.get(path);
  const rule: RuleSource = {
    id: item.id,
    name: item.name,
    sequence: numberOf(item.props["sequenceNumber"]) ?? 0,
    props: item.props,
    origin: item.origin,
  };
  if (policy !== undefined) {
    policy.rules.push(rule);
    return;
  }
  addGap(
    draft,
    item.origin,
    `The policy of this rule is not described (${path ?? "its path is not known"}); ` +
      `the rule is read as one of category ${kinds.categories.at(-1) ?? ""}.`,
  );
  const id = path ?? `${item.id}#policy`;
  found.set(id, {
    id,
    name: id,
    category: kinds === DISTRIBUTED ? "Application" : "LocalGatewayRules",
    sequence: 0,
    stateful: true,
    scopes: NO_SCOPES,
    rules: [rule],
    origin: item.origin,
  });
}

function fromSurroundings(policy: ExistingPolicy, path: string): PolicySource {
  const name = policy.path.slice(policy.path.lastIndexOf("/") + 1);
  return {
    id: policy.path,
    name,
    category: policy.category,
    sequence: policy.sequenceNumber ?? 0,
    stateful: policy.stateful ?? true,
    scopes: policy.scopes === undefined ? NO_SCOPES : { known: policy.scopes, hasUnknown: false },
    rules: policy.rules.map((rule, index) => ({
      id: `${policy.path}/rules/${String(index).padStart(5, "0")}`,
      name: rule.displayName,
      sequence: index,
      props: { ...rule },
      origin: surroundingsOrigin(`${path}.rules[${index}]`, `${name} / ${rule.displayName}`),
    })),
    origin: surroundingsOrigin(path, name),
  };
}
