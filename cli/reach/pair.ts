/** The answer for one sender and one receiver. */
import { parseAddress } from "vmnet/network/address";
import { AddressSet } from "vmnet/network/addressSet";
import type { NetworkModel } from "vmnet/network/model/types";
import { isFor, Relation, remedyFor, Status } from "vmnet/network/reason/expectation/index";
import type { Expectation, Remedy } from "vmnet/network/reason/expectation/index";
import { expectationText } from "vmnet/network/reason/expectation/index";
import { flowsFrom, reach, Verdict } from "vmnet/network/reason/index";
import type { Answer, FlowSpace } from "vmnet/network/reason/index";
import type { Question } from "./question";

export interface PairAnswer {
  /** Ids; `to` is absent when only an address is asked for that no endpoint has. */
  from: string;
  to?: string;
  verdict: Verdict;
  /** The answer that decides; every answer of the pair when the asked traffic fares differently. */
  answers: Answer[];
  /** What would let the traffic through. */
  remedy?: Remedy;
}

const WORST = [Verdict.Denied, Verdict.Unknown, Verdict.Conditional, Verdict.Allowed];

/** The least of several verdicts: all of the traffic must be allowed for `allowed`. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return WORST.find((verdict) => verdicts.includes(verdict)) ?? Verdict.Denied;
}

/** What becomes of the asked traffic, for each pair of the two ends. */
export function askPairs(model: NetworkModel, question: Question): PairAnswer[] {
  const { from, to } = question;
  const receivers = to.ids.length === 0 ? [undefined] : to.ids;
  return from.ids.flatMap((sender) =>
    receivers
      .filter((receiver) => receiver !== sender || isApart(model, sender))
      .map((receiver) => askPair(model, question, sender, receiver)),
  );
}

/** Clients of a VPN server are one party, and still reach each other or not. */
function isApart({ endpoints }: NetworkModel, id: string): boolean {
  return endpoints.some((endpoint) => endpoint.id === id && endpoint.apart === true);
}

function askPair(
  model: NetworkModel,
  question: Question,
  from: string,
  to: string | undefined,
): PairAnswer {
  const asked = {
    ...question.space,
    ...(question.from.address && { source: question.from.address }),
  };
  let best: PairAnswer | undefined;
  for (const destination of destinations(model, question, from, to, asked)) {
    const found = at(model, { ...asked, destination }, from, to);
    if (best === undefined || WORST.indexOf(found.verdict) > WORST.indexOf(best.verdict)) {
      best = found;
    }
  }
  const answer = best ?? { from, verdict: Verdict.Unknown, answers: [], ...(to && { to }) };
  return { ...answer, ...remedy(model, question, answer) };
}

/** The addresses that a sender may call: the one asked for, those that lead to the receiver, its own. */
function destinations(
  model: NetworkModel,
  { to: end, at: called }: Question,
  from: string,
  to: string | undefined,
  asked: Partial<FlowSpace>,
): AddressSet[] {
  if (called !== undefined) {
    return [AddressSet.fromAddress(parseAddress(called))];
  }
  if (end.address !== undefined) {
    return [end.address];
  }
  if (to === undefined) {
    return [];
  }
  const leading = reach(model, from, to, asked)
    .filter(({ receiver, verdict }) => receiver === to && verdict !== Verdict.Denied)
    .flatMap(({ space }) => space.destination.toRanges())
    .map((range) => AddressSet.fromRanges([{ ...range, last: range.first }]));
  const own = AddressSet.unionOf(
    model.ports.filter(({ owner }) => owner === to).map(({ owned }) => owned),
  );
  return own.isEmpty ? leading : [...leading, own];
}

function at(
  model: NetworkModel,
  space: Partial<FlowSpace>,
  from: string,
  to: string | undefined,
): PairAnswer {
  const answers = flowsFrom(model, from, space, to).map((answer) =>
    to !== undefined && answer.verdict === Verdict.Allowed && !isFor(model, answer, to)
      ? { ...answer, verdict: Verdict.Denied, reason: "deliveredElsewhere" }
      : answer,
  );
  const verdict =
    answers.length === 0 && hasUnknownAddress(model, [from, to])
      ? Verdict.Unknown
      : worst(answers.map((answer) => answer.verdict));
  return { from, verdict, answers, ...(to === undefined ? {} : { to }) };
}

/** Whether one end has a network interface of which nobody knows the address. */
function hasUnknownAddress(model: NetworkModel, ends: readonly (string | undefined)[]): boolean {
  return model.endpoints.some(
    ({ id, doubt, ports }) =>
      doubt !== undefined &&
      ends.includes(id) &&
      model.ports.some((port) => ports.includes(port.id) && port.owned.isEmpty),
  );
}

function remedy(
  model: NetworkModel,
  { traffic, at: called, to: end }: Question,
  { from, to, verdict, answers }: PairAnswer,
): { remedy?: Remedy } {
  const answer = answers.find((one) => one.verdict === verdict);
  const receiver = to ?? answer?.receiver;
  if (verdict !== Verdict.Denied || answer === undefined || receiver === undefined) {
    return {};
  }
  const address = called ?? (end.address === undefined ? undefined : end.text);
  const expectation: Expectation = {
    relation: Relation.CanReach,
    from: [{ name: from }],
    to: [{ name: receiver }],
    traffic: traffic === undefined ? [] : [traffic],
    ...(address === undefined ? {} : { at: address }),
  };
  const found = remedyFor(model, {
    expectation,
    text: expectationText(expectation),
    status: Status.Broken,
    pairs: 1,
    counterExample: { from, to: receiver, answer },
  });
  return found === undefined ? {} : { remedy: found };
}

/** Everything that arrives, for the table of a question without traffic. */
export function askAll(model: NetworkModel, { from, to, at: called }: Question): PairAnswer[] {
  const destination =
    called === undefined ? to.address : AddressSet.fromAddress(parseAddress(called));
  const space = {
    ...(from.address && { source: from.address }),
    ...(destination && { destination }),
  };
  const receivers = to.ids.length === 0 ? [undefined] : to.ids;
  return from.ids.flatMap((sender) =>
    receivers
      .filter((receiver) => receiver !== sender || isApart(model, sender))
      .map((receiver): PairAnswer => {
        const answers = (
          receiver === undefined
            ? flowsFrom(model, sender, space)
            : reach(model, sender, receiver, space).filter((one) => one.receiver === receiver)
        ).filter(({ verdict }) => verdict !== Verdict.Denied);
        const verdicts = answers.map(({ verdict }) => verdict);
        const nothing = hasUnknownAddress(model, [sender, receiver])
          ? Verdict.Unknown
          : Verdict.Denied;
        const verdict = WORST.findLast((one) => verdicts.includes(one)) ?? nothing;
        return {
          from: sender,
          verdict,
          answers,
          ...(receiver === undefined ? {} : { to: receiver }),
        };
      }),
  );
}
