/** Frames on a domain: who answers, and what lies between the two ports (docs/semantics.md 4). */
import { meet } from "../intervals";
import type { Port } from "../model/types";
import { answerers, type Answering } from "./answering";
import type { Meeting } from "./firewall";
import { privateVlanAllows, type Journey } from "./journey";
import { Verdict, type Packet } from "./question";
import { forkedOff, narrowAddresses, splitAddresses } from "./symbolic";
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
  const { groups, claimed } = walker.network.answeringOn(domain);
  const { destination } = journey.header;
  let isAnswered = false;
  for (const group of groups) {
    if (isIgnored(walker, group)) {
      isAnswered ||= nextHop !== undefined && meet(nextHop, group.addresses);
      continue;
    }
    const part =
      nextHop === undefined
        ? narrowAddresses(journey.vars, destination, group.addresses)
        : meet(nextHop, group.addresses)
          ? journey.vars
          : undefined;
    if (part === undefined) {
      continue;
    }
    isAnswered = true;
    const receivers = answerers(group, port.id);
    const vars = receivers.length > 1 ? forkedOff(part) : part;
    for (const receiver of receivers) {
      pass(walker, journey.with(vars), port, receiver, domain);
    }
    if (receivers.length === 0) {
      nobody(walker, journey.with(vars), domain, nextHop);
    }
    if (part === journey.vars) {
      return;
    }
  }
  const rest =
    nextHop === undefined
      ? splitAddresses(journey.vars, destination, claimed).outside
      : isAnswered
        ? undefined
        : journey.vars;
  if (rest !== undefined) {
    nobody(walker, journey.with(rest), domain, nextHop);
  }
}

function isIgnored(walker: Walker, { owners }: Answering): boolean {
  const { ignored } = walker.options;
  const [only] = owners;
  return ignored !== undefined && owners.length === 1 && only !== undefined && ignored.has(only.id);
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
  const origin = walker.network.domains.get(domain)?.origins[0];
  if (!privateVlanAllows(from, to)) {
    const say = () =>
      `private VLAN on ${walker.network.nameOf(domain)} keeps ${from.name} and ${to.name} apart`;
    walker.end(journey.step("domain", domain, say, origin), {
      verdict: Verdict.Denied,
      reason: "privateVlan",
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
