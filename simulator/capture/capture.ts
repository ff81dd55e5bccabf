import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { findProgram } from "../program/program";
import type { Program } from "../program/program";
import { Deployment } from "./deployment";
import { services } from "./monitor";
import type { Activity } from "./monitor";
import { Providers } from "./providers";
import { Transforms } from "./transforms";
import type { Captured, CaptureOptions } from "./types";

export type * from "./types";
export { ProgramError } from "../program/program";

/** Exit code of the SDK's starter after it has told the engine what is wrong. */
const REPORTED = 32;

/**
 * How long a run that has failed may stay quiet before it is ended. Until then, what does not
 * depend on the failed resource goes on, so that several faults are told at once.
 */
const QUIET_MS = 250;

/**
 * Runs a Pulumi program in a fresh process against a simulated estate, without any engine and
 * without a network (127.0.0.1 only), and lists what it registers.
 *
 * Faults of the program and refusals of the estate are in `errors` of the result, in the words of
 * the engine.
 *
 * @throws ProgramError when there is no program to run
 */
export async function capture(options: CaptureOptions): Promise<Captured> {
  const program = findProgram(options.projectDir, options.entry);
  const deployment = new Deployment(options);
  const transforms = new Transforms();
  const run = { deployment, providers: new Providers(deployment), transforms };
  const watch = new Watch(() => deployment.failed);
  const { monitor, engine } = services(run, watch);
  const server = new Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  server.addService(ResourceMonitorService, monitor);
  server.addService(EngineService, engine);
  try {
    const port = await listen(server);
    const child = start(program, options, `127.0.0.1:${port}`);
    const { code, printed, timedOut } = await watch.ended(child, options.timeoutMs ?? 120_000);
    if (timedOut) {
      deployment.say("error", `the program did not end within ${timedOut} ms and was stopped`);
    } else if (code !== 0 && code !== REPORTED && !deployment.failed) {
      const said = printed.trim().split("\n").slice(-5).join("\n");
      deployment.say("error", `the program ended with ${code}${said ? `:\n${said}` : ""}`);
    }
    return deployment.result(printed);
  } finally {
    transforms.close();
    server.forceShutdown();
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
}

function start(program: Program, options: CaptureOptions, address: string): ChildProcess {
  const { projectDir, workingDirectory, main, loader, runner } = program;
  const settings = [
    `--monitor=${address}`,
    `--engine=${address}`,
    `--project=${options.project}`,
    `--stack=${options.stack}`,
    `--organization=${options.organization ?? "organization"}`,
    `--root-directory=${projectDir}`,
    `--pwd=${workingDirectory}`,
    "--parallel=16",
    ...(options.preview ? ["--dry-run"] : []),
  ];
  return spawn(process.execPath, [...loader, runner, ...settings, main], {
    cwd: workingDirectory,
    env: environment(options),
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** The program's environment: nothing of an engine that may run this process itself. */
function environment({ config, secretKeys = [], env }: CaptureOptions): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("PULUMI_") && name !== "TRACEPARENT",
  );
  return {
    ...Object.fromEntries(own),
    // Calls to 127.0.0.1 must not go to a proxy of the site.
    no_grpc_proxy: "127.0.0.1",
    ...env,
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
  };
}

/** Watches one run: collects what it prints, and ends it when it fails or takes too long. */
class Watch implements Activity {
  private open = 0;
  private abandoned = false;
  private quiet: NodeJS.Timeout | undefined;
  private stop: () => void = () => undefined;

  constructor(private readonly failed: () => boolean) {}

  begin(): void {
    this.open += 1;
    clearTimeout(this.quiet);
  }

  end(answered: boolean): void {
    this.open -= 1;
    // A fault of the program itself is answered: the program then ends on its own.
    this.abandoned ||= !answered;
    if (this.abandoned && this.failed() && this.open === 0) {
      clearTimeout(this.quiet);
      this.quiet = setTimeout(() => this.stop(), QUIET_MS);
    }
  }

  ended(
    child: ChildProcess,
    timeoutMs: number,
  ): Promise<{ code: number | string; printed: string; timedOut?: number }> {
    return new Promise((resolve, reject) => {
      let printed = "";
      let timedOut: number | undefined;
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding("utf8").on("data", (text: string) => (printed += text));
      }
      this.stop = () => child.kill("SIGKILL");
      const timer = setTimeout(() => {
        timedOut = timeoutMs;
        this.stop();
      }, timeoutMs);
      child.once("error", reject);
      child.once("close", (code, signal) => {
        clearTimeout(timer);
        clearTimeout(this.quiet);
        resolve({ code: code ?? signal ?? "no exit code", printed, ...(timedOut && { timedOut }) });
      });
    });
  }
}
