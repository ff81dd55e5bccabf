/** The file of recorded look-ups: its shape, its digest, and how it is read. */
import { createHash } from "node:crypto";
import { faultText, type Fault } from "vmnet/network/faults";
import { schemaFaults, unsafeKeys } from "vmnet/network/schemaFaults";
import type { PropertyMap } from "vmnet/network/model/resource";
import { z } from "zod";
import { functionTableOf } from "../estate/generic/tables";

const values = z.record(z.string(), z.unknown(), "expected a map of names and values");
const lookupShape = z.strictObject({
  token: z
    .string("expected the name of a function")
    .refine((token) => functionTableOf(token) !== undefined, "no look-up of vsphere or nsxt"),
  args: values,
  result: values,
});
const recordingShape = z.strictObject({
  format: z.literal(1),
  site: z.string().min(1),
  stack: z.string().min(1),
  recordedAt: z.iso.datetime("a time such as 2026-01-31T10:00:00.000Z"),
  digest: z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in hexadecimal digits"),
  lookups: z.array(lookupShape).min(1),
});

/** One question of a program and the site's answer. */
export interface RecordedLookup {
  /** Function, e.g. `vsphere:index/getHost:getHost`. */
  token: string;
  args: PropertyMap;
  /** In place of secrets stands {@link REDACTED}. */
  result: PropertyMap;
}

/** Look-ups that a program made on a real site, format 1. */
export interface Recording {
  format: 1;
  site: string;
  /** The stack whose program asked. */
  stack: string;
  /** ISO 8601, UTC. */
  recordedAt: string;
  /** SHA-256 over the look-ups, see {@link digestOf}. */
  digest: string;
  lookups: RecordedLookup[];
}

/** What stands in a recording where a secret was. */
export const REDACTED = "[secret, not recorded]";

/** A site with ten thousand look-ups fits, in characters. */
const LONGEST_FILE = 32_000_000;

/** A recording that cannot be used; the message lists every fault with its path. */
export class RecordingError extends Error {
  constructor(
    readonly file: string,
    faults: readonly string[],
  ) {
    super(
      [`The recording ${file} cannot be used:`, ...faults.map((one) => `  - ${one}`)].join("\n"),
    );
    this.name = "RecordingError";
  }
}

/** JSON with sorted keys and without absent values: equal questions give equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => sorted(item) ?? null);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined && item !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, sorted(item)] as const);
  return Object.fromEntries(entries);
}

/** Which question a look-up is. */
export function questionOf({ token, args }: Pick<RecordedLookup, "token" | "args">): string {
  return `${token} ${canonical(args)}`;
}

/** SHA-256 over the look-ups in canonical JSON, in the order of their questions. */
export function digestOf(lookups: readonly RecordedLookup[]): string {
  return createHash("sha256")
    .update(canonical(inOrder(lookups)))
    .digest("hex");
}

function inOrder(lookups: readonly RecordedLookup[]): RecordedLookup[] {
  const byQuestion = new Map(lookups.map((lookup) => [questionOf(lookup), lookup]));
  return [...byQuestion].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, lookup]) => lookup);
}

/** A recording of these look-ups; of two answers to one question the later one stays. */
export function makeRecording(
  head: Pick<Recording, "site" | "stack" | "recordedAt">,
  lookups: readonly RecordedLookup[],
): Recording {
  const kept = inOrder(lookups);
  return { format: 1, ...head, digest: digestOf(kept), lookups: kept };
}

/** Whether the text of a file is meant as a recording, and not as an inventory. */
export function isRecording(text: string): boolean {
  return /^\s*\{/.test(text) && /"(lookups|recordedAt)"\s*:/.test(text);
}

/**
 * Reads a recording and checks its digest.
 *
 * @throws RecordingError with every fault and its path
 */
export function parseRecording(text: string, file = "recording"): Recording {
  if (text.length > LONGEST_FILE) {
    const size = `${Math.round(text.length / 1e6)} MB, allowed: at most ${LONGEST_FILE / 1e6} MB`;
    throw new RecordingError(file, [`the whole file: too large for a recording (${size})`]);
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new RecordingError(file, [`this is not JSON: ${String(error)}`]);
  }
  const read = recordingShape.safeParse(data);
  const faults: Fault[] = [
    ...schemaFaults(recordingShape, read.error?.issues ?? [], data),
    ...unsafeKeys(data),
  ];
  if (!read.success || faults.length > 0) {
    throw new RecordingError(file, faults.slice(0, MOST_SHOWN).map(textOf));
  }
  const recording = read.data as Recording;
  const digest = digestOf(recording.lookups);
  if (digest !== recording.digest) {
    throw new RecordingError(file, [
      `digest: the look-ups are not those that were recorded (the file says ${recording.digest}, ` +
        `they give ${digest}): somebody has edited it; record again`,
    ]);
  }
  return recording;
}

const MOST_SHOWN = 50;

function textOf(fault: Fault): string {
  return faultText({ ...fault, path: fault.path === "" ? "the whole file" : fault.path });
}
