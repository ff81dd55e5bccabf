import { createContext, Script } from "node:vm";

/** One for all work: making one takes longer than most work does. */
const sandbox: { work: () => void } = { work: () => undefined };
const context = createContext(sandbox);
const script = new Script("work()");

/** Runs work that may never end: a fault then, not a test run that hangs. @throws after the time */
export function inTime<T>(milliseconds: number, work: () => T): T {
  const results: T[] = [];
  sandbox.work = () => {
    results.push(work());
  };
  script.runInContext(context, { timeout: milliseconds });
  return results[0]!;
}
