import { join } from "node:path";
import { mutationScore } from "../../../cli/check/score";
import { readProject } from "../../../cli/lab/project";
import { readConfiguration } from "../../../cli/model/configuration";
import { askPairs } from "../../../cli/reach/pair";
import { readQuestion } from "../../../cli/reach/question";
import { readExpectations } from "../../../cli/model/expectations";
import { CaptureCache } from "../../../cli/review/captureCache";
import { reviewStack } from "../../../cli/review/stack";
import { Views } from "../../../cli/review/views";
import { policyFindings } from "../../../network/policy";
import { Relation } from "../../../network/reason/expectation";

// Whichever test of a stack comes first runs its program.
jest.setTimeout(240_000);

const root = join(__dirname, "../../..");
const project = readProject(root);
const configuration = readConfiguration(root);
const side = {
  side: "head" as const,
  ref: "worktree",
  projectPath: "",
  project,
  configuration,
  prepare: () => Promise.resolve(),
};

/** Each stack's network, with what vmnet.yaml names; each program runs once. */
const views = new Views({
  head: side,
  root,
  cache: new CaptureCache(undefined),
  pool: (job) => job(),
});

/**
 * Other environments are the same but for names: multi-cluster-prod has all of the lab's and an edge node in
 * reserve; three-tier-nat is in check.test.ts; hardened-production and network-slicing have tests of their own.
 */
const MUTATED_ELSEWHERE =
  /^(multi-cluster-(lab|dev)|three-tier-nat-.*|hardened-production-.*|network-slicing-.*)$/;

const stacks = [...project.stackFiles.keys()].sort();

test("every topology has its three environments here", () => {
  expect(stacks.length).toBeGreaterThanOrEqual(24);
  expect(stacks).toEqual(
    expect.arrayContaining(["multi-cluster-dev", "multi-cluster-prod", "bridged-lan-lab"]),
  );
});

describe.each(stacks)("%s", (stack) => {
  test("can be reviewed: its expectations hold, and it is the same as itself", async () => {
    const { fault, expectations, traffic, resources } = await reviewStack(stack, side, side, views);
    expect(fault).toBeUndefined();
    expect(expectations).toMatchObject({ failing: [], dropped: [] });
    expect(expectations!.total).toBeGreaterThan(5);
    expect([traffic, resources]).toEqual([[], []]);
  });

  test("is accepted by the policy pack: `pulumi up --policy-pack policy` goes on", async () => {
    const { resources } = await views.of(stack, side);
    expect(resources.length).toBeGreaterThan(10);
    const refused = policyFindings(resources).filter(({ severity }) => severity === "error");
    expect(refused.map(({ check, text }) => `${check}: ${text}`)).toEqual([]);
  });

  test("can be asked who reaches whom: `vmnet reach` agrees with an expectation", async () => {
    const { model, expectations } = await views.of(stack, side);
    const { from, to, at } = expectations.find(
      ({ relation, traffic, without }) =>
        relation === Relation.CanReach && traffic[0]?.protocol === "tcp" && without === undefined,
    )!;
    const question = readQuestion(model, from[0]!.name, to[0]!.name, {
      tcp: true,
      ...(at && { at }),
    });
    const [answer] = askPairs(model, question);
    expect(answer!.answers.map(({ verdict }) => verdict)).toContain("allowed");
  });

  if (MUTATED_ELSEWHERE.test(stack)) {
    return;
  }

  test("has expectations that notice every small fault, or a reason why not", async () => {
    const { resources, modelOf, expectations } = await views.of(stack, side);
    const { accepted } = await readExpectations(
      configuration.stack(stack).expectations!,
      stack,
      stack,
    );
    const { survived, stale, killed, total } = mutationScore(
      resources,
      modelOf,
      expectations,
      accepted,
    );
    expect([survived, stale]).toEqual([[], []]);
    expect(killed.length).toBeGreaterThan(3);
    expect(total).toBeGreaterThanOrEqual(killed.length);
  });
});
