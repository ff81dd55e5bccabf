/** The work behind `vmnet runbook`. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { runbookHtml, runbookMarkdown, runbookOf, siteFacts } from "vmnet/network/runbook/index";
import { loadNetwork } from "../model/load";
import type { SourceOptions } from "../model/sources";
import { oneLine } from "../model/words";
import { count, errorText, exitCode, processTerminal, UserError, type Terminal } from "../terminal";

export interface RunbookOptions extends SourceOptions {
  html?: boolean;
  /** File to write. */
  output?: string;
}

/** `vmnet runbook`; returns the exit code. */
export async function runRunbook(
  options: RunbookOptions,
  terminal: Terminal = processTerminal({ quiet: true }),
): Promise<number> {
  const { html = false, json = false, output, cwd = process.cwd() } = options;
  if (html && json) {
    throw new UserError("--html and --json exclude each other: name one of them");
  }
  const { name, resources, hosts } = await loadNetwork(options);
  const runbook = runbookOf(name, siteFacts(resources, hosts));
  const text = json
    ? JSON.stringify({ format: 1, ...runbook }, undefined, 2)
    : html
      ? runbookHtml(runbook)
      : runbookMarkdown(runbook);
  if (output === undefined) {
    terminal.data(text.trimEnd());
    return exitCode.ok;
  }
  try {
    writeFileSync(resolve(cwd, output), `${text.trimEnd()}\n`);
  } catch (error) {
    throw new UserError(`--output ${oneLine(output)}: ${errorText(error)}`);
  }
  terminal.line(`${oneLine(output)}: ${count(runbook.sections.length, "section")}`);
  return exitCode.ok;
}
