/** From ways to verdicts: asks the firewalls on the way, then lets the reply come back. */
import type { Doubt, Origin } from "../model/types";
import { Certainty } from "../model/types";
import type { Outcome } from "./firewall";
import { verdictOf, type Check, type Way } from "./journey";
import type { Effort } from "./loops";
import type { CompiledNetwork } from "./network";
import { Verdict } from "./question";
import { splitSameHeaders } from "./reply";
import {
  isIcmpOnly,
  isPlain,
  PROTOCOL,
  replyHeader,
  sentHeader,
  splitNumbers,
  type Variables,
} from "./symbolic";
import { ICMP_PROTOCOLS } from "./values";
import { isSurelyAnswered } from "./sureReply";
import { Walker } from "./walk";

/** A way with what the firewalls on it said; the last outcome is a denial where one denied. */
export interface AskedWay {
  way: Way;
  /** One for each check on the way, in order; undefined where the flow is remembered. */
  outcomes: readonly (Outcome | undefined)[];
}

/** Packets and their verdict, with the ways of packet and reply. */
export interface Resolved {
  vars: Variables;
  verdict: Verdict;
  reason: string;
  origin?: Origin;
  /** Set when the packets were delivered, whatever became of the reply. */
  receiver?: string;
  asked: AskedWay;
  reply?: AskedWay;
}

interface WorstDoubt {
  doubt: Doubt;
  origin: Origin;
}

interface Passed {
  vars: Variables;
  outcomes: readonly (Outcome | undefined)[];
  worst: WorstDoubt | undefined;
}

const COVERAGE: Doubt = {
  certainty: Certainty.Unknown,
  reason: "nobody says whether the distributed firewall covers this port",
};

/** Without knowing whether a firewall is there, only what it certainly allows is certain. */
function atUncertainPort(outcome: Outcome): Outcome {
  return outcome.pass && outcome.doubt === undefined
    ? outcome
    : { ...outcome, pass: true, doubt: COVERAGE };
}

function worse(worst: WorstDoubt | undefined, { doubt, origin }: Outcome): WorstDoubt | undefined {
  if (doubt === undefined) {
    return worst;
  }
  const isWorse = worst === undefined || isUnknown(doubt) > isUnknown(worst.doubt);
  return isWorse ? { doubt, origin } : worst;
}

function isUnknown(doubt: Doubt): number {
  return doubt.certainty === Certainty.Unknown ? 1 : 0;
}

/**
 * Asks the firewalls on a way, in order.
 *
 * @param remembered Points that let the packets pass without asking, because they are replies.
 * @param denied Absent when nobody asks for what is denied.
 */
function ask(
  checks: readonly Check[],
  start: Passed,
  remembered: ReadonlySet<string>,
  denied?: (passed: Passed, outcome: Outcome) => void,
): Passed[] {
  const isKnown = ({ hasMemory, point }: Check) => hasMemory && remembered.has(point);
  if (remembered.size > 0 && checks.every(isKnown)) {
    return [{ ...start, outcomes: checks.map(() => undefined) }];
  }
  let open = [start];
  for (const check of checks) {
    const isRemembered = isKnown(check);
    const next: Passed[] = [];
    for (const { vars, outcomes, worst } of open) {
      if (isRemembered) {
        next.push({ vars, outcomes: [...outcomes, undefined], worst });
        continue;
      }
      const isDenialWanted = denied !== undefined || !check.isCertain;
      for (const decision of check.firewall.decide(vars, check.meeting, isDenialWanted)) {
        const outcome = check.isCertain ? decision.outcome : atUncertainPort(decision.outcome);
        const passed: Passed = {
          vars: decision.vars,
          outcomes: [...outcomes, outcome],
          worst: worse(worst, outcome),
        };
        if (outcome.pass) {
          next.push(passed);
        } else {
          denied?.(passed, outcome);
        }
      }
    }
    if (next.length === 0) {
      return next;
    }
    open = next;
  }
  return open;
}

const NOTHING: ReadonlySet<string> = new Set();

/**
 * The verdicts on the packets of a way; several parts where firewalls or replies tell them apart.
 *
 * @param isDenialWanted False when what is certainly denied may be left out.
 */
