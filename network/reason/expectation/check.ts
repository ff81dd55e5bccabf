/** Whether expectations hold (X3), with a counter-example where one does not (X4). */
import { parseAddress } from "../../address";
import { AddressSet } from "../../addressSet";
import type { NetworkModel } from "../../model/types";
import { PortSet } from "../../ports";
import { Protocol, trafficPorts, type Traffic } from "../../services";
import { boxOf, completeSpace, isEmptyBox, spaceOf, subtractAll, type Box } from "../boxes";
import { Verdict, type Answer, type FlowSpace } from "../question";
import { flowsFrom, reach } from "../reachability";
import { nowhere, ownAddresses, silent } from "./absent";
import { Relation, type Expectation } from "./expectation";
import { SubjectIndex } from "./subjects";
import { expectationText } from "./text";

export enum Status {
  Holds = "holds",
  Broken = "broken",
  /** Conditional or unknown verdicts stand in the way of a proof. */
  Undecided = "undecided",
}

/** A pair and a packet that show why an expectation does not hold. */
export interface CounterExample {
  /** Ids of the two endpoints. */
  from: string;
  to: string;
  answer: Answer;
}

export interface Finding {
  expectation: Expectation;
  /** The expectation in words. */
  text: string;
  status: Status;
  /** How many pairs of endpoints were looked at. */
  pairs: number;
  counterExample?: CounterExample;
}

/**
 * Checks expectations against a model.
 *
 * @param lose The model without some resources, by their names, for expectations about what is left.
 * @throws FaultsError when a name means nothing in the model, or several things
 */
export function checkExpectations(
  model: NetworkModel,
  expectations: readonly Expectation[],
  lose?: (names: readonly string[]) => NetworkModel,
): Finding[] {
  const index = SubjectIndex.of(model);
  index.check(expectations).throwIfAny("expectations");
  const modelFor = ({ without = [] }: Expectation) =>
    without.length === 0 || lose === undefined ? model : lose(without);
  return expectations.map((expectation) => checkOne(modelFor(expectation), index, expectation));
}

/** Those whose names all mean something in the model. */
export function meaningful(
  model: NetworkModel,
  expectations: readonly Expectation[],
): Expectation[] {
  const index = SubjectIndex.of(model);
  return expectations.filter((one) => index.check([one]).isEmpty);
}

function checkOne(model: NetworkModel, index: SubjectIndex, expectation: Expectation): Finding {
  const from = idsOf(index, expectation.from);
  const to = idsOf(index, expectation.to);
  const pairs = pairsOf(model, expectation, from, to);
  const text = expectationText(expectation);
  let doubtful: CounterExample | undefined;
  for (const pair of pairs) {
    const found =
      expectation.relation === Relation.CanReach
        ? obstacle(model, pair, expectation)
        : leak(model, pair, expectation);
    if (found !== undefined && isCertain(expectation, found)) {
      const counterExample = { ...pair, answer: found };
      return { expectation, text, status: Status.Broken, pairs: pairs.length, counterExample };
    }
    doubtful ??= found && { ...pair, answer: found };
  }
  return {
    expectation,
    text,
    status: doubtful === undefined ? Status.Holds : Status.Undecided,
    pairs: pairs.length,
    ...(doubtful === undefined ? {} : { counterExample: doubtful }),
  };
}

interface Pair {
  from: string;
  to: string;
}

function idsOf(index: SubjectIndex, subjects: Expectation["from"]): string[] {
  const ids = subjects.flatMap((subject) => {
    const found = index.find(subject);
    return "ids" in found ? found.ids : [];
  });
  return [...new Set(ids)];
}

function pairsOf(
  model: NetworkModel,
  { relation }: Expectation,
  from: readonly string[],
  to: readonly string[],
): Pair[] {
  const senders =
    relation === Relation.OnlyReachableFrom
      ? model.endpoints.map(({ id }) => id).filter((id) => !from.includes(id) && !to.includes(id))
      : from;
  // Clients of a VPN server are one party, and still reach each other or not.
  const apart = new Set(model.endpoints.flatMap(({ id, apart: isApart }) => (isApart ? [id] : [])));
  return senders.flatMap((sender) =>
    to
      .filter((receiver) => receiver !== sender || apart.has(sender))
      .map((receiver) => ({ from: sender, to: receiver })),
  );
}

function isCertain({ relation }: Expectation, { verdict }: Answer): boolean {
  return verdict === (relation === Relation.CanReach ? Verdict.Denied : Verdict.Allowed);
}

const NUMBERS: Readonly<Record<Exclude<Protocol, Protocol.Any>, number>> = {
  [Protocol.Tcp]: 6,
  [Protocol.Udp]: 17,
  [Protocol.Icmp]: 1,
  [Protocol.Icmp6]: 58,
};

const single = (first: number, last = first) => PortSet.fromRanges([{ first, last }]);

