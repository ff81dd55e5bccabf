import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clearTornFiles } from "../../../cli/lab/tornFiles";

const state = mkdtempSync(join(tmpdir(), "vmnet-torn-"));
const stacks = join(state, ".pulumi/stacks/net");
afterAll(() => rmSync(state, { recursive: true, force: true }));

function put(name: string, text: string, secondsAgo = 60): void {
  mkdirSync(stacks, { recursive: true });
  writeFileSync(join(stacks, name), text);
  const then = Date.now() / 1000 - secondsAgo;
  utimesSync(join(stacks, name), then, then);
}

it("removes what a killed engine left half-written, and nothing else", async () => {
  put("a.json", "");
  put("a.json.attrs", "");
  put("b.json.attrs", '{"user.content_type":"x"}');
  put("b.json.17f.tmp", "{");
  await clearTornFiles(state);
  expect(readdirSync(stacks).sort()).toEqual(["a.json", "b.json.attrs"]);
});

it("gives a live engine two seconds to end its writing", async () => {
  put("c.json.attrs", "", 1.6);
  put("c.json.18f.tmp", "{", 1.6);
  const cleared = clearTornFiles(state);
  put("c.json.attrs", "{}");
  rmSync(join(stacks, "c.json.18f.tmp"));
  await cleared;
  expect(readdirSync(stacks).sort()).toEqual(["a.json", "b.json.attrs", "c.json.attrs"]);
});

it("takes a state that is not there for a clean one", async () => {
  await expect(clearTornFiles(join(state, "nowhere"))).resolves.toBeUndefined();
});
