/** Frames on a domain: who answers, and what lies between the two ports (docs/semantics.md 4). */
import type { Port } from "../model/types";
import { answerers, type Answering } from "./answering";
import type { Meeting } from "./firewallRules";
import { privateVlanAllows, type Journey } from "./journey";
import { Verdict, type Packet } from "./question";
import { forkedOff, narrowAddresses, onlyValue, splitAddresses } from "./symbolic";
import { addressesText } from "./text";
import type { Addresses } from "./values";
import type { Walker } from "./walk";

/** Section 4: who answers, and may the frame pass. */
export function frame(
  walker: Walker,
  journey: Journey,
  port: Port,
  domain: string,
  nextHop: Addresses | undefined,
): void {
  const answers = walker.network.answeringOn(domain);
  const { destination } = journey.header;
  const asked = nextHop?.[0]?.first ?? onlyValue(journey.vars, destination);
  if (asked !== undefined) {
    const group = answers.at(asked);
    if (group === undefined) {
      nobody(walker, journey, domain, nextHop);
    } else if (!isIgnored(walker, group)) {
      toGroup(walker, journey, port, domain, group, nextHop);
    }
    return;
  }
  const passable = passableKinds(walker, journey);
  for (const group of answers.groups) {
    const isDenied = group.kind !== undefined && passable?.[group.kind] === 0;
    if (isDenied || isIgnored(walker, group)) {
      continue;
    }
    const part = narrowAddresses(journey.vars, destination, group.addresses);
    if (part !== undefined) {
      toGroup(walker, journey.with(part), port, domain, group, undefined);
    }
    if (part === journey.vars) {
      return;
    }
  }
  const rest = walker.isPointless(journey.vars, destination)
    ? undefined
    : splitAddresses(journey.vars, destination, answers.claimed).outside;
  if (rest !== undefined) {
    nobody(walker, journey.with(rest), domain, undefined);
  }
}

/** Which kinds of destinations may be reached at all; undefined when what is denied is asked for too. */
function passableKinds(walker: Walker, { vars, header }: Journey): Uint8Array | undefined {
  const isAsked =
    walker.options.withoutDenied !== true || !walker.isPointless(vars, header.destination);
  return isAsked ? undefined : walker.network.distributed.passableFrom(vars, header);
}

function isIgnored({ options }: Walker, { soleOwner }: Answering): boolean {
  return soleOwner !== undefined && options.ignored?.has(soleOwner) === true;
}

function toGroup(
  walker: Walker,
  journey: Journey,
  port: Port,
  domain: string,
  group: Answering,
  nextHop: Addresses | undefined,
): void {
  const receivers = answerers(group, port.id);
  const all = receivers.length > 1 ? journey.with(forkedOff(journey.vars)) : journey;
  for (const receiver of receivers) {
    pass(walker, all, port, receiver, domain);
  }
  if (receivers.length === 0) {
    nobody(walker, journey, domain, nextHop);
  }
}

function nobody(
  walker: Walker,
  journey: Journey,
  id: string,
  nextHop: Addresses | undefined,
): void {
  const domain = walker.network.domains.get(id);
  const isOpen = domain === undefined || domain.open;
  const who = nextHop === undefined ? undefined : addressesText(nextHop);
  const say = ({ destination }: Packet) =>
    isOpen
      ? `no known machine on ${domain?.name ?? id} has ${who ?? destination}, but it may have unknown ones`
      : `nobody on ${domain?.name ?? id} has ${who ?? destination}`;
  const step = journey.step("domain", id, say, domain?.origins[0]);
  walker.end(step, {
    verdict: isOpen ? Verdict.Unknown : Verdict.Denied,
    reason: isOpen ? "unknownNeighbour" : "noHost",
    origin: domain?.origins[0],
  });
}

function pass(walker: Walker, journey: Journey, from: Port, to: Port, domain: string): void {
  if (isSurelyDenied(walker, journey, to)) {
    return;
  }
  const place = walker.network.domains.get(domain);
  const origin = place?.origins[0];
  if (!privateVlanAllows(from, to)) {
    const isBlocked = place?.blocked === true;
    const say = () =>
      isBlocked
        ? `${from.name} and ${to.name} are on ${place.name}`
        : `private VLAN on ${walker.network.nameOf(domain)} keeps ${from.name} and ${to.name} apart`;
    walker.end(journey.step("domain", domain, say, origin), {
      verdict: Verdict.Denied,
      reason: isBlocked ? "portBlocked" : "privateVlan",
      origin,
    });
    return;
  }
  const out = checked(walker, journey, from, "OUT", from, to);
  const say = () => `over ${walker.network.nameOf(domain)} to ${to.name}`;
  const crossed = out.step("domain", domain, say, origin);
  walker.arrive(checked(walker, crossed, to, "IN", from, to), to);
}

function isSurelyDenied(walker: Walker, { vars, header }: Journey, to: Port): boolean {
  if (walker.options.withoutDenied !== true || vars.forked) {
    return false;
  }
  const meeting: Meeting = {
    header,
    direction: "IN",
    port: to.id,
    sourceMac: undefined,
    destinationMac: undefined,
  };
  return (
    to.distributedFirewall === "covered" && walker.network.distributed.deniesAll(vars, meeting)
  );
}

/** Adds the distributed firewall at a port. */
function checked(
  walker: Walker,
  journey: Journey,
  at: Port,
  direction: "IN" | "OUT",
  from: Port,
  to: Port,
): Journey {
  if (at.distributedFirewall === "notCovered") {
    return journey;
  }
  const { ethernet, distributed } = walker.network;
  const { header } = journey;
  const kind = "distributedFirewall";
  const isCertain = at.distributedFirewall === "covered";
  const asked = ethernet.isEmpty
    ? journey
    : journey.meeting({
        kind,
        point: at.id,
        firewall: ethernet,
        hasMemory: false,
        isCertain,
        meeting: {
          header,
          direction,
          port: at.id,
          sourceMac: from.mac?.toLowerCase(),
          destinationMac: to.mac?.toLowerCase(),
        },
      });
  return asked.meeting({
    kind,
    point: at.id,
    firewall: distributed,
    hasMemory: true,
    isCertain,
    meeting: { header, direction, port: at.id, sourceMac: undefined, destinationMac: undefined },
  });
}
