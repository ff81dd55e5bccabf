import { setTimeout as sleep } from "node:timers/promises";
import type { FaultProcess } from "@vmnet/simulator/faults/index";
import { isRunning, runningEngines } from "./engineRecords";
import type { ProcessName } from "./engineRecords";

/**
 * Kills, for an injected fault, the process that a rule names: this one (`server`), or those of every
 * operation that runs against it. Returns when they are dead, so that none of them sees the answer.
 */
export function killerFor(engines: string): (target: FaultProcess) => Promise<void> {
  return async (target) => {
    const records = runningEngines(engines);
    const self: ProcessName = { pid: process.pid };
    const victims =
      target === "server"
        ? [self]
        : target === "engine"
          ? records.map(({ engine }) => engine)
          : records.map(({ command }) => command);
    for (const { pid } of victims) process.kill(pid, "SIGKILL");
    while (victims.some(isRunning)) await sleep(5);
  };
}
