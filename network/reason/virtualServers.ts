/** Load balancers of a gateway, between what it does to packets that come in and their route. */
import { handedOn, type ServerChoice } from "./balancing";
import { hasService, type Inside } from "./gateway";
import type { Port } from "../model/types";
import type { CompiledRouter } from "./network";
import { Verdict, type Packet } from "./question";
import { PROTOCOL, splitNumbers } from "./symbolic";
import { packetText, serverText } from "./text";
import { ICMP_PROTOCOLS } from "./values";
import type { Walker } from "./walk";

/** Packets on to members of pools, and those that are sent to no virtual server as they came. */
export function balanced(
  walker: Walker,
  compiled: CompiledRouter,
  port: Port,
  inside: Inside,
): Inside[] {
  const { router, balancer } = compiled;
  const { journey, isTranslatable } = inside;
  if (!router.hasServiceRouter || !isTranslatable || balancer.addresses.length === 0) {
    return [inside];
  }
  const { outside, choices } = balancer.choose(journey.vars, journey.header);
  const passed = outside === undefined ? [] : [{ ...inside, journey: journey.with(outside) }];
  return [
    ...passed,
    ...choices.flatMap((choice) => served(walker, compiled, port, inside, choice)),
  ];
}

function served(
  walker: Walker,
  compiled: CompiledRouter,
  port: Port,
  inside: Inside,
  { vars, server: chosen }: ServerChoice,
): Inside[] {
  const { router } = compiled;
  const journey = inside.journey.with(vars);
  if (chosen === undefined) {
    refused(walker, compiled, { ...inside, journey });
    return [];
  }
  const { server } = chosen;
  const name = serverText(server);
  if (server.doubt !== undefined) {
    const say = () => `${name} of ${router.name} takes it`;
    walker.stop(journey.step("nat", router.id, say, server.origin), server.doubt, server.origin);
    return [];
  }
  const handed = handedOn(vars, journey.header, chosen);
  if (handed.length === 0) {
    const say = () => `${name} has no member that could take it`;
    walker.end(journey.step("nat", router.id, say, server.origin), {
      verdict: Verdict.Denied,
      reason: "noMember",
      origin: server.origin,
    });
  }
  return handed.map(({ vars: own, header, member }) => {
    const say = (packet: Packet) => `${name} hands it to ${member}: ${packetText(packet)}`;
    const onward = journey.withHeader(own, header);
    return {
      ...inside,
      journey: onward.step("nat", router.id, say, server.origin, { changes: true }),
      isRedirected: true,
      // Replies to a client's own address meet the service router only on their way through it.
      isPassedBy: header.source === journey.header.source && !hasService(compiled, port),
    };
  });
}

/** An address of virtual servers of which none takes the packets; whether it answers ICMP nobody says. */
function refused(walker: Walker, { router }: CompiledRouter, { journey }: Inside): void {
  const { inside, outside } = splitNumbers(journey.vars, PROTOCOL, ICMP_PROTOCOLS);
  const [origin] = router.origins;
  for (const [vars, verdict] of [
    [inside, Verdict.Unknown],
    [outside, Verdict.Denied],
  ] as const) {
    if (vars !== undefined) {
      const say = ({ destination }: Packet) =>
        verdict === Verdict.Denied
          ? `no virtual server of ${router.name} at ${destination} takes it`
          : `${router.name} balances ${destination}; whether it answers ICMP is not known`;
      walker.end(journey.with(vars).step("router", router.id, say, origin), {
        verdict,
        reason: "noVirtualServer",
        origin,
      });
    }
  }
}
