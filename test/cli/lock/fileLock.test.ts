import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { FileLock, LockedError, readHolder } from "../../../cli/lock/fileLock";
import { isAlive, startOf } from "../../../cli/lock/processes";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vmnet-lock-"));
  file = join(folder, "lab.lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Id of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

function heldBy(holder: Record<string, unknown>): void {
  writeFileSync(file, JSON.stringify({ purpose: "vmnet lab up", since: "then", ...holder }));
}

describe("FileLock", () => {
  it("names its holder while it is held, and nothing remains after its release", () => {
    const lock = FileLock.take(file, "vmnet lab up");
    expect(readHolder(file)).toMatchObject({ pid: process.pid, purpose: "vmnet lab up" });
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("tells what its holder published", () => {
    const lock = FileLock.take(file, "vmnet lab serve");
    lock.publish({ debugProviders: "vsphere:1" });
    expect(readHolder(file)?.details).toEqual({ debugProviders: "vsphere:1" });
    lock.release();
    expect(existsSync(file)).toBe(false);
  });

  it("fails while a live process holds it, and names that process", () => {
    FileLock.take(file, "vmnet lab up");
    expect(() => FileLock.take(file, "vmnet lab destroy")).toThrow(LockedError);
    expect(() => FileLock.take(file, "other")).toThrow(
      `vmnet lab up is using it: process ${process.pid}`,
    );
  });

  it("takes over from a process that died on this host, and says from whom", () => {
    const pid = deadPid();
    heldBy({ pid, hostname: hostname() });
    const lock = FileLock.take(file, "vmnet lab up");
    expect(lock.replaced?.pid).toBe(pid);
    expect(readHolder(file)?.pid).toBe(process.pid);
  });

  it("takes over when the holder's id now belongs to another process", () => {
    heldBy({ pid: process.pid, hostname: hostname(), start: "1" });
    expect(FileLock.take(file, "vmnet lab up").replaced?.start).toBe("1");
  });

  it("fails for a holder on another host, dead or not", () => {
    heldBy({ pid: deadPid(), hostname: "elsewhere" });
    expect(() => FileLock.take(file, "vmnet lab up")).toThrow(/on elsewhere/);
    expect(readHolder(file)?.hostname).toBe("elsewhere");
  });

  it("takes over a file that was cut off", () => {
    writeFileSync(file, '{"pid":');
    FileLock.take(file, "vmnet lab up");
    expect(readHolder(file)?.pid).toBe(process.pid);
  });

  it("does not remove a successor's lock", () => {
    const lock = FileLock.take(file, "first");
    heldBy({ pid: 1, hostname: "elsewhere" });
    lock.release();
    expect(readHolder(file)?.hostname).toBe("elsewhere");
  });

  it("waits until the holder lets go", async () => {
    const first = FileLock.take(file, "first");
    setTimeout(() => first.release(), 30);
    const second = await FileLock.wait(file, "second", 5);
    expect(readHolder(file)?.purpose).toBe("second");
    second.release();
  });
});

describe("isAlive", () => {
  it("knows this process, also by its name", () => {
    expect(isAlive(process.pid)).toBe(true);
    expect(isAlive(process.pid, "pulumi")).toBe(process.platform !== "linux");
  });
  it("knows the dead and the impossible", () => {
    expect(isAlive(deadPid())).toBe(false);
    expect(isAlive(0)).toBe(false);
    expect(isAlive(-1)).toBe(false);
  });
  it("tells when a process began, the same every time", () => {
    expect(startOf(process.pid)).toBe(startOf(process.pid));
    expect(startOf(deadPid())).toBeUndefined();
  });
});
