/** Expectations on both sides of a change. */
import { FaultsError } from "vmnet/network/faults";
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

/**
 * Checks head's expectations on both networks.
 *
 * @param old Expectations of base, to tell which ones are gone.
 * @throws FaultsError when a name means nothing on head
 */
export function compareExpectations(
  before: Network | undefined,
  after: Network,
  expectations: readonly Expectation[],
  old: readonly Expectation[],
): ExpectationReport {
  const findings = checkExpectations(after.model, expectations, after.lose);
  const wasHolding = expectations.map((one) => before && statusIn(before, one));
  const failing = findings.flatMap((finding, index) =>
    finding.status === Status.Holds
      ? []
      : [failure(after.model, finding, wasHolding[index] !== finding.status)],
  );
  const texts = new Set(expectations.map(expectationText));
  return {
    total: findings.length,
    holding: findings.length - failing.length,
    failing: failing.sort((a, b) => a.status.localeCompare(b.status)),
    fixed: findings
      .filter(({ status }, index) => {
        const was = wasHolding[index];
        return status === Status.Holds && was !== undefined && was !== Status.Holds;
      })
      .map(({ text }) => oneLine(text)),
    dropped: old
      .map(expectationText)
      .filter((text) => !texts.has(text))
      .map(oneLine),
  };
}

/** Undefined where a name of the expectation means nothing yet. */
function statusIn({ model, lose }: Network, expectation: Expectation): Status | undefined {
  try {
    return checkExpectations(model, [expectation], lose)[0]?.status;
  } catch (error) {
    if (error instanceof FaultsError) {
      return undefined;
    }
    throw error;
  }
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
