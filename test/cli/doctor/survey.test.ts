import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { askedName, nounOf, placeOf, subjectOf } from "../../../cli/doctor/lookup";
import { plainRefusal } from "../../../cli/doctor/report";
import { copyOfLab } from "../../../cli/doctor/survey";
import { folderWith } from "../folder";

test("a copy of the lab holds what was written apart, too, and leaves the lab alone", () => {
  const root = folderWith();
  const lab = join(root, ".vmnet/lab");
  expect(copyOfLab(root, folderWith())).toBeUndefined();
  mkdirSync(lab, { recursive: true });
  writeFileSync(join(lab, "estate.json"), "whole");
  writeFileSync(join(lab, "estate.json.journal"), "apart");
  const copy = copyOfLab(root, folderWith()) ?? "";
  expect([copy, `${copy}.journal`].map((file) => readFileSync(file, "utf8"))).toEqual([
    "whole",
    "apart",
  ]);
  expect(readdirSync(lab).sort()).toEqual(["estate.json", "estate.json.journal"]);
});

describe("words for look-ups", () => {
  const token = "nsxt:index/getPolicyLbMonitor:getPolicyLbMonitor";

  test("kinds that no table names are spelled out, with the system that has them", () => {
    expect([nounOf(token), placeOf(token)]).toEqual(["lb monitor", "NSX Manager: lb monitor"]);
  });

  test("an explicit provider is named, a default one is not", () => {
    const asked = { token, args: { displayName: "tcp" }, answer: {}, neededBy: [] };
    const urn = "urn:pulumi:s::p::pulumi:providers:nsxt::";
    expect(subjectOf({ ...asked, provider: `${urn}west` })).toBe('lb monitor "tcp" on west');
    expect(subjectOf({ ...asked, provider: `${urn}default_3_11_1` })).toBe('lb monitor "tcp"');
  });

  test("a hostile name stays a quoted text", () => {
    const name = 'a"\n<script>|';
    const asked = { token, args: { displayName: name }, answer: {}, neededBy: [], provider: "" };
    expect(askedName(asked.args)).toBe(name);
    expect(subjectOf(asked)).toBe(String.raw`lb monitor "a\"\n<script>|"`);
  });

  test("a refusal is told without the wrapping of engine and provider", () => {
    const wrapped = `invocation of ${token} returned an error: invoking ${token}: 1 error occurred:\n\t* Cannot find it\n\n`;
    expect(plainRefusal(wrapped)).toBe("Cannot find it");
    expect(plainRefusal("plain")).toBe("plain");
  });
});
