import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Estate, quirks } from "@vmnet/simulator/estate/index";
import { functionTokens, resourceTokens, shortName } from "@vmnet/simulator/estate/generic/tables";

const text = readFileSync(join(__dirname, "../../../docs/fidelity.md"), "utf8");
const tables = text.slice(text.indexOf("## Types with rules"), text.indexOf("## Functions"));
const named = new Set([...tables.matchAll(/`(\w+)`/g)].map((match) => match[1]));

describe("docs/fidelity.md", () => {
  test("lists exactly the types with rules of their own", () => {
    const estate = Estate.open();
    const types = resourceTokens();
    const modelled = types.filter((type) => estate.isModelled(type)).map(shortName);
    const generic = types.filter((type) => !estate.isModelled(type)).map(shortName);
    expect(modelled.filter((name) => !named.has(name))).toEqual([]);
    expect(generic.filter((name) => named.has(name))).toEqual([]);
  });

  test("names every peculiarity with its types and source, and the right number of types", () => {
    const rows = text.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
    for (const { name, source, types } of quirks) {
      const row = rows.find((cells) => cells[1] === name);
      const listed = types === "all" ? "all" : types.map((type) => `\`${shortName(type)}\``);
      expect(row?.slice(2, 4)).toEqual([[listed].flat().join(", "), source]);
    }
    const [vsphere, nsx] = ["vsphere:", "nsxt:"].map(
      (pkg) => resourceTokens().filter((type) => type.startsWith(pkg)).length,
    );
    expect(text).toContain(
      `All ${vsphere} vSphere and ${nsx} NSX resource types and all ${functionTokens().length} functions`,
    );
  });
});
