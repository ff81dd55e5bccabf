/**
 * Firewalls over symbolic packets: the first rule that matches decides (docs/semantics.md section 6).
 * Rules that cannot match are found by index, so a pair of machines only meets the rules about it.
 */
import type { Family } from "../address";
import {
  Certainty,
  type DefaultAction,
  type Doubt,
  type FirewallRule,
  type Origin,
} from "../model/types";
import { serviceBoxes } from "./serviceBoxes";
import { AddressIndex, hasBit, type SetRegister } from "./addressIndex";
import {
  addressValues,
  matchCondition,
  type Condition,
  type Header,
  type Variables,
} from "./symbolic";
import { addressesOf, type Addresses } from "./values";

interface CompiledRule {
  rule: FirewallRule;
  condition: Condition & { source: Addresses; destination: Addresses };
  scope?: Scope;
}

/** The ports that apply a rule; many rules are never asked for theirs. */
class Scope {
  private members: ReadonlySet<string> | undefined;

  constructor(private readonly ports: readonly string[]) {}

  has(port: string): boolean {
    this.members ??= new Set(this.ports);
    return this.members.has(port);
  }
}

/** Where and how packets meet a firewall. */
export interface Meeting {
  header: Header;
  direction: "IN" | "OUT";
  /** The port at which it happens. */
  port: string;
  /** MAC addresses of the frame, for Ethernet rules; undefined where not known. */
  sourceMac: string | undefined;
  destinationMac: string | undefined;
}

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

const MAC_UNKNOWN: Doubt = {
  certainty: Certainty.Unknown,
  reason: "the rule names MAC addresses and that of the machine is not known",
};

/** Below this many rules, looking at each is faster than an index. */
const INDEX_FROM = 24;

export class CompiledFirewall {
  private readonly rules: readonly CompiledRule[];
  private readonly firstApplicationRule: number;
  private readonly indices?: { source: AddressIndex; destination: AddressIndex };

  /**
   * @param remembers False for Ethernet rules, which have no memory at all.
   * @param register Where equal address sets become one.
   */
  constructor(
    rules: readonly FirewallRule[],
    private readonly defaultAction: DefaultAction,
    private readonly remembers: boolean,
    register: SetRegister,
  ) {
    const scopes = new Map<readonly string[], Scope>();
    this.rules = rules.map((rule) => {
      const services = serviceBoxes(rule.services);
      const { appliedTo } = rule;
      if (appliedTo !== undefined && !scopes.has(appliedTo)) {
        scopes.set(appliedTo, new Scope(appliedTo));
      }
      const scope = appliedTo === undefined ? undefined : scopes.get(appliedTo);
      return {
        rule,
        condition: {
          source: register.same(addressesOf(rule.source)),
          destination: register.same(addressesOf(rule.destination)),
          ...(services === undefined ? {} : { services }),
        },
        ...(scope === undefined ? {} : { scope }),
      };
    });
    const first = rules.findIndex((rule) => rule.category === "Application");
    this.firstApplicationRule = first < 0 ? rules.length : first;
    if (rules.length >= INDEX_FROM) {
      this.indices = {
        source: new AddressIndex(this.rules.map(({ condition }) => condition.source)),
        destination: new AddressIndex(this.rules.map(({ condition }) => condition.destination)),
      };
    }
  }

  /** Every set of addresses that a rule names. */
  get addressSets(): Addresses[] {
    return this.rules.flatMap(({ condition }) => [condition.source, condition.destination]);
  }

  get isEmpty(): boolean {
    return this.rules.length === 0;
  }

  /** Divides packets by what happens to them. */
  decide(vars: Variables, meeting: Meeting): Decision[] {
    return this.decideFrom(this.candidates(vars, meeting), 0, vars, meeting);
  }

  /** Whether all of the packets are certainly denied, found without dividing them. False when in doubt. */
  deniesAll(vars: Variables, meeting: Meeting): boolean {
    const { action, doubt } = this.defaultAction;
    return (
      action !== "ALLOW" &&
      doubt === undefined &&
      this.candidates(vars, meeting).every((position) => {
        const rule = this.rules[position]?.rule;
        return rule?.doubt === undefined && (rule?.action === "DROP" || rule?.action === "REJECT");
      })
    );
  }

