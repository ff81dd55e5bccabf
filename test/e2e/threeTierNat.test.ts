import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LabProject, touched } from "./lab";

jest.setTimeout(600_000);

const stack = ["--stack", "three-tier-nat-lab"];
const stackFile = "Pulumi.three-tier-nat-lab.yaml";
const topology = "stacks/threeTierNat.ts";

describe("the life of three-tier-nat", () => {
  const project = LabProject.ofRepository();
  afterAll(() => project.dispose());

  function git(...args: string[]): string {
    const result = spawnSync("git", args, { cwd: project.folder, encoding: "utf8" });
    if (result.status !== 0) throw new Error(result.stderr);
    return result.stdout.trim();
  }

  beforeAll(() => {
    project.write(".gitignore", "node_modules\n.vmnet/\n");
    git("init", "--quiet");
    git("add", ".");
    git("-c", "user.name=t", "-c", "user.email=t@t", "commit", "--quiet", "-m", "start");
  });

  it("previews every resource of every tier, and makes none", async () => {
    const report = await project.lab("preview", ...stack);
    expect(report).toMatchObject({ ok: true, exitCode: 0 });
    expect(new Set(report.resources.map(({ op }) => op))).toEqual(new Set(["create"]));
    expect(touched(report)).toEqual(
      expect.arrayContaining([
        "lan-portgroup-esxi-01.lab.example: create",
        "edge-gateway: create",
        "app-forward-jobs: create",
        "db-segment: create",
        "db-1: create",
      ]),
    );
    expect(await project.objects()).toEqual([]);
  });

  it("brings them up", async () => {
    const report = await project.lab("up", ...stack);
    expect(report).toMatchObject({ ok: true, exitCode: 0 });
    expect(report.outputs).toMatchObject({
      gateways: { tier0: "/infra/tier-0s/edge-gateway", tier1: "/infra/tier-1s/app-gateway" },
      networks: { app: { cidr: "10.0.0.0/24", gateway: "10.0.0.1" } },
    });
    const objects = await project.objects();
    const forward = objects.find(({ path }) => path?.endsWith("/nat-rules/app-forward-jobs"));
    expect(forward?.outputs).toMatchObject({
      action: "DNAT",
      sourceNetworks: ["192.168.1.0/24"],
      destinationNetworks: ["192.168.1.60"],
      translatedNetworks: ["10.0.0.11"],
      translatedPorts: "5000-6000",
    });
  });

  it("finds nothing to change afterwards, with and without a refresh", async () => {
    expect((await project.lab("preview", "--expect-no-changes", ...stack)).exitCode).toBe(0);
    expect((await project.lab("refresh", "--expect-no-changes", ...stack)).exitCode).toBe(0);
  });

  it("plans exactly a changed VLAN and an added forward", async () => {
    project.edit(stackFile, "vlanId: 10", "vlanId: 20");
    project.edit(
      topology,
      "portForwards: {\n",
      `portForwards: {
      admin: {
        protocol: Protocol.Tcp,
        from: [LAN],
        outside: { address: OUTSIDE.jobs, ports: "8443" },
        inside: { address: INSIDE.jobs, ports: "443" },
      },
`,
    );
    const plan = [
      "app-allow-admin: create",
      "app-forward-admin: create",
      "app-service-admin: create",
      // The three components whose arguments changed; no object of the site belongs to these lines.
      "app: update",
      "edge-uplink: update",
      "edge: update",
      "lan-portgroup-esxi-01.lab.example: update",
      "lan-portgroup-esxi-02.lab.example: update",
      "lan: update",
    ];
    const preview = await project.lab("preview", ...stack);
    expect(preview.diagnostics).toEqual([]);
    expect(touched(preview)).toEqual(plan);
    const report = await project.lab("up", ...stack);
    expect(report.ok).toBe(true);
    expect(touched(report)).toEqual(plan);
    expect((await project.lab("preview", "--expect-no-changes", ...stack)).exitCode).toBe(0);
  });

  it("sees what somebody changed by hand, and repairs it", async () => {
    const file = join(project.folder, ".vmnet/lab/estate.json");
    const before = readFileSync(file, "utf8");
    const changed = before.replace(
      '"translatedPorts": "5000-6000"',
      '"translatedPorts": "5000-5999"',
    );
    expect(changed).not.toBe(before);
    writeFileSync(file, changed);

    const refresh = await project.lab("refresh", ...stack);
    expect(refresh.ok).toBe(true);
    expect(refresh.resources.filter(({ diffs }) => (diffs ?? []).length > 0)).toEqual([
      expect.objectContaining({ name: "app-forward-jobs", diffs: ["translatedPorts"] }),
    ]);
    const repair = await project.lab("up", ...stack);
    expect(touched(repair)).toEqual(["app-forward-jobs: update"]);
    const [forward] = (await project.objects()).filter(({ path }) =>
      path?.endsWith("/nat-rules/app-forward-jobs"),
    );
    expect(forward?.outputs["translatedPorts"]).toBe("5000-6000");
  });

  it("fails on faulty settings with every fault, and touches nothing", async () => {
    const good = project.read(stackFile);
    project.edit(stackFile, "vlanId: 20", "vlanId: 5000");
    project.edit(stackFile, "10.0.0.11/24", "10.0.0.300/24");
    const report = await project.lab("up", ...stack);
    project.write(stackFile, good);
    expect(report).toMatchObject({ ok: false, exitCode: 1 });
    expect(touched(report)).toEqual([]);
    const text = JSON.stringify(report.diagnostics);
    expect(text).toContain("lan.vlanId");
    expect(text).toContain("5000");
    expect(text).toContain("10.0.0.300/24");
    expect(text).not.toMatch(/\.ts:\d+|\.js:\d+|node_modules/);
  });

  it("destroys all of it, and leaves the site as it was", async () => {
    const report = await project.lab("destroy", ...stack);
    expect(report).toMatchObject({ ok: true, exitCode: 0 });
    expect(await project.objects()).toEqual([]);
  });

  it("leaves tracked files as they were", () => {
    git("checkout", "--quiet", "--", topology, stackFile);
    expect(git("status", "--porcelain")).toBe("");
  });
});
