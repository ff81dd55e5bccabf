/** What one packet carries along on its walk, and how its walk ends. */
import { Certainty, type Doubt } from "../../network/model/types";
import { Verdict } from "../../network/reason/question";
import { isUnknown } from "./filters";
import type { PlainPacket, PlainPort } from "./plain";

export interface Translation {
  router: string;
  before: PlainPacket;
  after: PlainPacket;
}

/** What the way there leaves behind for the reply. */
export interface Memory {
  remembered: readonly string[];
  bypassed: readonly string[];
  translations: readonly Translation[];
}

export interface Delivery {
  receiver: string;
  received: PlainPacket;
}

export interface Journey extends Memory {
  packet: PlainPacket;
  doubts: readonly Doubt[];
  /** Routers crossed so far, in this direction. */
  crossed: number;
  /** What a reply must come home to: the port that sent the packet, and the packet as it was sent. */
  home?: { port: PlainPort; packet: PlainPacket };
  /** Set on a reply only. */
  reply?: { memory: Memory; delivery: Delivery };
  /** Router states of this very path, kept from the fourth router on, to see a loop early. */
  states: ReadonlyMap<string, number>;
  trace: readonly string[];
}

export interface Leaf {
  verdict: Verdict;
  reasons: string[];
  delivery?: Delivery;
  trace: readonly string[];
}

export function departure(packet: PlainPacket): Journey {
  return {
    packet,
    doubts: [],
    remembered: [],
    bypassed: [],
    translations: [],
    crossed: 0,
    states: new Map(),
    trace: [],
  };
}

function verdictOf(doubts: readonly Doubt[]): Verdict {
  return isUnknown(doubts)
    ? Verdict.Unknown
    : doubts.length > 0
      ? Verdict.Conditional
      : Verdict.Allowed;
}

function leaf(
  journey: Journey,
  verdict: Verdict,
  reasons: string[],
  delivery = journey.reply?.delivery,
): Leaf {
  return { verdict, reasons, ...(delivery && { delivery }), trace: journey.trace };
}

/** A certain end; on a reply, whatever stops it means that there is no return path. */
export function denied(journey: Journey, reason: string): Leaf {
  return leaf(journey, Verdict.Denied, [journey.reply === undefined ? reason : "noReturnPath"]);
}

/** A doubt that stops the packet where it is. */
export function stopped(journey: Journey, doubt: Doubt): Leaf {
  return doubtful(journey, [...journey.doubts, doubt]);
}

export function unknown(journey: Journey, reason: string): Leaf {
  return stopped(journey, { certainty: Certainty.Unknown, reason });
}

function doubtful(journey: Journey, doubts: readonly Doubt[]): Leaf {
  const verdict = verdictOf(doubts);
  const winning = doubts.filter(({ certainty }) => (certainty as string) === verdict);
  return leaf(
    journey,
    verdict,
    winning.map(({ reason }) => reason),
  );
}

/** Delivered and, where that is needed, answered. */
export function arrived(journey: Journey, delivery: Delivery): Leaf {
  const end = journey.doubts.length > 0 ? doubtful(journey, journey.doubts) : undefined;
  return {
    ...(end ?? leaf(journey, Verdict.Allowed, ["delivered"])),
    delivery,
  };
}

/** One text for what the further way of a packet depends on, the translations behind it left out. */
export function stateText(journey: Journey, port: string): string {
  const { source, destination, sourcePort, destinationPort } = journey.packet;
  return [
    port,
    journey.reply === undefined ? "there" : "back",
    ...[source, destination, sourcePort, destinationPort],
    [...new Set(journey.doubts.map(({ certainty, reason }) => `${certainty} ${reason}`))].sort(),
    [...new Set(journey.remembered)].sort(),
    [...new Set(journey.bypassed)].sort(),
  ].join("|");
}

export interface Walked {
  verdict: Verdict;
  /** The one reason, or `alternatives` where the ways end differently. */
  reason: string;
  /** Every reason that fits the verdict; equal verdicts of several ways may have several. */
  reasons: ReadonlySet<string>;
  receivers: ReadonlySet<string>;
  received: PlainPacket[];
  leaves: Leaf[];
}

/** Docs/semantics.md 8: all ways together. */
export function together(leaves: Leaf[]): Walked {
  const verdicts = new Set(leaves.map(({ verdict }) => verdict));
  const [only] = verdicts;
  const verdict =
    only !== undefined && verdicts.size === 1
      ? only
      : verdicts.has(Verdict.Unknown)
        ? Verdict.Unknown
        : Verdict.Conditional;
  const fitting = leaves.filter((one) => one.verdict === verdict);
  const reasons = new Set(fitting.flatMap((one) => one.reasons));
  if (verdicts.size > 1) {
    reasons.add("alternatives");
  }
  const deliveries = leaves.flatMap(({ delivery }) => (delivery ? [delivery] : []));
  return {
    verdict,
    reason: verdicts.size > 1 ? "alternatives" : ([...reasons][0] ?? "none"),
    reasons,
    receivers: new Set(deliveries.map(({ receiver }) => receiver)),
    received: deliveries.map(({ received }) => received),
    leaves,
  };
}