export function resolve(
  network: CompiledNetwork,
  way: Way,
  effort: Effort,
  found: (result: Resolved) => void,
  isDenialWanted = true,
): void {
  const { journey, ending } = way;
  const denied = ({ vars, outcomes }: Passed, { origin }: Outcome) =>
    found({ vars, verdict: Verdict.Denied, reason: "firewall", origin, asked: { way, outcomes } });
  const passed = ask(
    journey.checks,
    { vars: journey.vars, outcomes: [], worst: undefined },
    NOTHING,
    // What may have alternatives is one of them, denied or not.
    isDenialWanted || !isPlain(journey.vars) ? denied : undefined,
  );
  const receiver = ending.receiver === undefined ? {} : { receiver: ending.receiver };
  for (const part of passed) {
    const asked = { way, outcomes: part.outcomes };
    if (ending.receiver !== undefined && network.endpoints.has(ending.receiver)) {
      for (const { vars, verdict, reason, origin, reply } of replies(network, way, part, effort)) {
        const back = reply === undefined ? {} : { reply };
        found({ vars, verdict, reason, origin, ...receiver, asked, ...back });
      }
    } else {
      found({ vars: part.vars, ...finalVerdict(ending, part.worst), ...receiver, asked });
    }
  }
}

/** A certain denial wins over doubts, unknown over conditional, and that over allowed. */
function finalVerdict(
  { verdict, reason, origin }: { verdict: Verdict; reason: string; origin?: Origin },
  worst: WorstDoubt | undefined,
): { verdict: Verdict; reason: string; origin?: Origin } {
  const doubtful = worst === undefined ? Verdict.Allowed : verdictOf(worst.doubt);
  const isDoubtWorse =
    verdict === Verdict.Allowed
      ? doubtful !== Verdict.Allowed
      : verdict === Verdict.Conditional && doubtful === Verdict.Unknown;
  return isDoubtWorse
    ? { verdict: doubtful, reason: "doubt", origin: worst?.origin }
    : { verdict, reason, origin };
}

interface ReplyVerdict {
  vars: Variables;
  verdict: Verdict;
  reason: string;
  origin?: Origin;
  reply?: AskedWay;
}

/** Lets the receiver answer: section 7. */
function replies(
  network: CompiledNetwork,
  there: Way,
  passed: Passed,
  effort: Effort,
): ReplyVerdict[] {
  const { journey, ending } = there;
  const sender = network.endpoints.get(ending.receiver ?? "");
  if (sender === undefined) {
    return [];
  }
  const remembered = new Set<string>();
  passed.outcomes.forEach((outcome, index) => {
    const point = journey.checks[index]?.point;
    if (outcome?.remembered === true && point !== undefined) {
      remembered.add(point);
    }
  });
  // Its way is not told, so only where nobody reads that.
  if (journey.trail === "none" && isSurelyAnswered(network, there, passed.vars, remembered)) {
    const final = finalVerdict({ verdict: Verdict.Allowed, reason: "delivered" }, passed.worst);
    return [{ vars: passed.vars, ...final }];
  }
  const { translations, bypassed } = journey;
  const results: ReplyVerdict[] = [];
  const walker = new Walker(
    network,
    (back) => results.push(...returned(there, back, passed, remembered)),
    {
      memory: { translations, bypassed, firewalls: remembered },
      withoutSteps: journey.trail === "none",
      effort,
    },
  );
  const { inside, outside } = splitNumbers(passed.vars, PROTOCOL, ICMP_PROTOCOLS);
  for (const vars of [inside, outside]) {
    if (vars !== undefined) {
      walker.send(sender, vars, replyHeader(journey.header, isIcmpOnly(vars)));
    }
  }
  return results;
}

/** What becomes of one way of the reply. */
function returned(
  there: Way,
  back: Way,
  passed: Passed,
  remembered: ReadonlySet<string>,
): ReplyVerdict[] {
  const results: ReplyVerdict[] = [];
  const missing = (vars: Variables, outcomes: AskedWay["outcomes"], origin: Origin | undefined) =>
    results.push({
      vars,
      verdict: Verdict.Denied,
      reason: "noReturnPath",
      origin,
      reply: { way: back, outcomes },
    });
  const start = { ...passed, vars: back.journey.vars, outcomes: [] };
  const parts = ask(back.journey.checks, start, remembered, ({ vars, outcomes }, { origin }) =>
    missing(vars, outcomes, origin),
  );
  const { ending, journey } = back;
  for (const { vars, outcomes, worst } of parts) {
    const isBack = ending.verdict === Verdict.Allowed && ending.port?.id === there.sender?.id;
    if (isBack) {
      const expected = replyHeader(sentHeader(journey.header.family), isIcmpOnly(vars));
      const { matched, rest } = splitSameHeaders(vars, journey.header, expected);
      const final = finalVerdict({ verdict: Verdict.Allowed, reason: "delivered" }, worst);
      const reply = { way: back, outcomes };
      results.push(...matched.map((part) => ({ vars: part, ...final, reply })));
      rest.forEach((part) => missing(part, outcomes, undefined));
    } else if (ending.verdict === Verdict.Allowed || ending.verdict === Verdict.Denied) {
      missing(vars, outcomes, ending.origin);
    } else {
      const final = finalVerdict(ending, worst);
      results.push({ vars, ...final, reply: { way: back, outcomes } });
    }
  }
  return results;
}
