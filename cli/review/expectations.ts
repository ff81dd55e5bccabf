/** Expectations on both sides of a change. */
import { FaultsError, showName, type Fault } from "vmnet/network/faults";
import type { NetworkModel } from "vmnet/network/model/types";
import { packetText } from "vmnet/network/reason/index";
import {
  checkExpectations,
  expectationText,
  remedyFor,
  Status,
} from "vmnet/network/reason/expectation/index";
import type { Expectation, Finding } from "vmnet/network/reason/expectation/index";
import { oneLine } from "../model/words";
import { hopLines, Names, reasonText } from "../reach/render";
import type { BrokenExpectation, ExpectationReport } from "./report";

/** A network, and the same after a loss of resources by their names. */
export interface Network {
  model: NetworkModel;
  lose: (names: readonly string[]) => NetworkModel;
}

/** An expectation that says nothing of a network: a name in it means nothing there. */
interface Unreadable {
  expectation: Expectation;
  text: string;
  faults: readonly Fault[];
}

/**
 * Checks head's expectations on both networks. One that names what head has not (a machine that the change
 * removes) is broken: nobody could tell any more whether it holds.
 *
 * @param old Expectations of base, to tell which ones are gone.
 */
export function compareExpectations(
  before: Network | undefined,
  after: Network,
  expectations: readonly Expectation[],
  old: readonly Expectation[],
): ExpectationReport {
  const findings = expectations.map((one) => checkOn(after, one));
  const wasHolding = expectations.map((one) => before && statusIn(before, one));
  const failing = findings.flatMap((finding, index) =>
    "faults" in finding
      ? [unreadable(finding, wasHolding[index] !== undefined)]
      : finding.status === Status.Holds
        ? []
        : [failure(after.model, finding, wasHolding[index] !== finding.status)],
  );
  const texts = new Set(expectations.map(expectationText));
  return {
    total: findings.length,
    holding: findings.length - failing.length,
    failing: failing.sort((a, b) => a.status.localeCompare(b.status)),
    fixed: findings
      .filter((finding, index) => {
        const was = wasHolding[index];
        return (
          "status" in finding &&
          finding.status === Status.Holds &&
          was !== undefined &&
          was !== Status.Holds
        );
      })
      .map(({ text }) => oneLine(text)),
    dropped: old
      .map(expectationText)
      .filter((text) => !texts.has(text))
      .map(oneLine),
  };
}

function checkOn({ model, lose }: Network, expectation: Expectation): Finding | Unreadable {
  const text = expectationText(expectation);
  try {
    const [finding] = checkExpectations(model, [expectation], lose);
    return finding ?? { expectation, text, faults: [] };
  } catch (error) {
    if (error instanceof FaultsError) {
      return { expectation, text, faults: error.faults };
    }
    throw error;
  }
}

/** Undefined where a name of the expectation means nothing yet. */
function statusIn(network: Network, expectation: Expectation): Status | undefined {
  const finding = checkOn(network, expectation);
  return "faults" in finding ? undefined : finding.status;
}

function unreadable({ expectation, text, faults }: Unreadable, isNew: boolean): BrokenExpectation {
  const reasons = faults.map(({ message, fix }) => [message, ...(fix ? [fix] : [])].join("; "));
  return {
    text: oneLine(text),
    ...(expectation.because === undefined ? {} : { because: oneLine(expectation.because) }),
    status: "broken",
    isNew,
    pair: oneLine(faults.map(({ value }) => showName(String(value))).join(", ")),
    verdict: "not checked",
    reason: oneLine([...new Set(reasons)].join("; ")),
    packet: "",
    hops: [],
    remedy: {
      text: "keep what the expectation names, or change or remove the expectation with it",
      proved: false,
    },
  };
}

function failure(model: NetworkModel, finding: Finding, isNew: boolean): BrokenExpectation {
  const names = new Names(model);
  const { text, expectation, status, counterExample } = finding;
  const remedy = remedyFor(model, finding);
  const answer = counterExample?.answer;
  return {
    text: oneLine(text),
    ...(expectation.because === undefined ? {} : { because: oneLine(expectation.because) }),
    status: status === Status.Broken ? "broken" : "undecided",
    isNew,
    pair:
      counterExample === undefined
        ? ""
        : `${names.of(counterExample.from)} -> ${names.of(counterExample.to)}`,
    verdict: answer?.verdict ?? "unknown",
    reason: answer === undefined ? "" : reasonText(answer),
    packet: answer === undefined || answer.reason === "noAddress" ? "" : packetText(answer.example),
    hops: answer === undefined ? [] : hopLines(answer, names),
    ...(remedy === undefined
      ? {}
      : { remedy: { text: oneLine(remedy.text), proved: remedy.proved } }),
  };
}
