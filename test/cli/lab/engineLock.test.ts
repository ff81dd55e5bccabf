import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { clearDeadLocks, engineLocks } from "../../../cli/lab/engineLock";

let state: string;
let folder: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "vmnet-state-"));
  folder = join(state, ".pulumi", "locks", "organization", "demo", "dev");
  mkdirSync(folder, { recursive: true });
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

function lockFile(content: object | string, name = "a.json"): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  writeFileSync(`${file}.attrs`, "{}");
  return file;
}

const lock = (pid: number, host = hostname()) => ({
  pid,
  username: "user",
  hostname: host,
  timestamp: "2026-01-01T00:00:00Z",
});

const deadPid = () => spawnSync(process.execPath, ["-e", ""]).pid;

describe("clearDeadLocks", () => {
  it("does nothing where there is no lock", () => {
    expect(clearDeadLocks(state, "demo", "dev")).toEqual([]);
    expect(clearDeadLocks(state, "demo", "never-used")).toEqual([]);
  });

  it("removes the lock of an engine that died here, and says so", () => {
    const pid = deadPid();
    const file = lockFile(lock(pid));
    expect(clearDeadLocks(state, "demo", "dev")).toEqual([
      `removed the lock of an engine that has died (process ${pid}, since 2026-01-01T00:00:00Z)`,
    ]);
    expect(existsSync(file)).toBe(false);
    expect(existsSync(`${file}.attrs`)).toBe(false);
  });

  it("removes a lock whose id now belongs to something that is no engine", () => {
    const file = lockFile(lock(process.pid));
    clearDeadLocks(state, "demo", "dev");
    expect(existsSync(file)).toBe(false);
  });

  it("fails for the lock of a live engine, and leaves it", async () => {
    const pulumi = join(state, "pulumi");
    symlinkSync("/bin/sleep", pulumi);
    const engine = spawn(pulumi, ["30"]);
    try {
      await new Promise((resolve) => engine.once("spawn", resolve));
      await new Promise((resolve) => setTimeout(resolve, 50));
      const file = lockFile(lock(engine.pid ?? 0));
      expect(() => clearDeadLocks(state, "demo", "dev")).toThrow(
        new RegExp(`locked by process ${engine.pid} .*Wait for it to end`),
      );
      expect(existsSync(file)).toBe(true);
    } finally {
      engine.kill();
    }
  });

  it("fails for a lock of another host, and names the file to delete", () => {
    const file = lockFile(lock(deadPid(), "elsewhere"));
    expect(() => clearDeadLocks(state, "demo", "dev")).toThrow(
      `If nothing runs there any more, delete ${file}`,
    );
    expect(existsSync(file)).toBe(true);
  });

  it("fails for a lock that names nobody", () => {
    lockFile('{"pid":');
    expect(() => clearDeadLocks(state, "demo", "dev")).toThrow(/locked by process 0 on \?/);
  });

  it("looks at the locks of its own stack alone", () => {
    lockFile(lock(deadPid()));
    expect(clearDeadLocks(state, "demo", "prod")).toEqual([]);
    expect(engineLocks(state, "demo", "dev")).toHaveLength(1);
  });
});