/** The packets that traffic describes, whatever their addresses. */
export function spaceOfTraffic(traffic: Traffic): Partial<FlowSpace> {
  const { protocol, icmpType, icmpCode } = traffic;
  if (protocol === Protocol.Any) {
    return {};
  }
  const protocols = single(NUMBERS[protocol]);
  if (protocol === Protocol.Tcp || protocol === Protocol.Udp) {
    return { protocols, destinationPorts: trafficPorts(traffic) };
  }
  if (icmpType === undefined) {
    return { protocols };
  }
  const first = icmpType * 256 + (icmpCode ?? 0);
  return {
    protocols,
    destinationPorts: single(first, icmpCode === undefined ? first + 255 : first),
  };
}

function spacesOf({ traffic, at }: Expectation): Partial<FlowSpace>[] {
  const destination =
    at === undefined ? {} : { destination: AddressSet.fromAddress(parseAddress(at)) };
  return (traffic.length === 0 ? [{}] : traffic.map(spaceOfTraffic)).map((space) => ({
    ...space,
    ...destination,
  }));
}

/** A packet that gets through where none should; the most certain one. */
function leak(model: NetworkModel, { from, to }: Pair, expectation: Expectation) {
  const answers = spacesOf(expectation).flatMap((space) => reach(model, from, to, space));
  const through = answers.filter(
    ({ verdict, receiver }) => verdict !== Verdict.Denied && receiver === to,
  );
  return (
    through.find(({ verdict }) => verdict === Verdict.Allowed) ??
    through[0] ??
    nowhere(model, from, to, spacesOf(expectation)[0] ?? {})
  );
}

/** A packet that does not get through to a receiver where all should. */
function obstacle(
  model: NetworkModel,
  { from, to }: Pair,
  expectation: Expectation,
): Answer | undefined {
  for (const space of spacesOf(expectation)) {
    const found = obstacleIn(model, { from, to }, space, expectation);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function obstacleIn(
  model: NetworkModel,
  { from, to }: Pair,
  space: Partial<FlowSpace>,
  { inspected }: Expectation,
): Answer | undefined {
  const asked = (answer: Answer) => (inspected === true ? asInspected(answer) : answer);
  const reaching = reach(model, from, to, space)
    .filter(({ receiver }) => receiver === to)
    .map(asked);
  const allowed = reaching.filter(({ verdict }) => verdict === Verdict.Allowed);
  // One address that takes all of the traffic is enough: a forward's outside address, or its own.
  const candidates = new Map<string, AddressSet>();
  for (const { space: part } of [...allowed, ...reaching]) {
    for (const range of part.destination.toRanges()) {
      const set = AddressSet.fromRanges([{ ...range, last: range.first }]);
      candidates.set(set.toText(), set);
    }
  }
  const called = space.destination ?? ownAddresses(model, to);
  let nearest: Answer | undefined;
  for (const destination of [...candidates.values(), called]) {
    const answers = flowsFrom(model, from, { ...space, destination }, to).map(asked);
    const missing = answers.find(
      (answer) => answer.verdict !== Verdict.Allowed || !isFor(model, answer, to),
    );
    if (missing === undefined && answers.length > 0 && covers(answers, { ...space, destination })) {
      return undefined;
    }
    nearest = better(nearest, missing && asObstacle(model, missing, to));
  }
  return nearest ?? silent(model, from, to, space);
}

/** Where something has to look into the traffic, what it may let pass is right, and what nobody sees is not. */
function asInspected(answer: Answer): Answer {
  const { verdict, reason } = answer;
  if (verdict === Verdict.Conditional && reason === "doubt") {
    return { ...answer, verdict: Verdict.Allowed };
  }
  return verdict === Verdict.Allowed
    ? { ...answer, verdict: Verdict.Denied, reason: "notInspected" }
    : answer;
}

/** What is delivered to somebody else is denied, seen from this receiver. */
function asObstacle(model: NetworkModel, answer: Answer, to: string): Answer {
  return answer.verdict === Verdict.Allowed && !isFor(model, answer, to)
    ? { ...answer, verdict: Verdict.Denied, reason: "deliveredElsewhere" }
    : answer;
}

/**
 * Whether it is delivered to a receiver, or to one of several machines of which it is one, as by a
 * balancer. Machines that have the same address are no such choice.
 */
export function isFor(model: NetworkModel, answer: Answer, to: string): boolean {
  const { receiver, receivers = [], received } = answer;
  const others = receivers.filter((other) => other !== to);
  return (
    receiver === to &&
    !others.some((other) => received?.destination.overlaps(ownAddresses(model, other)) === true)
  );
}

/** Doubt is nearer to a success than denial; among equals, the first found (an address that works for some). */
function better(left: Answer | undefined, right: Answer | undefined): Answer | undefined {
  if (left === undefined || right === undefined) {
    return left ?? right;
  }
  const isDoubt = ({ verdict }: Answer) => verdict !== Verdict.Denied;
  return isDoubt(right) && !isDoubt(left) ? right : left;
}

/** Whether, for every sent source address, all of the protocols and ports have an answer. */
function covers(answers: readonly Answer[], asked: Partial<FlowSpace>): boolean {
  const source = AddressSet.unionOf(answers.map(({ space }) => space.source));
  const wanted: Box = boxOf({ ...spaceOf(completeSpace(asked)), source });
  const family = source.lowest?.family;
  const rest = subtractAll(
    [wanted],
    answers.map(({ space }) => boxOf(space)),
  );
  return family !== undefined && rest.every(isEmptyBox);
}
