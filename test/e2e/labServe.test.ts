import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { LabProject } from "./lab";

jest.setTimeout(600_000);

describe("vmnet lab serve", () => {
  const project = LabProject.copyOf("test/e2e/fixtures/foreign");
  afterAll(async () => {
    await project.run("lab", "stop");
    project.dispose();
  });

  it("fails to give variables while nothing is served", async () => {
    const { code, stderr } = await project.run("lab", "env");
    expect([code, stderr]).toEqual([1, expect.stringContaining("Run: vmnet lab serve")]);
  });

  it("lets an ordinary engine run against the lab", async () => {
    const served = await project.run("lab", "serve", "--background");
    expect(served.stdout).toMatch(/^up: process \d+, vsphere:\d+,terraform-provider:\d+/);
    const { stdout: exports } = await project.run("lab", "env");
    // A stack of its own, previewed by the engine itself: no program, as there is no Node host here.
    const engine = (await project.run("engine", "path")).stdout.trim();
    const script = `eval "$EXPORTS"; "${engine}" whoami && echo "$PULUMI_DEBUG_PROVIDERS"`;
    const result = spawnSync("bash", ["-c", script], {
      cwd: project.folder,
      encoding: "utf8",
      env: { ...process.env, EXPORTS: exports },
    });
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(/vsphere:\d+,terraform-provider:\d+/);
  });

  it("shares the systems with the lab's own commands", async () => {
    expect((await project.lab("up")).ok).toBe(true);
    expect(await project.objects()).toHaveLength(3);
    expect((await project.lab("destroy")).ok).toBe(true);
  });

  it("stops when told to", async () => {
    expect((await project.run("lab", "stop")).stdout).toMatch(/^stopped process \d+/);
    expect((await project.run("lab", "stop")).stdout).toBe(
      "the simulated systems are not running\n",
    );
  });
});

describe("the command line", () => {
  const project = LabProject.copyOf("test/e2e/fixtures/foreign");
  afterAll(() => project.dispose());

  it.each([
    [["lab", "nonsense"], "unknown command 'nonsense'"],
    [["lab", "up", "--nonsense"], "unknown option '--nonsense'"],
    [["lab", "up", "--stack", "prod"], "allowed: foreign-lab"],
    [["lab", "up", "--cwd", "/"], "No Pulumi.yaml in / or above it"],
    [["lab", "up", "--inventory", "none.yaml"], "none.yaml does not exist"],
  ])("fails with code 2 for %j, and leaves no lab behind", async (args, message) => {
    const { code, stderr } = await project.run(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(join(project.folder, ".vmnet"))).toBe(false);
  });

  it("reports its engine", async () => {
    expect((await project.run("engine", "version")).stdout).toMatch(/^3\.\d+\.\d+ \(\w+\)\n$/);
    expect((await project.run("engine", "ensure")).stdout).toBe("");
  });
});
