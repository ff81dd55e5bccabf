/**
 * Measures `matrix` on a large network: `npx tsx scripts/bench/reachability.ts`. Exits with 1 when it is
 * slower than 2 s, needs more than 1 GB, or grows by more than 12 times from 1,000 to 10,000 rules.
 */
import { matrix } from "../../network/reason";
import { largeNetwork } from "./estate";

const SIZES = { groups: 200, machinesPerGroup: 50, natRules: 100 };
const MOST_MILLISECONDS = 2_000;
const MOST_BYTES = 2 ** 30;
const MOST_GROWTH = 12;

function measure(rules: number): { milliseconds: number; pairs: number; flows: number } {
  const model = largeNetwork({ ...SIZES, rules });
  const start = performance.now();
  const pairs = matrix(model);
  return {
    milliseconds: performance.now() - start,
    pairs: pairs.length,
    flows: pairs.reduce((sum, { allowed }) => sum + allowed.length, 0),
  };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const large = measure(10_000);
const bytes = process.memoryUsage().rss;
const small = measure(1_000);
const growth = large.milliseconds / small.milliseconds;
for (const [rules, { milliseconds, pairs, flows }] of [
  [10_000, large],
  [1_000, small],
] as const) {
  print(`${rules} rules: ${milliseconds.toFixed(0)} ms, ${pairs} pairs, ${flows} spaces`);
}
print(`growth ${growth.toFixed(1)} times, ${(bytes / 2 ** 20).toFixed(0)} MB`);
const isGood =
  large.milliseconds < MOST_MILLISECONDS && bytes < MOST_BYTES && growth <= MOST_GROWTH;
process.exitCode = isGood ? 0 : 1;
