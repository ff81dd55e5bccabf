/**
 * The part of the walk that endpoints and domains see: sending, frames, the distributed firewall,
 * delivery and the reply's start (docs/semantics.md 3, 4, 7). Routers are in walker.ts.
 */
import { Certainty } from "../../network/model/types";
import { byDefault, decide, PASSED, type Outcome } from "./filters";
import {
  arrived,
  denied,
  departure,
  stopped,
  unknown,
  type Delivery,
  type Journey,
  type Leaf,
} from "./journey";
import {
  hasPorts,
  packetText,
  within,
  type PlainEndpoint,
  type PlainNetwork,
  type PlainPacket,
  type PlainPort,
  type PlainRoute,
  type PlainRouter,
} from "./plain";

const MOST_STEPS = 2_000;

/** The packet has too many ways to follow them all; random networks leave such packets out. */
export class TooManyWays extends Error {}

export function owns(ports: readonly PlainPort[], address: bigint): boolean {
  return ports.some(({ owned }) => within(owned, address));
}

/** The first of the longest; the caller puts what wins among equals first. */
export function longest(
  routes: readonly PlainRoute[],
  destination: bigint,
): PlainRoute | undefined {
  let best: PlainRoute | undefined;
  for (const route of routes) {
    if (route.first <= destination && destination <= route.last) {
      if (best === undefined || route.length > best.length) {
        best = route;
      }
    }
  }
  return best;
}

export function swapped(packet: PlainPacket): PlainPacket {
  const turned = { ...packet, source: packet.destination, destination: packet.source };
  return hasPorts(packet.protocol)
    ? { ...turned, sourcePort: packet.destinationPort, destinationPort: packet.sourcePort }
    : turned;
}

export function samePacket(a: PlainPacket, b: PlainPacket): boolean {
  return (
    a.source === b.source &&
    a.destination === b.destination &&
    a.protocol === b.protocol &&
    a.sourcePort === b.sourcePort &&
    a.destinationPort === b.destinationPort
  );
}

/** Section 4.3; a port without a place in a private VLAN talks to all. */
function mayTalk({ port: { privateVlan: a } }: PlainPort, { port: { privateVlan: b } }: PlainPort) {
  if (a === undefined || b === undefined || a.role === "promiscuous" || b.role === "promiscuous") {
    return true;
  }
  return a.role === "community" && b.role === "community" && a.secondary === b.secondary;
}

export abstract class FrameWalker {
  readonly leaves: Leaf[] = [];
  private steps = 0;

  constructor(
    protected readonly network: PlainNetwork,
    private readonly tracing: boolean,
  ) {}

  protected abstract cross(journey: Journey, into: PlainPort, at: PlainRouter): void;

  protected port(id: string): PlainPort {
    return this.network.ports.get(id)!;
  }

  protected end(leaf: Leaf): void {
    this.leaves.push(leaf);
  }

  protected note(journey: Journey, text: string): Journey {
    return this.tracing ? { ...journey, trace: [...journey.trace, text] } : journey;
  }

  /** Section 3. False when the endpoint does not send this packet at all. */
  send(from: PlainEndpoint, journey: Journey): boolean {
    const { source, destination } = journey.packet;
    if (from.endpoint.apart !== true && owns(from.ports, destination)) {
      return false;
    }
    const onLink = from.ports.flatMap((port) => port.onLink);
    const entry = longest([...onLink, ...from.routes], destination);
    const chosen = entry?.via ?? [];
    const ways = chosen.filter(({ port }) => within(this.port(port).owned, source));
    if (chosen.length > 0 ? ways.length === 0 : !owns(from.ports, source)) {
      return false;
    }
    const doubt = from.endpoint.doubt ?? entry?.doubt;
    if (doubt !== undefined) {
      this.end(stopped(this.note(journey, `${from.endpoint.id} sends, in doubt`), doubt));
    } else if (ways.length === 0) {
      this.end(denied(this.note(journey, `${from.endpoint.id} has no route`), "noRoute"));
    }
    for (const { port, nextHop } of doubt === undefined ? ways : []) {
      const out = this.port(port);
      const leaving = this.note(journey, `${from.endpoint.id} sends ${packetText(journey.packet)}`);
      this.leave({ home: { port: out, packet: journey.packet }, ...leaving }, out, nextHop);
    }
    return true;
  }

  protected leave(journey: Journey, out: PlainPort, nextHop: bigint | undefined): void {
    if (out.port.peer !== undefined) {
      this.arrive(this.note(journey, `link ${out.port.id}`), this.port(out.port.peer));
    } else {
      this.frame(journey, out, nextHop ?? journey.packet.destination);
    }
  }

