/** The work behind `vmnet probe`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { nearest } from "vmnet/network/nearest";
import {
  objectiveProbes,
  planProbes,
  planSizes,
  probeScript,
  probeSenders,
  traceflows,
  type ProbePlan,
} from "vmnet/network/probe/index";
import { siteFacts, vmkernelAdapters } from "vmnet/network/runbook/index";
import { readExpectations } from "../model/expectations";
import { loadNetwork, type LoadedNetwork } from "../model/load";
import type { SourceOptions } from "../model/sources";
import { oneLine } from "../model/words";
import { count, exitCode, processTerminal, UserError, type Terminal } from "../terminal";
import { planJson, planLines } from "./render";

export interface ProbeOptions extends SourceOptions {
  expectations?: string;
  pairs?: string;
  /** `network=address` */
  target?: string[];
  /** Machine to print a script for. */
  script?: string;
  /** Folder for requests of traceflow. */
  traceflow?: string;
}

/** More pairs than this nobody runs by hand. */
const MOST_PAIRS = 100;

/** `vmnet probe`; returns the exit code. */
export async function runProbe(
  options: ProbeOptions,
  terminal: Terminal = processTerminal({
    quiet: (options.json ?? false) || options.script !== undefined,
  }),
): Promise<number> {
  const pairs = pairsOf(options.pairs);
  const targets = targetsOf(options.target ?? []);
  const network = await loadNetwork(options);
  const plan = await planOf(network, options, pairs, targets);
  const code = plan.unprobed.length > 0 ? exitCode.changes : exitCode.ok;
  if (options.traceflow !== undefined) {
    writeTraceflows(network, plan, options.traceflow, options.cwd, terminal);
  }
  if (options.script !== undefined) {
    terminal.data(scriptOf(plan, options.script, network.name).trimEnd());
    return exitCode.ok;
  }
  if (options.json) {
    terminal.data(
      JSON.stringify({ format: 1, network: network.name, ...planJson(plan) }, undefined, 2),
    );
    return code;
  }
  if (options.traceflow === undefined) {
    terminal.line(terminal.colors.dim([network.name, ...network.notes].join("; ")));
    planLines(plan, terminal).forEach((line) => terminal.line(line));
    if ((options.expectations ?? network.expectations) === undefined) {
      terminal.line(
        "no expectations are configured: packet sizes and objectives alone (docs/operate.md)",
      );
    }
  }
  return code;
}

function pairsOf(text: string | undefined): number {
  if (text === undefined) return 1;
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > MOST_PAIRS) {
    throw new UserError(
      `--pairs ${oneLine(text)}: expected a whole number from 1 to ${MOST_PAIRS}`,
    );
  }
  return number;
}

function targetsOf(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.lastIndexOf("=");
      if (at < 1 || at === text.length - 1) {
        throw new UserError(
          `--target ${oneLine(text)}: expected a network and an address, such as internet=1.1.1.1`,
        );
      }
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

async function planOf(
  network: LoadedNetwork,
  options: ProbeOptions,
  pairs: number,
  targets: Record<string, string>,
): Promise<ProbePlan> {
  const cwd = options.cwd ?? process.cwd();
  const file = options.expectations ?? network.expectations;
  const path = file === undefined ? undefined : resolve(cwd, file);
  const { expectations } =
    path === undefined
      ? { expectations: [] }
      : await readExpectations(path, relative(cwd, path), network.stack);
  const { model, resources, hosts } = network;
  const plan = {
    ...planProbes(model, expectations, { pairs, targets }),
    sizes: planSizes(model, vmkernelAdapters(siteFacts(resources, hosts))),
    objectives: objectiveProbes(resources),
  };
  if (
    plan.probes.length + plan.unprobed.length + plan.sizes.length + plan.objectives.length ===
    0
  ) {
    throw new UserError(
      "there is nothing to probe: name a file with --expectations, or in vmnet.yaml " +
        "(stacks.<name>.expectations; docs/operate.md)",
    );
  }
  return plan;
}

function scriptOf(plan: ProbePlan, machine: string, network: string): string {
  const senders = probeSenders(plan);
  if (senders.includes(machine)) {
    return probeScript(plan, machine, network);
  }
  const near = nearest(machine, senders);
  throw new UserError(
    `--script ${oneLine(machine)}: nothing is sent from there (from ${senders.map(oneLine).join(", ") || "nowhere"})` +
      (near === undefined ? "" : `; did you mean "${oneLine(near)}"?`),
  );
}

function writeTraceflows(
  { model }: LoadedNetwork,
  plan: ProbePlan,
  name: string,
  cwd = process.cwd(),
  terminal: Terminal,
): void {
  const folder = resolve(cwd, name);
  const requests = traceflows(model, plan.probes);
  mkdirSync(folder, { recursive: true });
  for (const { id, body, segmentPath, sourceMac, expected, probe } of requests) {
    const request = {
      format: 1,
      id,
      expectation: probe.expectation,
      expected,
      segmentPath,
      sourceMac,
      body,
    };
    writeFileSync(join(folder, `${id}.json`), `${JSON.stringify(request, undefined, 2)}\n`);
  }
  const rest = plan.probes.length - requests.length;
  terminal.line(
    `${relative(cwd, folder) || "."}: ${count(requests.length, "request")} of traceflow` +
      (rest > 0 ? `; ${count(rest, "probe")} start at no port of NSX` : ""),
  );
  terminal.line("docs/operate.md says how to find the port of each and send them");
}
