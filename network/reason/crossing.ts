/** Symbolic packets through a router (docs/semantics.md 5). */
import type { Port } from "../model/types";
import { applyNat, hasService, ingress, withGatewayCheck, type Inside } from "./gateway";
import type { Journey } from "./journey";
import { isLoop } from "./loops";
import type { CompiledRouter } from "./network";
import { Verdict, type Packet } from "./question";
import { forkedOff, splitAddresses, type Header } from "./symbolic";
import type { TableEntry } from "./table";
import { routeText } from "./text";
import type { Addresses } from "./values";
import { balanced } from "./virtualServers";
import type { Walker } from "./walk";

export function crossRouter(
  walker: Walker,
  compiled: CompiledRouter,
  port: Port,
  journey: Journey,
): void {
  const { router } = compiled;
  const [origin] = router.origins;
  if (journey.vars.forked && !walker.effort.spend()) {
    const say = () => `too many ways lead here: nobody follows them all`;
    walker.end(journey.step("router", router.id, say, origin), {
      verdict: Verdict.Unknown,
      reason: "tooManyWays",
      origin,
    });
    return;
  }
  if (isLoop(journey, port.id, walker.remembered)) {
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
    for (const onward of balanced(walker, compiled, port, inside)) {
      forward(walker, compiled, port, onward);
    }
  }
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
  const lost = walker.routed(table, onward, destination, (entry, vars) =>
    takeRoute(walker, compiled, entry, inside, journey.with(vars)),
  );
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
  { arrived, isTranslatable, isPassedBy }: Inside,
  journey: Journey,
): void {
  if (!isTranslatable || !hasService(compiled, port)) {
    const checked = withGatewayCheck(walker, compiled, port, "OUT", journey);
    const isForgotten = isPassedBy === true && !hasService(compiled, port);
    walker.leave(isForgotten ? checked : recorded(compiled, checked, arrived), port, nextHop);
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
