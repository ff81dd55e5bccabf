import { FaultList } from "../../faults";
import type { Resource } from "../resource";
import { convertObjects } from "./dump/convert";
import { isObject, parseJson, textAt } from "./json";

/** One object of the Policy API. */
export interface DumpObject {
  /** `resource_type`, without the "Child" of the hierarchical API. */
  type: string;
  /** Absent for virtual machines and their interfaces. */
  path?: string;
  value: Record<string, unknown>;
}

const ALLOWED =
  "objects of the Policy API: {path: object}, a list of objects, answers with results, " +
  "or the hierarchical tree of /infra";

/**
 * Resources from a dump of what a manager's Policy API returns, for what no program describes. The
 * file is JSON in one of these shapes, which may hold each other: an object `{path: object}`, a list of
 * objects with `path` and `resource_type`, answers of list requests (`{results: [...]}`), or the tree
 * of `GET /policy/api/v1/infra?filter=...` (`children`). docs/surroundings.md shows how to write one.
 *
 * Virtual machines come from `VirtualMachine`, `VirtualNetworkInterface` and `SegmentPort` objects;
 * their addresses are what the manager saw.
 *
 * @param text Content of the file.
 * @param name Name of the file, for messages.
 * @throws FaultsError for a truncated file, an unfinished list, or things that are no such objects
 */
export function readDump(text: string, name = "dump"): Resource[] {
  const subject = `${name} cannot be read as a dump of a manager`;
  const file = parseJson(text, subject);
  const faults = new FaultList();
  const objects: DumpObject[] = [];
  if (isObject(file) && (file["deployment"] !== undefined || file["steps"] !== undefined)) {
    faults.add("", {
      message: "this is a file of Pulumi, not a dump of a manager",
      allowed: ALLOWED,
    });
  } else {
    collect(file, "", faults, objects);
  }
  if (faults.isEmpty && objects.length === 0) {
    faults.add("", { message: "no object in it", allowed: ALLOWED });
  }
  faults.throwIfAny(subject);
  return convertObjects(objects);
}

function collect(value: unknown, at: string, faults: FaultList, into: DumpObject[]): void {
  if (Array.isArray(value)) {
    value.forEach((entry: unknown, index) => collect(entry, `${at}[${index}]`, faults, into));
    return;
  }
  if (!isObject(value)) {
    faults.add(at, { message: "not an object", value, allowed: ALLOWED });
    return;
  }
  if (Array.isArray(value["results"])) {
    collectResults(value, value["results"], at, faults, into);
    return;
  }
  const type = textAt(value, "resource_type");
  if (type !== undefined) {
    collectObject(value, type, at, faults, into);
    return;
  }
  const entries = Object.entries(value);
  if (entries.length === 0 || !entries.every(([key]) => key.startsWith("/"))) {
    faults.add(at === "" ? "resource_type" : `${at}.resource_type`, {
      message: "missing",
      allowed: ALLOWED,
    });
    return;
  }
  for (const [path, object] of entries) {
    const where = `${at}["${path}"]`;
    const isBare =
      isObject(object) && object["path"] === undefined && object["results"] === undefined;
    collect(isBare ? { ...object, path } : object, where, faults, into);
  }
}

/** A list request answers in pages; a dump that holds the first one only would hide objects. */
function collectResults(
  answer: Record<string, unknown>,
  results: unknown[],
  at: string,
  faults: FaultList,
  into: DumpObject[],
): void {
  const count = answer["result_count"];
  const isCut = typeof count === "number" && count > results.length;
  if (textAt(answer, "cursor") !== undefined || isCut) {
    faults.add(`${at === "" ? "" : `${at}.`}results`, {
      message: `the list goes on: ${results.length} of ${typeof count === "number" ? count : "more"} objects`,
      fix: "ask for the following pages (cursor) and add their results",
    });
  }
  collect(results, `${at === "" ? "" : `${at}.`}results`, faults, into);
}

function collectObject(
  value: Record<string, unknown>,
  type: string,
  at: string,
  faults: FaultList,
  into: DumpObject[],
): void {
  const wrapped = type.startsWith("Child") ? value[type.slice("Child".length)] : undefined;
  if (isObject(wrapped)) {
    const inner = textAt(wrapped, "resource_type") ?? type.slice("Child".length);
    collectObject(wrapped, inner, `${at}.${type.slice("Child".length)}`, faults, into);
    return;
  }
  const path = textAt(value, "path");
  const needsPath = !["VirtualMachine", "VirtualNetworkInterface", "Infra"].includes(type);
  if (path === undefined && needsPath) {
    faults.add(`${at === "" ? "" : `${at}.`}path`, {
      message: `missing: which ${type} this is cannot be told`,
      fix: "dump what the API answers to GET, not what is sent to it",
    });
    return;
  }
  into.push({ type, ...(path === undefined ? {} : { path }), value });
  if (Array.isArray(value["children"])) {
    collect(value["children"], `${at === "" ? "" : `${at}.`}children`, faults, into);
  }
}
