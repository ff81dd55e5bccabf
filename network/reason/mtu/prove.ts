/** The proof of sizes between all pairs that may talk, and the answer for one pair. */
import type { AddressSet } from "../../addressSet";
import type { NetworkModel } from "../../model/types";
import type { EndpointClass, Member } from "../classes";
import { matrix, type PairFlows } from "../matrix";
import { Verdict, type Answer } from "../question";
import { flowsFrom, reach } from "../reachability";
import { provePath, type PathProof } from "./path";
import { Carriers } from "./underlay";

/** Who asks: ids of endpoints, or of a router as receiver. */
export interface PairQuestion {
  from: string;
  to: string;
  /** Address that is called. Default: whatever leads there. */
  destination?: AddressSet;
}

/** What is known of packets from one to another. */
export interface PairProof extends PathProof {
  from: string;
  to: string;
  /** Size that the sender's own interface takes: whether full packets pass is `fits`. */
  sentBytes: number;
  /** False when a layer is known that takes less than the sender's largest packets. */
  fits: boolean;
  verdict: Verdict;
}

export interface MtuProof {
  /** One per pair of alike endpoints and distinct path. */
  pairs: PairProof[];
  /** Pairs that were left out, because there are too many. */
  leftOut: number;
}

/** Pairs of classes that are walked; more than any network that people read about. */
const MOST_PAIRS = 2_000;

/**
 * The largest packet from one to another: the smallest of its paths. Undefined when nothing gets there.
 *
 * @throws UnknownEndpointError
 */
export function largestPacket(
  model: NetworkModel,
  { from, to, destination }: PairQuestion,
  carriers = new Carriers(model),
): PairProof | undefined {
  const space = destination === undefined ? {} : { destination };
  const answers = reach(model, from, to, space).filter(
    ({ receiver, verdict }) => receiver === to && verdict !== Verdict.Denied,
  );
  return smallest(carriers, answers, from, to);
}

function smallest(
  carriers: Carriers,
  answers: readonly Answer[],
  from: string,
  to: string,
): PairProof | undefined {
  const certain = answers.filter(({ verdict }) => verdict === Verdict.Allowed);
  const used = certain.length > 0 ? certain : answers;
  const proofs = new Map<string, { proof: PathProof; answer: Answer }>();
  for (const answer of used) {
    const way = answer.hops.map(({ kind, at }) => `${kind} ${at}`).join(" ");
    if (!proofs.has(way)) {
      proofs.set(way, { proof: provePath(carriers, answer, from), answer });
    }
  }
  const [least] = [...proofs.values()].sort(
    (a, b) => (a.proof.largestBytes ?? Infinity) - (b.proof.largestBytes ?? Infinity),
  );
  if (least === undefined) {
    return undefined;
  }
  const { proof, answer } = least;
  const own = carriers
    .portsOf(from)
    .filter(({ domain }) => domain !== undefined)
    .flatMap((port) => carriers.interfaceLimit(port).bytes ?? []);
  const sentBytes = own.length === 0 ? (proof.largestBytes ?? 0) : Math.min(...own);
  return {
    ...proof,
    from,
    to,
    sentBytes,
    fits: (proof.largestBytes ?? sentBytes) >= sentBytes,
    verdict: answer.verdict,
  };
}

/**
 * Every pair that may talk, one of each class of endpoints that rules and sizes treat alike: what passes,
 * what limits, and what nobody says.
 */
export function proveMtu(model: NetworkModel): MtuProof {
  const carriers = new Carriers(model);
  const found = new Map<string, PairProof>();
  let asked = 0;
  let leftOut = 0;
  for (const flow of matrix(model)) {
    const [space] = [...flow.allowed, ...flow.conditional, ...flow.unknown];
    for (const [from, to] of space === undefined ? [] : samples(carriers, flow)) {
      asked += 1;
      if (asked > MOST_PAIRS || space === undefined) {
        leftOut += 1;
        continue;
      }
      const others = flow.to.addresses.subtract(to.addresses);
      const answers = flowsFrom(model, from.id, {
        ...space,
        source: space.source.intersect(from.addresses),
        destination: space.destination.subtract(others),
      }).filter(({ receiver, verdict }) => receiver === to.id && verdict !== Verdict.Denied);
      const proof = smallest(carriers, answers, from.id, to.id);
      const key = JSON.stringify([from.id, to.id]);
      const known = found.get(key);
      if (proof !== undefined && (proof.largestBytes ?? 0) < (known?.largestBytes ?? Infinity)) {
        found.set(key, proof);
      }
    }
  }
  return { pairs: [...found.values()], leftOut };
}

/** Pairs of members of which one stands for all that have the same sizes and carriers. */
function samples(carriers: Carriers, { from, to }: PairFlows): [Member, Member][] {
  const senders = kindsOf(carriers, from);
  const receivers = kindsOf(carriers, to);
  return senders.flatMap(([sender]) =>
    receivers.flatMap((members): [Member, Member][] => {
      const receiver = members.find(({ id }) => id !== sender?.id);
      return sender === undefined || receiver === undefined ? [] : [[sender, receiver]];
    }),
  );
}

/** Members by the sizes and carriers of their ports; two of each are enough. */
function kindsOf(carriers: Carriers, { members }: EndpointClass): Member[][] {
  const kinds = new Map<string, Member[]>();
  for (const member of members) {
    const key = carriers
      .portsOf(member.id)
      .map((port) =>
        JSON.stringify([
          port.mtuBytes,
          port.network,
          carriers.transportsOf(carriers.networkOf(port)?.zone, port.host).map((one) => one.switch),
        ]),
      )
      .join(" ");
    const same = kinds.get(key) ?? [];
    if (same.length < 2) {
      kinds.set(key, [...same, member]);
    }
  }
  return [...kinds.values()];
}
