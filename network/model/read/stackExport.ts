import { FaultList } from "../../faults";
import type { Resource } from "../resource";
import { isObject, parseJson } from "./json";
import { stateResource } from "./state";

const ALLOWED = "the output of `pulumi stack export`";

/**
 * Resources of a stack, from the JSON of `pulumi stack export`. Resources that wait for their deletion
 * are left out. Secrets are unknown, unless the file was written with `--show-secrets`.
 *
 * @param text Content of the file.
 * @param name Name of the file, for messages.
 * @throws FaultsError for a truncated file, another kind of file, or broken entries, each with its path
 */
export function readStackExport(text: string, name = "stack export"): Resource[] {
  const subject = `${name} cannot be read as a stack export`;
  const file = parseJson(text, subject);
  const faults = new FaultList();
  const resources = isObject(file) ? readDeployment(file, faults) : [];
  if (!isObject(file)) {
    faults.add("", { message: "not an object", value: file, allowed: ALLOWED });
  }
  faults.throwIfAny(subject);
  return resources;
}

function readDeployment(file: Record<string, unknown>, faults: FaultList): Resource[] {
  if (file["steps"] !== undefined) {
    faults.add("steps", {
      message: "this is a preview, not a stack export",
      allowed: ALLOWED,
      fix: "read it as a preview",
    });
    return [];
  }
  const deployment = file["deployment"];
  if (!isObject(deployment)) {
    faults.add("deployment", { message: "missing", allowed: ALLOWED });
    return [];
  }
  const entries = deployment["resources"];
  if (entries === undefined || entries === null) {
    return []; // an empty stack has no list
  }
  if (!Array.isArray(entries)) {
    faults.add("deployment.resources", { message: "not a list", value: entries, allowed: ALLOWED });
    return [];
  }
  return entries.flatMap((entry: unknown, index) => {
    const path = `deployment.resources[${index}]`;
    if (!isObject(entry)) {
      faults.add(path, { message: "not an object", value: entry });
      return [];
    }
    return entry["delete"] === true ? [] : (stateResource(entry, path, faults) ?? []);
  });
}
