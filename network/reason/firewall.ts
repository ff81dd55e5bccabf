/**
 * Firewalls over symbolic packets: the first rule that matches decides (docs/semantics.md section 6).
 * Rules that cannot match are found by index, so a pair of machines only meets the rules about it.
 */
import { Certainty, type DefaultAction, type Doubt, type FirewallRule } from "../model/types";
import {
  compiledRules,
  isCertainDenial,
  mayMatch,
  namesUnknownMac,
  type CompiledRule,
  type Meeting,
} from "./firewallRules";
import { AddressIndex, hasBit, type Positions, type SetRegister } from "./addressIndex";
import { matchCondition } from "./matching";
import { Passable } from "./passable";
import { amongTied, compared, type Decision, type Outcome } from "./outcomes";
import { addressValues, type Header, type Variables } from "./symbolic";
import type { Addresses } from "./values";

export type { Decision, Outcome } from "./outcomes";

const MAC_UNKNOWN: Doubt = {
  certainty: Certainty.Unknown,
  reason: "the rule names MAC addresses and that of the machine is not known",
};

/** Below this many rules, looking at each is faster than an index. */
const INDEX_FROM = 24;

/** How many pairs of kinds are kept; more than a network of a thousand classes has in one question. */
const MOST_KINDS = 2 ** 18;

