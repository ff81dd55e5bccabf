import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const SETTLED_MILLISECONDS = 2000;

/**
 * Removes what an engine of the file backend leaves behind when it is killed while it writes:
 *
 * - `<file>.attrs`, a side file that it does not write in one step. A cut-off one makes the state
 *   unreadable (`failed to load checkpoint: EOF`) though the state is whole; none at all is fine.
 * - `<file>.<time>.tmp`, which takes the file's name at the end. One in the folder of locks counts
 *   as a lock that no `pulumi cancel` removes.
 *
 * Files of the last two seconds may belong to an engine that is writing; they are looked at again
 * when they are older.
 */
export async function clearTornFiles(state: string): Promise<void> {
  if (!existsSync(state)) return;
  for (const name of readdirSync(state, { recursive: true }).map(String)) {
    const file = join(state, name);
    if (!isTorn(file)) continue;
    const rest = SETTLED_MILLISECONDS - age(file);
    if (rest > 0) await sleep(rest);
    if (isTorn(file)) rmSync(file, { force: true });
  }
}

function age(file: string): number {
  return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
}

function isTorn(file: string): boolean {
  if (file.endsWith(".tmp")) return existsSync(file);
  if (!file.endsWith(".attrs")) return false;
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return false;
  } catch {
    return existsSync(file);
  }
}
