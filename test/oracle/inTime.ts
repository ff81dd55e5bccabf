import { createContext, runInContext } from "node:vm";

/** Runs work that may never end: a fault then, not a test run that hangs. @throws after the time */
export function inTime<T>(milliseconds: number, work: () => T): T {
  const results: T[] = [];
  const context = createContext({ run: () => results.push(work()) });
  runInContext("run()", context, { timeout: milliseconds });
  return results[0]!;
}
