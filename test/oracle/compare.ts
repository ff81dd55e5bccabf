/** The walker and the solver on one network: every packet must get the same answer from both. */
import type { NetworkModel } from "../../network/model/types";
import { Verdict, type Answer, type FlowSpace } from "../../network/reason/question";
import type { Walked } from "./journey";
import { drawPacket, representatives } from "./packets";
import {
  packetText,
  plainNetwork,
  plainPacket,
  portRunsOf,
  runsOf,
  within,
  type PlainNetwork,
  type PlainPacket,
  type PortRun,
  type Run,
} from "./plain";
import { Chance } from "./random";
import { TooManyWays, walkAll } from "./walker";

/** What the solver offers: a partition of all packets that the endpoint sends. */
export type Solver = (model: NetworkModel, endpointId: string) => Answer[];

export interface Mismatch {
  endpoint: string;
  packet: PlainPacket;
  why: string;
}

export interface Tally {
  packets: number;
  /** Packets that the endpoint never sends. */
  unsent: number;
  /** Packets with more ways than the walker follows. */
  givenUp: number;
  /** How often each verdict and reason was reached. */
  reasons: Record<string, number>;
}

export function emptyTally(): Tally {
  return { packets: 0, unsent: 0, givenUp: 0, reasons: {} };
}

export interface PlainSpace {
  source: Run[];
  destination: Run[];
  protocols: PortRun[];
  sourcePorts: PortRun[];
  destinationPorts: PortRun[];
}

export function plainSpace(space: FlowSpace): PlainSpace {
  return {
    source: runsOf(space.source),
    destination: runsOf(space.destination),
    protocols: portRunsOf(space.protocols),
    sourcePorts: portRunsOf(space.sourcePorts),
    destinationPorts: portRunsOf(space.destinationPorts),
  };
}

export function holds(space: PlainSpace, packet: PlainPacket): boolean {
  return (
    within(space.destination, packet.destination) &&
    within(space.source, packet.source) &&
    within(space.protocols, packet.protocol) &&
    within(space.destinationPorts, packet.destinationPort) &&
    within(space.sourcePorts, packet.sourcePort)
  );
}

/** Reasons that the rule book names for doubtful verdicts; every other one is the text of a doubt. */
const NAMED = ["alternatives", "unknownNeighbour", "hairpin", "noVirtualServer"];

function reasonFits(answer: Answer, walked: Walked): boolean {
  if (walked.verdict === Verdict.Allowed || walked.verdict === Verdict.Denied) {
    return walked.reasons.has(answer.reason);
  }
  return NAMED.includes(answer.reason)
    ? walked.reasons.has(answer.reason)
    : [...walked.reasons].some((reason) => !NAMED.includes(reason));
}

function receiverFits({ receiver }: Answer, walked: Walked): boolean {
  if (receiver !== undefined) {
    return walked.receivers.has(receiver);
  }
  return walked.verdict !== Verdict.Allowed || walked.receivers.size !== 1;
}

function receivedFits({ received }: Answer, walked: Walked): boolean {
  if (received === undefined) {
    return walked.verdict !== Verdict.Allowed || walked.receivers.size !== 1;
  }
  const space = plainSpace(received);
  return walked.received.some((packet) => holds(space, packet));
}

/** Why the answers and the walk differ; undefined when they agree. */
export function difference(answers: Answer[], walked: Walked | undefined): string | undefined {
  const [answer] = answers;
  if (walked === undefined) {
    return answer && `the solver answers ${answer.verdict} for a packet that is never sent`;
  }
  if (answer === undefined || answers.length > 1) {
    return `the packet is in ${answers.length} answers of the solver instead of one`;
  }
  const claims = `the solver: ${answer.verdict} (${answer.reason}) at ${answer.receiver ?? "-"}`;
  if (answer.verdict !== walked.verdict) {
    return `verdict differs; ${claims}`;
  }
  if (!reasonFits(answer, walked)) {
    return `reason differs; ${claims}`;
  }
  if (!receiverFits(answer, walked)) {
    return `receiver differs; ${claims}`;
  }
  return receivedFits(answer, walked) ? undefined : `received packet differs; ${claims}`;
}

/** The answers of one endpoint, asked once and then looked into packet by packet. */
export class Asked {
  readonly examples: PlainPacket[];
  private readonly spaces: { answer: Answer; space: PlainSpace }[];

  constructor(solver: Solver, model: NetworkModel, endpoint: string) {
    const answers = solver(model, endpoint);
    this.spaces = answers.map((answer) => ({ answer, space: plainSpace(answer.space) }));
    this.examples = answers.map(({ example }) => plainPacket(example));
  }

  holding(packet: PlainPacket): Answer[] {
    return this.spaces.filter(({ space }) => holds(space, packet)).map(({ answer }) => answer);
  }
}

export function compareOne(
  solver: Solver,
  model: NetworkModel,
  endpoint: string,
  packet: PlainPacket,
): string | undefined {
  const asked = new Asked(solver, model, endpoint);
  return difference(asked.holding(packet), walkAll(plainNetwork(model), endpoint, packet));
}

export interface Effort {
  /** How many endpoints of a network are asked for, drawn by the seed. */
  endpoints: number;
  packetsPerEndpoint: number;
  /** How many of the solver's own examples are walked as well. */
  examplesPerEndpoint: number;
}

/** The first mismatch of a network, if there is one. */
export function compareNetwork(
  solver: Solver,
  model: NetworkModel,
  seed: number,
  effort: Effort,
  tally: Tally,
): Mismatch | undefined {
  const network = plainNetwork(model);
  const known = representatives(network);
  const chance = new Chance(seed + 1_000_003);
  const endpoints = chance.shuffled([...network.endpoints.keys()]).slice(0, effort.endpoints);
  for (const endpoint of endpoints) {
    let asked: Asked;
    const drawn = Array.from({ length: effort.packetsPerEndpoint }, () =>
      drawPacket(known, network, endpoint, chance),
    ).filter((packet) => packet !== undefined);
    try {
      asked = new Asked(solver, model, endpoint);
    } catch (error) {
      const why = `the solver throws: ${String(error)}`;
      return drawn[0] && { endpoint, packet: drawn[0], why };
    }
    const examples = chance.shuffled(asked.examples).slice(0, effort.examplesPerEndpoint);
    for (const packet of [...drawn, ...examples]) {
      const why = check(network, endpoint, packet, asked, tally);
      if (why !== undefined) {
        return { endpoint, packet, why };
      }
    }
  }
  return undefined;
}

function check(
  network: PlainNetwork,
  endpoint: string,
  packet: PlainPacket,
  asked: Asked,
  tally: Tally,
): string | undefined {
  tally.packets += 1;
  try {
    const walked = walkAll(network, endpoint, packet);
    if (walked === undefined) {
      tally.unsent += 1;
    } else {
      const key = `${walked.verdict} ${walked.reason}`;
      tally.reasons[key] = (tally.reasons[key] ?? 0) + 1;
    }
    return difference(asked.holding(packet), walked);
  } catch (error) {
    if (!(error instanceof TooManyWays)) {
      throw new Error(`the walker fails on ${endpoint}: ${packetText(packet)}`, { cause: error });
    }
    tally.givenUp += 1;
    return undefined;
  }
}
