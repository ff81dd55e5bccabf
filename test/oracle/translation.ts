/** What one packet meets at one port of a service router: NAT rules (docs/semantics.md 5). */
import { hasPorts, isV6, within, type PlainNat, type PlainPacket, type Run } from "./plain";
import { servicesTake } from "./filters";

/** The NAT rule that a router chooses for a packet at one of its service ports. */
export function chooseNat(
  rules: readonly PlainNat[],
  side: "ingress" | "egress",
  port: string,
  packet: PlainPacket,
): PlainNat | undefined {
  return applicable(rules, side, port, packet)[0];
}

/** Every rule that would translate a packet at a port if it came first, in order. */
function applicable(
  rules: readonly PlainNat[],
  side: "ingress" | "egress",
  port: string,
  packet: PlainPacket,
): PlainNat[] {
  const actions =
    side === "ingress" ? ["DNAT", "NO_DNAT", "REFLEXIVE"] : ["SNAT", "NO_SNAT", "REFLEXIVE"];
  return rules.filter((plain) => {
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

/** Whether another rule of the chosen one's priority applies, too, and does something else. */
export function isContested(
  chosen: PlainNat,
  rules: readonly PlainNat[],
  side: "ingress" | "egress",
  port: string,
  packet: PlainPacket,
): boolean {
  const { action, priority, firewallMatch } = chosen.rule;
  const words = ({ translated, translatedPorts }: PlainNat) =>
    [translated, translatedPorts].map((runs) => runs?.map((run) => run.join("-")).join() ?? "");
  return applicable(rules, side, port, packet).some((other) => {
    const isElse =
      other.rule.action !== action ||
      action === "REFLEXIVE" ||
      (!action.startsWith("NO_") &&
        (other.rule.firewallMatch !== firewallMatch ||
          words(other).join(" ") !== words(chosen).join(" ")));
    return other !== chosen && other.rule.priority === priority && isElse;
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
