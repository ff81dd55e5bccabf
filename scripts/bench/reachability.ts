/**
 * `matrix` on a large network: time, memory, and how both grow with the number of rules; and what a
 * review asks: the matrices of two such networks that differ in one rule, and their difference.
 */
import type { NetworkModel } from "../../network/model/types";
import { flowDifference, matrix } from "../../network/reason";
import { largeNetwork } from "./estate";
import type { Result } from "./measure";

const MOST_MILLISECONDS = 2_000;
const MOST_BYTES = 2 ** 30;
const MOST_GROWTH = 12;
const MOST_REVIEW_MILLISECONDS = 4_000;

interface Size {
  groups: number;
  rules: number;
}

interface Spent {
  /** Milliseconds by the clock. */
  clock: number;
  /** Milliseconds of processors, those of the collector and the compiler included. */
  processor: number;
}

function measure({ groups, rules }: Size): Spent {
  const model = largeNetwork({ groups, rules, machinesPerGroup: 50, natRules: 100 });
  const before = process.cpuUsage();
  const begin = performance.now();
  matrix(model);
  const clock = performance.now() - begin;
  const { user, system } = process.cpuUsage(before);
  return { clock, processor: (user + system) / 1_000 };
}

/** The same network with one rule less. */
function withoutRule(model: NetworkModel, position: number): NetworkModel {
  const rules = model.firewall.rules.filter((_, index) => index !== position);
  return { ...model, firewall: { ...model.firewall, rules } };
}

/** How long it takes to tell what taking one rule away closes, and how many sentences say it. */
function measureReview({ groups, rules }: Size): { review: number; diff: number; told: number } {
  const before = largeNetwork({ groups, rules, machinesPerGroup: 50, natRules: 100 });
  const after = withoutRule(before, rules >> 1);
  const begin = performance.now();
  const [old, next] = [matrix(before), matrix(after)];
  const between = performance.now();
  const told = flowDifference(old, next).length;
  const end = performance.now();
  return { review: end - begin, diff: end - between, told };
}

/** Ten thousand machines and as many rules; with `quick` a twentieth of both. */
export function benchReachability(quick: boolean): Result[] {
  const rules = quick ? 500 : 10_000;
  const groups = quick ? 10 : 200;
  const large = measure({ groups, rules });
  const bytes = process.resourceUsage().maxRSS * 1024;
  const growth = large.processor / measure({ groups, rules: rules / 10 }).processor;
  const { review, diff, told } = measureReview({ groups, rules });
  return [
    {
      what: `who reaches whom among ${groups * 50} machines under ${rules} rules`,
      measured: `${large.clock.toFixed(0)} ms; processor time ${large.processor.toFixed(0)} ms`,
      limit: `${MOST_MILLISECONDS} ms`,
      isGood: large.clock < MOST_MILLISECONDS,
    },
    {
      what: "processor time of the same with a tenth of the rules",
      measured: `${growth.toFixed(1)} times less`,
      limit: `${MOST_GROWTH} times`,
      isGood: growth <= MOST_GROWTH,
    },
    {
      what: "most memory of this, with the model and everything loaded",
      measured: `${(bytes / 2 ** 20).toFixed(0)} MB`,
      limit: `${MOST_BYTES / 2 ** 20} MB`,
      isGood: bytes < MOST_BYTES,
    },
    {
      what: `what changes without one of ${rules} rules, told in ${told} sentence(s)`,
      measured: `${review.toFixed(0)} ms, ${diff.toFixed(0)} ms of it for the difference`,
      limit: `${MOST_REVIEW_MILLISECONDS} ms`,
      isGood: review < MOST_REVIEW_MILLISECONDS && told > 0,
    },
  ];
}
