import { LabProject, touched } from "../lab";

jest.setTimeout(600_000);

const stack = "bridged-lan-lab";
const file = `Pulumi.${stack}.yaml`;
const lab = (project: LabProject, command: string, ...args: string[]) =>
  project.lab(command, "--stack", stack, ...args);

/** A third machine, between the two. */
function addMachine(project: LabProject): void {
  const line = "      desk-15: { address: 192.168.1.15/24, host: esxi-02.lab.example }\n";
  project.edit(file, /^(?= +desk-2:)/m, line);
}

describe("the life of bridged-lan on a vSphere switch", () => {
  const project = LabProject.ofRepository();
  afterAll(() => project.dispose());

  it("comes up and then has nothing to change", async () => {
    const report = await lab(project, "up");
    expect(report).toMatchObject({ ok: true, changes: { create: 10 } });
    expect((await lab(project, "preview", "--expect-no-changes")).exitCode).toBe(0);
    expect((await lab(project, "refresh", "--expect-no-changes")).exitCode).toBe(0);
  });

  it("grows by a machine and nothing else", async () => {
    addMachine(project);
    const report = await lab(project, "up");
    expect(touched(report).filter((line) => !line.includes("stack"))).toEqual([
      "desk-15-vm: create",
      "desk-15: create",
    ]);
  });

  it("takes another limit by updating the port groups alone", async () => {
    project.edit(file, "vlanId: 10", "vlanId: 10\n    limit: 500 Mbit/s");
    const report = await lab(project, "up");
    expect(touched(report).filter((line) => line.includes("-esxi"))).toEqual([
      "lan-portgroup-esxi-01.lab.example: update",
      "lan-portgroup-esxi-02.lab.example: update",
    ]);
    expect((await lab(project, "preview", "--expect-no-changes")).exitCode).toBe(0);
  });

  it("goes without a rest", async () => {
    expect((await lab(project, "destroy")).ok).toBe(true);
    expect(await project.objects()).toEqual([]);
  });
});

describe("the life of bridged-lan on a guarded segment", () => {
  const project = LabProject.ofRepository();
  afterAll(() => project.dispose());
  beforeAll(() => {
    project.edit(file, /^ +switch: .*$/m, "    segment: { transportZone: vlan-tz }");
  });

  it("comes up and then has nothing to change", async () => {
    const report = await lab(project, "up");
    expect(report).toMatchObject({ ok: true, changes: { create: 19 } });
    expect((await lab(project, "preview", "--expect-no-changes")).exitCode).toBe(0);
    expect((await lab(project, "refresh", "--expect-no-changes")).exitCode).toBe(0);
  });

  it("grows by a machine and its MAC address: no rule changes", async () => {
    addMachine(project);
    const custom = (await lab(project, "up")).resources.filter(({ type }) => !/^vmnet:/.test(type));
    const changed = custom.filter(({ op }) => op !== "same" && !/stack/i.test(op));
    expect(changed.map(({ name, op }) => `${name}: ${op}`).sort()).toEqual([
      "desk-15-vm: create",
      "machines-macs-macs: update",
    ]);
  });

  it("goes without a rest", async () => {
    expect((await lab(project, "destroy")).ok).toBe(true);
    expect(await project.objects()).toEqual([]);
  });
});
