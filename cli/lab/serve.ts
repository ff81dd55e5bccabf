import { spawn } from "node:child_process";
import { exitCode, processTerminal, UserError } from "../terminal";
import { isDead, readHolder } from "../lock/fileLock";
import { isAlive } from "../lock/processes";
import type { LockHolder } from "../lock/fileLock";
import { openLab } from "./context";
import { labVariables } from "./environment";
import type { LabOptions } from "./options";
import type { LabPaths } from "./paths";
import { serveSystems, SERVING } from "./systems";

/** The process that serves this lab; undefined when there is none. */
function server(paths: LabPaths): LockHolder | undefined {
  const holder = readHolder(paths.lock);
  return holder?.purpose === SERVING && !isDead(holder) ? holder : undefined;
}

/** `vmnet lab serve`: until it is stopped, or at once with `background`. */
export async function serve(options: LabOptions & { background?: boolean }): Promise<void> {
  const { project, paths, settings } = openLab(options);
  const terminal = processTerminal();
  if (options.background) return serveInBackground(options, paths);
  const systems = await serveSystems(project.root, paths, settings);
  terminal.line(
    `The simulated systems of ${project.settings.name} are up (process ${process.pid}).`,
  );
  terminal.line(`  PULUMI_DEBUG_PROVIDERS=${systems.debugProviders}`);
  terminal.line(
    'In another shell: eval "$(vmnet lab env)" && pulumi up      Stop with ctrl-C or: vmnet lab stop',
  );
  await new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve()).once("SIGTERM", () => resolve());
  });
  systems.close();
}

async function serveInBackground(options: LabOptions, paths: LabPaths): Promise<void> {
  const terminal = processTerminal();
  const running = server(paths);
  if (running) return terminal.line(`already up: process ${running.pid}`);
  const args = [process.argv[1] ?? "", "lab", "serve"];
  if (options.cwd) args.push("--cwd", options.cwd);
  if (options.inventory) args.push("--inventory", options.inventory);
  if (options.faults) args.push("--faults", options.faults);
  const child = spawn(process.execPath, args, {
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
  let ended = false;
  child.on("exit", () => (ended = true));
  const deadline = Date.now() + 20_000;
  while (!ended && Date.now() < deadline) {
    const holder = server(paths);
    if (holder?.details?.debugProviders) {
      child.stderr.destroy();
      child.unref();
      return terminal.line(`up: process ${holder.pid}, ${holder.details.debugProviders}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (!ended) child.kill();
  throw new UserError(
    errors.trim().replace(/^error: /, "") || "the systems did not come up in 20 s",
    exitCode.failed,
  );
}

const syntax = {
  posix: (name: string, value: string) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
  fish: (name: string, value: string) => `set -gx ${name} '${value.replaceAll("'", "\\'")}'`,
  powershell: (name: string, value: string) => `$env:${name} = '${value.replaceAll("'", "''")}'`,
};

/** `vmnet lab env` */
export function printEnvironment(options: LabOptions & { shell: keyof typeof syntax }): void {
  const { paths } = openLab(options);
  const providers = server(paths)?.details?.debugProviders;
  if (!providers) {
    throw new UserError(
      "The simulated systems are not running. Run: vmnet lab serve (or: vmnet lab serve --background)",
      exitCode.failed,
    );
  }
  const terminal = processTerminal();
  for (const [name, value] of Object.entries(labVariables(paths, providers))) {
    terminal.data(syntax[options.shell](name, value));
  }
}

/** `vmnet lab stop` */
export async function stopServing(options: LabOptions): Promise<void> {
  const { paths } = openLab(options, false);
  const terminal = processTerminal();
  const running = server(paths);
  if (!running) return terminal.line("the simulated systems are not running");
  if (running.hostname !== (await import("node:os")).hostname()) {
    throw new UserError(`They run on another host: ${running.hostname}, process ${running.pid}`);
  }
  process.kill(running.pid, "SIGTERM");
  for (let waited = 0; isAlive(running.pid) && waited < 5000; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  terminal.line(`stopped process ${running.pid}`);
}
