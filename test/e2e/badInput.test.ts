import { join } from "node:path";
import { capture } from "@vmnet/simulator/capture/capture";
import { Estate } from "@vmnet/simulator/estate";
import { build } from "../../stacks/topologies";
import { runProgram } from "../components/harness";
import { settingsOf } from "../stacks/stackFile";
import { LabProject } from "./lab";

jest.setTimeout(600_000);

const stack = "bridged-lan-lab";
const root = join(__dirname, "../..");

/** The lab's own stack file with other settings of the LAN. */
function configWith(lan: object): Record<string, string> {
  const before = JSON.parse(settingsOf(stack)["vmnet:lan"] ?? "{}") as object;
  return { ...settingsOf(stack), "vmnet:lan": JSON.stringify({ ...before, ...lan }) };
}

const faulty = {
  settings: { vlanId: 5000, limit: "1 GB/s" },
  component: {
    switch: { name: "vSwitch1", uplinks: { active: ["vmnic1", "vmnic1"] }, mtuBytes: 99_999 },
  },
};

/** The same in the stack file: what is there, and what takes its place. */
const edits = {
  settings: ["vlanId: 10", "vlanId: 5000\n    limit: 1 GB/s"],
  component: [
    "uplinks: { active: [vmnic1] }",
    "uplinks: { active: [vmnic1, vmnic1] }, mtuBytes: 99999",
  ],
} as const;

const firstLines = {
  settings: "stack bridged-lan-lab: 2 faults",
  component: 'BridgedNetwork "lan": 2 faults',
};

describe.each(["settings", "component"] as const)("faulty %s", (kind) => {
  let text = "";

  beforeAll(async () => {
    const { errors } = await runProgram(build, { stack, config: configWith(faulty[kind]) });
    text = errors[0]!.message;
    expect(text.split("\n")).toHaveLength(3);
    expect(text.split("\n")[0]).toBe(firstLines[kind]);
  });

  test("fails a capture, which runs the SDK's own starter, with the same text and no stack", async () => {
    const config = configWith(faulty[kind]);
    const estate = Estate.open();
    const options = { projectDir: root, stack, project: "vmnet", config, estate, preview: true };
    const { errors, resources, printed } = await capture(options);
    expect(errors.map((error) => error.text.trim())).toEqual([text]);
    expect(printed).toBe("");
    // Look-ups of the site run before any component is made, so a default provider may be there.
    const made = resources.filter(({ type }) => !type.startsWith("pulumi:"));
    expect(made).toEqual([]);
  });

  test("fails `vmnet lab preview` with the same text, and the reader sees nothing else", async () => {
    const project = LabProject.ofRepository();
    try {
      const [from, to] = edits[kind];
      project.edit(`Pulumi.${stack}.yaml`, from, to);
      const { code, stdout, stderr } = await project.run("lab", "preview", "--stack", stack);
      expect(code).toBe(1);
      const said = stdout + stderr;
      for (const line of text.split("\n")) {
        expect(said).toContain(line.trim());
      }
      expect(said).not.toMatch(/\n\s+at |node_modules|InputFaultsError/);
    } finally {
      project.dispose();
    }
  });
});

test("an error without the mark comes with its stack: the mark is what keeps it out", async () => {
  const { errors } = await capture({
    projectDir: join(root, "test/simulator/capture/programs/cases"),
    stack: "dev",
    project: "cases",
    config: { "cases:case": "bug" },
    estate: Estate.open(),
    preview: true,
  });
  expect(errors[0]?.text).toMatch(/\n\s+at /);
});
