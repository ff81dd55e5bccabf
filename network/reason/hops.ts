/** The path of one packet, in words: what `vmnet reach` prints. */
import { formatAddress } from "../address";
import { hasMember } from "../intervals";
import type { Box } from "./boxes";
import type { Outcome } from "./firewall";
import type { Check, Step } from "./journey";
import type { CompiledNetwork } from "./network";
import { Verdict, type Hop, type Packet } from "./question";
import {
  addressValues,
  FREE_ADDRESSES,
  FREE_NUMBERS,
  PROTOCOL,
  type AddressField,
  type Header,
  type Variables,
} from "./symbolic";
import { ruleText } from "./text";
import { addressAt, type Addresses, type Numbers } from "./values";
import type { AskedWay, Resolved } from "./verdicts";

/** Where programs take their own ports from (RFC 6335 section 6). */
const OWN_PORT = 49_152;
const ECHO_REQUEST = 8 * 256;
const ECHO_REQUEST_6 = 128 * 256;

/** One value for each variable. */
interface Choice {
  addresses: readonly bigint[];
  numbers: readonly number[];
}

function firstOf(values: Numbers, preferred: readonly number[]): number {
  const nice = preferred.find((value) => hasMember(values, value));
  return nice ?? values.find(({ first }) => first > 0)?.first ?? values[0]?.last ?? 0;
}

/** The lowest address, but not one that looks like a network's own where there is another. */
function exampleAddress(values: Addresses): bigint {
  const isPlain = (value: bigint) => value % 256n !== 0n;
  const range = values.find(({ first, last }) => isPlain(first) || last > first) ?? values[0];
  const first = range?.first ?? 0n;
  return range === undefined || isPlain(first) || range.last === first ? first : first + 1n;
}

/** A packet of a region that takes the way of its speaker. */
function choose({ addresses, numbers }: Variables, box: Box): Choice {
  const protocol = firstOf(box.protocols, [6, 17, 1, 58]);
  const hasPorts = protocol === 6 || protocol === 17 || protocol === 132;
  const echo = protocol === 1 ? ECHO_REQUEST : ECHO_REQUEST_6;
  const isIcmp = protocol === 1 || protocol === 58;
  const sourcePort = firstOf(box.sourcePorts, hasPorts ? [OWN_PORT] : [0]);
  const wanted = hasPorts ? [443, 22] : isIcmp ? [echo] : [0];
  return {
    addresses: [
      exampleAddress(box.source),
      exampleAddress(box.destination),
      ...addresses.slice(FREE_ADDRESSES).map(exampleAddress),
    ],
    numbers: [
      protocol,
      sourcePort,
      firstOf(box.destinationPorts, wanted),
      ...numbers.slice(FREE_NUMBERS).map((values) => firstOf(values, [OWN_PORT])),
    ],
  };
}

function packetAt(header: Header, choice: Choice): Packet {
  const address = ({ variable, distance }: AddressField) =>
    formatAddress(addressAt((choice.addresses[variable] ?? 0n) + distance));
  const port = (variable: number) => choice.numbers[variable] ?? 0;
  return {
    source: address(header.source),
    destination: address(header.destination),
    protocol: port(PROTOCOL),
    sourcePort: port(header.sourcePort),
    destinationPort: port(header.destinationPort),
  };
}

function stepsOf(last: Step | "none" | undefined): Step[] {
  const steps: Step[] = [];
  for (let step = last === "none" ? undefined : last; step !== undefined; step = step.previous) {
    steps.push(step);
  }
  return steps.reverse();
}

function checkText(check: Check, outcome: Outcome | undefined, place: string): string {
  const { direction } = check.meeting;
  const where = `${check.kind === "gatewayFirewall" ? "gateway" : "distributed"} firewall ${
    direction === "IN" ? "into" : "out of"
  } ${place}`;
  if (outcome === undefined) {
    return `${where}: reply of a known connection passes`;
  }
  const rule = outcome.rule === undefined ? "the default action" : ruleText(outcome.rule);
  const ethernet = check.hasMemory ? "" : " (Ethernet)";
  if (outcome.doubt !== undefined) {
    return `${where}: ${rule}${ethernet} may decide, ${outcome.doubt.certainty}: ${outcome.doubt.reason}`;
  }
  return `${where}: ${outcome.pass ? "allowed" : "denied"} by ${rule}${ethernet}`;
}

/** The hops of a way, up to the firewall that denies. */
function hopsOf(network: CompiledNetwork, { way, outcomes }: AskedWay, choice: Choice): Hop[] {
  const hops: Hop[] = [];
  let checked = 0;
  let seen: { header: Header; packet: Packet } | undefined;
  for (const step of stepsOf(way.journey.trail)) {
    const { kind, at, check, header } = step;
    if (check === undefined) {
      // Most steps see the packet as the one before did.
      seen = seen?.header === header ? seen : { header, packet: packetAt(header, choice) };
      const { packet } = seen;
      const changed = step.changes === true ? { packet } : {};
      const origin = step.origin === undefined ? {} : { origin: step.origin };
      hops.push({ kind, at, action: step.say(packet), ...origin, ...changed });
      continue;
    }
    const outcome = outcomes[checked];
    checked += 1;
    const action = checkText(check, outcome, network.nameOf(check.meeting.port));
    // Rules that nobody wrote and that let pass are no news.
    const isSilent = !check.hasMemory && outcome?.rule === undefined;
    if (!isSilent) {
      hops.push({ kind, at, action, ...(outcome === undefined ? {} : { origin: outcome.origin }) });
    }
    if (outcome?.pass === false) {
      break;
    }
  }
  return hops;
}

export interface Path {
  example: Packet;
  hops: Hop[];
}

/** An example of a region and its path; the way of the reply is told when the reply decides. */
export function pathOf(network: CompiledNetwork, speaker: Resolved, box: Box): Path {
  const choice = choose(speaker.vars, box);
  const hops = hopsOf(network, speaker.asked, choice);
  const { reply, verdict } = speaker;
  if (reply !== undefined && verdict !== Verdict.Allowed) {
    const back = hopsOf(network, reply, choice);
    hops.push(...back.map((hop) => ({ ...hop, action: `reply: ${hop.action}` })));
    if (speaker.reason === "noReturnPath" && reply.way.ending.verdict === Verdict.Allowed) {
      const to = reply.way.ending.receiver ?? "";
      const isDenied = reply.outcomes[reply.outcomes.length - 1]?.pass === false;
      const action = `reply: not what ${network.nameOf(speaker.asked.way.sender?.owner ?? "")} waits for`;
      hops.push(...(isDenied ? [] : [{ kind: "endpoint" as const, at: to, action }]));
    }
  }
  const example = packetAt(
    {
      ...speaker.asked.way.journey.header,
      source: { variable: 0, distance: 0n },
      destination: { variable: 1, distance: 0n },
      sourcePort: 1,
      destinationPort: 2,
    },
    choice,
  );
  return { example, hops };
}

/** The values of an address field for the packets of a region. */
export function fieldAddresses(vars: Variables, box: Box, field: AddressField): Addresses {
  const addresses = [box.source, box.destination, ...vars.addresses.slice(FREE_ADDRESSES)];
  return addressValues({ ...vars, addresses }, field);
}
