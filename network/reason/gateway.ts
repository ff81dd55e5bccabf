/** The service router of a gateway: translation and firewall, on the way in and out. */
import type { Origin, Port } from "../model/types";
import type { Journey } from "./journey";
import { translate, type Crossing, type NatChoice } from "./nat";
import type { CompiledRouter } from "./network";
import { Verdict, type Packet } from "./question";
import { splitEqualHeaders } from "./reply";
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
  /** The reply of packets that this router translated; no other translation applies. */
  isTranslatedBack: boolean;
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
  const arrived = journey.header;
  let open = [journey.vars];
  const results: Inside[] = [];
  for (const translation of [...(walker.options.memory?.translations ?? [])].reverse()) {
    if (translation.router !== router.id) {
      continue;
    }
    open = open.flatMap((vars) => {
      const isIcmp = isIcmpOnly(vars);
      const { matched, rest } = splitEqualHeaders(
        vars,
        arrived,
        replyHeader(translation.after, isIcmp),
      );
      for (const part of matched) {
        const checked = withGatewayCheck(walker, compiled, port, "IN", journey.with(part));
        const header = replyHeader(translation.before, isIcmp);
        results.push({
          journey: natStep(
            checked.withHeader(part, header),
            router.id,
            "translated back",
            undefined,
          ),
          arrived,
          isRedirected: translation.before.source !== translation.after.source,
          isTranslatedBack: true,
        });
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
  const untouched = { arrived: journey.header, isRedirected: false, isTranslatedBack: false };
  if (!hasService(compiled, port)) {
    return [{ ...untouched, journey }];
  }
  return compiled.nat.choose(journey.vars, journey.header, port.id, "ingress").flatMap((choice) =>
    applyNat(walker, compiled, port, journey, choice, "ingress").map((result) => ({
      ...untouched,
      journey: result,
      isRedirected: result.header.destination !== journey.header.destination,
    })),
  );
}

/** A chosen translation and the firewall before, after or instead of it. */
export function applyNat(
  walker: Walker,
  compiled: CompiledRouter,
  port: Port,
  journey: Journey,
  { vars, nat }: NatChoice,
  crossing: Crossing,
): Journey[] {
  const { router } = compiled;
  const direction = crossing === "ingress" ? "IN" : "OUT";
  const before = journey.with(vars);
  if (nat === undefined) {
    return [withGatewayCheck(walker, compiled, port, direction, before)];
  }
  const { rule } = nat;
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
