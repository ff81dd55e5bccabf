/** How many small faults of a network its expectations notice. */
import type { NetworkModel } from "vmnet/network/model/types";
import type { Resource } from "vmnet/network/model/resource";
import { FaultsError } from "vmnet/network/faults";
import { checkExpectations, Status } from "vmnet/network/reason/expectation/index";
import type { Expectation } from "vmnet/network/reason/expectation/index";
import type { AcceptedMutant } from "../model/expectations";
import { mutantsOf } from "./mutants";
import { TrafficOf } from "./sameTraffic";

export interface MutationScore {
  total: number;
  /** Names of the mutants that an expectation notices, and which one does. */
  killed: { mutant: string; by: string }[];
  /** Names of the mutants in which all traffic is proved to be the same as before. */
  harmless: string[];
  accepted: AcceptedMutant[];
  /** Names of the mutants that nothing notices. */
  survived: string[];
  /** Accepted entries that fit no mutant, or one that is noticed: they are out of date. */
  stale: { mutant: string; why: string }[];
}

/**
 * Tries each mutant against the expectations that hold in the unchanged network. A mutant in which a name of
 * an expectation means nothing any more is noticed, too.
 */
export function mutationScore(
  resources: readonly Resource[],
  modelOf: (resources: readonly Resource[]) => NetworkModel,
  expectations: readonly Expectation[],
  accepted: readonly AcceptedMutant[],
): MutationScore {
  const original = modelOf(resources);
  const before = new TrafficOf(original);
  const holding = checkExpectations(original, expectations)
    .filter(({ status }) => status === Status.Holds)
    .map(({ expectation }) => expectation);
  const mutants = mutantsOf(resources);
  const killed: MutationScore["killed"] = [];
  const harmless: string[] = [];
  const alive: string[] = [];
  for (const { name, resources: changed } of mutants) {
    const model = modelOf(changed);
    const by = killer(model, holding);
    if (by !== undefined) {
      killed.push({ mutant: name, by });
    } else if (before.isSameIn(model)) {
      harmless.push(name);
    } else {
      alive.push(name);
    }
  }
  const reasons = new Map(accepted.map((entry) => [entry.mutant, entry]));
  const names = new Set(mutants.map(({ name }) => name));
  const whyStale = (mutant: string) => {
    if (!names.has(mutant)) {
      return "there is no such mutant";
    }
    return harmless.includes(mutant) ? "it changes no traffic" : "an expectation notices it";
  };
  return {
    total: mutants.length,
    killed,
    harmless,
    accepted: alive.flatMap((name) => reasons.get(name) ?? []),
    survived: alive.filter((name) => !reasons.has(name)),
    stale: accepted
      .filter(({ mutant }) => !alive.includes(mutant))
      .map(({ mutant }) => ({
        mutant,
        why: whyStale(mutant),
      })),
  };
}

/** The first expectation that does not hold any more. */
function killer(model: NetworkModel, expectations: readonly Expectation[]): string | undefined {
  for (const expectation of expectations) {
    try {
      const [finding] = checkExpectations(model, [expectation]);
      if (finding !== undefined && finding.status !== Status.Holds) {
        return finding.text;
      }
    } catch (error) {
      if (error instanceof FaultsError) {
        return "a name of an expectation means nothing any more";
      }
      throw error;
    }
  }
  return undefined;
}
