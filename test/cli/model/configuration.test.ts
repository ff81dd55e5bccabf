import { join } from "node:path";
import { readConfiguration } from "../../../cli/model/configuration";
import { readDumpFile } from "../../../cli/model/dump";
import { matchesGlob } from "../../../cli/model/glob";
import { folderWith } from "../folder";

const files = { "a.yaml": "", "b.yaml": "", "rules.ts": "" };

function read(text: string) {
  const root = folderWith({ ...files, "vmnet.yaml": text });
  return { root, configuration: readConfiguration(root) };
}

describe("vmnet.yaml", () => {
  test("gives every stack what its patterns say, the later one field by field", () => {
    const { root, configuration } = read(`
      format: 1
      stacks:
        "*": { surroundings: a.yaml, expectations: rules.ts, files: [one.ts] }
        "*-prod": { surroundings: b.yaml, files: [two.ts] }
      review: { ignore: [docs/**] }
    `);
    expect(configuration.stack("web-prod")).toEqual({
      surroundings: join(root, "b.yaml"),
      expectations: join(root, "rules.ts"),
      files: ["one.ts", "two.ts"],
    });
    expect(configuration.stack("web-lab").surroundings).toBe(join(root, "a.yaml"));
    expect(configuration.ignored).toEqual(["docs/**"]);
  });

  test("names a dump of the manager, whose objects then stand beside the program's", () => {
    const segment = { resource_type: "Segment", id: "theirs", path: "/infra/segments/theirs" };
    const root = folderWith({
      "site.nsx.json": JSON.stringify([segment]),
      "vmnet.yaml": "format: 1\nstacks: { prod: { dump: site.nsx.json } }",
    });
    const { dump } = readConfiguration(root).stack("prod");
    expect(dump).toBe(join(root, "site.nsx.json"));
    expect(readDumpFile(dump).resources.map(({ id }) => id)).toEqual(["theirs"]);
    expect(readDumpFile(undefined).resources).toEqual([]);
  });

  test("may be missing: then nothing is configured", () => {
    expect(readConfiguration(folderWith()).stack("any")).toEqual({ files: [] });
  });

  test.each([
    ["an unknown field", "format: 1\nstack: {}", /stack: .*unknown.*did you mean "stacks"/s],
    [
      "an unknown field of a stack",
      "format: 1\nstacks: { lab: { surrounding: a.yaml } }",
      /stacks\.lab\.surrounding: .*did you mean "surroundings"/s,
    ],
    ["another format", "format: 2", /format: /],
    ["no format", "stacks: {}", /format: /],
    [
      "a file that does not exist",
      "format: 1\nstacks: { lab: { inventory: c.yaml } }",
      /stacks\.lab\.inventory: there is no such file \(got "c\.yaml"/,
    ],
    ["a list in place of a mapping", "[1]", /a mapping is expected/],
    ["text that is no YAML", "format: [", /vmnet\.yaml/],
  ])("fails on %s", (_what, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test("fails with all faults at once", () => {
    expect(() => read("format: 1\nstacks: { a: { x: 1 }, b: { y: 2 } }")).toThrow(/2 faults/);
  });

  test("of this repository names files that exist", () => {
    const configuration = readConfiguration(join(__dirname, "../../.."));
    const settings = configuration.stack("three-tier-nat-lab");
    expect(settings.expectations).toMatch(/threeTierNat\.expectations\.ts$/);
    expect(settings.surroundings).toMatch(/lab\.yaml$/);
  });
});

test.each([
  ["docs/**", "docs/a/b.md", true],
  ["**/*.md", "README.md", true],
  ["*.md", "docs/a.md", false],
  ["*-prod", "web-prod", true],
  ["*-prod", "web-prod-2", false],
  ["a.b?", "a.bc", true],
  ["a.b?", "axbc", false],
  ["**", "any/thing", true],
])("pattern %s and %s: %s", (pattern, name, fits) => {
  expect(matchesGlob(pattern, name)).toBe(fits);
});
