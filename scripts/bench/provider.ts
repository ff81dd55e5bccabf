/**
 * What the simulated systems cost beside a provider that does nothing: the same engine, program and
 * protocol. Compared is what a user waits for, an `up` from its first call to its end.
 */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation";
import { findEngine } from "../../cli/engine/find";
import { compare, median, type Result } from "./measure";
import { RESOURCES_PER_SEGMENT, writtenOut } from "./programs";
import type { ServerMessage } from "./serverProcess";

const MOST_RATIO = 1.2;
const MOST_BYTES = 512 * 2 ** 20;

type Kind = "lab" | "noop";

interface Cost {
  milliseconds: number;
  cpuMilliseconds: number;
  mostBytes: number;
}

const next = (child: ChildProcess) =>
  new Promise<ServerMessage>((resolve, reject) => {
    child.once("message", (message) => resolve(message as ServerMessage));
    child.once("exit", (code) => reject(new Error(`the servers ended with ${code}`)));
  });

async function up(kind: Kind, segments: number, enginePath: string): Promise<Cost> {
  const home = mkdtempSync(join(tmpdir(), "vmnet-bench-"));
  const child = fork(join(__dirname, "serverProcess.ts"), [kind, join(home, "estate.json")]);
  try {
    const started = await next(child);
    if (!("debugProviders" in started)) throw new Error("the servers did not say where they are");
    const root = dirname(dirname(enginePath));
    const stack = await LocalWorkspace.createStack(
      {
        projectName: "bench",
        stackName: "bench",
        program: () => Promise.resolve(writtenOut(segments)),
      },
      {
        workDir: home,
        pulumiCommand: await PulumiCommand.get({ root }).catch(() => PulumiCommand.get()),
        projectSettings: {
          name: "bench",
          runtime: "nodejs",
          backend: { url: pathToFileURL(home).href },
        },
        envVars: {
          PULUMI_HOME: home,
          PULUMI_CONFIG_PASSPHRASE: "bench",
          PULUMI_SKIP_UPDATE_CHECK: "true",
          PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
          PULUMI_DEBUG_PROVIDERS: started.debugProviders,
        },
      },
    );
    const begin = performance.now();
    const { summary } = await stack.up({ suppressOutputs: true });
    const milliseconds = performance.now() - begin;
    const made = summary.resourceChanges?.create ?? 0;
    if (made < segments * RESOURCES_PER_SEGMENT)
      throw new Error(`only ${made} resources were made`);
    const cost = next(child);
    child.send("stop");
    const told = await cost;
    if (!("cpuMilliseconds" in told)) throw new Error("the servers did not say what they cost");
    return { milliseconds, ...told };
  } finally {
    child.kill();
    rmSync(home, { recursive: true, force: true });
  }
}

/** @throws Error when there is no engine, or an update fails */
export async function benchProvider(resources: number, rounds: number): Promise<Result[]> {
  const engine = findEngine();
  if (engine === undefined) throw new Error("no Pulumi engine: run `npm run setup` first");
  // The engine starts its own helpers by name, so its folder must be on PATH.
  process.env.PATH = `${dirname(engine.path)}${delimiter}${process.env.PATH ?? ""}`;
  const segments = Math.max(1, Math.round(resources / RESOURCES_PER_SEGMENT));
  const costs: Record<Kind, Cost[]> = { lab: [], noop: [] };
  const measure = (kind: Kind) => async () => {
    const cost = await up(kind, segments, engine.path);
    costs[kind].push(cost);
    return cost.milliseconds;
  };
  const { ours, theirs, ratio } = await compare(rounds, measure("lab"), measure("noop"));
  const count = segments * RESOURCES_PER_SEGMENT;
  const cpu = (kind: Kind) => median(costs[kind].map(({ cpuMilliseconds }) => cpuMilliseconds));
  const perResource = (kind: Kind) => (cpu(kind) / count).toFixed(2);
  const bytes = Math.max(...costs.lab.map(({ mostBytes }) => mostBytes));
  const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(1);
  return [
    {
      what: `up of ${count} resources by the engine, lab beside a provider that does nothing`,
      measured: `${seconds(ours)} s; nothing ${seconds(theirs)} s; ratio ${ratio.toFixed(2)}`,
      limit: `ratio ${MOST_RATIO}`,
      isGood: ratio <= MOST_RATIO,
    },
    {
      what: "processor time of the provider servers per resource",
      measured: `${perResource("lab")} ms; nothing ${perResource("noop")} ms`,
      isGood: true,
    },
    {
      what: `most memory of the lab's servers with ${count} resources`,
      measured: `${(bytes / 2 ** 20).toFixed(0)} MB`,
      limit: `${MOST_BYTES / 2 ** 20} MB`,
      isGood: bytes <= MOST_BYTES,
    },
  ];
}
