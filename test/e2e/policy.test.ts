import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { LabProject } from "./lab";

jest.setTimeout(300_000);

const pack = resolve(__dirname, "../../policy");

describe("the policy pack on the real engine", () => {
  const project = LabProject.copyOf("test/e2e/fixtures/policy");
  afterAll(() => project.dispose());
  const lab = (command: string, stack: string) =>
    project.lab(command, "--stack", stack, "--policy-pack", pack);
  const said = ({ diagnostics }: Awaited<ReturnType<typeof lab>>) =>
    diagnostics.map(({ severity, message }) => `${severity} ${message}`).join("\n");

  it("fails a preview that opens everything, and says what to do", async () => {
    const report = await lab("preview", "open-lab");
    expect(report).toMatchObject({ ok: false, exitCode: 1 });
    expect(said(report)).toMatch(
      /^error no-any-any-allow: firewall rule in allows every packet from anywhere to anywhere.*Fix: give sourceGroups/m,
    );
  });

  it("lets a closed one pass, and encrypts a key that the program gave in clear", async () => {
    const report = await lab("up", "closed-lab");
    expect(report).toMatchObject({ ok: true, exitCode: 0 });
    expect(said(report)).not.toContain("no-any-any-allow");
    const state = join(project.folder, ".vmnet/lab/state/.pulumi/stacks/policies/closed-lab.json");
    const text = readFileSync(state, "utf8");
    expect(text).toContain('"displayName":"web"');
    expect(text).not.toContain("planted-key-4711");
  });

  it("fails for a folder that holds no pack before anything is started", async () => {
    const run = await project.run("lab", "preview", "--stack", "open-lab", "--policy-pack", ".");
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("--policy-pack .: there is no PulumiPolicy.yaml in it");
  });
});
