/** What firewalls do with packets where rules are in doubt, or their order is (docs/semantics.md section 6). */
import { Certainty, type Doubt, type FirewallRule, type Origin, type Tie } from "../model/types";
import type { CompiledRule } from "./firewallRules";
import { matchCondition } from "./matching";
import type { Header, Variables } from "./symbolic";

/** What a firewall does with some packets. */
export interface Outcome {
  pass: boolean;
  /** True when the firewall will let the replies pass. */
  remembered: boolean;
  /** The rule that decided; absent for the default action. */
  rule?: FirewallRule;
  origin: Origin;
  doubt?: Doubt;
}

export interface Decision {
  vars: Variables;
  outcome: Outcome;
}

/** The outcome of a rule that may or may not match, from the outcomes with and without it. */
export function compared(
  withRule: Outcome,
  without: Outcome,
  rule: FirewallRule,
  doubt: Doubt,
): Outcome {
  const isSame =
    withRule.pass === without.pass &&
    withRule.remembered === without.remembered &&
    withRule.doubt?.certainty === without.doubt?.certainty;
  if (isSame) {
    return without;
  }
  const doubts = [doubt, withRule.doubt, without.doubt];
  return {
    pass: true,
    remembered: withRule.remembered || without.remembered,
    rule,
    origin: rule.origin,
    doubt: doubts.find((one) => one?.certainty === Certainty.Unknown) ?? doubt,
  };
}

/**
 * What becomes of the decisions of a rule that shares its place with others: unknown where the first
 * rule of another unit that matches does something else.
 *
 * @param later The rules behind it that may match, in order.
 */
export function amongTied(
  decisions: readonly Decision[],
  rule: FirewallRule,
  { place, unit }: Tie,
  later: readonly CompiledRule[],
  header: Header,
): Decision[] {
  const rivals = new Map<string, CompiledRule[]>();
  for (const compiled of later) {
    const own = compiled.rule.ties?.find((tie) => tie.place === place);
    if (own !== undefined && own.unit !== unit) {
      const same = rivals.get(own.unit) ?? [];
      rivals.set(own.unit, same);
      same.push(compiled);
    }
  }
  return [...rivals.values()].reduce<Decision[]>(
    (parts, rules) => parts.flatMap((part) => besides(part, rule, place, rules, header)),
    [...decisions],
  );
}

/** Divides packets by the rule of one rival unit that would decide them. */
function besides(
  { vars, outcome }: Decision,
  rule: FirewallRule,
  place: string,
  rivals: readonly CompiledRule[],
  header: Header,
): Decision[] {
  const decisions: Decision[] = [];
  let open = [vars];
  for (const { rule: rival, condition } of rivals) {
    open = open.flatMap((part) => {
      const { matched, rest } = matchCondition(part, header, condition);
      const isSame = effectOf(rival) === effectOf(rule);
      const both = isSame ? outcome : undecided(outcome, rule, rival, place);
      decisions.push(...matched.map((hit) => ({ vars: hit, outcome: both })));
      return rest;
    });
  }
  return [...decisions, ...open.map((part) => ({ vars: part, outcome }))];
}

function effectOf({ action, stateful }: FirewallRule): string {
  return action === "ALLOW" ? `${action} ${stateful}` : action === "REJECT" ? "DROP" : action;
}

function undecided(
  outcome: Outcome,
  rule: FirewallRule,
  rival: FirewallRule,
  place: string,
): Outcome {
  const reason =
    `${rule.policy} / ${rule.name} and ${rival.policy} / ${rival.name} share ${place}, ` +
    "so which comes first is not known: give one of them another number";
  return {
    ...outcome,
    pass: true,
    remembered: outcome.remembered || (rival.action === "ALLOW" && rival.stateful),
    doubt: { certainty: Certainty.Unknown, reason },
  };
}
