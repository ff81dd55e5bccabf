/** What one packet meets at one point of the walk: firewall rules (docs/semantics.md 6). */
import {
  Certainty,
  type DefaultAction,
  type Doubt,
  type FirewallRule,
} from "../../network/model/types";
import {
  hasPorts,
  isIcmp,
  isV6,
  within,
  type PlainPacket,
  type PlainRule,
  type PlainService,
} from "./plain";

export interface Outcome {
  passes: boolean;
  remembers: boolean;
  doubts: Doubt[];
}

export interface Question {
  packet: PlainPacket;
  direction: "IN" | "OUT";
  port: string;
  /** Only where frames are seen. */
  macs?: { sender?: string; receiver?: string };
}

export const PASSED: Outcome = { passes: true, remembers: false, doubts: [] };
const TIED: Doubt = { certainty: Certainty.Unknown, reason: "rules of one sequence number" };
const DENIED: Outcome = { passes: false, remembers: false, doubts: [] };

export function isUnknown(doubts: readonly Doubt[]): boolean {
  return doubts.some(({ certainty }) => certainty === Certainty.Unknown);
}

function sameOutcome(a: Outcome, b: Outcome): boolean {
  if (!a.passes || !b.passes) {
    return a.passes === b.passes;
  }
  const level = ({ doubts }: Outcome) => (isUnknown(doubts) ? 2 : Math.min(doubts.length, 1));
  return a.remembers === b.remembers && level(a) === level(b);
}

export function servicesTake(services: readonly PlainService[], packet: PlainPacket): boolean {
  return services.length === 0 || services.some((service) => serviceMatches(service, packet));
}

function serviceMatches(service: PlainService, packet: PlainPacket): boolean {
  const { protocol } = packet;
  if (service.protocols !== undefined && !service.protocols.includes(protocol)) {
    return false;
  }
  if (service.sourcePorts !== undefined) {
    if (!hasPorts(protocol) || !within(service.sourcePorts, packet.sourcePort)) {
      return false;
    }
  }
  if (service.destinationPorts !== undefined) {
    const meaningful = hasPorts(protocol) || isIcmp(protocol);
    if (!meaningful || !within(service.destinationPorts, packet.destinationPort)) {
      return false;
    }
  }
  return true;
}

/** no, yes, or maybe where a MAC address that the rule names is not known. */
function macMatches(names: readonly string[] | undefined, mac: string | undefined) {
  if (names === undefined) {
    return "yes";
  }
  return mac === undefined ? "maybe" : names.includes(mac) ? "yes" : "no";
}

function ruleMatches(plain: PlainRule, asked: Question): "yes" | "no" | "maybe" {
  const { rule } = plain;
  const { packet } = asked;
  const family = isV6(packet.source) ? "IPV6" : "IPV4";
  const headers =
    (rule.direction === "IN_OUT" || rule.direction === asked.direction) &&
    (rule.family === "IPV4_IPV6" || rule.family === family) &&
    (rule.appliedTo === undefined || rule.appliedTo.includes(asked.port)) &&
    within(plain.source, packet.source) &&
    within(plain.destination, packet.destination) &&
    servicesTake(plain.services, packet);
  if (!headers) {
    return "no";
  }
  const answers = [
    macMatches(rule.sourceMacs, asked.macs?.sender),
    macMatches(rule.destinationMacs, asked.macs?.receiver),
  ];
  return answers.includes("no") ? "no" : answers.includes("maybe") ? "maybe" : "yes";
}

/** What a default action comes to. */
export function byDefault({ action, doubt }: DefaultAction): Outcome {
  if (doubt !== undefined) {
    return { passes: true, remembers: true, doubts: [doubt] };
  }
  return action === "ALLOW" ? { ...PASSED, remembers: true } : DENIED;
}

/** What the rules from this index on make of a packet; a fallback where none matches. */
export function decide(
  rules: readonly PlainRule[],
  fallback: Outcome,
  asked: Question,
  from = 0,
): Outcome {
  for (let index = from; index < rules.length; index += 1) {
    const plain = rules[index]!;
    const match = ruleMatches(plain, asked);
    if (match === "no") {
      continue;
    }
    const doubts = doubtsOf(plain.rule, match);
    const contest = contested(rules.slice(index + 1), asked, plain.rule);
    const alone = act(rules, fallback, asked, plain.rule);
    const withIt =
      contest === undefined
        ? alone
        : { passes: true, remembers: alone.remembers || contest.remembers, doubts: [TIED] };
    if (doubts.length === 0) {
      return withIt;
    }
    const without = decide(rules, fallback, asked, index + 1);
    if (sameOutcome(withIt, without)) {
      return withIt;
    }
    return {
      passes: true,
      remembers: withIt.remembers || without.remembers,
      doubts: [...doubts, ...withIt.doubts, ...without.doubts],
    };
  }
  return fallback;
}

/**
 * Among rules of one place, each unit speaks by its first rule that matches (section 6). Who may be the
 * first and does something else than this rule, or nobody.
 */
function contested(
  later: readonly PlainRule[],
  asked: Question,
  rule: FirewallRule,
): { remembers: boolean } | undefined {
  const heard = new Set<string>();
  const others: FirewallRule[] = [];
  for (const { place, unit } of rule.ties ?? []) {
    for (const plain of later.filter((one) => ruleMatches(one, asked) !== "no")) {
      const theirs = plain.rule.ties?.find((tie) => tie.place === place);
      if (theirs !== undefined && theirs.unit !== unit && !heard.has(theirs.unit)) {
        heard.add(theirs.unit);
        others.push(plain.rule);
      }
    }
  }
  const denies = ({ action }: FirewallRule) => action === "DROP" || action === "REJECT";
  const rivals = others.filter(
    (other) =>
      denies(other) !== denies(rule) ||
      (!denies(rule) && other.action !== rule.action) ||
      (rule.action === "ALLOW" && other.stateful !== rule.stateful),
  );
  return rivals.length === 0
    ? undefined
    : { remembers: rivals.some(({ action, stateful }) => action === "ALLOW" && stateful) };
}

function doubtsOf(rule: FirewallRule, match: "yes" | "maybe"): Doubt[] {
  return [
    ...(rule.doubt ? [rule.doubt] : []),
    ...(match === "maybe"
      ? [{ certainty: Certainty.Unknown as const, reason: "a MAC address is not known" }]
      : []),
  ];
}

function act(
  rules: readonly PlainRule[],
  fallback: Outcome,
  asked: Question,
  rule: FirewallRule,
): Outcome {
  switch (rule.action) {
    case "ALLOW":
      return { ...PASSED, remembers: rule.stateful };
    case "JUMP_TO_APPLICATION": {
      const application = rules.findIndex((other) => other.rule.category === "Application");
      return decide(rules, fallback, asked, application === -1 ? rules.length : application);
    }
    default:
      return DENIED;
  }
}
