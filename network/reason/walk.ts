/** Symbolic packets on their way between senders, domains and routers (docs/semantics.md 3, 4, 6, 7). */
import type { Doubt, Origin, Port, Route } from "../model/types";
import { crossRouter } from "./crossing";
import { frame } from "./frames";
import { Journey, verdictOf, type Ending, type Translation, type Way as WholeWay } from "./journey";
import { Effort, type Sent } from "./loops";
import type { CompiledEndpoint, CompiledNetwork } from "./network";
import { Verdict, type Packet } from "./question";
import {
  FREE_ADDRESSES,
  forkedOff,
  narrowAddresses,
  onlyValue,
  splitAddresses,
  type AddressField,
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
  /** Points whose firewall lets the reply pass: ports and gateways. */
  firewalls: ReadonlySet<string>;
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
  /** What is not delivered may be left out, where it has no alternatives. */
  deliveredOnly?: boolean;
  /** Shared by the packets of one question and their replies. */
  effort?: Effort;
}

export class Walker {
  /** Filled when packets leave their sender. */
  private sender: Port | undefined;
  readonly effort: Effort;
  /** For replies: the variables that the packets themselves had. */
  remembered: Sent | undefined;

  constructor(
    readonly network: CompiledNetwork,
    private readonly found: (way: WholeWay) => void,
    readonly options: WalkOptions = {},
  ) {
    this.effort = options.effort ?? new Effort();
  }

  /**
   * Whether nobody asks what becomes of packets that a cut by their destination leaves undelivered. A
   * destination that a translation chose is asked for: what is lost is an alternative to what is not.
   */
  isPointless({ forked }: Variables, { variable }: AddressField): boolean {
    return this.options.deliveredOnly === true && !forked && variable < FREE_ADDRESSES;
  }

  /**
   * Divides packets by the entry of a routing table that decides about them.
   *
   * @returns Those about which none does.
   */
  routed(
    { entries, byWay, covered }: Table,
    vars: Variables,
    destination: AddressField,
    found: (entry: TableEntry, vars: Variables) => void,
  ): Variables | undefined {
    // Fewer entries do where nobody asks which one it was.
    const table = this.options.withoutSteps === true ? byWay : entries;
    const only = onlyValue(vars, destination);
    if (only !== undefined) {
      const entry = table.at(only);
      if (entry === undefined) {
        return vars;
      }
      found(entry, vars);
      return undefined;
    }
    for (const entry of table.list) {
      const part = narrowAddresses(vars, destination, entry.destinations);
      if (part !== undefined) {
        found(entry, part);
      }
      if (part === vars) {
        return undefined;
      }
    }
    return this.isPointless(vars, destination)
      ? undefined
      : splitAddresses(vars, destination, covered).outside;
  }

  /** Lets an endpoint send packets: section 3. */
  send(sender: CompiledEndpoint, vars: Variables, header: Header): void {
    const { endpoint } = sender;
    this.sender = undefined;
    this.remembered =
      this.options.memory === undefined
        ? undefined
        : { addresses: vars.addresses.length, numbers: vars.numbers.length };
    const own = narrowAddresses(vars, header.source, sender.owned);
    if (own === undefined) {
      return;
    }
    const { inside: toItself, outside: foreign } =
      endpoint.apart === true
        ? { inside: undefined, outside: own }
        : splitAddresses(own, header.destination, sender.owned);
    const sent = new Journey(own, header, this.options.withoutSteps === true ? "none" : undefined);
    if (toItself !== undefined) {
      this.unsent(sent.with(toItself), sender);
    }
    if (foreign === undefined) {
      return;
    }
    const journey = sent.with(foreign);
    const rest = this.routed(sender.table, foreign, header.destination, (entry, part) =>
      this.sendBy(sender, entry, journey.with(part)),
    );
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
    const owned = receiver?.owned ?? [];
    const { inside, outside } = splitAddresses(journey.vars, journey.header.destination, owned);
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
