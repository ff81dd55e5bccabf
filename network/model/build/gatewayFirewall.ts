import type { DefaultAction, FirewallRule, Router } from "../types";
import {
  addGap,
  doubtField,
  joinDoubts,
  portsOf,
  productOrigin,
  surroundingsOrigin,
  unknown,
  type Draft,
} from "./draft";
import type { Gateways } from "./gateways";
import type { Groups } from "./groups";
import {
  GATEWAY_CATEGORIES,
  gatewayPolicies,
  type PolicySource,
  type RuleSource,
} from "./policySources";
import { firewallRule } from "./rules";
import { textsOf } from "./values";

/** Puts gateway rules on the gateways and interfaces that their scopes name. */
export function addGatewayFirewalls(draft: Draft, gateways: Gateways, groups: Groups): void {
  const rules = new Map<Router, FirewallRule[]>();
  for (const policy of gatewayPolicies(draft)) {
    for (const rule of policy.rules) {
      const made = firewallRule(draft, groups, policy, rule);
      if (made !== undefined) {
        place(draft, gateways, policy, rule, made, rules);
      }
    }
  }
  for (const { router, item } of gateways.values()) {
    const own = rules.get(router) ?? [];
    // Rules of the product's own take their places between those of policies.
    router.firewall.rules = [...own, ...router.firewall.rules].sort((a, b) => rank(a) - rank(b));
    router.firewall.defaultAction = defaultAction(draft, router, item !== undefined);
    if (!router.hasServiceRouter) {
      for (const { origin } of own) {
        addGap(
          draft,
          origin,
          `Dead rule on gateway "${router.name}": it has no edge cluster, so nothing evaluates it.`,
        );
      }
    }
  }
}

function rank({ category }: FirewallRule): number {
  return GATEWAY_CATEGORIES.findIndex((one) => one === category);
}

function place(
  draft: Draft,
  gateways: Gateways,
  policy: PolicySource,
  rule: RuleSource,
  made: FirewallRule,
  rules: Map<Router, FirewallRule[]>,
): void {
  const onRule = textsOf(rule.props["scopes"]);
  const scopes = onRule.known.length > 0 || onRule.hasUnknown ? onRule : policy.scopes;
  const add = (router: Router, part: Partial<FirewallRule>) => {
    const list = rules.get(router) ?? [];
    list.push({ ...made, ...part });
    rules.set(router, list);
  };
  const isEverywhere = scopes.known.some((scope) => scope.toUpperCase() === "ANY");
  if (scopes.hasUnknown || isEverywhere || scopes.known.length === 0) {
    const doubt = scopes.hasUnknown
      ? joinDoubts(made.doubt, unknown("what the rule is applied to is not known yet"))
      : made.doubt;
    for (const { router } of gateways.values()) {
      add(router, doubtField(doubt));
    }
    return;
  }
  for (const { router } of gateways.values()) {
    const ports = portsOf(draft, router)
      .map(({ id }) => id)
      .filter((id) => scopes.known.includes(id.slice(router.id.length + 1)));
    if (scopes.known.includes(router.id)) {
      add(router, {});
    } else if (ports.length > 0) {
      add(router, { appliedTo: ports });
    }
  }
  const isPlaced = (scope: string) =>
    gateways.has(scope) ||
    [...gateways.values()].some(({ router }) => draft.ports.has(`${router.id}#${scope}`));
  const lost = scopes.known.filter((scope) => !isPlaced(scope));
  if (lost.length > 0) {
    addGap(
      draft,
      rule.origin,
      `Applied to ${lost.join(", ")}, which nothing describes; left out there.`,
    );
  }
}

/** What a gateway does with traffic that no rule matches: the surroundings say, or nobody. */
function defaultAction(draft: Draft, router: Router, isResource: boolean): DefaultAction {
  const stated = draft.surroundings.defaults?.gatewayFirewall;
  if (stated !== undefined) {
    const origin = surroundingsOrigin(
      "defaults.gatewayFirewall",
      "default of the gateway firewalls",
    );
    return { action: stated, origin };
  }
  const whose = isResource ? "the gateway" : "the existing gateway";
  return {
    action: "ALLOW",
    doubt: unknown(
      `nobody says what ${whose} "${router.name}" does with traffic that no rule matches`,
    ),
    origin: productOrigin(router.id, `default of ${router.name}`),
  };
}
