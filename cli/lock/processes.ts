import { readFileSync } from "node:fs";
import { errorCode } from "../terminal";

/**
 * True while a process with this id runs on this host. With `command`, also its name must be this
 * one where the system tells (Linux), because ids are used again.
 */
export function isAlive(pid: number, command?: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    if (errorCode(error) !== "EPERM") return false;
  }
  const status = readOrNothing(`/proc/${pid}/stat`);
  // A zombie holds its id and does nothing any more.
  if (status && /\) Z /.test(status)) return false;
  const name = command === undefined ? undefined : readOrNothing(`/proc/${pid}/comm`)?.trim();
  return name === undefined || name === command;
}

/**
 * When a process began, in the system's own count: with its id, this is one process and no other.
 * Undefined where the system does not tell.
 */
export function startOf(pid: number): string | undefined {
  // The name in parentheses may hold blanks; the start is the 20th field behind it.
  return readOrNothing(`/proc/${pid}/stat`)?.split(") ").at(-1)?.split(" ")[19];
}

function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
