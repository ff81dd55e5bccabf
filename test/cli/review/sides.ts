/** A review of resources that are there already, without any repository and without running a program. */
import type { Review } from "../../../cli/review/report";
import type { Side } from "../../../cli/review/sides";
import { reviewStack } from "../../../cli/review/stack";
import { resultOf, summaryOf } from "../../../cli/review/summary";
import type { View } from "../../../cli/review/views";
import { buildModel } from "../../../network/model";
import type { Resource } from "../../../network/model/resource";
import type { Surroundings } from "../../../network/model/surroundings";
import type { Expectation } from "../../../network/reason/expectation";

export interface Networks {
  base: View;
  head: View;
}

export function viewOf(
  resources: readonly Resource[],
  site: Surroundings,
  expectations: Expectation[] = [],
): View {
  const modelOf = (list: readonly Resource[]) => buildModel(list, site);
  const model = modelOf(resources);
  return { isThere: true, resources: [...resources], model, modelOf, expectations, notes: [] };
}

const side = (name: "base" | "head"): Side => ({
  side: name,
  ref: name,
  projectPath: "",
  prepare: () => Promise.resolve(),
});

export async function reviewOf(stacks: Readonly<Record<string, Networks>>): Promise<Review> {
  const of = (stack: string, { side: which }: Side) => {
    const view = stacks[stack]?.[which];
    return view === undefined ? Promise.reject(new Error(stack)) : Promise.resolve(view);
  };
  const reviews = await Promise.all(
    Object.keys(stacks).map((stack) => reviewStack(stack, side("base"), side("head"), { of })),
  );
  return {
    format: 1,
    base: { ref: "main", commit: "a".repeat(40) },
    head: { ref: "worktree" },
    summary: summaryOf(reviews),
    result: resultOf(reviews),
    stacks: reviews,
  };
}
