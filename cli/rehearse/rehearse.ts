import { relative, resolve } from "node:path";
import type { Expectation } from "vmnet/network/reason/expectation/index";
import { failureFindings, rehearse } from "vmnet/network/reason/failures/index";
import type { Outcome, Rehearsal } from "vmnet/network/reason/failures/index";
import { lossText } from "vmnet/network/reason/failures/findings";
import { readExpectations } from "../model/expectations";
import { loadNetwork } from "../model/load";
import type { LoadedNetwork } from "../model/load";
import type { SourceOptions } from "../model/sources";

import { bounded } from "../proofs/findings";
import { count, exitCode, processTerminal, table } from "../terminal";
import type { Terminal } from "../terminal";

export interface RehearseOptions extends SourceOptions {
  expectations?: string;
  pairs?: boolean;
}

/** Rows of the table of pairs, and lines of what one failure costs; `--json` has all. */
const MOST_PAIRS = 20;
const MOST_LINES = 4;

/** `vmnet rehearse`; returns the exit code. */
export async function runRehearse(
  options: RehearseOptions,
  terminal: Terminal = processTerminal({ quiet: options.json ?? false }),
): Promise<number> {
  const network = await loadNetwork(options);
  const expectations = await expectationsOf(options, network);
  const rehearsal = rehearse(network.model, expectations, {
    ...(options.pairs === false ? { pairs: false } : {}),
  });
  const code = rehearsal.singles.some((one) => isBroken(one, expectations))
    ? exitCode.failed
    : exitCode.ok;
  if (options.json) {
    const findings = failureFindings(network.model, expectations, rehearsal);
    const { singles, pairs, ...rest } = rehearsal;
    const data = {
      format: 1,
      network: network.name,
      ...rest,
      singles: singles.map(outcomeJson),
      pairs: pairs.map(outcomeJson),
      findings,
      notes: network.notes,
    };
    terminal.data(JSON.stringify(data, undefined, 2));
    return code;
  }
  terminal.line(terminal.colors.dim([network.name, ...network.notes].join("; ")));
  rehearsalLines(rehearsal, terminal).forEach((line) => terminal.line(line));
  return code;
}

function isBroken(outcome: Outcome, expectations: readonly Expectation[]): boolean {
  const { survives, expectations: broken } = outcome;
  return expectations.length === 0 ? survives === undefined : broken.length > 0;
}

/** The expectations of a file, or none where none is configured. */
export async function expectationsOf(
  { expectations, cwd = process.cwd() }: RehearseOptions,
  { expectations: configured, stack }: Pick<LoadedNetwork, "expectations" | "stack">,
): Promise<Expectation[]> {
  const file = expectations ?? configured;
  if (file === undefined) {
    return [];
  }
  const path = resolve(cwd, file);
  return (await readExpectations(path, relative(cwd, path), stack)).expectations;
}

function rehearsalLines(rehearsal: Rehearsal, { colors }: Terminal): string[] {
  const { singles, pairs, counted, leftOut } = rehearsal;
  const lost = singles.filter(({ survives }) => survives === undefined);
  const survived = singles.filter(({ survives }) => survives !== undefined);
  const names = (outcome: Outcome) => outcome.failed.map(({ name }) => bounded(name)).join(" + ");
  const assumes = new Set([...singles, ...pairs].flatMap((one) => one.assumes));
  const rows = survived.map((one) => [names(one), bounded(one.survives ?? "")]);
  return [
    ...(counted.elements === 0
      ? ["nothing that can fail is described: no switch, host, edge or tunnel"]
      : []),
    ...lost.flatMap((one) => [
      `${colors.red("lost    ")} ${names(one)}: ${lossText(one)}`,
      ...detailLines(one),
    ]),
    ...table([["", ""], ...rows])
      .slice(1)
      .map((line) => `${colors.green("survived")} ${line}`),
    ...pairs
      .slice(0, MOST_PAIRS)
      .flatMap((one) => [
        `${colors.yellow("together")} ${names(one)}: also ${lossText(one)}`,
        ...detailLines(one),
      ]),
    ...(pairs.length > MOST_PAIRS
      ? [`and ${pairs.length - MOST_PAIRS} more pairs (--json lists all)`]
      : []),
    ...[...assumes].map((line) => colors.dim(`assumes: ${bounded(line)}`)),
    ...leftOut.map((line) => colors.yellow(`left out: ${line}`)),
    [
      count(counted.elements, "element"),
      `${lost.length} of them single points of failure`,
      `${count(pairs.length, "pair")} of ${counted.pairs} cost more than one by one`,
      `${counted.expectations} expectations`,
      `${counted.compared} networks compared`,
    ].join(", "),
  ];
}

function detailLines({ expectations, traffic }: Outcome): string[] {
  const lines = [
    ...expectations.map((text) => `no longer holds: ${text}`),
    ...traffic.map((text) => `lost: ${text}`),
  ];
  const more = lines.length - MOST_LINES;
  return [
    ...lines.slice(0, MOST_LINES).map((line) => `           ${bounded(line)}`),
    ...(more > 0 ? [`           and ${more} more (--json lists all)`] : []),
  ];
}

function outcomeJson({ failed, expectations, traffic, pairs, survives, assumes }: Outcome): object {
  return {
    failed,
    expectations,
    traffic,
    pairs: [...pairs].map((pair) => pair.split("\n")),
    ...(survives === undefined ? {} : { survives }),
    assumes,
  };
}
