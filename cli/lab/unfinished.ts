import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { isDead } from "../lock/fileLock";
import type { LockHolder } from "../lock/fileLock";
import { startOf } from "../lock/processes";
import type { LabPaths } from "./paths";

function markOf(paths: LabPaths, stack: string): string {
  return join(paths.unfinished, `${stack}.json`);
}

/**
 * Marks a stack as being changed by this process. The mark is taken back when the state says what
 * happened; one that a dead process left behind says that state and systems may differ.
 *
 * @returns what takes the mark back
 */
export function beginOperation(paths: LabPaths, stack: string, purpose: string): () => void {
  const { pid } = process;
  const since = new Date().toISOString();
  mark(paths, stack, { pid, hostname: hostname(), purpose, since, start: startOf(pid) });
  return () => rmSync(markOf(paths, stack), { force: true });
}

function mark(paths: LabPaths, stack: string, holder: LockHolder): void {
  mkdirSync(paths.unfinished, { recursive: true, mode: 0o700 });
  const file = markOf(paths, stack);
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(holder));
  renameSync(`${file}.${process.pid}`, file);
}

/** Marks every stack that has a state: the process that served them all has died. */
export function markAll(paths: LabPaths, died: LockHolder): void {
  const folder = join(paths.state, ".pulumi", "stacks");
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : [];
  for (const name of names.filter((file) => file.endsWith(".json"))) {
    mark(paths, basename(name, ".json"), died);
  }
}

/** What was changing a stack when it died; undefined when the last operation ended properly. */
export function unfinished(paths: LabPaths, stack: string): LockHolder | undefined {
  let holder: LockHolder;
  try {
    holder = JSON.parse(readFileSync(markOf(paths, stack), "utf8")) as LockHolder;
  } catch {
    return undefined;
  }
  return isDead(holder) ? holder : undefined;
}

/** Says that state and systems agree again. */
export function forgetUnfinished(paths: LabPaths, stack: string): void {
  rmSync(markOf(paths, stack), { force: true });
}
