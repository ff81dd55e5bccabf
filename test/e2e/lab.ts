import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { EstateObject } from "@vmnet/simulator/estate/index";
import type { OperationReport } from "../../cli/lab/report";

export type { OperationReport };

const root = resolve(__dirname, "../..");

/** How a command ended. */
export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** What a started command is, until it ends. */
export interface RunningCommand {
  pid: number;
  ended: Promise<CommandResult>;
  /** Resolves as soon as the output (both streams) matches. */
  saw(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/**
 * A Pulumi project in a temporary folder, with the repository's node_modules, and the `vmnet`
 * command to run in it. The real engine, the compiled command and the compiled simulator are used,
 * so the build must be up to date (`npm test` sees to that).
 */
export class LabProject {
  private constructor(readonly folder: string) {}

  /** A copy of a folder, given from the root of the repository. */
  static copyOf(source: string, names?: string[]): LabProject {
    const project = new LabProject(mkdtempSync(join(tmpdir(), "vmnet-e2e-")));
    for (const name of names ?? [""]) {
      const from = join(root, source, name);
      if (existsSync(from)) cpSync(from, join(project.folder, name), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(project.folder, "node_modules"), "dir");
    return project;
  }

  /** A copy of this project as it is now, with its lab. */
  copy(): LabProject {
    const project = new LabProject(mkdtempSync(join(tmpdir(), "vmnet-e2e-")));
    cpSync(this.folder, project.folder, { recursive: true, verbatimSymlinks: true });
    return project;
  }

  /** A copy of the repository itself: its stacks, components and stack files. */
  static ofRepository(): LabProject {
    const sources = ["stacks", "components", "network", "index.ts", "package.json"];
    const settings = ["vmnet.lab.yaml", "tsconfig.json", "tsconfig.base.json"];
    const pulumi = readdirSync(root).filter((name) => /^Pulumi\..*yaml$/.test(name));
    return LabProject.copyOf(".", [...sources, ...settings, ...pulumi]);
  }

  /** Starts `vmnet <args>` in the project. */
  start(args: string[], env: NodeJS.ProcessEnv = {}): RunningCommand {
    const child = spawn(process.execPath, [join(root, "cli/vmnet.js"), ...args], {
      cwd: this.folder,
      env: { ...process.env, NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    const listeners = new Set<() => void>();
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        output[stream] += text;
        listeners.forEach((listener) => listener());
      });
    }
    const ended = new Promise<CommandResult>((done) => {
      child.on("close", (code) => done({ code, ...output }));
    });
    return {
      pid: child.pid ?? 0,
      ended,
      saw: (pattern) =>
        new Promise<void>((done, fail) => {
          const look = () => {
            if (!pattern.test(output.stdout + output.stderr)) return;
            listeners.delete(look);
            done();
          };
          listeners.add(look);
          look();
          void ended.then(() => fail(new Error(`ended without ${pattern}: ${output.stderr}`)));
        }),
      kill: (signal) => void child.kill(signal),
    };
  }

  /** Runs `vmnet <args>` to its end. */
  run(...args: string[]): Promise<CommandResult> {
    return this.start(args).ended;
  }

  /** Runs `vmnet lab <command> --json` and gives its report, also of a failure. */
  async lab(command: string, ...args: readonly string[]): Promise<OperationReport> {
    const { stdout, stderr, code } = await this.run("lab", command, "--json", ...args);
    if (stdout === "") throw new Error(`vmnet lab ${command} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as OperationReport;
  }

  /** What programs made in the simulated systems. */
  async objects(): Promise<EstateObject[]> {
    return JSON.parse((await this.run("lab", "show", "--json")).stdout) as EstateObject[];
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** Replaces a text in a file, which must be there. */
  edit(name: string, from: string | RegExp, to: string): void {
    const before = this.read(name);
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${name} does not hold ${from}`);
    this.write(name, after);
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** `name: op` of the resources that an operation touched, sorted. */
export function touched(report: OperationReport): string[] {
  return report.resources
    .filter(({ op }) => op !== "same" && op !== "refresh")
    .map(({ name, op }) => `${name}: ${op}`)
    .sort();
}
