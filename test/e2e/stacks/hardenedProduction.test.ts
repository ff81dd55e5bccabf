import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { LabProject, touched } from "../lab";

jest.setTimeout(300_000);

const stack = "hardened-production-lab";
const lab = (project: LabProject, command: string, ...args: string[]) =>
  project.lab(command, "--stack", stack, ...args);

describe("the life of hardened-production", () => {
  const project = LabProject.ofRepository();
  afterAll(() => project.dispose());

  it("comes up, and then has nothing to change", async () => {
    const report = await lab(project, "up");
    expect(report.diagnostics).toEqual([]);
    expect(report).toMatchObject({ ok: true, exitCode: 0 });
    expect(report.outputs).toMatchObject({
      application: "10.40.5.10",
      frontends: { "web-1": "192.168.1.81", "web-2": "192.168.1.82" },
      gateways: { tier1: "/infra/tier-1s/dmz-gateway" },
    });
    expect((await lab(project, "preview", "--expect-no-changes")).exitCode).toBe(0);
    expect((await lab(project, "refresh", "--expect-no-changes")).exitCode).toBe(0);
  });

  it("has the drop of older TLS before what lets visitors in (R33)", async () => {
    const objects = await project.objects();
    const at = (end: string) => objects.find(({ path }) => path?.endsWith(end))?.outputs;
    expect(at("/rules/web-drop-oldertls")).toMatchObject({
      action: "DROP",
      profiles: ["/infra/context-profiles/web-oldertls"],
      destinationGroups: ["10.40.2.11", "10.40.2.12"],
    });
    expect(at("/security-policies/web-inspection")).toMatchObject({ category: "Environment" });
    expect(at("/security-policies/tiers-application")).toMatchObject({ category: "Application" });
  });

  it("keeps the frontends' key out of the engine's state", () => {
    const folder = join(project.folder, ".vmnet/lab");
    const words = ["-rl", "--exclude=estate.json", "PRIVATE KEY-----", folder];
    const { stdout } = spawnSync("grep", words, { encoding: "utf8" });
    expect(stdout.split("\n").filter((name) => name.includes(".pulumi"))).toEqual([]);
  });

  it("takes one more machine of production by exactly what knows of it", async () => {
    project.edit(
      `Pulumi.${stack}.yaml`,
      "    vpn:\n",
      "      app-3: { address: 10.40.3.13, host: esxi-01.lab.example }\n    vpn:\n",
    );
    const report = await lab(project, "up");
    expect(touched(report)).toEqual([
      "app-3-vm: create",
      "app-3: create",
      "application-pool: update",
      "application: update",
      "balancing-separate-production: update",
      "balancing: update",
    ]);
  });

  it("goes without a rest", async () => {
    expect((await lab(project, "destroy")).ok).toBe(true);
    expect(await project.objects()).toEqual([]);
  });
});
