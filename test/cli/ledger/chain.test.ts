import { readFileSync, writeFileSync } from "node:fs";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { join } from "node:path";
import * as fc from "fast-check";
import { anchorText, appendEntry, parseAnchor, readLedger } from "../../../cli/ledger/chain";
import { differing, intendedBy, type SignedEntry } from "../../../cli/ledger/entry";
import { fingerprintOf } from "../../../cli/ledger/keys";
import { folderWith } from "../folder";

const pair = generateKeyPairSync("ed25519");
const keys = new Map<string, KeyObject>([[fingerprintOf(pair.publicKey), pair.publicKey]]);

/** A ledger of some deployments, a minute apart. */
function ledgerOf(count: number) {
  const file = join(folderWith(), "net-prod.jsonl");
  const entries: SignedEntry[] = [];
  for (let index = 0; index < count; index++) {
    entries.push(
      appendEntry(
        file,
        entries.at(-1),
        {
          stack: "net-prod",
          at: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
          intended: { "nsxt:index/policyGroup:PolicyGroup::web": String(index % 10).repeat(64) },
          expectations: [{ text: "web reaches db", status: "holds" }],
        },
        pair.privateKey,
      ),
    );
  }
  return { file, entries, lines: readFileSync(file, "utf8").trimEnd().split("\n") };
}

const { file, entries, lines } = ledgerOf(6);
const last = entries[5]!;

/** The faults of the ledger with other lines. */
function faultsWith(changed: readonly string[], end = "\n") {
  writeFileSync(file, changed.length === 0 ? "" : changed.join("\n") + end);
  return readLedger(file, keys).faults;
}

describe("a ledger", () => {
  it("is in order when nobody touched it", () => {
    expect(faultsWith(lines)).toEqual([]);
    expect(readLedger(file, keys, parseAnchor(anchorText(last))).entries).toHaveLength(6);
  });

  it("fails for every change of one character", () => {
    const text = lines.join("\n");
    const change = fc.tuple(fc.nat(text.length - 1), fc.constantFrom("0", "a", "Z", '"', " ", "}"));
    fc.assert(
      fc.property(change, ([at, letter]) => {
        fc.pre(text[at] !== letter);
        const changed = text.slice(0, at) + letter + text.slice(at + 1);
        return faultsWith(changed.split("\n")).length > 0;
      }),
      { numRuns: 300 },
    );
  });

  it("fails for every removal but that of the end, and for every other order", () => {
    fc.assert(
      fc.property(
        fc
          .shuffledSubarray(lines, { minLength: 1 })
          .filter((subset) => subset.some((line, index) => line !== lines[index])),
        (subset) => faultsWith(subset).length > 0,
      ),
      { numRuns: 300 },
    );
  });

  it("fails for a cut-off end against an anchor, which alone can tell", () => {
    const anchor = parseAnchor(anchorText(last));
    expect(faultsWith(lines.slice(0, 4))).toEqual([]);
    expect(readLedger(file, keys, anchor).faults).toEqual([
      { message: "entry 6, to which the anchor points, is not there: the end was cut off" },
    ]);
    expect(faultsWith(lines, "")).toEqual([{ line: 6, message: "the last line is cut off" }]);
  });

  it("fails for an entry signed with another key, even a well-made one", () => {
    faultsWith(lines);
    const other = generateKeyPairSync("ed25519");
    const content = { ...last.entry, at: "2026-02-01T00:00:00.000Z" };
    appendEntry(file, last, content, other.privateKey);
    expect(readLedger(file, keys).faults).toEqual([
      {
        line: 7,
        message: `it is signed with a key that is not trusted (${fingerprintOf(other.publicKey)})`,
      },
    ]);
  });

  it("fails for an entry that is older than the one before, though it is well signed", () => {
    faultsWith(lines);
    appendEntry(file, last, { ...last.entry, at: "2025-01-01T00:00:00.000Z" }, pair.privateKey);
    expect(readLedger(file, keys).faults.map(({ message }) => message)).toEqual([
      "it is older (2025-01-01T00:00:00.000Z) than the entry before it (2026-01-01T00:05:00.000Z)",
    ]);
  });

  it.each([
    ["not JSON", "{", "this is no entry: not JSON"],
    ["another shape", '{"entry":{}}', /^this is no entry: entry\.format/],
    ["hostile names", '{"__proto__":{"x":1}}', /^this is no entry/],
    ["an empty line", "", "this is no entry: not JSON"],
  ])("fails for %s with one line that says where", (_, line, message) => {
    const [fault] = faultsWith([line, ...lines.slice(1)]);
    expect(fault).toMatchObject({ line: 1 });
    expect(fault!.message).toMatch(message);
  });

  it.each(["", "6", "0:aa", `1:${"A".repeat(64)}`, "<script>"])(
    "fails for the anchor %j",
    (text) => {
      expect(() => parseAnchor(text)).toThrow("an anchor is <number>:<hash>");
    },
  );
});

describe("what is recorded of a program", () => {
  const group = (inputs: object) => ({
    urn: "urn:pulumi:s::p::t::web",
    type: "nsxt:index/policyGroup:PolicyGroup",
    name: "web",
    custom: true,
    inputs: { ...inputs },
    outputs: {},
  });

  it("does not depend on the order of resources or keys", () => {
    const other = { ...group({ x: 1 }), name: "db" };
    const one = intendedBy([group({ a: 1, b: { c: 2, d: 3 } }), other]);
    expect(intendedBy([other, group({ b: { d: 3, c: 2 }, a: 1 })])).toEqual(one);
  });

  it("names exactly the resources that differ", () => {
    const before = intendedBy([group({ a: 1 })]);
    expect(differing(before, intendedBy([group({ a: 2 })]))).toEqual([
      "nsxt:index/policyGroup:PolicyGroup::web",
    ]);
    expect(differing(before, intendedBy([{ ...group({}), custom: false }]))).toHaveLength(1);
    expect(differing(before, before)).toEqual([]);
  });
});
