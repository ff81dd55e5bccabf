import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { LabProject, touched } from "./lab";

jest.setTimeout(600_000);

describe("the life of a foreign program's stack", () => {
  const project = LabProject.copyOf("test/e2e/fixtures/foreign");
  const stackFile = "Pulumi.foreign-lab.yaml";
  afterAll(() => project.dispose());

  function git(...args: string[]): string {
    const result = spawnSync("git", args, { cwd: project.folder, encoding: "utf8" });
    if (result.status !== 0) throw new Error(result.stderr);
    return result.stdout.trim();
  }

  beforeAll(() => {
    project.write(".gitignore", "node_modules\n");
    git("init", "--quiet");
    git("add", ".");
    git("-c", "user.name=t", "-c", "user.email=t@t", "commit", "--quiet", "-m", "fixture");
  });

  it("previews four resources and the component, and makes none", async () => {
    const report = await project.lab("preview");
    expect(report).toMatchObject({ ok: true, exitCode: 0, stack: "foreign-lab" });
    expect(touched(report)).toEqual([
      "lan: create",
      "machines: create",
      "networks: create",
      "switch: create",
    ]);
    expect(report.outputs.groupPath).toBe("[unknown]");
    expect(await project.objects()).toEqual([]);
  });

  it("creates them in the simulated systems", async () => {
    const report = await project.lab("up");
    expect(report.ok).toBe(true);
    expect(report.outputs).toEqual({
      groupPath: "/infra/domains/default/groups/machines",
      description: "[secret]",
      folder: "program",
    });
    const parents = report.resources.map(({ name, parent }) => [name, parent?.split("::").at(-1)]);
    expect(Object.fromEntries(parents)).toMatchObject({ lan: "networks", switch: "networks" });
    const objects = await project.objects();
    expect(objects.map(({ id }) => id).sort()).toEqual([
      "machines",
      "tf-HostPortGroup:host-21:lan",
      "tf-HostVirtualSwitch:host-21:vSwitch1",
    ]);
  });

  it("puts lab values in the place of secrets, and keeps them secret", async () => {
    const outputs = JSON.parse((await project.run("lab", "outputs", "--json")).stdout) as object;
    expect(outputs).toMatchObject({ description: "[secret]" });
    const opened = await project.run("lab", "outputs", "--json", "--show-secrets");
    expect(JSON.parse(opened.stdout)).toMatchObject({ description: "lab-foreign-password" });
    const state = join(project.folder, ".vmnet/lab/state/.pulumi/stacks/foreign/foreign-lab.json");
    expect(readFileSync(state, "utf8")).not.toContain("lab-foreign-password");
  });

  it("finds nothing to change afterwards", async () => {
    const report = await project.lab("preview", "--expect-no-changes");
    expect(report.exitCode).toBe(0);
    expect(touched(report)).toEqual([]);
    expect((await project.lab("refresh", "--expect-no-changes")).exitCode).toBe(0);
  });

  it("changes exactly what the stack file changes", async () => {
    project.edit(stackFile, "vlanId: 10", "vlanId: 20");
    const preview = await project.lab("preview", "--expect-no-changes");
    expect(preview.exitCode).toBe(3);
    expect(touched(preview)).toEqual(["lan: update"]);
    expect(preview.resources.find(({ name }) => name === "lan")?.diffs).toEqual(["vlanId"]);
    const report = await project.lab("up");
    expect(touched(report)).toEqual(["lan: update"]);
    const lan = (await project.objects()).find(({ id }) => id.endsWith(":lan"));
    expect(lan?.outputs.vlanId).toBe(20);
    project.edit(stackFile, "vlanId: 20", "vlanId: 10");
  });

  it("sees in a refresh what was changed by hand, and repairs it", async () => {
    await project.lab("up");
    const file = join(project.folder, ".vmnet/lab/estate.json");
    writeFileSync(file, readFileSync(file, "utf8").replace(/"vlanId": 10\b/, '"vlanId": 99'));
    const refresh = await project.lab("refresh", "--expect-no-changes");
    expect(refresh.exitCode).toBe(3);
    expect(refresh.resources.find(({ name }) => name === "lan")?.diffs).toContain("vlanId");
    expect(touched(await project.lab("up"))).toEqual(["lan: update"]);
  });

  it("prints tables of what there is", async () => {
    const { stdout } = await project.run("lab", "show");
    expect(stdout).toMatch(
      /Networks \(1\)\n.*\n {2}lan {3}HostPortGroup {2}10 .*vSwitch1 on esxi-01/,
    );
  });

  it("destroys everything and leaves the systems as they were", async () => {
    const report = await project.lab("destroy");
    expect(report.ok).toBe(true);
    expect(report.changes).toMatchObject({ delete: 5 });
    expect(await project.objects()).toEqual([]);
    const { stderr, code } = await project.run("lab", "outputs");
    expect(code).toBe(1);
    expect(stderr).toMatch(/does not exist in the lab. Run: vmnet lab up --stack foreign-lab/);
  });

  it("leaves the project's own files untouched", () => {
    expect(git("status", "--porcelain")).toBe("");
    expect(existsSync(join(project.folder, ".vmnet/lab/project/Pulumi.yaml"))).toBe(true);
  });

  it("forgets everything on reset, but only when told so", async () => {
    const asked = await project.run("lab", "reset");
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining("--yes is needed")]);
    expect((await project.run("lab", "reset", "--yes")).code).toBe(0);
    expect(existsSync(join(project.folder, ".vmnet/lab"))).toBe(false);
  });
});