export class CompiledFirewall {
  /** The positions of all rules. */
  private readonly all: readonly number[];
  /** Positions of rules by the kinds of their source and destination. */
  private readonly ofKinds = new Map<number, readonly number[]>();
  private readonly rules: readonly CompiledRule[];
  private readonly firstApplicationRule: number;
  private readonly indices?: { source: AddressIndex; destination: AddressIndex };
  private readonly passable?: Passable;

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
    this.rules = compiledRules(rules, register);
    this.all = [...rules.keys()];
    const first = rules.findIndex((rule) => rule.category === "Application");
    this.firstApplicationRule = first < 0 ? rules.length : first;
    if (rules.length >= INDEX_FROM) {
      this.indices = {
        source: new AddressIndex(
          register.sets,
          this.rules.map((rule) => rule.sourceSet),
        ),
        destination: new AddressIndex(
          register.sets,
          this.rules.map((rule) => rule.destinationSet),
        ),
      };
      if (defaultAction.action !== "ALLOW" && defaultAction.doubt === undefined) {
        const mayPass = (position: number) => {
          const compiled = this.rules[position];
          return compiled !== undefined && !isCertainDenial(compiled.rule);
        };
        this.passable = new Passable(this.indices.source, this.indices.destination, mayPass);
      }
    }
  }

  get isEmpty(): boolean {
    return this.rules.length === 0;
  }

  /**
   * Divides packets by what happens to them.
   *
   * @param isDenialWanted False when what is certainly denied may be left out.
   */
  decide(vars: Variables, meeting: Meeting, isDenialWanted = true): Decision[] {
    const candidates = this.candidates(vars, meeting);
    const { action, doubt } = this.defaultAction;
    if (isDenialWanted || action === "ALLOW" || doubt !== undefined) {
      return this.decideFrom(candidates, 0, vars, meeting);
    }
    const isHopeful = (position: number) => {
      const compiled = this.rules[position];
      return compiled !== undefined && !isCertainDenial(compiled.rule);
    };
    const hopeful = candidates.findLastIndex(isHopeful);
    return this.decideFrom(candidates, 0, vars, meeting, hopeful);
  }

  /** Whether all of the packets are certainly denied, found without dividing them. False when in doubt. */
  deniesAll(vars: Variables, meeting: Meeting): boolean {
    const { action, doubt } = this.defaultAction;
    return (
      action !== "ALLOW" &&
      doubt === undefined &&
      this.about(vars, meeting).every((position) => {
        const compiled = this.rules[position];
        return (
          compiled === undefined || isCertainDenial(compiled.rule) || !mayMatch(compiled, meeting)
        );
      })
    );
  }

  /**
   * For each {@link destinationKind} 0 where everything from the sources of these packets is certainly
   * denied, at whatever port and in either direction; undefined when that cannot be told in advance.
   */
  passableFrom(vars: Variables, { source }: Header): Uint8Array | undefined {
    const kind = this.indices?.source.kindOf(addressValues(vars, source));
    return kind === undefined ? undefined : this.passable?.from(kind);
  }

  /** The kind of destination that all of the addresses are of for the rules; undefined for several. */
  destinationKind(addresses: Addresses): number | undefined {
    return this.indices?.destination.kindOf(addresses);
  }

  /** Positions of the rules that may match, in order. */
  private candidates(vars: Variables, meeting: Meeting): readonly number[] {
    return this.about(vars, meeting).filter((position) => {
      const compiled = this.rules[position];
      return compiled !== undefined && mayMatch(compiled, meeting);
    });
  }

  /** Positions of the rules that the addresses allow, in order. */
  private about(vars: Variables, { header }: Meeting): readonly number[] {
    if (this.indices === undefined) {
      return this.all;
    }
    const { source, destination } = this.indices;
    const sourceKind = source.kindOf(addressValues(vars, header.source));
    const destinationKind = destination.kindOf(addressValues(vars, header.destination));
    if (sourceKind === undefined) {
      return destinationKind === undefined ? this.all : destination.positions(destinationKind).list;
    }
    if (destinationKind === undefined) {
      return source.positions(sourceKind).list;
    }
    // Both directions, both ends and the reply of a pair ask about the same two kinds.
    const key = sourceKind * destination.size + destinationKind;
    let both = this.ofKinds.get(key);
    if (both === undefined) {
      both = inBoth(source.positions(sourceKind), destination.positions(destinationKind));
      if (this.ofKinds.size >= MOST_KINDS) {
        this.ofKinds.clear();
      }
      this.ofKinds.set(key, both);
    }
    return both;
  }

  /** @param last The place of the candidate after which nobody asks; default: everything is asked for. */
  private decideFrom(
    candidates: readonly number[],
    start: number,
    vars: Variables,
    meeting: Meeting,
    last = candidates.length,
  ): Decision[] {
    const decisions: Decision[] = [];
    let open = [vars];
    for (let at = start; at < candidates.length && at <= last && open.length > 0; at += 1) {
      const compiled = this.rules[candidates[at] ?? -1];
      if (compiled === undefined) {
        continue;
      }
      const next: Variables[] = [];
      for (const part of open) {
        const { condition } = compiled;
        const { matched, rest } = matchCondition(part, meeting.header, condition, at < last);
        next.push(...rest);
        for (const hit of matched) {
          decisions.push(...this.apply(compiled.rule, candidates, at, hit, meeting));
        }
      }
      open = next;
    }
    if (open.length > 0 && last >= candidates.length) {
      const outcome = this.defaultOutcome();
      decisions.push(...open.map((part) => ({ vars: part, outcome })));
    }
    return decisions;
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
    const certain = this.certainEffect(rule, candidates, at, vars, meeting);
    if (rule.ties === undefined) {
      return certain;
    }
    const later = this.sharing(rule, candidates, at + 1);
    return rule.ties.reduce(
      (decisions, tie) => amongTied(decisions, rule, tie, later, meeting.header),
      certain,
    );
  }

  /** The candidates from a place on that share one with the rule; they follow it closely. */
  private sharing(
    { ties = [] }: FirewallRule,
    candidates: readonly number[],
    from: number,
  ): CompiledRule[] {
    const places = new Set(ties.map(({ place }) => place));
    const later: CompiledRule[] = [];
    for (let at = from; at < candidates.length; at += 1) {
      const compiled = this.rules[candidates[at] ?? -1];
      if (compiled?.rule.ties?.some(({ place }) => places.has(place)) !== true) {
        break;
      }
      later.push(compiled);
    }
    return later;
  }

  private certainEffect(
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

/** What two lists of positions share, from going through the shorter one. */
function inBoth(a: Positions, b: Positions): readonly number[] {
  const [short, long] = a.list.length <= b.list.length ? [a, b] : [b, a];
  return short.list.filter((position) => hasBit(long.bits, position));
}
