import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { exitCode, UserError } from "../terminal";
import { isAlive } from "../lock/processes";

/** A stack lock of the engine's file backend, as its file says. */
export interface EngineLock {
  file: string;
  pid: number;
  username: string;
  hostname: string;
  timestamp: string;
}

function lockFolder(state: string, project: string, stack: string): string {
  return join(state, ".pulumi", "locks", "organization", project, stack);
}

/** Locks on a stack, readable or not. */
export function engineLocks(state: string, project: string, stack: string): EngineLock[] {
  const folder = lockFolder(state, project, stack);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.map((name) => {
    const file = join(folder, name);
    let content: Partial<EngineLock> = {};
    try {
      content = JSON.parse(readFileSync(file, "utf8")) as Partial<EngineLock>;
    } catch {
      // Cut off while it was written, or gone meanwhile: nobody can be named.
    }
    const { pid = 0, username = "?", hostname: host = "?", timestamp = "?" } = content;
    return { file, pid, username, hostname: host, timestamp };
  });
}

/**
 * Removes the locks of engines that died on this host, and says so. A lock of a live engine, of
 * another host or of nobody that can be named is never touched.
 *
 * @returns what was removed, in words
 * @throws UserError naming the holder of a lock that stays
 */
export function clearDeadLocks(state: string, project: string, stack: string): string[] {
  return engineLocks(state, project, stack).map((lock) => {
    const here = lock.hostname === hostname();
    if (!here || isAlive(lock.pid, "pulumi")) {
      const advice = here
        ? "Wait for it to end, or interrupt it."
        : `If nothing runs there any more, delete ${lock.file}`;
      throw new UserError(
        `Stack ${stack} of the lab is locked by process ${lock.pid} on ${lock.hostname} ` +
          `(${lock.username}, since ${lock.timestamp}). ${advice}`,
        exitCode.failed,
      );
    }
    rmSync(lock.file, { force: true });
    rmSync(`${lock.file}.attrs`, { force: true });
    return `removed the lock of an engine that has died (process ${lock.pid}, since ${lock.timestamp})`;
  });
}
