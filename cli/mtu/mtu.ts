import { FaultsError } from "vmnet/network/faults";
import type { NetworkModel } from "vmnet/network/model/types";
import { largestPacket, mtuFindings, proveMtu } from "vmnet/network/reason/mtu/index";
import type { PairProof, PathProof } from "vmnet/network/reason/mtu/index";
import { loadNetwork } from "../model/load";
import type { LoadedNetwork } from "../model/load";
import type { SourceOptions } from "../model/sources";
import { oneLine } from "../model/words";
import { findingLines, hasErrors } from "../proofs/findings";
import { readQuestion } from "../reach/question";
import { Names } from "../reach/render";
import { count, exitCode, processTerminal, table, UserError } from "../terminal";
import type { Terminal } from "../terminal";

export type MtuOptions = SourceOptions;

/** Pairs whose every hop is printed. */
const MOST_PATHS = 6;
/** Rows of the table of all pairs. */
const MOST_ROWS = 60;

/** `vmnet mtu [A B]`; returns the exit code. */
export async function runMtu(
  from: string | undefined,
  to: string | undefined,
  options: MtuOptions,
  terminal: Terminal = processTerminal({ quiet: options.json ?? false }),
): Promise<number> {
  if (from !== undefined && to === undefined) {
    throw new UserError("vmnet mtu takes both ends or none: name the receiver, too");
  }
  const network = await loadNetwork(options);
  return from === undefined || to === undefined
    ? proveAll(network, options, terminal)
    : provePair(network, from, to, options, terminal);
}

function proveAll(
  { name, model, notes }: LoadedNetwork,
  { json }: MtuOptions,
  terminal: Terminal,
): number {
  const findings = mtuFindings(model);
  const { pairs, leftOut } = proveMtu(model);
  const isUnknown = pairs.some(({ certainty }) => certainty === "unknown");
  const code = hasErrors(findings) ? exitCode.failed : isUnknown ? exitCode.changes : exitCode.ok;
  const names = new Names(model);
  if (json) {
    const data = {
      format: 1,
      network: name,
      findings,
      pairs: pairs.map((pair) => pairJson(pair, names)),
      leftOut,
      notes,
    };
    terminal.data(JSON.stringify(data, undefined, 2));
    return code;
  }
  terminal.line(terminal.colors.dim([name, ...notes].join("; ")));
  pairTable(pairs, names).forEach((line) => terminal.line(line));
  if (leftOut > 0) {
    terminal.line(`and ${leftOut} more pairs, which were not proved`);
  }
  terminal.line();
  findingLines(findings, terminal).forEach((line) => terminal.line(line));
  return code;
}

function sizeText({ largestBytes, certainty }: PathProof): string {
  if (largestBytes === undefined) {
    return "unknown";
  }
  return certainty === "unknown" ? `at most ${largestBytes}` : String(largestBytes);
}

function pairTable(pairs: readonly PairProof[], names: Names): string[] {
  if (pairs.length === 0) {
    return ["no pair may talk: there is nothing to prove"];
  }
  const rows = pairs
    .slice(0, MOST_ROWS)
    .map((pair) => [
      names.of(pair.from),
      names.of(pair.to),
      String(pair.sentBytes),
      sizeText(pair),
      pair.fits || pair.largestBytes === undefined ? pair.certainty : "smaller",
      oneLine(pair.limitedBy?.what ?? "nobody says"),
    ]);
  const more = pairs.length - rows.length;
  return [
    ...table([["from", "to", "sends", "passes", "proof", "limited by"], ...rows]),
    ...(more > 0 ? [`and ${more} more pairs (--json lists all)`] : []),
  ];
}

function provePair(
  { name, model, notes }: LoadedNetwork,
  from: string,
  to: string,
  options: MtuOptions,
  terminal: Terminal,
): number {
  const proofs = askPairs(model, from, to);
  const names = new Names(model);
  const code = proofs.length === 0 ? exitCode.failed : Math.max(...proofs.map(codeOf));
  if (options.json) {
    const data = {
      format: 1,
      network: name,
      pairs: proofs.map((pair) => pairJson(pair, names)),
      notes,
    };
    terminal.data(JSON.stringify(data, undefined, 2));
    return code;
  }
  const { colors } = terminal;
  terminal.line(colors.dim([name, ...notes].join("; ")));
  if (proofs.length === 0) {
    terminal.line(`nothing gets from ${oneLine(from)} to ${oneLine(to)} (vmnet reach says why)`);
  }
  for (const pair of proofs.slice(0, MOST_PATHS)) {
    pathLines(pair, names, terminal).forEach((line) => terminal.line(line));
  }
  if (proofs.length > MOST_PATHS) {
    terminal.line(`and ${count(proofs.length - MOST_PATHS, "more pair")} (--json lists all)`);
  }
  return code;
}

function askPairs(model: NetworkModel, from: string, to: string): PairProof[] {
  const question = readQuestion(model, from, to, {}, "vmnet mtu");
  if (question.to.ids.length === 0) {
    throw new FaultsError("vmnet mtu", [
      {
        path: "to",
        message: "nothing in the model has this address",
        value: to,
        fix: "name a machine or an outside network",
      },
    ]);
  }
  return question.from.ids.flatMap((sender) =>
    question.to.ids.flatMap((receiver) => {
      const { address } = question.to;
      const destination = address === undefined ? {} : { destination: address };
      return sender === receiver
        ? []
        : (largestPacket(model, { from: sender, to: receiver, ...destination }) ?? []);
    }),
  );
}

function codeOf({ certainty, fits }: PairProof): number {
  return !fits ? exitCode.failed : certainty === "unknown" ? exitCode.changes : exitCode.ok;
}

function pathLines(pair: PairProof, names: Names, { colors }: Terminal): string[] {
  const rows = pair.hops.flatMap(({ what, limits }) =>
    limits.map((limit, index) => [
      index === 0 ? oneLine(what) : "",
      oneLine(limit.what),
      limit.bytes === undefined ? "?" : String(limit.bytes),
      limit === pair.limitedBy
        ? "<- limits"
        : limit.bytes === undefined
          ? "unknown"
          : limit.assumes === undefined
            ? ""
            : "assumed",
    ]),
  );
  const size = sizeText(pair);
  const head = `${names.of(pair.from)} -> ${names.of(pair.to)}: ${size}${pair.largestBytes === undefined ? "" : " bytes"}`;
  const verdict = pair.fits
    ? `packets of ${pair.sentBytes} bytes, the most that the sender's interface takes, pass`
    : `the sender's interface takes ${pair.sentBytes} bytes: larger packets are cut, refused or lost on the way`;
  return [
    colors.bold(head),
    ...table([["hop", "layer", "bytes", ""], ...rows]).map((line) => `  ${line}`),
    `  limited by ${oneLine(pair.limitedBy?.what ?? "nothing that is described")}; ${verdict}`,
    ...pair.assumes.map((line) => `  ${colors.dim(`assumes: ${oneLine(line)}`)}`),
  ];
}

function pairJson(pair: PairProof, names: Names): object {
  const { from, to, ...rest } = pair;
  return { from: { id: from, name: names.of(from) }, to: { id: to, name: names.of(to) }, ...rest };
}
