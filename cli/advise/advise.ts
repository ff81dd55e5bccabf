import { advise } from "vmnet/network/reason/advice/index";
import type { Suggestion } from "vmnet/network/reason/advice/index";
import { readMetrics } from "../capacity/metrics";
import { loadNetwork } from "../model/load";

import { expectationsOf } from "../rehearse/rehearse";
import type { RehearseOptions } from "../rehearse/rehearse";
import { bounded } from "../proofs/findings";
import { count, exitCode, processTerminal } from "../terminal";
import type { Terminal } from "../terminal";

export interface AdviseOptions extends Omit<RehearseOptions, "pairs"> {
  metrics?: string;
}

/** Suggestions that are printed; `--json` has all. */
const MOST_SHOWN = 40;
/** Characters of one value of a change. */
const LONGEST_VALUE = 160;

/** `vmnet advise`; returns the exit code. */
export async function runAdvise(
  options: AdviseOptions,
  terminal: Terminal = processTerminal({ quiet: options.json ?? false }),
): Promise<number> {
  const { metrics: file, cwd = process.cwd() } = options;
  const metrics = file === undefined ? {} : readMetrics("--metrics", file, cwd);
  const network = await loadNetwork(options);
  const expectations = await expectationsOf(options, network);
  const suggestions = advise(network.model, { expectations, metrics });
  if (options.json) {
    const data = { format: 1, network: network.name, suggestions, notes: network.notes };
    terminal.data(JSON.stringify(data, undefined, 2));
    return exitCode.ok;
  }
  terminal.line(terminal.colors.dim([network.name, ...network.notes].join("; ")));
  suggestions
    .slice(0, MOST_SHOWN)
    .flatMap((one, index) => suggestionLines(one, index + 1, terminal))
    .forEach((line) => terminal.line(line));
  if (suggestions.length > MOST_SHOWN) {
    terminal.line(`and ${suggestions.length - MOST_SHOWN} more (--json lists all)`);
  }
  terminal.line(
    `${count(suggestions.length, "suggestion")}; ${count(expectations.length, "expectation")} taken into account`,
  );
  return exitCode.ok;
}

function suggestionLines(
  { text, changes, effect, proof }: Suggestion,
  number: number,
  { colors }: Terminal,
): string[] {
  return [
    colors.bold(`${number}. ${bounded(text)}`),
    ...changes.map(
      ({ resource, property, from, to }) =>
        `   ${bounded(resource)}: ${property}: ${short(from)} -> ${short(to)}`,
    ),
    `   traffic: ${effect === "none" ? "nothing changes" : "exactly what is listed changes"}`,
    ...proof.map((line) => `     ${bounded(line)}`),
  ];
}

function short(text: string): string {
  const line = bounded(text);
  return line.length > LONGEST_VALUE ? `${line.slice(0, LONGEST_VALUE)}...` : line;
}
