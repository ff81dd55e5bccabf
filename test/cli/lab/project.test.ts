import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseStack, readProject } from "../../../cli/lab/project";
import { selectStack } from "../../../cli/lab/select";
import { readSettings } from "../../../cli/lab/settings";

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "vmnet-project-")));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function project(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, ".."), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

const yaml = "name: net\nruntime: nodejs\n";

describe("readProject", () => {
  it("is found from a folder below", () => {
    project({ "Pulumi.yaml": yaml, "stacks/deep/x.ts": "" });
    expect(readProject(join(root, "stacks/deep")).root).toBe(root);
  });

  it("runs a file in the file's folder, a folder in itself, as Pulumi's Node host does", () => {
    project({ "Pulumi.yaml": `${yaml}main: stacks/index.ts\n`, "stacks/index.ts": "" });
    expect(readProject(root)).toMatchObject({
      entry: join(root, "stacks/index.ts"),
      programFolder: join(root, "stacks"),
    });
    project({ "Pulumi.yaml": `${yaml}main: stacks\n` });
    expect(readProject(root).programFolder).toBe(join(root, "stacks"));
    project({ "Pulumi.yaml": yaml });
    expect(readProject(root)).toMatchObject({ entry: root, programFolder: root });
  });

  it("lists stack files, also in a folder of their own", () => {
    project({ "Pulumi.yaml": yaml, "Pulumi.a-lab.yaml": "", "Pulumi.b.yaml": "" });
    expect([...readProject(root).stackFiles.keys()]).toEqual(["a-lab", "b"]);
    project({ "Pulumi.yaml": `${yaml}stackConfigDir: config\n`, "config/Pulumi.c.yaml": "" });
    expect([...readProject(root).stackFiles.keys()]).toEqual(["c"]);
  });

  it.each([
    ["no name", "runtime: nodejs", /name: a project needs a name/],
    ["another language", "name: x\nruntime: python", /runtime: .*"python".*vmnet lab serve/s],
    [
      "an entry that is missing",
      `${yaml}main: nowhere.ts`,
      /main: .*nowhere\.ts does not exist \(got "nowhere\.ts"/,
    ],
    ["a file that is no mapping", "- a\n", /a mapping is expected/],
    ["a file that is no YAML", "a: [", /Pulumi.yaml: /],
  ])("fails for %s", (_, text, message) => {
    project({ "Pulumi.yaml": text });
    expect(() => readProject(root)).toThrow(message);
  });

  it("fails where there is no project, and says what to do", () => {
    expect(() => readProject(root)).toThrow(/No Pulumi.yaml in .*--cwd/);
  });
});

describe("chooseStack", () => {
  function withStacks(...names: string[]) {
    project({ "Pulumi.yaml": yaml });
    project(Object.fromEntries(names.map((name) => [`Pulumi.${name}.yaml`, ""])));
    return readProject(root);
  }

  it("takes the one asked for", () => {
    expect(chooseStack(withStacks("a", "b"), "b")).toEqual({ name: "b", reason: "" });
  });
  it("takes the only one", () => {
    expect(chooseStack(withStacks("prod")).reason).toBe("the only stack file");
  });
  it("takes the only one for a lab", () => {
    expect(chooseStack(withStacks("net-dev", "net-lab", "net-prod"))).toEqual({
      name: "net-lab",
      reason: "the only stack for a lab",
    });
  });
  it("runs a program without stack files", () => {
    expect(chooseStack(withStacks()).name).toBe("lab");
    expect(chooseStack(withStacks(), "mine").name).toBe("mine");
  });
  it("fails when several would do, names them, and says how to choose for good", () => {
    expect(() => chooseStack(withStacks("a-lab", "b-lab"))).toThrow(
      "Which stack? Name one of a-lab, b-lab with --stack, e.g. --stack a-lab, " +
        "or once for all commands: vmnet lab select a-lab",
    );
  });
  it("takes the selected one, or VMNET_STACK before it, or --stack before both", () => {
    const stacks = withStacks("a-lab", "b-lab", "c-lab");
    selectStack("b-lab", { cwd: root });
    expect(chooseStack(stacks, undefined, {})).toEqual({
      name: "b-lab",
      reason: "selected by vmnet lab select",
    });
    const environment = { VMNET_STACK: "c-lab" };
    expect(chooseStack(stacks, undefined, environment)).toEqual({
      name: "c-lab",
      reason: "VMNET_STACK says so",
    });
    expect(chooseStack(stacks, "a-lab", environment)).toEqual({ name: "a-lab", reason: "" });
  });
  it("fails for a selection or VMNET_STACK without stack file, and takes no other in its place", () => {
    withStacks("a-lab", "b-lab");
    selectStack("b-lab", { cwd: root });
    rmSync(join(root, "Pulumi.b-lab.yaml"));
    expect(() => chooseStack(readProject(root), undefined, {})).toThrow(
      "vmnet lab select b-lab: there is no Pulumi.b-lab.yaml; allowed: a-lab",
    );
    expect(() => chooseStack(readProject(root), undefined, { VMNET_STACK: "x" })).toThrow(
      "VMNET_STACK=x: there is no Pulumi.x.yaml",
    );
    expect(() => selectStack("z", { cwd: root })).toThrow("there is no Pulumi.z.yaml");
  });
  it("fails for a stack that does not exist, and names a likely one", () => {
    expect(() => chooseStack(withStacks("net-lab", "net-dev"), "net")).toThrow(
      "--stack net: there is no Pulumi.net.yaml; allowed: net-dev, net-lab; did you mean net-dev or net-lab?",
    );
  });
});

describe("readSettings", () => {
  it("needs no file", () => {
    expect(readSettings(root)).toEqual({ secrets: {} });
  });

  it("reads secrets and an inventory beside the project", () => {
    project({
      "vmnet.lab.yaml": 'inventory: lab/site.yaml\nsecrets:\n  "net:psk": key\n  "net:pin": 12\n',
      "lab/site.yaml": "",
    });
    expect(readSettings(root)).toEqual({
      inventory: join(root, "lab/site.yaml"),
      secrets: { "net:psk": "key", "net:pin": "12" },
    });
  });

  it("prefers the inventory of the command line", () => {
    project({ "vmnet.lab.yaml": "inventory: a.yaml\n", "a.yaml": "", "b.yaml": "" });
    expect(readSettings(root, join(root, "b.yaml")).inventory).toBe(join(root, "b.yaml"));
  });

  it("fails with every fault of the file", () => {
    project({ "vmnet.lab.yaml": "inventory: none.yaml\nsecret: {}\nsecrets:\n  a: [1]\n" });
    expect(() => readSettings(root)).toThrow(
      /secret: unknown setting; allowed: faults, inventory, secrets; did you mean "secrets"\?\n.*secrets\.a: expected a plain value\n.*none\.yaml does not exist/,
    );
  });
});
