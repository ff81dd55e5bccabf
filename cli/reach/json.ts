/** The answers as JSON: the same facts as the text, with ids. */
import { packetText, trafficText } from "vmnet/network/reason/index";
import type { Answer, FlowSpace, Verdict } from "vmnet/network/reason/index";
import type { PairAnswer } from "./pair";
import type { Names } from "./render";

/** A flow space as texts. */
export function spaceJson(space: FlowSpace): Record<string, string> {
  const { source, destination, protocols, sourcePorts, destinationPorts } = space;
  return {
    traffic: trafficText(space),
    source: source.toText(),
    destination: destination.toText(),
    protocols: protocols.toText(),
    sourcePorts: sourcePorts.toText(),
    destinationPorts: destinationPorts.toText(),
  };
}

/** An answer with its path; ids and names. */
export function answerOf(answer: Answer, names: Names): object {
  const { verdict, reason, origin, space, received, receiver, receivers, example, hops } = answer;
  const assumes = names.assumptions(answer);
  return {
    verdict,
    reason,
    ...(origin === undefined ? {} : { decidedBy: origin }),
    space: spaceJson(space),
    ...(receiver === undefined ? {} : { receiver: { id: receiver, name: names.of(receiver) } }),
    ...(receivers === undefined
      ? {}
      : { receivers: receivers.map((id) => ({ id, name: names.of(id) })) }),
    ...(received === undefined ? {} : { received: spaceJson(received) }),
    example,
    exampleText: packetText(example),
    hops: hops.map((hop) => ({ ...hop, name: names.of(hop.at) })),
    ...(assumes.length === 0 ? {} : { assumes }),
  };
}

interface ReachResult {
  name: string;
  verdict: Verdict;
  pairs: readonly PairAnswer[];
  notes: readonly string[];
}

/** The document of `vmnet reach --json`. */
export function answerJson({ name, verdict, pairs, notes }: ReachResult, names: Names): object {
  return {
    format: 1,
    network: name,
    verdict,
    pairs: pairs.map(({ from, to, answers, remedy, ...pair }) => ({
      from: { id: from, name: names.of(from) },
      ...(to === undefined ? {} : { to: { id: to, name: names.of(to) } }),
      verdict: pair.verdict,
      answers: answers.map((answer) => answerOf(answer, names)),
      ...(remedy === undefined ? {} : { remedy }),
    })),
    notes,
  };
}
