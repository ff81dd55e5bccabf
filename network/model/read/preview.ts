import { FaultList } from "../../faults";
import type { Resource } from "../resource";
import { isObject, parseJson, textAt } from "./json";
import { rebuildPaths } from "./rebuild";
import { stateResource } from "./state";

const ALLOWED = "the output of `pulumi preview --json --show-sames`";

/** Steps after which the resource is there as their new state says. */
const LEAVES = new Set([
  "same",
  "create",
  "update",
  "replace",
  "create-replacement",
  "read",
  "read-replacement",
  "refresh",
  "import",
  "import-replacement",
]);
/** Steps after which it is not there, unless another step of the same URN says so. */
const REMOVES = new Set([
  "delete",
  "delete-replaced",
  "discard",
  "discard-replaced",
  "remove-pending-replace",
  "read-discard",
]);

/**
 * Resources as they will be after the update that a preview shows. Paths of NSX objects that the
 * preview does not know are rebuilt from their ids, see {@link rebuildPaths}; what stays unknown is
 * {@link UNKNOWN}.
 *
 * @param text Output of `pulumi preview --json --show-sames`. Without `--show-sames`, Pulumi leaves
 * out what does not change, and the file is refused.
 * @param name Name of the file, for messages.
 * @throws FaultsError for a truncated or incomplete file, another kind of file, or broken steps
 */
export function readPreview(text: string, name = "preview"): Resource[] {
  const subject = `${name} cannot be read as a preview`;
  const file = parseJson(text, subject);
  const faults = new FaultList();
  const resources = readSteps(file, faults);
  faults.throwIfAny(subject);
  return rebuildPaths(resources);
}

function readSteps(file: unknown, faults: FaultList): Resource[] {
  if (!isObject(file) || !Array.isArray(file["steps"])) {
    const isState = isObject(file) && isObject(file["deployment"]);
    faults.add("steps", {
      message: isState ? "this is a stack export, not a preview" : "missing, or not a list",
      allowed: ALLOWED,
      ...(isState ? { fix: "read it as a stack export" } : {}),
    });
    return [];
  }
  const found = new Map<string, Resource>();
  let same = 0;
  file["steps"].forEach((step: unknown, index) => {
    const path = `steps[${index}]`;
    const op = isObject(step) ? textAt(step, "op") : undefined;
    if (!isObject(step) || op === undefined || !(LEAVES.has(op) || REMOVES.has(op))) {
      faults.add(`${path}.op`, { message: "not a step of a preview", value: op, allowed: ALLOWED });
      return;
    }
    same += op === "same" ? 1 : 0;
    if (LEAVES.has(op)) {
      const state = step["newState"];
      if (!isObject(state)) {
        faults.add(`${path}.newState`, { message: "missing" });
        return;
      }
      const resource = stateResource(state, `${path}.newState`, faults);
      if (resource !== undefined) {
        found.set(resource.urn, resource);
      }
    }
  });
  checkComplete(file, same, faults);
  return [...found.values()];
}

/** Pulumi counts unchanged resources even where it does not list them. */
function checkComplete(file: Record<string, unknown>, same: number, faults: FaultList): void {
  const summary = file["changeSummary"];
  const counted = isObject(summary) ? summary["same"] : undefined;
  if (typeof counted === "number" && counted > same) {
    faults.add("changeSummary.same", {
      message: `the preview lists ${same} of ${counted} resources that do not change`,
      value: counted,
      allowed: ALLOWED,
      fix: "run the preview with --show-sames",
    });
  }
}
