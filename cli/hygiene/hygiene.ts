import { hygieneFindings } from "vmnet/network/reason/hygiene/index";
import { loadNetwork } from "../model/load";
import type { SourceOptions } from "../model/sources";
import { findingLines, hasErrors } from "../proofs/findings";
import { exitCode, processTerminal } from "../terminal";
import type { Terminal } from "../terminal";

/** `vmnet hygiene`; returns the exit code. */
export async function runHygiene(
  options: SourceOptions,
  terminal: Terminal = processTerminal({ quiet: options.json ?? false }),
): Promise<number> {
  const { name, model, notes } = await loadNetwork(options);
  const findings = hygieneFindings(model);
  if (options.json) {
    terminal.data(JSON.stringify({ format: 1, network: name, findings, notes }, undefined, 2));
  } else {
    terminal.line(terminal.colors.dim([name, ...notes].join("; ")));
    findingLines(findings, terminal).forEach((line) => terminal.line(line));
  }
  return hasErrors(findings) ? exitCode.failed : exitCode.ok;
}
