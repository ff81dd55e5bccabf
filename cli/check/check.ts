import { relative, resolve } from "node:path";
import type { NetworkModel } from "vmnet/network/model/types";
import { assumptionsOfModel, packetText } from "vmnet/network/reason/index";
import { checkExpectations, remedyFor, Status } from "vmnet/network/reason/expectation/index";
import type { Finding } from "vmnet/network/reason/expectation/index";
import { readExpectations } from "../model/expectations";
import { loadNetwork } from "../model/load";
import { losing } from "../model/losing";
import type { SourceOptions } from "../model/sources";
import { oneLine } from "../model/words";
import { answerOf } from "../reach/json";
import { hopLines, Names, reasonText } from "../reach/render";
import { count, exitCode, processTerminal, UserError } from "../terminal";
import type { Terminal } from "../terminal";
import { mutationScore } from "./score";
import type { MutationScore } from "./score";

export interface CheckOptions extends SourceOptions {
  expectations?: string;
  mutate?: boolean;
}

/** `vmnet check`; returns the exit code. */
export async function runCheck(
  options: CheckOptions,
  terminal: Terminal = processTerminal({ quiet: options.json ?? false }),
): Promise<number> {
  const network = await loadNetwork(options);
  const file = options.expectations ?? network.expectations;
  if (file === undefined) {
    throw new UserError(
      "there is nothing to check: name a file with --expectations, or in vmnet.yaml " +
        "(stacks.<name>.expectations; docs/review.md)",
    );
  }
  const cwd = options.cwd ?? process.cwd();
  const path = resolve(cwd, file);
  const { expectations, accepted } = await readExpectations(
    path,
    relative(cwd, path),
    network.stack,
  );
  const findings = checkExpectations(
    network.model,
    expectations,
    losing(network.resources, network.modelOf),
  );
  const score = options.mutate
    ? mutationScore(network.resources, network.modelOf, expectations, accepted)
    : undefined;
  const code = codeOf(findings, score);
  if (options.json) {
    terminal.data(JSON.stringify(checkJson(network, findings, score), undefined, 2));
    return code;
  }
  const { colors } = terminal;
  terminal.line(colors.dim([network.name, ...network.notes].join("; ")));
  for (const text of assumptionsOfModel(network.model)) {
    terminal.line(`assumes: ${oneLine(text)}`);
  }
  findingLines(network.model, findings, terminal).forEach((line) => terminal.line(line));
  if (score !== undefined) {
    scoreLines(score, terminal).forEach((line) => terminal.line(line));
  }
  return code;
}

function codeOf(findings: readonly Finding[], score: MutationScore | undefined): number {
  const has = (status: Status) => findings.some((finding) => finding.status === status);
  const isWeak = score !== undefined && score.survived.length + score.stale.length > 0;
  if (has(Status.Broken) || isWeak) {
    return exitCode.failed;
  }
  return has(Status.Undecided) ? exitCode.changes : exitCode.ok;
}

/** A line for each expectation, and below a broken one its counter-example with the path and what would help. */
export function findingLines(
  model: NetworkModel,
  findings: readonly Finding[],
  { colors }: Pick<Terminal, "colors">,
): string[] {
  const names = new Names(model);
  const marks = {
    [Status.Holds]: colors.green("holds    "),
    [Status.Broken]: colors.red("BROKEN   "),
    [Status.Undecided]: colors.yellow("undecided"),
  };
  const lines = findings.flatMap((finding) => {
    const { status, text, expectation, counterExample } = finding;
    const head = `${marks[status]} ${oneLine(text)}`;
    if (counterExample === undefined) {
      return [head];
    }
    const { from, to, answer } = counterExample;
    const remedy = remedyFor(model, finding);
    return [
      head,
      ...(expectation.because === undefined
        ? []
        : [`  why it matters: ${oneLine(expectation.because)}`]),
      `  ${names.of(from)} -> ${names.of(to)}: ${answer.verdict}: ${reasonText(answer)}`,
      ...(answer.reason === "noAddress" ? [] : [`  e.g. ${packetText(answer.example)}`]),
      ...hopLines(answer, names).map((line) => `  ${line}`),
      ...names.assumptions(answer).map((assumed) => `  assumes: ${assumed}`),
      ...(remedy === undefined
        ? []
        : [`  fix: ${oneLine(remedy.text)}${remedy.proved ? " (tried: it is enough)" : ""}`]),
    ];
  });
  const numbers = [Status.Holds, Status.Broken, Status.Undecided]
    .map((status) => [findings.filter((one) => one.status === status).length, status] as const)
    .filter(([number]) => number > 0)
    .map(([number, status]) =>
      status === Status.Holds ? `${number} hold` : `${number} ${status}`,
    );
  return [...lines, `${count(findings.length, "expectation")}: ${numbers.join(", ") || "none"}`];
}

function scoreLines(
  { total, killed, harmless, accepted, survived, stale }: MutationScore,
  { colors }: Terminal,
): string[] {
  return [
    "",
    ...survived.map((name) => `${colors.red("survived ")} ${oneLine(name)}`),
    ...stale.map(({ mutant, why }) => `${colors.red("stale    ")} ${oneLine(mutant)}: ${why}`),
    ...accepted.map(({ mutant, reason }) => `accepted  ${oneLine(mutant)}: ${oneLine(reason)}`),
    [
      `${count(total, "mutant")}: ${killed.length} killed`,
      `${harmless.length} without any effect on traffic (proved)`,
      `${accepted.length} accepted`,
      `${survived.length} survived`,
    ].join(", "),
  ];
}

/** A finding as JSON, with its counter-example and remedy. */
export function findingJson(model: NetworkModel, names: Names, finding: Finding): object {
  const { expectation, text, status, pairs, counterExample } = finding;
  const remedy = remedyFor(model, finding);
  return {
    text,
    status,
    expectation,
    pairs,
    ...(counterExample === undefined
      ? {}
      : {
          counterExample: {
            from: { id: counterExample.from, name: names.of(counterExample.from) },
            to: { id: counterExample.to, name: names.of(counterExample.to) },
            answer: answerOf(counterExample.answer, names),
          },
        }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

function checkJson(
  { name, model, notes }: { name: string; model: NetworkModel; notes: string[] },
  findings: readonly Finding[],
  score: MutationScore | undefined,
): object {
  const names = new Names(model);
  const assumes = assumptionsOfModel(model);
  return {
    format: 1,
    network: name,
    ...(assumes.length === 0 ? {} : { assumes }),
    findings: findings.map((finding) => findingJson(model, names, finding)),
    ...(score === undefined ? {} : { mutation: score }),
    notes,
  };
}
