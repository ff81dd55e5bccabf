/** What one packet meets at one point of the walk: firewall rules and NAT rules (docs/semantics.md 5, 6). */
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
  type PlainNat,
  type PlainPacket,
  type PlainRule,
  type PlainService,
  type Run,
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
    const withIt = act(rules, fallback, asked, plain.rule);
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

/** The NAT rule that a router chooses for a packet at one of its service ports. */
export function chooseNat(
  rules: readonly PlainNat[],
  side: "ingress" | "egress",
  port: string,
  packet: PlainPacket,
): PlainNat | undefined {
  const actions =
    side === "ingress" ? ["DNAT", "NO_DNAT", "REFLEXIVE"] : ["SNAT", "NO_SNAT", "REFLEXIVE"];
  return rules.find((plain) => {
    const { rule } = plain;
    const applies = rule.ports === undefined || rule.ports.includes(port);
    if (!applies || !actions.includes(rule.action)) {
      return false;
    }
    if (rule.action === "REFLEXIVE") {
      return side === "ingress"
        ? within(plain.translated, packet.destination) && ofFamily(plain.source, packet).length > 0
        : within(plain.source, packet.source) && ofFamily(plain.translated, packet).length > 0;
    }
    const translates = rule.action === "DNAT" || rule.action === "SNAT";
    return (
      within(plain.source, packet.source) &&
      within(plain.destination, packet.destination) &&
      servicesTake(plain.services, packet) &&
      (!translates || ofFamily(plain.translated, packet).length > 0)
    );
  });
}

export function ofFamily(runs: readonly Run[], packet: PlainPacket): Run[] {
  return runs.filter(([first]) => isV6(first) === isV6(packet.source));
}

/** Every packet that a chosen rule may turn this one into. */
export function translations(
  { rule, source, translated, translatedPorts }: PlainNat,
  side: "ingress" | "egress",
  packet: PlainPacket,
  portSamples: readonly number[],
): PlainPacket[] {
  switch (rule.action) {
    case "REFLEXIVE":
      return side === "ingress"
        ? [{ ...packet, destination: sameOffset(translated, source, packet.destination) }]
        : [{ ...packet, source: sameOffset(source, translated, packet.source) }];
    case "DNAT": {
      const ports =
        translatedPorts !== undefined && hasPorts(packet.protocol)
          ? portSamples.filter((port) => within(translatedPorts, port))
          : [packet.destinationPort];
      return everyAddress(ofFamily(translated, packet)).flatMap((destination) =>
        ports.map((destinationPort) => ({ ...packet, destination, destinationPort })),
      );
    }
    case "SNAT": {
      // Its own port is a class by itself: a reply to it may look like that of another connection.
      const ports = hasPorts(packet.protocol)
        ? [...new Set([...portSamples, packet.sourcePort])]
        : [packet.sourcePort];
      return everyAddress(ofFamily(translated, packet)).flatMap((newSource) =>
        ports.map((sourcePort) => ({ ...packet, source: newSource, sourcePort })),
      );
    }
    default:
      return [packet];
  }
}

export function everyAddress(runs: readonly Run[]): bigint[] {
  const all: bigint[] = [];
  for (const [first, last] of runs) {
    for (let value = first; value <= last; value += 1n) {
      all.push(value);
      if (all.length > 64) {
        throw new RangeError("a NAT pool of the random network is too large to walk");
      }
    }
  }
  return all;
}

function sameOffset(from: readonly Run[], to: readonly Run[], value: bigint): bigint {
  const members = everyAddress(to);
  const index = everyAddress(from).indexOf(value);
  const partner = members[index];
  if (partner === undefined) {
    throw new RangeError("a REFLEXIVE rule of the random network has networks of unequal size");
  }
  return partner;
}
