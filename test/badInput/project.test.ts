import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProject } from "../../cli/lab/project";
import { readSettings } from "../../cli/lab/settings";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "vmnet-bad-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The message without the folder, which is another one each time. */
function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect((error as Error).name).toBe("UserError");
    const message = (error as Error).message.replaceAll(`${root}/`, "");
    expect(message).not.toMatch(/\n\s+at |node_modules|TypeError|undefined/);
    return message;
  }
  throw new Error("the file was accepted");
}

describe("a Pulumi.yaml fails", () => {
  test.each([
    ["a list", "- a", 'Pulumi.yaml: a mapping is expected, such as "name: value" (got ["a"])'],
    [
      "a text",
      "nothing",
      'Pulumi.yaml: a mapping is expected, such as "name: value" (got "nothing")',
    ],
    [
      "a number for the name",
      "name: 5\nruntime: nodejs",
      'Pulumi.yaml: 1 fault\n  - name: a project needs a name (got 5; allowed: a text); write it, e.g. "name: my-network"',
    ],
    [
      "a misspelt runtime",
      "name: a\nruntime: nodjs",
      'Pulumi.yaml: 1 fault\n  - runtime: the lab runs "nodejs" programs by itself (got "nodjs"; allowed: nodejs); write nodejs',
    ],
    [
      "a list for main",
      "name: a\nruntime: nodejs\nmain: [index.ts]",
      'Pulumi.yaml: 1 fault\n  - main: this is not a path (got ["index.ts"]; allowed: the path of a file or folder); write a path',
    ],
    [
      "several at once",
      "name: ''\nruntime: { nme: nodejs }\nmain: no.ts\nstackConfigDir: 5",
      [
        "Pulumi.yaml: 4 faults",
        '  - name: a project needs a name (got ""; allowed: a text); write it, e.g. "name: my-network"',
        '  - runtime.name: the lab runs "nodejs" programs by itself (allowed: nodejs); write nodejs',
        '  - main: no.ts does not exist (got "no.ts"; allowed: a file or folder of the project); write the path of the program, from the folder of Pulumi.yaml',
        "  - stackConfigDir: this is not a path (got 5; allowed: the path of a folder); write a path, or leave this out",
      ].join("\n"),
    ],
  ])("fails: %s", (_title, text, message) => {
    writeFileSync(join(root, "Pulumi.yaml"), text);
    expect(messageOf(() => readProject(root))).toBe(message);
  });

  test("fails: a file that breaks off, with the place", () => {
    writeFileSync(join(root, "Pulumi.yaml"), "name: a\nruntime: { name: nodejs");
    expect(messageOf(() => readProject(root))).toMatch(
      /^Pulumi\.yaml: this is not YAML: .* at line 2/,
    );
  });
});

describe("a vmnet.lab.yaml fails", () => {
  test.each([
    [
      "a misspelt setting",
      "secretss: {}",
      /secretss: unknown setting; allowed: .*; did you mean "secrets"\?$/,
    ],
    ["a text for the secrets", "secrets: hunter2", /secrets: expected a map, such as /],
    ["a map for a secret", "secrets: { a: { b: hunter2 } }", /secrets\.a: expected a plain value$/],
    ["a list for a path", "inventory: [a]", /inventory: expected the path of a file$/],
  ])("fails: %s, without showing a secret", (_title, text, message) => {
    writeFileSync(join(root, "vmnet.lab.yaml"), text);
    const said = messageOf(() => readSettings(root));
    expect(said).toMatch(message);
    expect(said).not.toContain("hunter2");
  });
});
