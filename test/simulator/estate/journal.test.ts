import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Estate } from "@vmnet/simulator/estate/estate";
import { readJournaled } from "@vmnet/simulator/estate/journal";

const type = "nsxt:index/policyGroup:PolicyGroup";
const root = join(__dirname, "../../..");

let folder: string;
let file: string;
let journal: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vmnet-journal-"));
  file = join(folder, "estate.json");
  journal = `${file}.journal`;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => Estate.open({ stateFile: file });

function create(estate: Estate, id: string, size = 10): void {
  const inputs = { displayName: id, nsxId: id, description: "x".repeat(size) };
  estate.create(type, inputs, { preview: false, urn: `urn::${id}` });
}

/** An estate whose file is too long to be written for every change. */
function large(): Estate {
  const estate = open();
  create(estate, "large", 100_000);
  return estate;
}

const inFile = () =>
  (JSON.parse(readFileSync(file, "utf8")) as { objects: { id: string }[] }).objects.map(
    ({ id }) => id,
  );
const idsOf = (estate: Estate) =>
  estate
    .objects()
    .flatMap((one) => (one.type === type && one.origin === "managed" ? [one.id] : []));

test("a small state is written whole each time, and has no journal", () => {
  const estate = open();
  create(estate, "a");
  create(estate, "b");
  expect(inFile()).toEqual(["a", "b"]);
  expect(existsSync(journal)).toBe(false);
});

test("changes of a large state go to the journal, which the next start reads", () => {
  const estate = large();
  create(estate, "b");
  estate.delete(type, "large", {});
  expect(inFile()).toEqual(["large"]);
  expect(statSync(journal).size).toBeLessThan(10_000);
  expect(idsOf(open())).toEqual(["b"]);
  expect(open().objects()).toEqual(estate.objects());
});

test("closing leaves everything in the one file", () => {
  const estate = large();
  create(estate, "b");
  estate.close();
  expect(inFile()).toEqual(["large", "b"]);
  expect(existsSync(journal)).toBe(false);
});

test("so does a moment without a change, and what was refused meanwhile is not in it", async () => {
  const estate = large();
  create(estate, "b");
  expect(() => create(estate, "b")).toThrow();
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(existsSync(journal)).toBe(false);
  expect(inFile()).toEqual(["large", "b"]);
  create(estate, "c");
  expect(idsOf(open())).toEqual(["large", "b", "c"]);
});

test("the file is written anew when the journal has become as long", () => {
  const estate = large();
  for (let index = 0; index < 12; index += 1) create(estate, `g${index}`, 10_000);
  expect(inFile().length).toBeGreaterThan(9);
  expect(idsOf(open())).toEqual(idsOf(estate));
});

test("a line that was never finished is dropped: nobody was told that it was done", () => {
  const estate = large();
  create(estate, "b");
  appendFileSync(journal, '{"put":[{"type":"nsxt:index/polic');
  const next = open();
  expect(idsOf(next)).toEqual(["large", "b"]);
  create(next, "c");
  expect(inFile()).toEqual(["large", "b", "c"]);
  expect(existsSync(journal)).toBe(false);
});

test("a journal that was left behind after the file was written changes nothing", () => {
  const estate = large();
  create(estate, "b");
  estate.delete(type, "b", {});
  const left = readFileSync(journal);
  estate.close();
  writeFileSync(journal, left);
  expect(readJournaled(file)).toEqual(JSON.parse(readFileSync(file, "utf8")));
});

test("nothing that was answered is lost when the process is killed", () => {
  const program = `
    const { Estate } = require("@vmnet/simulator/estate/estate");
    const { writeSync } = require("node:fs");
    const estate = Estate.open({ stateFile: ${JSON.stringify(file)} });
    const create = (id, size) => {
      estate.create(${JSON.stringify(type)}, { displayName: id, nsxId: id, description: "x".repeat(size) },
        { preview: false, urn: "urn::" + id });
      writeSync(1, id + "\\n");
    };
    create("large", 100000);
    for (let index = 0; index < 40; index += 1) create("g" + index, 20);
    process.kill(process.pid, "SIGKILL");`;
  const args = ["--require", require.resolve("tsx/cjs"), "-e", program];
  const { stdout, signal } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  expect(signal).toBe("SIGKILL");
  const answered = stdout.trim().split("\n");
  expect(answered).toHaveLength(41);
  expect(existsSync(journal)).toBe(true);
  expect(idsOf(open())).toEqual(answered);
});

test("an estate that only reads sees what another process appends", () => {
  const writer = large();
  const reader = open();
  create(writer, "b");
  expect(idsOf(reader)).toEqual(["large", "b"]);
  create(writer, "c");
  expect(idsOf(reader)).toEqual(["large", "b", "c"]);
  writer.close();
  expect(idsOf(reader)).toEqual(["large", "b", "c"]);
});
