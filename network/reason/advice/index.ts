/**
 * Advice (R61): deterministic suggestions, each with its proof and the change that it would make. Nothing is
 * suggested that was not tried on the model, or proved on packet sets where the model is too large for that.
 */
import type { NetworkModel } from "../../model/types";
import type { Metrics } from "../capacity";
import type { Expectation } from "../expectation";
import { rehearse, type Rehearsal } from "../failures";
import { hygieneFindings } from "../hygiene";
import { Trials } from "./lists";
import { narrowedRules } from "./narrow";
import { mergedRules, superfluousRules } from "./rules";
import type { Suggestion } from "./types";
import { mtuAdvice, redundancyAdvice, reservationAdvice, teamingAdvice } from "./underlay";

export type { Change, Suggestion, SuggestionKind } from "./types";

export interface AdviceOptions {
  /** What must hold: rules are narrowed to it, and failures are judged by it. Default: nothing. */
  expectations?: readonly Expectation[];
  /** What monitoring measured, and limits of the site. Default: nothing. */
  metrics?: Metrics;
  /** Of the same model and expectations, where there is one already. */
  rehearsal?: Rehearsal;
}

/**
 * What could be better, in the order: rules, redundancy, sizes, reservations, unused objects.
 *
 * @throws FaultsError for expectations about names that the model does not have
 */
export function advise(model: NetworkModel, options: AdviceOptions = {}): Suggestion[] {
  const { expectations = [], metrics = {} } = options;
  const rehearsal = options.rehearsal ?? rehearse(model, expectations, { pairs: false });
  const trials = new Trials(model);
  const superfluous = superfluousRules(trials, hygieneFindings(model));
  return [
    ...superfluous,
    ...mergedRules(trials),
    ...narrowedRules(trials, expectations),
    ...teamingAdvice(model),
    ...redundancyAdvice(model, expectations, rehearsal),
    ...mtuAdvice(model),
    ...reservationAdvice(model, metrics),
    ...unusedObjects(model),
  ];
}

function unusedObjects({ underlay }: NetworkModel): Suggestion[] {
  return (underlay?.unused ?? []).map(({ kind, name, path, origin }) => ({
    kind: "removeUnused",
    text: `remove ${kind} ${name}, unless something outside of this program uses it`,
    changes: [{ resource: name, origin, property: kind, from: path, to: "-" }],
    effect: "none",
    proof: [`no rule, group, scope or translation of the model names ${path}`],
    key: JSON.stringify(["advice/removeUnused", path]),
  }));
}
