/** A ledger's file: one signed entry a line, each bound to the one before. */
import { sign, verify, type KeyObject } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../terminal";
import { bytesOf, hashOf, signedEntrySchema, type Entry, type SignedEntry } from "./entry";
import { fingerprintOf } from "./keys";

/** No honest ledger is larger: 100,000 entries of a large stack. */
const largest = 1024 * 1024 * 1024;

/** A place in a ledger that somebody keeps elsewhere: `12:3f...`. */
export interface Anchor {
  number: number;
  hash: string;
}

export function anchorText({ entry, hash }: SignedEntry): string {
  return `${entry.number}:${hash}`;
}

/** @throws UserError for a text that is none */
export function parseAnchor(text: string): Anchor {
  const [, number, hash] = /^([1-9]\d{0,8}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  if (number === undefined || hash === undefined) {
    throw new UserError(
      `--anchor ${text.slice(0, 80)}: an anchor is <number>:<hash>, as \`vmnet ledger head\` prints it`,
    );
  }
  return { number: Number(number), hash };
}

/** What is wrong with a ledger, the first place first. */
export interface LedgerFault {
  /** Line of the file, from 1; absent for the file as a whole. */
  line?: number;
  message: string;
}

export interface ReadLedger {
  entries: SignedEntry[];
  faults: LedgerFault[];
}

/**
 * Reads a ledger and checks all of it: form, numbers, links, times, hashes and signatures. Whatever
 * was changed, removed from the middle, inserted or put in another order is a fault; that its end
 * was cut off shows against an anchor.
 */
export function readLedger(
  file: string,
  keys: ReadonlyMap<string, KeyObject>,
  anchor?: Anchor,
): ReadLedger {
  const entries: SignedEntry[] = [];
  const faults: LedgerFault[] = [];
  if (existsSync(file) && statSync(file).size > largest) {
    return { entries, faults: [{ message: "the file is larger than any ledger" }] };
  }
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  if (text !== "" && !text.endsWith("\n")) {
    faults.push({ line: lines.length, message: "the last line is cut off" });
  }
  lines.forEach((content, index) => {
    const line = index + 1;
    const signed = parseLine(content);
    if (typeof signed === "string") {
      faults.push({ line, message: signed });
      return;
    }
    const messages = [
      ...linkFaults(signed, entries.at(-1), line),
      ...signatureFaults(signed, keys),
    ];
    faults.push(...messages.map((message) => ({ line, message })));
    entries.push(signed);
  });
  const anchored = anchor && entries.find(({ entry }) => entry.number === anchor.number);
  if (anchor !== undefined && anchored?.hash !== anchor.hash) {
    const what = anchored === undefined ? "is not there: the end was cut off" : "is another one";
    faults.push({ message: `entry ${anchor.number}, to which the anchor points, ${what}` });
  }
  return { entries, faults };
}

function parseLine(content: string): SignedEntry | string {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return "this is no entry: not JSON";
  }
  const parsed = signedEntrySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `this is no entry: ${issue?.path.join(".") || "it"}: ${issue?.message ?? "wrong form"}`;
}

function linkFaults({ entry }: SignedEntry, before: SignedEntry | undefined, line: number) {
  const expected = (before?.entry.number ?? line - 1) + 1;
  return [
    ...(entry.number === expected
      ? []
      : [
          `it has number ${entry.number} where ${expected} follows: entries were removed, inserted or moved`,
        ]),
    ...(entry.previous === before?.hash ? [] : ["it does not follow the entry before it"]),
    ...(before !== undefined && entry.at < before.entry.at
      ? [`it is older (${entry.at}) than the entry before it (${before.entry.at})`]
      : []),
    ...(before !== undefined && entry.stack !== before.entry.stack
      ? [`it belongs to stack ${entry.stack}, the one before to ${before.entry.stack}`]
      : []),
  ];
}

function signatureFaults(
  { entry, hash, signature }: SignedEntry,
  keys: ReadonlyMap<string, KeyObject>,
) {
  if (hashOf(entry) !== hash) return ["its content was changed: the hash is another one"];
  const key = keys.get(entry.key);
  if (key === undefined) return [`it is signed with a key that is not trusted (${entry.key})`];
  const isRight = verify(null, bytesOf(entry), key, Buffer.from(signature, "base64"));
  return isRight ? [] : ["its signature is wrong"];
}

/** Signs what follows the last entry and writes it. */
export function appendEntry(
  file: string,
  last: SignedEntry | undefined,
  content: Omit<Entry, "format" | "number" | "previous" | "key">,
  key: KeyObject,
): SignedEntry {
  const entry: Entry = {
    ...content,
    format: 1,
    number: (last?.entry.number ?? 0) + 1,
    ...(last === undefined ? {} : { previous: last.hash }),
    key: fingerprintOf(key),
  };
  const signature = sign(null, bytesOf(entry), key).toString("base64");
  const signed = { entry, hash: hashOf(entry), signature };
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(signed)}\n`);
  return signed;
}
