/** The service router of a gateway: translation and firewall, on the way in and out. */
import type { Origin, Port } from "../model/types";
import type { Journey } from "./journey";
import { translate, type Crossing, type NatChoice } from "./nat";
import type { CompiledRouter } from "./network";
import { Verdict, type Packet } from "./question";
import { sameAddresses, splitSameHeaders } from "./reply";
import { isIcmpOnly, replyHeader, type Header } from "./symbolic";
import { natText, packetText } from "./text";
import type { Walker } from "./walk";

/** Packets inside of a router. */
export interface Inside {
  journey: Journey;
  /** The header as it arrived. */
  arrived: Header;
  /** True when this router changed the destination. */
  isRedirected: boolean;
  /** Whether the rules of the router may translate it: not a reply of a flow that the router knows. */
  isTranslatable: boolean;
  /** True when replies between two distributed ports pass its virtual server by. */
  isPassedBy?: boolean;
}

export function hasService(compiled: CompiledRouter, port: Port): boolean {
  return compiled.router.hasServiceRouter && port.side === "service";
}

/** Translation and firewall on the way in. */
export function ingress(
  walker: Walker,
  compiled: CompiledRouter,
  port: Port,
  journey: Journey,
): Inside[] {
  const { router } = compiled;
  const translations = walker.options.memory?.translations ?? [];
  if (translations.length === 0) {
    return ingressOfNew(walker, compiled, port, journey);
  }
  const arrived = journey.header;
  let open = [journey.vars];
  const results: Inside[] = [];
  for (const translation of [...translations].reverse()) {
    if (translation.router !== router.id) {
      continue;
    }
    open = open.flatMap((arriving) => {
      const isIcmp = isIcmpOnly(arriving);
      const { matched, rest } = splitSameHeaders(
        arriving,
        arrived,
        replyHeader(translation.after, isIcmp),
      );
      for (const part of matched) {
        const checked = withGatewayCheck(walker, compiled, port, "IN", journey.with(part));
        const { before, after } = translation;
        const { matched: same, rest: others } = sameAddresses(part, before.source, after.source);
        for (const vars of [...same, ...others]) {
          const back = checked.withHeader(vars, replyHeader(before, isIcmp));
          results.push({
            journey: natStep(back, router.id, "translated back", undefined),
            arrived,
            // A translation of the port alone, or to the same address, leads nowhere else.
            isRedirected: others.includes(vars),
            isTranslatable: false,
          });
        }
      }
      return rest;
    });
  }
  for (const vars of open) {
    results.push(...ingressOfNew(walker, compiled, port, journey.with(vars)));
  }
  return results;
}

function ingressOfNew(
  walker: Walker,
  compiled: CompiledRouter,
  port: Port,
  journey: Journey,
): Inside[] {
  const isTranslatable = !isKnown(walker, compiled);
  const untouched = { arrived: journey.header, isRedirected: false, isTranslatable };
  if (!hasService(compiled, port)) {
    return [{ ...untouched, journey }];
  }
  if (!isTranslatable) {
    const checked = withGatewayCheck(walker, compiled, port, "IN", journey);
    return [{ ...untouched, journey: checked }];
  }
  return compiled.nat.choose(journey.vars, journey.header, port.id, "ingress").flatMap((choice) =>
    applyNat(walker, compiled, port, journey, choice, "ingress").map((result) => ({
      ...untouched,
      journey: result,
      isRedirected: result.header.destination !== journey.header.destination,
    })),
  );
}

/** Whether packets are replies of a flow that a gateway's firewall remembers or was bypassed by. */
function isKnown(walker: Walker, { router }: CompiledRouter): boolean {
  const { memory } = walker.options;
  return (
    memory !== undefined && (memory.firewalls.has(router.id) || memory.bypassed.includes(router.id))
  );
}

/** A chosen translation and the firewall before, after or instead of it. */
export function applyNat(
  walker: Walker,
  compiled: CompiledRouter,
  port: Port,
  journey: Journey,
  { vars, nat, rival }: NatChoice,
  crossing: Crossing,
): Journey[] {
  const { router } = compiled;
  const direction = crossing === "ingress" ? "IN" : "OUT";
  const before = journey.with(vars);
  if (nat === undefined) {
    return [withGatewayCheck(walker, compiled, port, direction, before)];
  }
  const { rule } = nat;
  if (rival !== undefined) {
    const say = () =>
      `${natText(rule)} and ${natText(rival)} share priority ${rule.priority}: which comes first is not known`;
    walker.end(before.step("nat", router.id, say, rule.origin), {
      verdict: Verdict.Unknown,
      reason: "natOrder",
      origin: rule.origin,
    });
    return [];
  }
  const isException = rule.action === "NO_DNAT" || rule.action === "NO_SNAT";
  if (!router.firewall.enabled && !isException) {
    const say = () => `${natText(rule)} needs the gateway firewall, which is off: dropped`;
    walker.end(before.step("nat", router.id, say, rule.origin), {
      verdict: Verdict.Denied,
      reason: "natWithoutFirewall",
      origin: rule.origin,
    });
    return [];
  }
  const isBypass = isException || rule.firewallMatch === "BYPASS";
  const seen = isBypass ? before.bypassing(router.id) : before;
  // The firewall sees the outside address before ingress translates it, and after egress has.
  const isBefore = (crossing === "ingress") === (rule.firewallMatch === "MATCH_EXTERNAL_ADDRESS");
  const first =
    !isBypass && isBefore ? withGatewayCheck(walker, compiled, port, direction, seen) : seen;
  return translate(first.vars, first.header, nat, crossing).map((translated) => {
    const translatedJourney = first.withHeader(translated.vars, translated.header);
    const changed = natStep(translatedJourney, router.id, natText(rule), rule.origin);
    return !isBypass && !isBefore
      ? withGatewayCheck(walker, compiled, port, direction, changed)
      : changed;
  });
}

function natStep(
  journey: Journey,
  router: string,
  what: string,
  origin: Origin | undefined,
): Journey {
  const say = (packet: Packet) => `${what}: ${packetText(packet)}`;
  return journey.step("nat", router, say, origin, { changes: true });
}

export function withGatewayCheck(
  walker: Walker,
  compiled: CompiledRouter,
  port: Port,
  direction: "IN" | "OUT",
  journey: Journey,
): Journey {
  const { router, firewall } = compiled;
  const isSkipped =
    !hasService(compiled, port) ||
    !router.firewall.enabled ||
    journey.bypassed.includes(router.id) ||
    walker.options.memory?.bypassed.includes(router.id) === true;
  return isSkipped
    ? journey
    : journey.meeting({
        kind: "gatewayFirewall",
        point: router.id,
        firewall,
        hasMemory: true,
        isCertain: true,
        meeting: {
          header: journey.header,
          direction,
          port: port.id,
          sourceMac: undefined,
          destinationMac: undefined,
        },
      });
}
