import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { errorCode } from "../terminal";
import { isAlive, startOf } from "./processes";

/** Who holds a lock. */
export interface LockHolder {
  pid: number;
  hostname: string;
  /** What it is doing, e.g. `vmnet lab up`. */
  purpose: string;
  /** ISO time at which it began. */
  since: string;
  /** The process's own start, because ids are used again (see {@link startOf}). */
  start?: string;
  /** What other processes may want to know, e.g. the ports of a running server. */
  details?: Record<string, string>;
}

/** The lock is held by a process that lives, or that cannot be looked at from here. */
export class LockedError extends Error {
  constructor(
    readonly file: string,
    readonly holder: LockHolder,
  ) {
    super(
      `${holder.purpose} is using it: process ${holder.pid} on ${holder.hostname}, since ${holder.since}`,
    );
    this.name = "LockedError";
  }
}

/** The holder that a lock file names; undefined when there is no file, or no whole one. */
export function readHolder(file: string): LockHolder | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, "utf8")) as Partial<LockHolder>;
    return typeof holder.pid === "number" && typeof holder.hostname === "string"
      ? (holder as LockHolder)
      : undefined;
  } catch {
    return undefined;
  }
}

/** True when the holder cannot be running any more. Other hosts are never judged. */
export function isDead(holder: LockHolder): boolean {
  if (holder.hostname !== hostname()) return false;
  const start = startOf(holder.pid);
  const another = holder.start !== undefined && start !== undefined && holder.start !== start;
  return another || !isAlive(holder.pid);
}

/** A lock file that one process holds; one left behind by a dead process gives way. */
export class FileLock {
  private constructor(
    private readonly file: string,
    private text: string,
    /** The dead process whose lock gave way, if there was one. */
    readonly replaced?: LockHolder,
  ) {}

  /** @throws LockedError when somebody else holds it */
  static take(file: string, purpose: string): FileLock {
    const since = new Date().toISOString();
    const { pid } = process;
    const holder: LockHolder = { pid, hostname: hostname(), purpose, since, start: startOf(pid) };
    const text = JSON.stringify(holder);
    const own = `${file}.${pid}`;
    writeFileSync(own, text);
    try {
      if (tryLink(own, file)) return new FileLock(file, text);
      const other = readHolder(file);
      if (other && !isDead(other)) throw new LockedError(file, other);
      rmSync(file, { force: true });
      if (tryLink(own, file)) return new FileLock(file, text, other);
      throw new LockedError(file, readHolder(file) ?? holder);
    } finally {
      rmSync(own, { force: true });
    }
  }

  /** Waits for as long as the holder lives. */
  static async wait(file: string, purpose = "vmnet", pauseMs = 200): Promise<FileLock> {
    for (;;) {
      try {
        return FileLock.take(file, purpose);
      } catch (error) {
        if (!(error instanceof LockedError)) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  /** Tells other processes more about the holder. */
  publish(details: Record<string, string>): void {
    const text = JSON.stringify({ ...JSON.parse(this.text), details });
    const own = `${this.file}.${process.pid}`;
    writeFileSync(own, text);
    renameSync(own, this.file);
    this.text = text;
  }

  release(): void {
    // Not a successor's: after a suspended night, somebody may have judged us dead.
    if (readTextOf(this.file) === this.text) rmSync(this.file, { force: true });
  }
}

// The file appears with its content, which creating and then writing would not give.
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

function readTextOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
