import { capacityFindings, capacityOf, percentOf } from "vmnet/network/reason/capacity/index";
import type { Capacity, Metrics, Usage } from "vmnet/network/reason/capacity/index";
import type { Finding } from "vmnet/network/reason/finding";
import { loadNetwork } from "../model/load";
import type { SourceOptions } from "../model/sources";
import { oneLine } from "../model/words";
import { findingLines, hasErrors } from "../proofs/findings";
import { exitCode, processTerminal, table } from "../terminal";
import type { Terminal } from "../terminal";
import { readMetrics } from "./metrics";

export interface CapacityOptions extends SourceOptions {
  metrics?: string;
  growth?: string;
}

/** Rows of the table; `--json` has all. */
const MOST_ROWS = 100;

/** `vmnet capacity`; returns the exit code. */
export async function runCapacity(
  options: CapacityOptions,
  terminal: Terminal = processTerminal({ quiet: options.json ?? false }),
): Promise<number> {
  const metrics = metricsOf(options);
  const { name, model, resources, notes } = await loadNetwork(options);
  const capacity = capacityOf(model, resources, metrics);
  const findings = capacityFindings(model, resources, metrics);
  const code = codeOf(findings);
  if (options.json) {
    const data = { format: 1, network: name, ...capacity, findings, notes };
    terminal.data(JSON.stringify(data, undefined, 2));
    return code;
  }
  terminal.line(terminal.colors.dim([name, ...notes].join("; ")));
  capacityLines(capacity).forEach((line) => terminal.line(line));
  terminal.line();
  findingLines(findings, terminal).forEach((line) => terminal.line(line));
  return code;
}

function metricsOf({ metrics, growth, cwd = process.cwd() }: CapacityOptions): Metrics {
  return {
    ...(metrics === undefined ? {} : readMetrics("--metrics", metrics, cwd)),
    ...(growth === undefined ? {} : readMetrics("--growth", growth, cwd)),
  };
}

function codeOf(findings: readonly Finding[]): number {
  return hasErrors(findings)
    ? exitCode.failed
    : findings.length > 0
      ? exitCode.changes
      : exitCode.ok;
}

function capacityLines({ usages, growth, loads, strangers }: Capacity): string[] {
  const rows = usages.slice(0, MOST_ROWS).map(usageRow);
  const more = usages.length - rows.length;
  return [
    ...(rows.length === 0
      ? ["nothing that can be full is described"]
      : table([["what", "used", "of", "", "%", "limit"], ...rows])),
    ...(more > 0 ? [`and ${more} more (--json lists all)`] : []),
    ...(growth.length === 0
      ? []
      : [
          "",
          ...table([
            ["growth", "per day", "exhausted", "days left"],
            ...growth.map(({ name, perDay, exhausted, daysLeft }) => [
              oneLine(name),
              perDay.toFixed(2),
              exhausted ?? "never at this rate",
              daysLeft === undefined ? "" : String(daysLeft),
            ]),
          ]),
        ]),
    ...(loads.length === 0
      ? []
      : [
          "",
          ...table([
            ["uplink", "Mbit/s", "speed", "%"],
            ...loads.map(({ name, mbit, speedMbit, percent }) => [
              oneLine(name),
              String(mbit),
              speedMbit === undefined ? "unknown" : String(speedMbit),
              percent === undefined ? "unknown" : percent.toFixed(0),
            ]),
          ]),
        ]),
    ...strangers.map((name) => `not known here: "${oneLine(name)}" of the metrics`),
  ];
}

function usageRow(usage: Usage): string[] {
  const { name, used, limit, unit, source, grows } = usage;
  const percent = percentOf(usage);
  return [
    oneLine(name),
    String(used),
    limit === undefined ? "?" : String(limit),
    unit,
    percent === undefined ? "" : percent.toFixed(0),
    oneLine(`${source}${grows === true ? ", grows on demand" : ""}`),
  ];
}
