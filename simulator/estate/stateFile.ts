import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import type { PropertyMap } from "vmnet/network/model/resource";
import type { SecretPath } from "./types";

/** One object of the estate, as the state file and {@link Estate.objects} show it. */
export interface EstateObject {
  type: string;
  id: string;
  /** NSX policy path. */
  path?: string;
  outputs: PropertyMap;
  /** What the real system knows and never tells the provider, e.g. the network id of a port group. */
  internal?: Record<string, string | number>;
  /** `inventory`: it was there before; `managed`: a program made it. */
  origin: "inventory" | "managed";
  /**
   * URN of the resource that a program made it for. Real systems know nothing like it; the lab
   * finds by it, after a crash, what is in nobody's state.
   */
  urn?: string;
  /**
   * Places in `outputs` that the program said are secret. A real system knows no more than that it
   * hides a password; the lab keeps them so that what it shows does not hold them.
   */
  secrets?: SecretPath[];
}

/** The state file: every object that differs from the inventory. */
export interface StateDocument {
  format: "vmnet-estate";
  version: 1;
  /** Next number of each counted kind of id. */
  counters: Record<string, number>;
  /** Inventory objects that were deleted, as `type id`. */
  deleted: string[];
  objects: EstateObject[];
}

const properties = z.record(z.string(), z.json()) as z.ZodType<PropertyMap>;

const documentSchema = z.strictObject({
  format: z.literal("vmnet-estate"),
  version: z.literal(1),
  counters: z.record(z.string(), z.int().nonnegative()),
  deleted: z.array(z.string()),
  objects: z.array(
    z.strictObject({
      type: z.string(),
      id: z.string(),
      path: z.string().optional(),
      outputs: properties,
      internal: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      origin: z.enum(["inventory", "managed"]).default("managed"),
      urn: z.string().optional(),
      secrets: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
    }),
  ),
});

/** The state file exists but cannot be used; nothing was read from it and it was not touched. */
export class StateFileError extends Error {
  constructor(file: string, why: string) {
    super(
      `The estate's state file ${file} cannot be used: ${why}. ` +
        "Correct it by hand, put a copy back, or move it away to start with an empty lab.",
    );
    this.name = "StateFileError";
  }
}

export function emptyState(): StateDocument {
  return { format: "vmnet-estate", version: 1, counters: {}, deleted: [], objects: [] };
}

/**
 * Reads a state file; a file that is missing is an empty state.
 *
 * @throws StateFileError when the file is there and is not a whole state
 */
export function readState(file: string): StateDocument {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (typeof error === "object" && error !== null && "code" in error && error.code === "ENOENT") {
      return emptyState();
    }
    throw new StateFileError(file, String(error));
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new StateFileError(file, `it is not JSON (${String(error)})`);
  }
  const parsed = documentSchema.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new StateFileError(
      file,
      `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "wrong shape"}`,
    );
  }
  return parsed.data;
}

/** Text of each object; stored objects never change in place, so it is made once. */
const texts = new WeakMap<EstateObject, string>();

function textOfObject(object: EstateObject): string {
  const known = texts.get(object) ?? JSON.stringify(object, null, 1);
  texts.set(object, known);
  return known;
}

function textOfState({ objects, ...rest }: StateDocument): string {
  const head = JSON.stringify(rest, null, 1).slice(0, -2);
  return `${head},\n "objects": [\n${objects.map(textOfObject).join(",\n")}\n ]\n}\n`;
}

/**
 * Replaces the state file so that a reader, or the next start after a kill, sees the old or the new
 * content and never a part: the new content is on the disk before it takes the name.
 *
 * @returns its length in characters
 */
export function writeState(file: string, document: StateDocument): number {
  const text = textOfState(document);
  const temporary = `${file}.tmp`;
  const handle = openSync(temporary, "w", 0o600);
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
  const folder = openSync(dirname(file), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
  return text.length;
}

/** Changes whenever somebody else writes the file. */
export function fileStamp(file: string): string {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? "none" : `${stat.ino}:${stat.size}:${stat.mtimeNs}`;
}
