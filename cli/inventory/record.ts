/** `vmnet inventory record`: what a program looks up on a real site, for reviews without access to it. */
import { spawn } from "node:child_process";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { makeRecording } from "@vmnet/simulator/recording/format";
import { errorText, exitCode, processTerminal, UserError } from "../terminal";
import type { Terminal } from "../terminal";
import { LookupCollector } from "./lookups";
import { openLinePipe } from "./pipe";

export interface RecordOptions {
  cwd?: string;
  stack?: string;
  site?: string;
  /** Asks the lab instead of a real site. */
  lab?: boolean;
}

/** The command that was run for a recording, and how it is told again. */
interface Observed {
  stack: string;
  site: string;
  program: string;
  args: string[];
}

/** `vmnet inventory record -- pulumi preview`; returns the exit code. */
export async function runRecord(
  command: string[],
  options: RecordOptions,
  terminal: Terminal = processTerminal(),
): Promise<number> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const { stack, site, program, args } = observed(command, options, cwd);
  const collector = new LookupCollector();
  const pipe = openLinePipe((line) => collector.add(line));
  try {
    const ended = await run(program, args, cwd, { PULUMI_DEBUG_GRPC: pipe.path });
    await pipe.drained();
    if (ended !== 0) {
      terminal.line(`error: ${program} ended with code ${ended}; nothing is recorded`);
      return exitCode.failed;
    }
  } finally {
    pipe.close();
  }
  const { lookups, unanswered, secret } = collector.result();
  if (lookups.length === 0) {
    throw new UserError(
      `${[program, ...args].join(" ")} made no look-up of vsphere or nsxt that could be seen: ` +
        "is it an engine that previews a program (pulumi preview), and does the program ask anything?",
      exitCode.failed,
    );
  }
  const recordedAt = new Date().toISOString();
  const recording = makeRecording({ site, stack, recordedAt }, lookups);
  const file = join(cwd, "inventory", `${site}.json`);
  write(file, `${JSON.stringify(recording, undefined, 2)}\n`);
  const shown = relative(cwd, file);
  terminal.line(
    `vmnet: ${recording.lookups.length} look-ups of stack ${stack} recorded in ${shown} ` +
      `(SHA-256 ${recording.digest.slice(0, 12)}...); no credentials are in it`,
  );
  for (const token of unanswered) {
    terminal.line(`vmnet: warning: no answer to ${token} was seen; it is not recorded`);
  }
  for (const token of secret) {
    terminal.line(`vmnet: warning: ${token} was asked with a secret; it is not recorded`);
  }
  terminal.line(`vmnet: name it in vmnet.yaml: stacks.${stack}.inventory: ${shown}`);
  return exitCode.ok;
}

function observed(command: string[], options: RecordOptions, cwd: string): Observed {
  const named = options.stack ?? stackIn(command) ?? process.env.PULUMI_STACK;
  if (options.lab && command.length > 0) {
    throw new UserError("--lab runs `vmnet lab preview` itself: leave out what is behind --");
  }
  if (!options.lab && command.length === 0) {
    throw new UserError(
      "name the command that asks the site: vmnet inventory record -- pulumi preview --stack prod",
    );
  }
  if (named === undefined || named === "") {
    throw new UserError(
      "which stack is it? Add --stack <name> behind `pulumi preview`, or before the --",
    );
  }
  const stack = named.slice(named.lastIndexOf("/") + 1);
  const site = options.site ?? stack;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(site)) {
    throw new UserError(
      `--site ${JSON.stringify(site)}: expected a name for a file: letters, digits, ".", "_", "-"`,
    );
  }
  if (options.lab) {
    const own = process.argv[1] ?? "";
    const args = [own, "lab", "preview", "--stack", stack, "--cwd", cwd];
    return { stack, site, program: process.execPath, args };
  }
  const [program = "", ...args] = command;
  return { stack, site, program, args };
}

/** `--stack prod`, `--stack=prod`, `-s prod` of an engine's command line. */
function stackIn(command: readonly string[]): string | undefined {
  const index = command.findIndex((word) => word === "--stack" || word === "-s");
  const joined = command.find((word) => word.startsWith("--stack="));
  return index >= 0 ? command[index + 1] : joined?.slice("--stack=".length);
}

/** Runs the command on the user's own terminal; a ctrl-C reaches both, and the command decides. */
function run(
  program: string,
  args: string[],
  cwd: string,
  variables: Record<string, string>,
): Promise<number> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...variables },
    stdio: "inherit",
  });
  const wait = () => undefined;
  process.on("SIGINT", wait).on("SIGTERM", wait);
  return new Promise<number>((done, fail) => {
    child.once("error", (error) =>
      fail(new UserError(`${program} cannot be started: ${errorText(error)}`)),
    );
    child.once("close", (code, signal) =>
      done(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  }).finally(() => process.off("SIGINT", wait).off("SIGTERM", wait));
}

/** In one step: a reader sees the old file or the new one. */
export function write(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const draft = `${file}.${process.pid}.tmp`;
    writeFileSync(draft, text, { mode: 0o644 });
    renameSync(draft, file);
  } catch (error) {
    throw new UserError(`${file} cannot be written: ${errorText(error)}`);
  }
}
