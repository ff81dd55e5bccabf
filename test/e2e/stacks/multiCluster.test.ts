import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { LabProject, touched } from "../lab";

jest.setTimeout(300_000);

const stack = "multi-cluster-lab";
const topology = "stacks/multiCluster.ts";
const KEY = "only-for-the-lab-0123456789";
const lab = (project: LabProject, command: string, ...args: string[]) =>
  project.lab(command, "--stack", stack, ...args);

describe("the life of multi-cluster", () => {
  const project = LabProject.ofRepository();
  afterAll(() => project.dispose());

  it("comes up at both sites, and then has nothing to change", async () => {
    const report = await lab(project, "up");
    expect(report.diagnostics).toEqual([]);
    expect(report).toMatchObject({ ok: true, exitCode: 0 });
    expect(report.outputs).toMatchObject({
      west: { gateway: "/infra/tier-0s/west-edge-gateway", app: { cidr: "10.1.0.0/24" } },
      east: { gateway: "/infra/tier-0s/east-edge-gateway", app: { cidr: "10.2.0.0/24" } },
    });
    expect((await lab(project, "preview", "--expect-no-changes")).exitCode).toBe(0);
    expect((await lab(project, "refresh", "--expect-no-changes")).exitCode).toBe(0);
  });

  it("has made two tunnels that meet (R34)", async () => {
    const objects = await project.objects();
    const session = (site: string) =>
      objects.find(({ path }) => path?.endsWith(`/sessions/${site}-vpn-session-primary`))?.outputs;
    expect(session("west")).toMatchObject({
      peerAddress: "198.51.100.1",
      ipAddresses: ["169.254.64.2"],
      direction: "BOTH",
    });
    expect(session("east")).toMatchObject({
      peerAddress: "203.0.113.1",
      ipAddresses: ["169.254.64.1"],
    });
  });

  it("keeps the key out of the engine's state and its reports", async () => {
    const report = await lab(project, "preview");
    expect(JSON.stringify(report)).not.toContain(KEY);
    const state = join(project.folder, ".vmnet/lab");
    const found = spawnSync("grep", ["-rl", "--exclude=estate.json", KEY, state], {
      encoding: "utf8",
    });
    const files = found.stdout.split("\n").filter((name) => name.includes(".pulumi"));
    expect(files).toEqual([]);
    // The manager itself has it, as a real one has.
    expect(readFileSync(join(state, "estate.json"), "utf8")).toContain(KEY);
  });

  it("opens one more service by one service, and one rule per tunnel and end", async () => {
    project.edit(
      topology,
      "    allow: {\n",
      '    allow: {\n      ssh: { from: "west", services: [tcp("22")] },\n',
    );
    const plan = ["west", "east"].flatMap((site) => [
      `${site}-vpn-allow-backup.ssh: create`,
      `${site}-vpn-allow-primary.ssh: create`,
      `${site}-vpn-traffic-ssh: create`,
      `${site}-vpn: update`,
    ]);
    const preview = await lab(project, "preview");
    expect(touched(preview)).toEqual([...plan].sort());
    expect(touched(await lab(project, "up"))).toEqual([...plan].sort());
    expect((await lab(project, "preview", "--expect-no-changes")).exitCode).toBe(0);
  });

  it("takes a smaller transport by clamping the four sessions", async () => {
    project.edit(
      `Pulumi.${stack}.yaml`,
      "asNumber: 64999 }",
      "asNumber: 64999 }\n        mtuBytes: 1400",
    );
    const report = await lab(project, "up");
    const sessions = touched(report).filter((line) => line.includes("-session-"));
    expect(sessions).toEqual([
      "east-vpn-session-backup: update",
      "east-vpn-session-primary: update",
      "west-vpn-session-backup: update",
      "west-vpn-session-primary: update",
    ]);
  });

  it("goes without a rest", async () => {
    expect((await lab(project, "destroy")).ok).toBe(true);
    expect(await project.objects()).toEqual([]);
  });
});
