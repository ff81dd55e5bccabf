import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import {
  isRunning,
  recordEngine,
  runningEngines,
  stopOrphans,
} from "../../../cli/lab/engineRecords";
import { killerFor } from "../../../cli/lab/killer";
import { checkpointOf, labPaths } from "../../../cli/lab/paths";
import { beginOperation, forgetUnfinished, markAll, unfinished } from "../../../cli/lab/unfinished";
import { startOf } from "../../../cli/lock/processes";

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "vmnet-unfinished-"))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const deadPid = () => spawnSync(process.execPath, ["-e", ""]).pid;

/** A process that lives until it is told to end; with `deaf`, it hears no SIGINT. */
function sleeper(deaf = false) {
  const script = `${deaf ? 'process.on("SIGINT", () => {});' : ""} console.log("up"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["-e", script], { detached: true });
  const up = new Promise<void>((done) => child.stdout.once("data", () => done()));
  return up.then(() => child.pid ?? 0);
}

const name = (pid: number) => ({ pid, start: startOf(pid) });

function note(engine: number, command: number, host = hostname()): void {
  const record = { engine: name(engine), command: name(command), hostname: host };
  writeFileSync(join(root, `${engine}.json`), JSON.stringify(record));
}

describe("notes of engines", () => {
  it("last as long as the engine, and are cleared away after it", async () => {
    const pid = await sleeper();
    const forget = recordEngine(root, pid);
    expect(runningEngines(root)).toMatchObject([
      { engine: { pid }, command: { pid: process.pid } },
    ]);
    process.kill(pid, "SIGKILL");
    while (isRunning({ pid })) await new Promise((done) => setTimeout(done, 5));
    expect(runningEngines(root)).toEqual([]);
    expect(readdirSync(root)).toEqual([]);
    forget();
  });

  it("know an engine from a later process with its id", () => {
    expect(isRunning(name(process.pid))).toBe(true);
    expect(isRunning({ pid: process.pid, start: "1" })).toBe(false);
  });

  it("are worth nothing when they were cut off", () => {
    writeFileSync(join(root, "1.json"), '{"engine":');
    expect(runningEngines(root)).toEqual([]);
  });
});

describe("an engine whose command has died", () => {
  it("is asked to stop", async () => {
    const [engine, command] = [await sleeper(), deadPid()];
    note(engine, command);
    expect(await stopOrphans(root)).toEqual([
      `stopped the engine (process ${engine}) of a command that has died (process ${command})`,
    ]);
    expect(isRunning({ pid: engine })).toBe(false);
    expect(readdirSync(root)).toEqual([]);
  });

  it("is killed when it does not listen", async () => {
    const engine = await sleeper(true);
    note(engine, deadPid());
    expect(await stopOrphans(root, 100)).toEqual([expect.stringMatching(/^killed the engine/)]);
    expect(isRunning({ pid: engine })).toBe(false);
  });

  it("is left alone on another host, and while its command lives", async () => {
    const engine = await sleeper();
    note(engine, process.pid);
    expect(await stopOrphans(root)).toEqual([]);
    note(engine, deadPid(), "elsewhere");
    expect(await stopOrphans(root)).toEqual([]);
    expect(isRunning({ pid: engine })).toBe(true);
    process.kill(engine, "SIGKILL");
  });
});

it("a kill fault ends the process that it names, before the answer can be seen", async () => {
  const [engine, command] = [await sleeper(), await sleeper()];
  note(engine, command);
  await killerFor(root)("engine");
  expect([isRunning({ pid: engine }), isRunning({ pid: command })]).toEqual([false, true]);
  note(await sleeper(), command);
  await killerFor(root)("command");
  expect(isRunning({ pid: command })).toBe(false);
  runningEngines(root).forEach(({ engine: left }) => process.kill(left.pid, "SIGKILL"));
});

describe("the mark of a stack that is being changed", () => {
  const died = () => ({
    pid: deadPid(),
    hostname: hostname(),
    purpose: "vmnet lab up",
    since: "t",
  });

  it("is there until the operation has ended, and says nothing while it runs", () => {
    const paths = labPaths(root);
    const finished = beginOperation(paths, "dev", "vmnet lab up");
    expect(readdirSync(paths.unfinished)).toEqual(["dev.json"]);
    expect(unfinished(paths, "dev")).toBeUndefined();
    finished();
    expect(readdirSync(paths.unfinished)).toEqual([]);
  });

  it("is set for every stack when the process that served them all has died", () => {
    const paths = labPaths(root);
    for (const stack of ["dev", "lab"]) {
      const checkpoint = checkpointOf(paths, "net", stack);
      mkdirSync(join(checkpoint, ".."), { recursive: true });
      writeFileSync(checkpoint, "{}");
      writeFileSync(`${checkpoint}.attrs`, "{}");
    }
    const server = died();
    markAll(paths, server);
    expect(readdirSync(paths.unfinished).sort()).toEqual(["dev.json", "lab.json"]);
    expect(unfinished(paths, "lab")).toEqual(server);
    forgetUnfinished(paths, "lab");
    expect([unfinished(paths, "lab"), existsSync(paths.unfinished)]).toEqual([undefined, true]);
  });

  it("is set for nothing where there is no state", () => {
    markAll(labPaths(root), died());
    expect(existsSync(labPaths(root).unfinished)).toBe(false);
  });
});
