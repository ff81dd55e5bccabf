/** The entries of a ledger (R62): what they say, how they are written, and how they are chained. */
import { createHash } from "node:crypto";
import type { Resource } from "vmnet/network/model/resource";
import { z } from "zod";

const hash = z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits");

/** What one deployment was meant to be, and what held then. */
export const entrySchema = z.strictObject({
  format: z.literal(1),
  /** Counts from 1 without a gap. */
  number: z.int().positive(),
  stack: z.string().min(1),
  /** ISO 8601, UTC; never before the entry before. */
  at: z.iso.datetime(),
  /** Hash of the entry before; absent in the first. */
  previous: hash.optional(),
  /** Commit of the program, where it lies in a repository. */
  commit: z.string().optional(),
  note: z.string().optional(),
  /** SHA-256 over each resource's type, name and inputs, by `type::name`; secrets are left out. */
  intended: z.record(z.string(), hash),
  expectations: z.array(
    z.strictObject({ text: z.string(), status: z.enum(["holds", "broken", "undecided"]) }),
  ),
  /** Fingerprint of the key that signed: SHA-256 over its public part. */
  key: hash,
});

export type Entry = z.infer<typeof entrySchema>;

/** Only the one text that 64 bytes have in base64: readers of base64 pass over what does not fit. */
function isBase64(text: string): boolean {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === 64 && bytes.toString("base64") === text;
}

/** An entry as it is stored, one line of JSON each. */
export const signedEntrySchema = z.strictObject({
  entry: entrySchema,
  /** SHA-256 over the entry. */
  hash,
  /** Ed25519 over the entry, in base64. */
  signature: z.string().refine((text) => isBase64(text), "64 bytes in base64"),
});

export type SignedEntry = z.infer<typeof signedEntrySchema>;

/** The bytes that are hashed and signed: JSON with sorted keys, and what they are meant for. */
export function bytesOf(entry: Entry): Buffer {
  return Buffer.from(`vmnet ledger entry 1\n${canonical(entry)}`, "utf8");
}

export function hashOf(entry: Entry): string {
  return sha256(bytesOf(entry));
}

/** What a program intends, resource by resource. */
export function intendedBy(resources: readonly Resource[]): Record<string, string> {
  const digests = resources
    .filter(({ custom }) => custom)
    .map(({ type, name, inputs }) => [`${type}::${name}`, sha256(canonical(inputs))] as const);
  return Object.fromEntries(digests.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Names of the resources in which two intentions differ. */
export function differing(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]).sort();
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

/** JSON with the keys of every object in order, so that equal values have equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
