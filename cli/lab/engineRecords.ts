import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, startOf } from "../lock/processes";

/** A process, told apart from a later one with the same id. */
export interface ProcessName {
  pid: number;
  start?: string;
}

/** An engine that a lab command started. */
export interface EngineRecord {
  engine: ProcessName;
  command: ProcessName;
  hostname: string;
}

function nameOf(pid: number): ProcessName {
  const start = startOf(pid);
  return { pid, ...(start === undefined ? {} : { start }) };
}

export function isRunning({ pid, start }: ProcessName): boolean {
  const now = startOf(pid);
  return isAlive(pid) && (start === undefined || now === undefined || now === start);
}

/**
 * Notes that this process started an engine. An engine runs in a process group of its own, so
 * nothing else tells, after this process was killed, that it belongs to nobody any more.
 *
 * @returns what takes the note back
 */
export function recordEngine(folder: string, pid: number): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${pid}.json`);
  const record: EngineRecord = {
    engine: nameOf(pid),
    command: nameOf(process.pid),
    hostname: hostname(),
  };
  writeFileSync(file, JSON.stringify(record));
  return () => rmSync(file, { force: true });
}

/** Engines of this host that still run; notes of others are cleared away. */
export function runningEngines(folder: string): EngineRecord[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const file = join(folder, name);
    let record: EngineRecord;
    try {
      record = JSON.parse(readFileSync(file, "utf8")) as EngineRecord;
    } catch {
      // Cut off while it was written: its engine cannot have begun anything.
      rmSync(file, { force: true });
      return [];
    }
    if (record.hostname !== hostname()) return [];
    if (isRunning(record.engine)) return [record];
    rmSync(file, { force: true });
    return [];
  });
}

const GRACE_MILLISECONDS = 15_000;

/**
 * Stops the engines whose command has died: their program died with it, so they cannot finish.
 * Each is asked first, so that it writes down what it did, and killed when it does not end.
 *
 * @returns what was done, in words
 */
export async function stopOrphans(folder: string, grace = GRACE_MILLISECONDS): Promise<string[]> {
  const orphans = runningEngines(folder).filter(({ command }) => !isRunning(command));
  return Promise.all(
    orphans.map(async ({ engine, command }) => {
      const deadline = Date.now() + grace;
      signal(engine.pid, "SIGINT");
      while (isRunning(engine) && Date.now() < deadline) await sleep(20);
      const killed = isRunning(engine);
      if (killed) signal(-engine.pid, "SIGKILL");
      while (isRunning(engine)) await sleep(20);
      runningEngines(folder);
      const how = killed ? "killed" : "stopped";
      return `${how} the engine (process ${engine.pid}) of a command that has died (process ${command.pid})`;
    }),
  );
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended meanwhile.
  }
}