describe("programs that fail", () => {
  const project = LabProject.copyOf("test/e2e/fixtures/foreign");
  afterAll(() => project.dispose());

  const imports = `import * as pulumi from "@pulumi/pulumi";\nimport * as nsxt from "@pulumi/nsxt";\n`;

  async function failing(program: string, command = "preview") {
    project.write("program/index.ts", imports + program);
    const { code, stdout, stderr } = await project.run("lab", command);
    expect(code).toBe(1);
    expect(stdout + stderr).not.toMatch(/^\s+at (?!program\/)/m);
    expect(stdout + stderr).not.toMatch(/error: error|rpc error|node_modules/);
    return stdout;
  }

  it("fails with the message alone for an error that is meant for the user", async () => {
    const text = 'uplinks.active[0]: no such NIC (got "vmnic9"; allowed: vmnic0)';
    const stdout = await failing(`throw new pulumi.RunError(${JSON.stringify(text)});`);
    expect(stdout).toContain(`error: ${text}\npreview failed`);
  });

  it("fails with every property path of an InputPropertiesError", async () => {
    const stdout =
      await failing(`throw new pulumi.InputPropertiesError({ message: "2 faults", errors: [
      { propertyPath: "cidr", reason: "is bad" }, { propertyPath: "ports[1]", reason: "is worse" }] });`);
    expect(stdout).toContain("error: 2 faults\n  cidr: is bad\n  ports[1]: is worse\n");
  });

  it("fails with the place in the program for a fault of the program", async () => {
    const stdout = await failing("const list: string[] = [];\nlist[0].length;");
    expect(stdout).toMatch(/error: TypeError: Cannot read .*\n {2}at program\/index.ts:4:9\n/);
  });

  it("fails once for an error in an apply, with its place", async () => {
    const stdout = await failing(
      `pulumi.output("x").apply((v) => {\n  throw new Error("apply of " + v);\n});`,
    );
    expect(stdout.match(/apply of x/g)).toHaveLength(1);
    expect(stdout).toContain("at program/index.ts:4:9");
  });

  it("fails with all faults that the provider finds, and their property paths", async () => {
    const stdout = await failing(`new nsxt.PolicyNatRule("web", { displayName: "web",
      gatewayPath: "/infra/tier-1s/t1", action: "MASQUERADE", translatedPorts: "80,81" });`);
    expect(stdout).toContain("got MASQUERADE. Examine values at 'web.action'.");
    expect(stdout).toContain("Examine values at 'web.translatedPorts'.");
  });

  it("fails at up with the manager's refusal", async () => {
    const stdout = await failing(
      `new nsxt.PolicyNatRule("web", { nsxId: "web", displayName: "web", action: "SNAT",
        gatewayPath: "/infra/tier-1s/none", translatedNetworks: ["192.168.1.50"] });`,
      "up",
    );
    expect(stdout).toContain("x nsxt:PolicyNatRule web create failed");
    expect(stdout).toMatch(/error: web: .*\/infra\/tier-1s\/none.*does not exist/);
  });

  it("fails for a module that is not there", async () => {
    expect(await failing('import "./nowhere";')).toContain("error: Cannot find module './nowhere'");
  });

  it("runs programs that export a function or a promise", async () => {
    project.write(
      "program/index.ts",
      "export = async () => ({ answer: await Promise.resolve(42) });",
    );
    expect((await project.lab("preview")).outputs).toEqual({ answer: 42 });
    project.write("program/index.ts", "export = Promise.resolve({ answer: 43 });");
    expect((await project.lab("preview")).outputs).toEqual({ answer: 43 });
  });

  it("keeps --json clean of what a program prints", async () => {
    project.write("program/index.ts", 'console.log("hello"); process.stdout.write("there");');
    const { stdout, stderr } = await project.run("lab", "preview", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ ok: true });
    expect(stderr).toContain("hello");
  });
});

