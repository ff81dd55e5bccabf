import { Verdict } from "vmnet/network/reason/index";
import { loadNetwork } from "../model/load";
import type { SourceOptions } from "../model/sources";
import { exitCode, processTerminal } from "../terminal";
import type { Terminal } from "../terminal";
import { answerJson } from "./json";
import { askAll, askPairs, worst } from "./pair";
import type { PairAnswer } from "./pair";
import { readQuestion } from "./question";
import type { TrafficOptions } from "./question";
import { flowTable, Names, pairLines, verdictWord } from "./render";

export type ReachOptions = SourceOptions & TrafficOptions;

const CODES: Readonly<Record<Verdict, number>> = {
  [Verdict.Allowed]: exitCode.ok,
  [Verdict.Denied]: exitCode.failed,
  [Verdict.Conditional]: exitCode.changes,
  [Verdict.Unknown]: exitCode.changes,
};

/** Pairs whose whole path is printed; of more, those that matter. */
const MOST_PATHS = 6;

/** `vmnet reach A B`; returns the exit code. */
export async function runReach(
  from: string,
  to: string,
  options: ReachOptions,
  terminal: Terminal = processTerminal({ quiet: options.json ?? false }),
): Promise<number> {
  const { name, model, notes } = await loadNetwork(options);
  const question = readQuestion(model, from, to, options);
  const isOpen = Object.keys(question.space).length === 0;
  const pairs = isOpen ? askAll(model, question) : askPairs(model, question);
  const verdict = isOpen ? best(pairs) : worst(pairs.map((pair) => pair.verdict));
  const names = new Names(model);
  if (options.json) {
    terminal.data(JSON.stringify(answerJson({ name, verdict, pairs, notes }, names), undefined, 2));
    return CODES[verdict];
  }
  const { colors } = terminal;
  terminal.line(colors.dim([name, ...notes].join("; ")));
  if (isOpen) {
    flowTable(pairs, to, names).forEach((line) => terminal.line(line));
  } else {
    const shown = worstFirst(pairs).slice(0, MOST_PATHS);
    shown
      .flatMap((pair) => pairLines(pair, to, names, colors))
      .forEach((line) => terminal.line(line));
    if (pairs.length > shown.length) {
      terminal.line(`and ${pairs.length - shown.length} more pairs (--json lists all)`);
    }
    if (pairs.length > 1) {
      terminal.line(`all ${pairs.length} pairs: ${verdictWord(verdict, colors)}`);
    }
  }
  return CODES[verdict];
}

function best(pairs: readonly PairAnswer[]): Verdict {
  const verdicts = pairs.map(({ verdict }) => verdict);
  const order = [Verdict.Allowed, Verdict.Conditional, Verdict.Unknown];
  return order.find((verdict) => verdicts.includes(verdict)) ?? Verdict.Denied;
}

function worstFirst(pairs: readonly PairAnswer[]): PairAnswer[] {
  const rank = ({ verdict }: PairAnswer) => (verdict === Verdict.Allowed ? 1 : 0);
  return [...pairs].sort((a, b) => rank(a) - rank(b));
}
