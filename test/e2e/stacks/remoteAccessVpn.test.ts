import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { LabProject, touched } from "../lab";

jest.setTimeout(300_000);

const stack = "remote-access-vpn-lab";
const settings = `Pulumi.${stack}.yaml`;

describe("the life of remote-access-vpn", () => {
  const project = LabProject.ofRepository();
  const lab = (command: string, ...args: string[]) =>
    project.lab(command, "--stack", stack, ...args);
  afterAll(() => project.dispose());

  it("comes up, and then has nothing to change", async () => {
    const report = await lab("up");
    expect(report.diagnostics).toEqual([]);
    expect(report).toMatchObject({ ok: true, exitCode: 0 });
    expect(report.outputs).toMatchObject({
      access: { address: "192.168.1.70", poolMode: "masquerade" },
      gateways: { tier1: "/infra/tier-1s/vpn-gateway" },
    });
    expect(JSON.stringify(report.outputs)).not.toContain("BEGIN");
    expect((await lab("preview", "--expect-no-changes")).exitCode).toBe(0);
    expect((await lab("refresh", "--expect-no-changes")).exitCode).toBe(0);
  });

  it("keeps keys and profiles out of the engine's state", () => {
    const state = join(project.folder, ".vmnet/lab");
    for (const text of ["PRIVATE KEY", "OpenVPN Static key", "otpauth"]) {
      const found = spawnSync("grep", ["-rl", text, state], { encoding: "utf8" });
      expect(found.stdout.split("\n").filter((name) => name.includes(".pulumi"))).toEqual([]);
    }
  });

  it("lets one more client in, and refuses another, by one restart of the gateway", async () => {
    project.edit(
      settings,
      "    laptop-2: {}",
      "    laptop-1b: {}\n    laptop-2: { revoked: true }",
    );
    const plan = [
      "pki-client-certificate-laptop-1b: create",
      "pki-client-key-laptop-1b: create",
      "pki-client-request-laptop-1b: create",
      "pki: update",
      "vpn-factor-laptop-1b: create",
      "vpn-factor-laptop-2: delete",
      "vpn-vm: update",
      "vpn: update",
    ];
    const report = await lab("up");
    expect(touched(report)).toEqual([...plan].sort());
    const { refusedSerialNumbers } = report.outputs as { refusedSerialNumbers: string[] };
    expect(refusedSerialNumbers).toHaveLength(2);
  });

  it("would hang itself below a gateway that the site has, and give up its own", async () => {
    project.edit(settings, "    interfaces: { edge-01: 192.168.1.2/24 }", "    existing: site-t0");
    expect(touched(await lab("preview"))).toEqual(
      [
        "edge-gateway: delete",
        "edge-interface-edge-01: delete",
        "edge-route-default: delete",
        "edge-uplink: delete",
        "edge: delete",
        "vpn-gateway: update",
        "vpn: update",
      ].sort(),
    );
  });

  it("goes without a rest", async () => {
    expect((await lab("destroy")).ok).toBe(true);
    expect(await project.objects()).toEqual([]);
  });
});
