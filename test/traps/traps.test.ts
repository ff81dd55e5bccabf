import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { quirks } from "@vmnet/simulator/estate/index";

const root = join(__dirname, "../..");
const text = readFileSync(join(root, "docs/traps.md"), "utf8");

interface Row {
  trap: string;
  source: string;
  answer: string;
  tests: { file: string; title: string }[];
}

const rows: Row[] = text
  .split("\n")
  .filter((line) => line.startsWith("|") && !/^\| *(Trap|-+) *\|/.test(line))
  .map((line) => {
    const [trap = "", source = "", answer = "", shown = ""] = line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim());
    const tests: Row["tests"] = [];
    let file = "";
    for (const [, path, title] of shown.matchAll(/`([^`]+)`:|"((?:[^"\\]|\\.)+)"/g)) {
      if (path === undefined) {
        tests.push({ file, title: title ?? "" });
      } else {
        file = path;
      }
    }
    return { trap, source, answer, tests };
  });

/** Titles of a file: names of tests, and of the rows of its tables. */
function titlesOf(file: string): Set<string> {
  const source = readFileSync(join(root, file), "utf8");
  return new Set([...source.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] ?? ""));
}

describe("docs/traps.md", () => {
  test("has rows of four cells, each trap once", () => {
    expect(rows.length).toBeGreaterThan(60);
    const names = rows.map(({ trap }) => trap);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(rows.filter(({ trap, tests }) => trap === "" || tests.length === 0)).toEqual([]);
  });

  test("says of every trap where it comes from and what vmnet does", () => {
    const sources = /\b(seen|code|rule|manager|doc|API|schema|tracker)\b/;
    const answers = /^(handled|refused|impossible by type|lab only shows it)\b/;
    expect(rows.filter(({ source }) => !sources.test(source))).toEqual([]);
    expect(rows.filter(({ answer }) => !answers.test(answer))).toEqual([]);
    expect(text).not.toMatch(/\bTODO\b|to be done|not yet handled/i);
  });

  test("names tests that exist", () => {
    const missing = rows
      .flatMap(({ tests }) => tests)
      .filter(({ file, title }) => !existsSync(join(root, file)) || !titlesOf(file).has(title))
      .map(({ file, title }) => `${file}: ${title}`);
    expect(missing).toEqual([]);
  });

  test("has every peculiarity that the lab simulates, by its name", () => {
    const bold = new Set(
      rows.flatMap(({ trap }) => [...trap.matchAll(/\*\*([^*]+)\*\*/g)].map((match) => match[1])),
    );
    expect(quirks.map(({ name }) => name).filter((name) => !bold.has(name))).toEqual([]);
    const known = new Set(quirks.map(({ name }) => name));
    expect([...bold].filter((name) => !known.has(name ?? ""))).toEqual([]);
  });
});
