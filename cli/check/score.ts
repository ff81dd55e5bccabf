/** How many small faults of a network its expectations notice. */
import type { NetworkModel } from "vmnet/network/model/types";
import type { Resource } from "vmnet/network/model/resource";
import { FaultsError } from "vmnet/network/faults";
import { checkExpectations, Status } from "vmnet/network/reason/expectation/index";
import type { Expectation } from "vmnet/network/reason/expectation/index";
import type { AcceptedMutant } from "../model/expectations";
import { losing } from "../model/losing";
import { mutantsOf } from "./mutants";
import { modelText } from "./sameModel";
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
  const lose = losing(resources, modelOf);
  const before = new TrafficOf(original);
  const text = modelText(original);
  const holding = checkExpectations(original, expectations, lose)
    .filter(({ status }) => status === Status.Holds)
    .map(({ expectation }) => expectation);
  const groups = byLoss(holding).map(({ lost, about }) => ({
    lost,
    about,
    text: lost.length === 0 ? text : modelText(lose(lost)),
  }));
  const mutants = mutantsOf(resources);
  const killed: MutationScore["killed"] = [];
  const harmless: string[] = [];
  const alive: string[] = [];
  for (const { name, resources: changed } of mutants) {
    const model = modelOf(changed);
    const by = killer(groups, model, losing(changed, modelOf));
    if (by !== undefined) {
      killed.push({ mutant: name, by });
    } else if (modelText(model) === text || before.isSameIn(model)) {
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

/** Expectations about what is left without some resources, and the model in which they hold. */
interface Group {
  lost: readonly string[];
  about: Expectation[];
  /** Of that model. */
  text: string;
}

function byLoss(expectations: readonly Expectation[]): Omit<Group, "text">[] {
  const groups = new Map<string, Omit<Group, "text">>();
  for (const expectation of expectations) {
    const lost = expectation.without ?? [];
    const key = JSON.stringify(lost);
    const group = groups.get(key) ?? { lost, about: [] };
    group.about.push(expectation);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => a.lost.length - b.lost.length);
}

/** The first expectation that does not hold any more. */
function killer(
  groups: readonly Group[],
  whole: NetworkModel,
  lose: (names: readonly string[]) => NetworkModel,
): string | undefined {
  try {
    for (const { lost, about, text } of groups) {
      const model = lost.length === 0 ? whole : lose(lost);
      // The same model gives the same answers.
      for (const expectation of modelText(model) === text ? [] : about) {
        const [finding] = checkExpectations(model, [expectation]);
        if (finding !== undefined && finding.status !== Status.Holds) {
          return finding.text;
        }
      }
    }
  } catch (error) {
    if (error instanceof FaultsError) {
      return "a name of an expectation means nothing any more";
    }
    throw error;
  }
  return undefined;
}