  /** Positions of the rules that may match, in order. */
  private candidates(vars: Variables, meeting: Meeting): readonly number[] {
    const applies = (position: number) => {
      const compiled = this.rules[position];
      return compiled !== undefined && mayMatch(compiled, meeting);
    };
    const all = () => [...this.rules.keys()].filter(applies);
    if (this.indices === undefined) {
      return all();
    }
    const { source, destination } = this.indices;
    const sourceKind = source.kindOf(addressValues(vars, meeting.header.source));
    const destinationKind = destination.kindOf(addressValues(vars, meeting.header.destination));
    const bySource = sourceKind === undefined ? undefined : source.positions(sourceKind);
    const byDestination =
      destinationKind === undefined ? undefined : destination.positions(destinationKind);
    if (bySource === undefined || byDestination === undefined) {
      const one = bySource ?? byDestination;
      return one === undefined ? all() : one.list.filter(applies);
    }
    const [short, long] =
      bySource.list.length <= byDestination.list.length
        ? [bySource, byDestination]
        : [byDestination, bySource];
    return short.list.filter((position) => hasBit(long.bits, position) && applies(position));
  }

  private decideFrom(
    candidates: readonly number[],
    start: number,
    vars: Variables,
    meeting: Meeting,
  ): Decision[] {
    const decisions: Decision[] = [];
    let open = [vars];
    for (let at = start; at < candidates.length && open.length > 0; at += 1) {
      const compiled = this.rules[candidates[at] ?? -1];
      if (compiled === undefined) {
        continue;
      }
      const next: Variables[] = [];
      for (const part of open) {
        const { matched, rest } = matchCondition(part, meeting.header, compiled.condition);
        next.push(...rest);
        for (const hit of matched) {
          decisions.push(...this.apply(compiled.rule, candidates, at, hit, meeting));
        }
      }
      open = next;
    }
    const outcome = open.length === 0 ? undefined : this.defaultOutcome();
    return outcome === undefined
      ? decisions
      : [...decisions, ...open.map((part) => ({ vars: part, outcome }))];
  }

  private defaultOutcome(): Outcome {
    const { action, doubt, origin } = this.defaultAction;
    const pass = action === "ALLOW" || doubt !== undefined;
    return {
      pass,
      remembered: pass && this.remembers,
      origin,
      ...(doubt === undefined ? {} : { doubt }),
    };
  }

  /** What a rule that matches does with packets; `at` is its place among the candidates. */
  private apply(
    rule: FirewallRule,
    candidates: readonly number[],
    at: number,
    vars: Variables,
    meeting: Meeting,
  ): Decision[] {
    const isMacOpen = !this.remembers && namesUnknownMac(rule, meeting);
    const doubt = isMacOpen ? MAC_UNKNOWN : rule.doubt;
    if (doubt === undefined) {
      return this.effect(rule, candidates, at, vars, meeting);
    }
    return this.decideFrom(candidates, at + 1, vars, meeting).flatMap((without) =>
      this.effect(rule, candidates, at, without.vars, meeting).map((withRule) => ({
        vars: withRule.vars,
        outcome: compared(withRule.outcome, without.outcome, rule, doubt),
      })),
    );
  }

  /** What a rule does when it certainly matches. */
  private effect(
    rule: FirewallRule,
    candidates: readonly number[],
    at: number,
    vars: Variables,
    meeting: Meeting,
  ): Decision[] {
    if (rule.action === "JUMP_TO_APPLICATION") {
      const target = candidates.findIndex(
        (position, index) => index > at && position >= this.firstApplicationRule,
      );
      return this.decideFrom(candidates, target < 0 ? candidates.length : target, vars, meeting);
    }
    const pass = rule.action === "ALLOW";
    const remembered = pass && rule.stateful && this.remembers;
    return [{ vars, outcome: { pass, remembered, rule, origin: rule.origin } }];
  }
}

/** The outcome of a rule that may or may not match, from the outcomes with and without it. */
function compared(withRule: Outcome, without: Outcome, rule: FirewallRule, doubt: Doubt): Outcome {
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

function mayMatch({ rule, scope }: CompiledRule, meeting: Meeting): boolean {
  return (
    (rule.direction === "IN_OUT" || rule.direction === meeting.direction) &&
    includesFamily(rule, meeting.header.family) &&
    (scope === undefined || scope.has(meeting.port)) &&
    mayHaveMac(rule.sourceMacs, meeting.sourceMac) &&
    mayHaveMac(rule.destinationMacs, meeting.destinationMac)
  );
}

function includesFamily(rule: FirewallRule, family: Family): boolean {
  return rule.family === "IPV4_IPV6" || rule.family === (family === 4 ? "IPV4" : "IPV6");
}

function mayHaveMac(named: readonly string[] | undefined, mac: string | undefined): boolean {
  return named === undefined || mac === undefined || named.includes(mac);
}

function namesUnknownMac(rule: FirewallRule, meeting: Meeting): boolean {
  return (
    (rule.sourceMacs !== undefined && meeting.sourceMac === undefined) ||
    (rule.destinationMacs !== undefined && meeting.destinationMac === undefined)
  );
}