describe("locks and interruption", () => {
  const project = LabProject.copyOf("test/e2e/fixtures/foreign");
  afterAll(() => project.dispose());

  const slow = `import * as nsxt from "@pulumi/nsxt";
    export = async () => {
      new nsxt.PolicyGroup("first", { nsxId: "first", displayName: "first" });
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    };`;

  it("stops gracefully at the first interrupt and keeps what was made", async () => {
    project.write("program/index.ts", slow);
    const running = project.start(["lab", "up"]);
    await running.saw(/first created/);
    const second = await project.run("lab", "up");
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`The lab is in use: vmnet lab up, process ${running.pid}`);
    running.kill("SIGINT");
    const { code, stdout } = await running.ended;
    expect(code).toBe(1);
    expect(stdout).toContain("up cancelled: 1 created");
    expect((await project.objects()).map(({ id }) => id)).toEqual(["first"]);
  });

  it("repairs what a killed command and its killed engine left behind, and says so", async () => {
    const locks = join(project.folder, ".vmnet/lab/state/.pulumi/locks/organization/foreign");
    const dead = spawnSync(process.execPath, ["-e", ""]).pid;
    const lock = { pid: dead, username: "u", hostname: hostname(), timestamp: "then" };
    writeFileSync(join(locks, "foreign-lab", "0.json"), JSON.stringify(lock));
    const left = { pid: dead, hostname: hostname(), purpose: "vmnet lab up", since: "then" };
    project.write(".vmnet/lab/lab.lock", JSON.stringify(left));
    const { code, stdout } = await project.run("lab", "destroy");
    expect(code).toBe(0);
    expect(stdout).toContain(
      `took the lab over from vmnet lab up (process ${dead}), which has died`,
    );
    expect(stdout).toContain(
      `removed the lock of an engine that has died (process ${dead}, since then)`,
    );
  });

  it("fails for a lock of another host", async () => {
    const folder = join(
      project.folder,
      ".vmnet/lab/state/.pulumi/locks/organization/foreign/foreign-lab",
    );
    const file = join(folder, "0.json");
    const lock = { pid: 1, username: "u", hostname: "elsewhere", timestamp: "then" };
    writeFileSync(file, JSON.stringify(lock));
    const { code, stderr } = await project.run("lab", "destroy");
    expect(code).toBe(1);
    expect(stderr).toContain("is locked by process 1 on elsewhere");
    expect(existsSync(file)).toBe(true);
  });
});
