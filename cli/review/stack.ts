/** The review of one stack: both programs run offline, both networks asked. */
import { Estate } from "@vmnet/simulator/estate/index";
import { FaultsError } from "vmnet/network/faults";
import { diagramDifference, grouped, networkDiagram } from "vmnet/network/diagram/index";
import type { Diagram } from "vmnet/network/diagram/index";
import type { NetworkModel } from "vmnet/network/model/index";
import {
  assumptionsOfModel,
  flowDifference,
  matrix,
  trafficText,
} from "vmnet/network/reason/index";
import type { FlowChange } from "vmnet/network/reason/index";
import { oneLine } from "../model/words";
import { spaceJson } from "../reach/json";
import { UserError } from "../terminal";
import { resourceChanges } from "./changes";
import type { ReplaceHints } from "./changes";
import { compareFindings } from "./checks";
import { losing } from "../model/losing";
import { compareExpectations } from "./expectations";
import type { Network } from "./expectations";
import { PackagesError } from "./packages";
import type { StackReview, TrafficChange } from "./report";
import type { Side } from "./sides";
import type { View, Views } from "./views";

/** Reviews one stack. Faults of a side are part of the result. */
export async function reviewStack(
  stack: string,
  base: Side,
  head: Side,
  views: Pick<Views, "of">,
): Promise<StackReview> {
  const both = await Promise.allSettled([views.of(stack, base), views.of(stack, head)]);
  const empty: StackReview = {
    stack,
    kind: "changed",
    traffic: [],
    findings: [],
    resources: [],
    warnings: [],
    notes: [],
  };
  const faults = both.flatMap((view, index) =>
    view.status === "rejected"
      ? [`${index === 0 ? "base" : "head"}: ${faultText(view.reason)}`]
      : [],
  );
  const [before, after] = both;
  if (before.status === "rejected" || after.status === "rejected") {
    return { ...empty, fault: faults.join("\n") };
  }
  try {
    return compare(stack, before.value, after.value);
  } catch (error) {
    return { ...empty, fault: `head: ${faultText(error)}` };
  }
}

/** What the user can put right; anything else is a fault of vmnet and ends the command. */
function faultText(error: unknown): string {
  if (error instanceof PackagesError) {
    // It concerns every stack: nothing was compared.
    throw error;
  }
  if (error instanceof UserError || error instanceof FaultsError) {
    return error.message;
  }
  throw error;
}

function compare(stack: string, before: View, after: View): StackReview {
  const traffic = flowDifference(matrix(before.model), matrix(after.model)).map(trafficChange);
  const expected = after.expectations;
  const old = after.isThere ? before.expectations : [];
  const hasExpectations = after.isThere && expected.length + old.length > 0;
  const [checkedBefore, checkedAfter] = [before, after].map((view) =>
    view.isThere ? view : undefined,
  );
  const warned = new Set(warningsOf(before.model));
  return {
    stack,
    kind: !before.isThere ? "added" : !after.isThere ? "removed" : "changed",
    traffic,
    ...(hasExpectations
      ? {
          expectations: compareExpectations(
            before.isThere ? networkOf(before) : undefined,
            networkOf(after),
            expected,
            old,
          ),
        }
      : {}),
    findings: compareFindings(checkedBefore, checkedAfter),
    resources: resourceChanges(before.resources, after.resources, replaceHints()),
    warnings: warningsOf(after.model).filter((one) => !warned.has(one)),
    diagram: grouped(diagramDifference(diagramOf(before), diagramOf(after))),
    notes: [...after.notes, ...assumptionsOfModel(after.model).map(assumesText)],
  };
}

function assumesText(text: string): string {
  return `assumes: ${oneLine(text)}`;
}

function networkOf({ model, modelOf, resources }: View): Network {
  return { model, lose: losing(resources, modelOf) };
}

function diagramOf({ isThere, model, resources }: View): Diagram {
  return isThere ? networkDiagram(model, resources) : { nodes: [], edges: [] };
}

/** What the simulated provider says about a change of an object; it needs no site for that. */
function replaceHints(): ReplaceHints {
  let estate: Estate | undefined;
  return (before, after) => {
    if (!/^(vsphere|nsxt):/.test(before.type)) {
      return [];
    }
    estate ??= Estate.open();
    const ignored = after.options?.ignoreChanges ?? [];
    const { type, id = "", inputs, outputs } = before;
    return estate.diff(type, id, inputs, outputs, after.inputs, ignored).replaces;
  };
}

function warningsOf(model: NetworkModel): string[] {
  return model.gaps.map(({ origin, message }) => `${oneLine(origin.label)}: ${oneLine(message)}`);
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
