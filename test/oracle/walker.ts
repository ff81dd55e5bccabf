/**
 * One packet at a time through a model, by the letter of docs/semantics.md. Slow and plain on purpose:
 * the solver, which reasons about sets of packets, is compared with it.
 */
import { handOn, isServed, taker } from "./balancer";
import { byDefault, decide, type Question } from "./filters";
import { chooseNat, isContested, translations } from "./translation";
import { FrameWalker, longest, owns, samePacket, swapped, TooManyWays } from "./frames";
import {
  arrived,
  denied,
  departure,
  stateText,
  stopped,
  together,
  unknown,
  type Journey,
  type Walked,
} from "./journey";
import {
  isIcmp,
  isV6,
  packetText,
  within,
  type PlainNat,
  type PlainNetwork,
  type PlainPacket,
  type PlainPort,
  type PlainRouter,
} from "./plain";

export { TooManyWays };

const MOST_ROUTERS = 32;
/** Paths of random networks are shorter than this unless they loop. */
const WATCHED_FROM = 5;

/** Every way that a packet may take; undefined when the endpoint never sends it. */
export function walkAll(
  network: PlainNetwork,
  from: string,
  packet: PlainPacket,
  tracing = false,
): Walked | undefined {
  const walker = new Walker(network, tracing);
  const sent = walker.send(network.endpoints.get(from)!, departure(packet));
  return sent ? together(walker.leaves) : undefined;
}

/** A packet inside a router, between the port it came in by and the one it leaves by. */
interface Inside {
  at: PlainRouter;
  into: PlainPort;
  arrivedAs: PlainPacket;
  /** Its destination is a new one, given by this router. */
  translated: boolean;
  /** No NAT rule applies to a reply that was translated back, or whose connection is known here. */
  withoutNat: boolean;
  /** Nobody translates replies back that pass the service router by. */
  forgotten?: boolean;
}

function translates(rule: PlainNat | undefined): boolean {
  return rule !== undefined && !rule.rule.action.startsWith("NO_");
}

type Gate = { at: PlainRouter; port: PlainPort; side: "ingress" | "egress" };

/** The endpoints and frames of {@link FrameWalker}, and routers (section 5). */
class Walker extends FrameWalker {
  protected override cross(before: Journey, into: PlainPort, at: PlainRouter): void {
    const { id, doubt, hasServiceRouter } = at.router;
    const journey = {
      ...this.note(before, `router ${id} by ${into.port.id}`),
      crossed: before.crossed + 1,
    };
    if (journey.crossed > MOST_ROUTERS) {
      this.end(denied(journey, "loop"));
      return;
    }
    if (doubt !== undefined) {
      this.end(stopped(journey, doubt));
      return;
    }
    const watched = this.watch(journey, into);
    if (watched === undefined) {
      return;
    }
    const back = [...(journey.reply?.memory.translations ?? [])]
      .reverse()
      .find(({ router, after }) => router === id && samePacket(swapped(after), journey.packet));
    const { remembered = [], bypassed = [] } = journey.reply?.memory ?? {};
    const withoutNat = remembered.includes(id) || bypassed.includes(id);
    const inside = { at, into, arrivedAs: journey.packet, translated: false, withoutNat };
    const service = hasServiceRouter && into.port.side === "service";
    if (back !== undefined) {
      const restored = swapped(back.before);
      const gate = { at, port: into, side: "ingress" as const };
      const passed = service ? this.gateway(watched, gate, watched.packet) : watched;
      const noted = passed && this.note(passed, `translated back: ${packetText(restored)}`);
      if (noted !== undefined) {
        const translated = restored.destination !== inside.arrivedAs.destination;
        const next = { ...inside, translated, withoutNat: true };
        this.route({ ...noted, packet: restored }, next);
      }
    } else if (service && !withoutNat) {
      this.gate(watched, { at, port: into, side: "ingress" }, (passed, rule) => {
        this.balance(passed, { ...inside, translated: translates(rule) });
      });
    } else {
      this.balance(watched, inside);
    }
  }

  /** Section 5.7. */
  private balance(journey: Journey, inside: Inside): void {
    const { at, into } = inside;
    const { packet } = journey;
    const { id, hasServiceRouter } = at.router;
    if (!hasServiceRouter || inside.withoutNat || !isServed(at.servers, packet)) {
      this.route(journey, inside);
      return;
    }
    const server = taker(at.servers, packet);
    if (server === undefined) {
      const noted = this.note(journey, `router ${id} has no server for it`);
      const end = isIcmp(packet.protocol) ? unknown : denied;
      this.end(end(noted, "noVirtualServer"));
      return;
    }
    const noted = this.note(journey, `server ${server.server.id}`);
    if (server.server.doubt !== undefined) {
      this.end(stopped(noted, server.server.doubt));
      return;
    }
    const results = handOn(server, packet, this.network.portSamples, (address) =>
      this.isSilent(at, address),
    );
    if (results.length === 0) {
      this.end(denied(noted, "noMember"));
    }
    for (const { keepsSource, packet: handed } of results) {
      const forgotten = keepsSource && into.port.side !== "service";
      const told = this.note(noted, `handed on: ${packetText(handed)}`);
      this.route({ ...told, packet: handed }, { ...inside, translated: true, forgotten });
    }
  }

  /** Whether a router has the address on its own networks, all of them closed, and nobody is there. */
  private isSilent({ ports }: PlainRouter, address: bigint): boolean {
    const around = ports.filter(({ onLink }) =>
      onLink.some(({ first, last }) => first <= address && address <= last),
    );
    return (
      around.length > 0 &&
      around.every(
        ({ port: { domain } }) => domain !== undefined && !this.network.openDomains.has(domain),
      ) &&
      !around.some(({ port: { domain = "" } }) =>
        this.network.attached
          .get(domain)!
          .some(({ owned, answersFor }) => within(owned, address) || within(answersFor, address)),
      )
    );
  }

