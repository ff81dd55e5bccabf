import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { delimiter, dirname } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import type { Engine } from "../engine/find";
import { recordEngine } from "./engineRecords";

/** The engine ended with an error; the events tell why, so this only carries the rest. */
export class EngineError extends Error {
  constructor(
    readonly args: string[],
    readonly stdout: string,
    readonly stderr: string,
    readonly exitCode: number | null,
    signal: NodeJS.Signals | null = null,
  ) {
    const how = signal ? `was killed (${signal})` : `ended with code ${exitCode}`;
    super((!signal && stderr.trim()) || `the engine ${how}`);
    this.name = "EngineError";
  }

  /** True when it could not write down what it did. */
  get wasKilled(): boolean {
    return this.exitCode === null;
  }
}

type Output = ((text: string) => void) | undefined;

/**
 * Runs engine commands for the Automation API, each in a process group of its own: a ctrl-C at
 * the terminal then reaches the engine once and through us, and not a second time by itself,
 * which it would take for "stop at once" and leave a half-written state.
 */
export class EngineProcess {
  private child: ChildProcess | undefined;
  private interrupts = 0;

  constructor(
    readonly engine: Engine,
    private readonly env: NodeJS.ProcessEnv,
    /** Folder for notes of what runs, see {@link recordEngine}; none are made without it. */
    private readonly records?: string,
  ) {}

  /** What the Automation API calls. Its class has a private constructor but no private state. */
  asPulumiCommand(): PulumiCommand {
    const { path, version } = this.engine;
    const command = {
      command: path,
      version: { toString: () => version },
      run: (
        args: string[],
        cwd: string,
        env: Record<string, string>,
        onOutput: Output,
        onError: Output,
      ) => this.run(args, cwd, env, onOutput, onError),
    };
    return command as unknown as PulumiCommand;
  }

  /** Runs one command of the engine by itself. */
  command(args: string[], cwd: string) {
    return this.run(args, cwd, {}, undefined, undefined);
  }

  private run(
    args: string[],
    cwd: string,
    env: Record<string, string>,
    onOutput: Output,
    onError: Output,
  ) {
    const path = `${dirname(this.engine.path)}${delimiter}${this.env.PATH ?? ""}`;
    const child = spawn(this.engine.path, [...args, "--non-interactive"], {
      cwd,
      env: { ...this.env, ...env, PATH: path },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.child = child;
    const forget =
      this.records && child.pid ? recordEngine(this.records, child.pid) : () => undefined;
    const collect = (stream: NodeJS.ReadableStream | null, listener: Output) => {
      const parts: string[] = [];
      stream?.setEncoding("utf8").on("data", (text: string) => {
        parts.push(text);
        listener?.(text);
      });
      return parts;
    };
    const out = collect(child.stdout, onOutput);
    const err = collect(child.stderr, onError);
    return new Promise<{ stdout: string; stderr: string; code: number }>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => {
        this.child = undefined;
        forget();
        const [stdout, stderr] = [out.join(""), err.join("")];
        if (code === 0) resolve({ stdout, stderr, code });
        else reject(new EngineError(args, stdout, stderr, code, signal));
      });
    });
  }

  /** Asks the running engine to stop: gracefully first, for good the third time. */
  interrupt(): "none" | "graceful" | "killed" {
    const { child } = this;
    if (!child?.pid) return "none";
    this.interrupts += 1;
    if (this.interrupts < 3) {
      child.kill("SIGINT");
      return "graceful";
    }
    process.kill(-child.pid, "SIGKILL");
    return "killed";
  }
}
