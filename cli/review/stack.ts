/** The review of one stack: both programs run offline, both networks asked. */
import type { CapturedResource } from "@vmnet/simulator/capture/capture";
import { parse } from "yaml";
import { FaultsError } from "vmnet/network/faults";
import { buildModel } from "vmnet/network/model/index";
import type { NetworkModel, Resource } from "vmnet/network/model/index";
import { deadRules, flowDifference, matrix, trafficText } from "vmnet/network/reason/index";
import type { FlowChange } from "vmnet/network/reason/index";
import type { CapturedStack } from "../model/captured";
import { captureStack } from "../model/captured";
import { readExpectations } from "../model/expectations";
import type { ExpectationFile } from "../model/expectations";
import { readSite } from "../model/load";
import { losing } from "../model/losing";
import { oneLine } from "../model/words";
import { spaceJson } from "../reach/json";
import { UserError } from "../terminal";
import { resourceChanges } from "./changes";
import type { ReplaceHints } from "./changes";
import { compareExpectations } from "./expectations";
import type { Network } from "./expectations";
import type { StackReview, TrafficChange } from "./report";
import type { Side } from "./sides";

/** One revision of a stack. */
export interface View {
  captured?: CapturedStack;
  model: NetworkModel;
  /** The model of other resources in the same surroundings. */
  modelOf: (resources: readonly Resource[]) => NetworkModel;
  expectations?: ExpectationFile;
}

/** Runs jobs a few at a time. */
export type Pool = <Result>(job: () => Promise<Result>) => Promise<Result>;

/**
 * Reviews one stack. Faults of a side are part of the result.
 *
 * @param base A promise, because head can run while base is still being written out.
 */
export async function reviewStack(
  stack: string,
  base: Promise<Side>,
  head: Side,
  pool: Pool,
): Promise<StackReview> {
  const views = await Promise.allSettled([
    base.then((side) => viewOf(stack, side, head, pool)),
    viewOf(stack, head, head, pool),
  ]);
  const empty = { stack, kind: "changed" as const, traffic: [], resources: [], warnings: [] };
  const faults = views.flatMap((view, index) =>
    view.status === "rejected"
      ? [`${index === 0 ? "base" : "head"}: ${faultText(view.reason)}`]
      : [],
  );
  const [before, after] = views;
  if (before.status === "rejected" || after.status === "rejected") {
    return { ...empty, fault: faults.join("\n"), notes: [] };
  }
  try {
    return compareViews(stack, before.value, after.value);
  } catch (error) {
    return { ...empty, fault: `head: ${faultText(error)}`, notes: [] };
  }
}

/** What the user can put right; anything else is a fault of vmnet and ends the command. */
function faultText(error: unknown): string {
  if (error instanceof UserError || error instanceof FaultsError) {
    return error.message;
  }
  throw error;
}

/** Where base has no file of its own, head's describes the site: it is what the two are compared in. */
export async function viewOf(
  stack: string,
  side: Side,
  head: Side,
  pool: Pool = (job) => job(),
): Promise<View> {
  const { project } = side;
  const settings = side.configuration?.stack(stack);
  const fallback = head.configuration?.stack(stack);
  const site = readSite(settings?.surroundings ?? fallback?.surroundings, project?.root ?? ".");
  if (project === undefined || !project.stackFiles.has(stack)) {
    const surroundings = await site;
    const modelOf = (resources: readonly Resource[]) => buildModel(resources, surroundings);
    return { modelOf, model: modelOf([]) };
  }
  const file = settings?.expectations;
  const [captured, expectations] = await Promise.all([
    pool(() => captureStack(project, stack, settings?.inventory ?? fallback?.inventory)),
    file === undefined ? undefined : readExpectations(file, shown(project.root, file), stack),
  ]);
  const { networkNames } = captured;
  const surroundings = await site;
  const modelOf = (resources: readonly Resource[]) =>
    buildModel(resources, surroundings, { networkNames, parseYaml: parse });
  return {
    captured,
    modelOf,
    model: modelOf(captured.captured.resources),
    ...(expectations === undefined ? {} : { expectations }),
  };
}

function shown(root: string, file: string): string {
  return file.startsWith(root) ? file.slice(root.length + 1) : file;
}

/** What differs between two revisions of a stack. */
export function compareViews(stack: string, before: View, after: View): StackReview {
  const traffic = flowDifference(matrix(before.model), matrix(after.model)).map(trafficChange);
  const isThere = (view: View) => view.captured !== undefined;
  const expected = after.expectations?.expectations ?? [];
  const old = isThere(after) ? (before.expectations?.expectations ?? []) : [];
  const hasExpectations = isThere(after) && expected.length + old.length > 0;
  return {
    stack,
    kind: !isThere(before) ? "added" : !isThere(after) ? "removed" : "changed",
    traffic,
    ...(hasExpectations
      ? {
          expectations: compareExpectations(
            isThere(before) ? networkOf(before) : undefined,
            networkOf(after),
            expected,
            old,
          ),
        }
      : {}),
    resources: resourceChanges(resourcesOf(before), resourcesOf(after), hintsOf(before)),
    warnings: warningsOf(after.model).filter((one) => !warningsOf(before.model).includes(one)),
    notes: after.captured?.notes ?? [],
  };
}

function networkOf(view: View): Network {
  return { model: view.model, lose: losing(resourcesOf(view), view.modelOf) };
}

function resourcesOf({ captured }: View): CapturedResource[] {
  return captured?.captured.resources ?? [];
}

/** What the simulated provider says about a change of an object that base has made. */
function hintsOf({ captured }: View): ReplaceHints {
  return (before, after) => {
    if (captured === undefined || !/^(vsphere|nsxt):/.test(before.type)) {
      return [];
    }
    const ignored = after.options?.ignoreChanges ?? [];
    const { type, id = "", inputs, outputs } = before;
    return captured.estate.diff(type, id, inputs, outputs, after.inputs, ignored).replaces;
  };
}

function warningsOf(model: NetworkModel): string[] {
  return [
    ...model.gaps.map(({ origin, message }) => `${oneLine(origin.label)}: ${oneLine(message)}`),
    ...deadRules(model).map(({ message }) => `without effect: ${oneLine(message)}`),
  ];
}

function trafficChange({ change, verdict, from, to, spaces, text }: FlowChange): TrafficChange {
  return {
    change,
    verdict,
    text: oneLine(text),
    traffic: [...new Set(spaces.map(trafficText))].join("; "),
    from: from.map(({ name }) => oneLine(name)),
    to: to.map(({ name }) => oneLine(name)),
    fromIds: from.map(({ id }) => id),
    toIds: to.map(({ id }) => id),
    spaces: spaces.map(spaceJson),
  };
}
