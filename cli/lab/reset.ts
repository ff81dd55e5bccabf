import { existsSync, rmSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { FileLock, LockedError } from "../lock/fileLock";
import { exitCode, processTerminal, UserError } from "../terminal";
import { openLab } from "./context";
import type { LabOptions } from "./options";
import { busyMessage } from "./systems";

/** `vmnet lab reset`: the lab is as if it had never been used; the project is not touched. */
export async function resetLab(options: LabOptions & { yes?: boolean }): Promise<void> {
  const { paths } = openLab(options, false);
  const terminal = processTerminal();
  if (!existsSync(paths.base)) return terminal.line("there is no lab to delete");
  if (
    !options.yes &&
    !(await confirmed(`Delete ${paths.base} with all states and simulated objects?`))
  ) {
    return terminal.line("nothing was deleted");
  }
  try {
    FileLock.take(paths.lock, "vmnet lab reset");
  } catch (error) {
    throw error instanceof LockedError ? new UserError(busyMessage(error), exitCode.failed) : error;
  }
  rmSync(paths.base, { recursive: true, force: true });
  terminal.line(`deleted ${paths.base}`);
}

async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UserError("--yes is needed where nobody can be asked (no terminal)");
  }
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await reader.question(`${question} [y/N] `)).trim());
  } finally {
    reader.close();
  }
}
