/** Symbolic packets on their way between senders, domains and routers (docs/semantics.md 3, 4, 6, 7). */
import type { Doubt, Origin, Port, Route } from "../model/types";
import { crossRouter } from "./crossing";
import { frame } from "./frames";
import { Journey, verdictOf, type Ending, type Translation, type Way as WholeWay } from "./journey";
import type { CompiledEndpoint, CompiledNetwork } from "./network";
import { Verdict, type Packet } from "./question";
import {
  forkedOff,
  narrowAddresses,
  splitAddresses,
  type Header,
  type Variables,
} from "./symbolic";
import type { Table, TableEntry } from "./table";
import { routeText } from "./text";
import { addressesOf, type Addresses } from "./values";

/** What a reply remembers of the way there. */
export interface Memory {
  translations: readonly Translation[];
  bypassed: readonly string[];
}

export interface WalkOptions {
  /** Set when the packets are replies. */
  memory?: Memory;
  /** Ports of endpoints whose packets nobody asks for; their ways are dropped. */
  ignored?: ReadonlySet<string>;
  /** Leave out the steps, where only verdicts are wanted. */
  withoutSteps?: boolean;
  /** What is certainly denied may be left out, where that is cheap to see. */
  withoutDenied?: boolean;
}

export class Walker {
  /** Filled when packets leave their sender. */
  private sender: Port | undefined;

  constructor(
    readonly network: CompiledNetwork,
    private readonly found: (way: WholeWay) => void,
    readonly options: WalkOptions = {},
  ) {}

  /** Fewer entries do where nobody asks which one it was. */
  entriesOf({ entries, byWay }: Table): readonly TableEntry[] {
    return this.options.withoutSteps === true ? byWay : entries;
  }

  /** Lets an endpoint send packets: section 3. */
  send(sender: CompiledEndpoint, vars: Variables, header: Header): void {
    const { endpoint } = sender;
    this.sender = undefined;
    const own = narrowAddresses(vars, header.source, sender.owned);
    if (own === undefined) {
      return;
    }
    const { inside: toItself, outside: foreign } = splitAddresses(
      own,
      header.destination,
      sender.owned,
    );
    const sent = new Journey(own, header, this.options.withoutSteps === true ? "none" : undefined);
    if (toItself !== undefined) {
      this.unsent(sent.with(toItself), sender);
    }
    if (foreign === undefined) {
      return;
    }
    const journey = sent.with(foreign);
    for (const entry of this.entriesOf(sender.table)) {
      const part = narrowAddresses(foreign, header.destination, entry.destinations);
      if (part !== undefined) {
        this.sendBy(sender, entry, journey.with(part));
      }
      if (part === foreign) {
        return;
      }
    }
    const rest = splitAddresses(foreign, header.destination, sender.table.covered).outside;
    if (rest !== undefined) {
      const say = ({ destination }: Packet) => `${endpoint.name} has no route to ${destination}`;
      this.unrouted(sender, journey.with(rest).step("endpoint", endpoint.id, say), undefined);
    }
  }

  /** Packets for which no way is chosen: lost, or not known to be. */
  private unrouted(
    { endpoint }: CompiledEndpoint,
    journey: Journey,
    route: Route | undefined,
  ): void {
    const origin = route?.origin ?? endpoint.origins[0];
    const doubt = endpoint.doubt ?? route?.doubt;
    if (doubt === undefined) {
      this.end(journey, { verdict: Verdict.Denied, reason: "noRoute", origin });
    } else {
      this.stop(journey, doubt, endpoint.doubt === undefined ? origin : endpoint.origins[0]);
    }
  }

  /** Packets that an endpoint never sends get no answer, but a reply that is never sent is missed. */
  private unsent(journey: Journey, { endpoint }: CompiledEndpoint): void {
    if (this.options.memory === undefined) {
      return;
    }
    const say = ({ source, destination }: Packet) =>
      `${endpoint.name} cannot send from ${source} to ${destination}`;
    this.end(journey.step("endpoint", endpoint.id, say), {
      verdict: Verdict.Denied,
      reason: "notSent",
      origin: endpoint.origins[0],
    });
  }

