/** Symbolic packets through a router (docs/semantics.md 5). */
import type { Port } from "../model/types";
import { applyNat, hasService, ingress, withGatewayCheck, type Inside } from "./gateway";
import type { Journey } from "./journey";
import type { CompiledRouter } from "./network";
import { Verdict, type Packet } from "./question";
import {
  forkedOff,
  narrowAddresses,
  splitAddresses,
  type AddressField,
  type Header,
  type Variables,
} from "./symbolic";
import type { TableEntry } from "./table";
import { routeText } from "./text";
import type { Addresses } from "./values";
import type { Walker } from "./walk";

/** More routers than this are a loop. */
const MOST_ROUTERS = 32;

export function crossRouter(
  walker: Walker,
  compiled: CompiledRouter,
  port: Port,
  journey: Journey,
): void {
  const { router } = compiled;
  const [origin] = router.origins;
  if (isLoop(journey, port)) {
    const say = () => `a loop: the packet comes back to ${router.name} unchanged`;
    walker.end(journey.step("router", router.id, say, origin), {
      verdict: Verdict.Denied,
      reason: "loop",
      origin,
    });
    return;
  }
  const arrived = journey.visiting(port.id);
  if (router.doubt !== undefined) {
    const say = () => `arrives at ${router.name}`;
    walker.stop(arrived.step("router", router.id, say, origin), router.doubt, origin);
    return;
  }
  for (const inside of ingress(walker, compiled, port, arrived)) {
    forward(walker, compiled, port, inside);
  }
}

/** The same packets at the same port again will come again for ever. */
function isLoop(journey: Journey, port: Port): boolean {
  if ((journey.visits?.count ?? 0) >= MOST_ROUTERS) {
    return true;
  }
  for (let visit = journey.visits; visit !== undefined; visit = visit.previous) {
    if (visit.port === port.id && sameHeader(visit.header, journey.header)) {
      if (sameVariables(visit.vars, journey.vars)) {
        return true;
      }
    }
  }
  return false;
}

function sameField(a: AddressField, b: AddressField): boolean {
  return a.variable === b.variable && a.distance === b.distance;
}

function sameHeader(a: Header, b: Header): boolean {
  return (
    sameField(a.source, b.source) &&
    sameField(a.destination, b.destination) &&
    a.sourcePort === b.sourcePort &&
    a.destinationPort === b.destinationPort
  );
}

function sameVariables(a: Variables, b: Variables): boolean {
  // Packets that were cut since are other arrays; untouched ones are the same.
  return (
    a.addresses.length === b.addresses.length &&
    a.numbers.length === b.numbers.length &&
    a.addresses.every((values, index) => values === b.addresses[index]) &&
    a.numbers.every((values, index) => values === b.numbers[index])
  );
}

/** For the router itself, or on by its routing table. */
function forward(walker: Walker, compiled: CompiledRouter, port: Port, inside: Inside): void {
  const { router, table } = compiled;
  const { journey } = inside;
  const [origin] = router.origins;
  const { destination } = journey.header;
  const own = splitAddresses(journey.vars, destination, compiled.owned);
  if (own.inside !== undefined) {
    const say = () => `delivered to ${router.name} itself`;
    walker.end(journey.with(own.inside).step("router", router.id, say, origin), {
      verdict: Verdict.Allowed,
      reason: "delivered",
      port,
      receiver: router.id,
    });
  }
  const proxied = own.outside && splitAddresses(own.outside, destination, compiled.proxied);
  const isStuck = proxied?.inside !== undefined && !inside.isRedirected;
  if (isStuck) {
    untranslated(walker, compiled, port, journey.with(proxied.inside ?? journey.vars));
  }
  const onward = isStuck ? proxied.outside : own.outside;
  if (onward === undefined) {
    return;
  }
  for (const entry of walker.entriesOf(table)) {
    const vars = narrowAddresses(onward, destination, entry.destinations);
    if (vars !== undefined) {
      takeRoute(walker, compiled, entry, inside, journey.with(vars));
    }
    if (vars === onward) {
      return;
    }
  }
  const lost = splitAddresses(onward, destination, table.covered).outside;
  if (lost !== undefined) {
    const say = (packet: Packet) => `${router.name} has no route to ${packet.destination}`;
    walker.end(journey.with(lost).step("router", router.id, say, origin), {
      verdict: Verdict.Denied,
      reason: "noRoute",
      origin,
    });
  }
}

/** The router answers for the address, but no translation of it applies. */
function untranslated(
  walker: Walker,
  { router, hasServicePorts }: CompiledRouter,
  port: Port,
  journey: Journey,
): void {
  const isDenied = port.side === "service" || !hasServicePorts;
  const [origin] = router.origins;
  const say = ({ destination }: Packet) =>
    isDenied
      ? `${router.name} answers for ${destination}, but no NAT rule matches`
      : `${router.name} translates ${destination} on its service ports only, and the packet came from inside`;
  walker.end(journey.step("router", router.id, say, origin), {
    verdict: isDenied ? Verdict.Denied : Verdict.Unknown,
    reason: isDenied ? "noTranslation" : "hairpin",
    origin,
  });
}

function takeRoute(
  walker: Walker,
  compiled: CompiledRouter,
  entry: TableEntry,
  inside: Inside,
  journey: Journey,
): void {
  const { router } = compiled;
  const { route, ways } = entry;
  const origin = route?.origin ?? router.origins[0];
  const say = () =>
    `${router.name} ${ways.length === 0 ? "drops it," : "routes"} ${routeText(entry)}`;
  const routed = journey.step("router", router.id, say, origin);
  if (route?.doubt !== undefined) {
    walker.stop(routed, route.doubt, origin);
    return;
  }
  if (ways.length === 0) {
    walker.end(routed, { verdict: Verdict.Denied, reason: "noRoute", origin });
  }
  for (const way of ways) {
    const out = walker.network.ports.get(way.port);
    if (out !== undefined) {
      const vars = ways.length > 1 ? forkedOff(routed.vars) : routed.vars;
      egress(walker, compiled, out, way.nextHop, inside, routed.with(vars));
    }
  }
}

/** Translation and firewall on the way out. */
function egress(
  walker: Walker,
  compiled: CompiledRouter,
  port: Port,
  nextHop: Addresses | undefined,
  { arrived, isTranslatedBack }: Inside,
  journey: Journey,
): void {
  if (isTranslatedBack || !hasService(compiled, port)) {
    const checked = withGatewayCheck(walker, compiled, port, "OUT", journey);
    walker.leave(recorded(compiled, checked, arrived), port, nextHop);
    return;
  }
  for (const choice of compiled.nat.choose(journey.vars, journey.header, port.id, "egress")) {
    for (const result of applyNat(walker, compiled, port, journey, choice, "egress")) {
      walker.leave(recorded(compiled, result, arrived), port, nextHop);
    }
  }
}

/** Remembers a translation for the reply. */
function recorded({ router }: CompiledRouter, journey: Journey, arrived: Header): Journey {
  return journey.header === arrived
    ? journey
    : journey.translated({ router: router.id, before: arrived, after: journey.header });
}