  /**
   * A state that came before on this path is a loop. When each round leaves another translation
   * behind, the number of ways grows with every round, and the packet is given up.
   */
  private watch(journey: Journey, into: PlainPort): Journey | undefined {
    if (journey.crossed < WATCHED_FROM) {
      return journey;
    }
    const state = stateText(journey, into.port.id);
    const before = journey.states.get(state);
    if (before === undefined) {
      return {
        ...journey,
        states: new Map([...journey.states, [state, journey.translations.length]]),
      };
    }
    if (before !== journey.translations.length) {
      throw new TooManyWays(`a loop that translates: ${packetText(journey.packet)}`);
    }
    this.end(denied(journey, "loop"));
    return undefined;
  }

  /** Sections 5.1, 5.4 and 5.5: the service router's work at one port, for every translation. */
  private gate(
    journey: Journey,
    gate: Gate,
    then: (journey: Journey, rule: PlainNat | undefined) => void,
  ): void {
    const { at, port, side } = gate;
    const { packet } = journey;
    const chosen = chooseNat(at.nat, side, port.port.id, packet);
    if (chosen !== undefined && isContested(chosen, at.nat, side, port.port.id, packet)) {
      this.end(unknown(this.note(journey, `NAT ${chosen.rule.id} or another`), "natOrder"));
      return;
    }
    const spares = chosen !== undefined && !translates(chosen);
    if (chosen !== undefined && !spares && !at.router.firewall.enabled) {
      const noted = this.note(journey, `NAT ${chosen.rule.id} without firewall`);
      this.end(denied(noted, "natWithoutFirewall"));
      return;
    }
    const match = chosen?.rule.firewallMatch;
    const bypassing = spares || match === "BYPASS";
    const known = bypassing
      ? { ...journey, bypassed: [...journey.bypassed, at.router.id] }
      : journey;
    const afterNat = match === `MATCH_${side === "ingress" ? "INTERNAL" : "EXTERNAL"}_ADDRESS`;
    const results =
      chosen === undefined
        ? [packet]
        : translations(chosen, side, packet, this.network.portSamples);
    for (const result of results) {
      const noted = this.note(known, `NAT ${chosen?.rule.id ?? "none"}: ${packetText(result)}`);
      const passed = this.gateway(noted, gate, afterNat ? result : packet);
      if (passed !== undefined) {
        then({ ...passed, packet: result }, chosen);
      }
    }
  }

  private gateway(journey: Journey, { at, port, side }: Gate, shown: PlainPacket) {
    const { id, firewall } = at.router;
    const remembered = journey.reply?.memory.remembered.includes(id) ?? false;
    if (!firewall.enabled || journey.bypassed.includes(id) || remembered) {
      return journey;
    }
    const direction = side === "ingress" ? "IN" : "OUT";
    const asked: Question = { packet: shown, direction, port: port.port.id };
    const outcome = decide(at.rules, byDefault(firewall.defaultAction), asked);
    return this.after(journey, outcome, id, `gateway firewall ${direction} at ${port.port.id}`);
  }

  /** Sections 5.2 and 5.3. */
  private route(journey: Journey, inside: Inside): void {
    const { at, into } = inside;
    const { destination } = journey.packet;
    const { id } = at.router;
    if (owns(at.ports, destination)) {
      const noted = this.note(journey, `for router ${id} itself`);
      const delivery = { receiver: id, received: journey.packet };
      this.end(journey.reply ? denied(noted, "noReturnPath") : arrived(noted, delivery));
      return;
    }
    const entry = longest(at.routes, destination);
    const width = isV6(destination) ? 128 : 32;
    const sentOn = entry?.kind === "advertised" || entry?.length === width;
    const answers = at.ports.some(({ answersFor }) => within(answersFor, destination));
    if (answers && !inside.translated && !sentOn) {
      const noted = this.note(journey, `router ${id} answers for it`);
      const outside = into.port.side === "service";
      const flat = !at.ports.some(({ port }) => port.side === "service");
      this.end(outside || flat ? denied(noted, "noTranslation") : unknown(noted, "hairpin"));
      return;
    }
    if (entry?.doubt !== undefined) {
      this.end(stopped(this.note(journey, `route of ${id} in doubt`), entry.doubt));
      return;
    }
    if (entry === undefined || entry.via.length === 0) {
      this.end(denied(this.note(journey, `router ${id} has no route`), "noRoute"));
      return;
    }
    for (const { port, nextHop } of entry.via) {
      this.depart(journey, inside, this.port(port), nextHop);
    }
  }

  private depart(journey: Journey, inside: Inside, out: PlainPort, nextHop: bigint | undefined) {
    const { at, arrivedAs } = inside;
    const gate = { at, port: out, side: "egress" as const };
    const go = (passed: Journey, rule?: PlainNat) => {
      const { packet } = passed;
      const changed = !inside.withoutNat && (inside.translated || translates(rule));
      const record = { router: at.router.id, before: arrivedAs, after: packet };
      this.leave(
        changed ? { ...passed, translations: [...passed.translations, record] } : passed,
        out,
        nextHop,
      );
    };
    if (!at.router.hasServiceRouter || out.port.side !== "service") {
      const leave = (one: Journey) => this.leave(one, out, nextHop);
      (inside.forgotten === true ? leave : go)(journey);
    } else if (inside.withoutNat) {
      const passed = this.gateway(journey, gate, journey.packet);
      if (passed !== undefined) {
        go(passed);
      }
    } else {
      this.gate(journey, gate, go);
    }
  }
}
