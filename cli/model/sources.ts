/** Where the resources come from that a command reasons about. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { errorText, UserError } from "../terminal";

/** Options of the commands that answer about one network. */
export interface SourceOptions {
  cwd?: string;
  stack?: string;
  export?: string;
  previewJson?: string;
  dump?: string;
  surroundings?: string;
  inventory?: string;
  json?: boolean;
}

/** Adds the options that say which network is meant. */
export function withSources(command: Command): Command {
  return command
    .option(
      "-s, --stack <name>",
      "run this stack's program offline (default: the only stack, or the only *-lab one)",
    )
    .option("--export <file>", "read the output of `pulumi stack export` instead")
    .option(
      "--preview-json <file>",
      "read the output of `pulumi preview --json --show-sames` instead",
    )
    .option(
      "--dump <file>",
      "objects of an NSX manager's Policy API; beside the stack's own, or alone with --surroundings",
    )
    .option("--surroundings <file>", "what no resource says (default: vmnet.yaml's)")
    .option("--inventory <file>", "inventory of the simulated site (default: vmnet.yaml's)")
    .option("--cwd <folder>", "run as if started in this folder")
    .option("--json", "print one JSON document instead of text");
}

/** Reads a file that a command line names. */
export function readNamedFile(option: string, file: string, cwd = process.cwd()): string {
  const path = resolve(cwd, file);
  if (!existsSync(path)) {
    throw new UserError(`${option} ${file}: there is no such file (looked for ${path})`);
  }
  if (statSync(path).isDirectory()) {
    throw new UserError(`${option} ${file}: this is a folder; name the file`);
  }
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`${option} ${file}: ${errorText(error)}`);
  }
}