  private sendBy(sender: CompiledEndpoint, entry: TableEntry, journey: Journey): void {
    const { endpoint } = sender;
    const { route, ways } = entry;
    const origin = route?.origin ?? endpoint.origins[0];
    if (ways.length === 0) {
      const say = () => `${endpoint.name} drops it, ${routeText(entry)}`;
      this.unrouted(sender, journey.step("endpoint", endpoint.id, say, origin), route);
      return;
    }
    let unsent: Variables | undefined = journey.vars;
    for (const way of ways) {
      const port = this.network.ports.get(way.port);
      if (port === undefined) {
        continue;
      }
      const { source } = journey.header;
      const own: Addresses = addressesOf(port.owned);
      const vars = narrowAddresses(journey.vars, source, own);
      if (vars === undefined) {
        continue;
      }
      unsent = unsent === undefined ? undefined : splitAddresses(unsent, source, own).outside;
      this.sender = port;
      const say = () => `sent by ${endpoint.name} on ${port.name}, ${routeText(entry)}`;
      const leaving = journey.with(ways.length > 1 ? forkedOff(vars) : vars);
      const step = leaving.step("endpoint", endpoint.id, say, origin);
      if (endpoint.doubt === undefined && route?.doubt === undefined) {
        this.leave(step, port, way.nextHop);
      } else {
        this.unrouted(sender, step, route);
      }
    }
    if (unsent !== undefined) {
      this.unsent(journey.with(unsent), sender);
    }
  }

  /** Lets packets out of a port: over a link, or as frames to a next hop or to the destination. */
  leave(journey: Journey, port: Port, nextHop: Addresses | undefined): void {
    if (port.peer !== undefined) {
      const peer = this.network.ports.get(port.peer);
      if (peer !== undefined) {
        this.arrive(journey, peer);
        return;
      }
    } else if (port.domain !== undefined) {
      frame(this, journey, port, port.domain, nextHop);
      return;
    }
    const say = () => `${port.name} is attached to nothing that is known`;
    this.end(journey.step("domain", port.id, say, port.origins[0]), {
      verdict: Verdict.Unknown,
      reason: "unknownNeighbour",
      origin: port.origins[0],
    });
  }

  /** Packets arrive at a port of an endpoint or a router. */
  arrive(journey: Journey, port: Port): void {
    const router = this.network.routers.get(port.owner);
    if (router !== undefined) {
      crossRouter(this, router, port, journey);
      return;
    }
    const receiver = this.network.endpoints.get(port.owner);
    const name = receiver?.endpoint.name ?? port.owner;
    const origin = receiver?.endpoint.origins[0];
    if (receiver?.endpoint.doubt !== undefined) {
      const say = () => `arrives at ${name}`;
      this.stop(journey.step("endpoint", port.owner, say, origin), receiver.endpoint.doubt, origin);
      return;
    }
    const { inside, outside } = splitAddresses(
      journey.vars,
      journey.header.destination,
      receiver?.owned ?? [],
    );
    if (inside !== undefined) {
      const say = () => `delivered to ${name}`;
      this.end(journey.with(inside).step("endpoint", port.owner, say, origin), {
        verdict: Verdict.Allowed,
        reason: "delivered",
        origin: undefined,
        port,
        receiver: port.owner,
      });
    }
    if (outside !== undefined) {
      const say = ({ destination }: Packet) => `${name} is not ${destination} and forwards nothing`;
      this.end(journey.with(outside).step("endpoint", port.owner, say, origin), {
        verdict: Verdict.Denied,
        reason: "notForwarded",
        origin,
      });
    }
  }

  /** A doubt stops the packets: section 2. */
  stop(journey: Journey, doubt: Doubt, origin: Origin | undefined): void {
    const place = journey.trail === "none" ? undefined : journey.trail;
    const say = () => `${doubt.certainty}: ${doubt.reason}`;
    const doubtful = journey.step(place?.kind ?? "endpoint", place?.at ?? "", say, origin);
    this.end(doubtful, { verdict: verdictOf(doubt), reason: "doubt", origin });
  }

  end(journey: Journey, ending: Ending): void {
    this.found({ journey, ending, sender: this.sender });
  }
}