  /** Section 4. */
  private frame(journey: Journey, out: PlainPort, wanted: bigint): void {
    const domain = out.port.domain!;
    const answering = this.whoAnswers(domain, out, wanted);
    if (answering.length === 0) {
      const alone = this.note(journey, `nobody answers on ${domain}`);
      const open = this.network.openDomains.has(domain);
      this.end(open ? unknown(alone, "unknownNeighbour") : denied(alone, "noHost"));
    }
    for (const receiving of answering) {
      const framed = this.note(journey, `frame on ${domain} ${out.port.id} > ${receiving.port.id}`);
      if (!mayTalk(out, receiving)) {
        this.end(denied(framed, "privateVlan"));
        continue;
      }
      const left = this.distributed(framed, "OUT", out, receiving);
      const entered = left && this.distributed(left, "IN", out, receiving);
      if (entered !== undefined) {
        this.arrive(entered, receiving);
      }
    }
  }

  private whoAnswers(domain: string, out: PlainPort, wanted: bigint): PlainPort[] {
    const others = this.network.attached.get(domain)!.filter((port) => port !== out);
    const isOutside = ({ port }: PlainPort) =>
      this.network.endpoints.get(port.owner)?.endpoint.kind === "network";
    const classes = [
      others.filter((port) => !isOutside(port) && within(port.owned, wanted)),
      others.filter((port) => within(port.answersFor, wanted)),
      others.filter((port) => isOutside(port) && within(port.owned, wanted)),
    ];
    const first = classes.find((ports) => ports.length > 0) ?? [];
    return first.filter(
      ({ port }) =>
        !this.network.routers.has(port.owner) ||
        !first.some((other) => other.port.owner === port.owner && other.port.id < port.id),
    );
  }

  /** One end of a frame under the distributed firewall; undefined when it ends there. */
  private distributed(
    journey: Journey,
    direction: "IN" | "OUT",
    out: PlainPort,
    receiving: PlainPort,
  ): Journey | undefined {
    const { port } = direction === "OUT" ? out : receiving;
    if (port.distributedFirewall === "notCovered") {
      return journey;
    }
    const asked = {
      packet: journey.packet,
      direction,
      port: port.id,
      macs: { sender: out.port.mac, receiver: receiving.port.mac },
    };
    const { defaultAction } = this.network.model.firewall;
    const ethernet = decide(this.network.ethernet, PASSED, asked);
    const known = journey.reply?.memory.remembered.includes(port.id) ?? false;
    const rest = known ? PASSED : decide(this.network.rules, byDefault(defaultAction), asked);
    const both: Outcome = {
      passes: ethernet.passes && rest.passes,
      remembers: rest.remembers,
      doubts: [...ethernet.doubts, ...rest.doubts],
    };
    if (port.distributedFirewall === "unknown" && !(both.passes && both.doubts.length === 0)) {
      const reason = "distributed firewall coverage is not known";
      both.passes = true;
      both.doubts = [{ certainty: Certainty.Unknown, reason }];
    }
    return this.after(journey, both, port.id, `distributed firewall ${direction} at ${port.id}`);
  }

  protected after(journey: Journey, outcome: Outcome, point: string, what: string) {
    const noted = this.note(journey, `${what}: ${outcome.passes ? "passes" : "denied"}`);
    if (!outcome.passes) {
      this.end(denied(noted, "firewall"));
      return undefined;
    }
    return {
      ...noted,
      doubts: [...noted.doubts, ...outcome.doubts],
      remembered: outcome.remembers ? [...noted.remembered, point] : noted.remembered,
    };
  }

  protected arrive(journey: Journey, port: PlainPort): void {
    this.steps += 1;
    if (this.steps > MOST_STEPS) {
      throw new TooManyWays(`more than ${MOST_STEPS} steps for ${packetText(journey.packet)}`);
    }
    const endpoint = this.network.endpoints.get(port.port.owner);
    if (endpoint !== undefined) {
      this.reach(journey, port, endpoint);
    } else {
      this.cross(journey, port, this.network.routers.get(port.port.owner)!);
    }
  }

  private reach(journey: Journey, port: PlainPort, at: PlainEndpoint): void {
    const { packet, reply } = journey;
    const { id, doubt } = at.endpoint;
    if (doubt !== undefined) {
      this.end(stopped(this.note(journey, `${id} is in doubt`), doubt));
    } else if (reply !== undefined) {
      const { home: sent } = journey;
      const home = port === sent?.port && samePacket(packet, swapped(sent.packet));
      const noted = this.note(journey, `reply reaches ${port.port.id}`);
      this.end(home ? arrived(noted, reply.delivery) : denied(noted, "noReturnPath"));
    } else if (!owns(at.ports, packet.destination)) {
      this.end(denied(this.note(journey, `${id} does not forward`), "notForwarded"));
    } else {
      this.answer(this.note(journey, `delivered to ${id}`), at, { receiver: id, received: packet });
    }
  }

  /** Section 7: the reply sets out with the memory of the way there. */
  private answer(there: Journey, at: PlainEndpoint, delivery: Delivery): void {
    const reply: Journey = {
      ...departure(swapped(there.packet)),
      doubts: there.doubts,
      bypassed: there.bypassed,
      trace: there.trace,
      ...(there.home && { home: there.home }),
      reply: { memory: there, delivery },
    };
    if (!this.send(at, reply)) {
      this.end(denied(this.note(reply, `${at.endpoint.id} does not send the reply`), "noRoute"));
    }
  }
}
