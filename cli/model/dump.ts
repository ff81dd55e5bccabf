/** A dump of an NSX manager beside a program's resources. */
import { basename } from "node:path";
import { readDump } from "vmnet/network/model/index";
import type { Resource } from "vmnet/network/model/resource";
import { count } from "../terminal";
import { siteFileNote } from "./age";
import { readNamedFile } from "./sources";
import { oneLine } from "./words";

export interface Dump {
  resources: Resource[];
  /** Its age, where the file says when it was taken. */
  notes: string[];
}

/**
 * Reads a dump; without a file there is nothing in it.
 *
 * @throws UserError, FaultsError for files that cannot be used
 */
export function readDumpFile(file: string | undefined, now?: number): Dump {
  if (file === undefined) {
    return { resources: [], notes: [] };
  }
  const name = basename(file);
  const text = readNamedFile("dump", file);
  const resources = readDump(text, name);
  const { takenAt, site } = headOf(text);
  if (takenAt === undefined || Number.isNaN(Date.parse(takenAt))) {
    return { resources, notes: [] };
  }
  const named = site === undefined ? "" : ` --site ${oneLine(site)}`;
  const again = `dump again: vmnet inventory dump${named}`;
  const what = `${count(resources.length, "resource")} of the manager, read`;
  return { resources, notes: [siteFileNote({ name, what, takenAt, again }, now)] };
}

/** What `vmnet inventory dump` writes before the objects, which can be many. */
function headOf(text: string): { takenAt?: string; site?: string } {
  const end = text.indexOf("[");
  const head = text.slice(0, Math.min(end < 0 ? 0 : end, 2_000));
  const [, takenAt] = /"takenAt": ?"([^"\\]{1,40})"/.exec(head) ?? [];
  const [, site] = /"site": ?"([A-Za-z0-9._-]{1,100})"/.exec(head) ?? [];
  return { ...(takenAt && { takenAt }), ...(site && { site }) };
}
