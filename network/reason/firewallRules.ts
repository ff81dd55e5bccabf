/** Firewall rules prepared for matching (docs/semantics.md section 6). */
import type { Family } from "../address";
import type { FirewallRule } from "../model/types";
import type { SetRegister } from "./addressIndex";
import type { Condition } from "./matching";
import { serviceBoxes } from "./serviceBoxes";
import type { Header } from "./symbolic";
import { addressesOf, type Addresses } from "./values";

export interface CompiledRule {
  rule: FirewallRule;
  condition: Condition & { source: Addresses; destination: Addresses };
  /** Numbers of the two sets of {@link condition} in the register. */
  sourceSet: number;
  destinationSet: number;
  scope?: Scope;
}

/** Questions to a scope before it makes a set: most are asked less often, and making one takes longer. */
const QUESTIONS_BEFORE_SET = 16;

/** The ports that apply a rule; many rules are never asked for theirs. */
class Scope {
  private members: ReadonlySet<string> | undefined;
  private questions = 0;

  constructor(private readonly ports: readonly string[]) {}

  has(port: string): boolean {
    this.questions += 1;
    if (this.questions > QUESTIONS_BEFORE_SET) {
      this.members ??= new Set(this.ports);
    }
    return this.members?.has(port) ?? this.ports.includes(port);
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

/** @param register Where equal address sets become one. */
export function compiledRules(
  rules: readonly FirewallRule[],
  register: SetRegister,
): CompiledRule[] {
  const scopes = new Map<readonly string[], Scope>();
  return rules.map((rule) => {
    const services = serviceBoxes(rule.services);
    const { appliedTo } = rule;
    if (appliedTo !== undefined && !scopes.has(appliedTo)) {
      scopes.set(appliedTo, new Scope(appliedTo));
    }
    const scope = appliedTo === undefined ? undefined : scopes.get(appliedTo);
    const source = addressesOf(rule.source);
    const destination = addressesOf(rule.destination);
    const sourceSet = register.numberOf(source);
    const destinationSet = register.numberOf(destination);
    return {
      rule,
      condition: {
        source: register.sets[sourceSet] ?? source,
        destination: register.sets[destinationSet] ?? destination,
        ...(services === undefined ? {} : { services }),
      },
      sourceSet,
      destinationSet,
      ...(scope === undefined ? {} : { scope }),
    };
  });
}

export function isCertainDenial({ action, doubt }: FirewallRule): boolean {
  return doubt === undefined && (action === "DROP" || action === "REJECT");
}

/** Whether a rule matches, addresses and services apart. */
export function mayMatch({ rule, scope }: CompiledRule, meeting: Meeting): boolean {
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

export function namesUnknownMac(rule: FirewallRule, meeting: Meeting): boolean {
  return (
    (rule.sourceMacs !== undefined && meeting.sourceMac === undefined) ||
    (rule.destinationMacs !== undefined && meeting.destinationMac === undefined)
  );
}
