import { LabProject, touched } from "../lab";

jest.setTimeout(600_000);

const stack = "cross-switch-vlan-lab";
const file = `Pulumi.${stack}.yaml`;

describe("the life of cross-switch-vlan", () => {
  const project = LabProject.ofRepository();
  afterAll(() => project.dispose());
  const lab = (command: string, ...args: string[]) =>
    project.lab(command, "--stack", stack, ...args);
  /** Objects of the two systems only: a component's own line says that its arguments changed. */
  const objects = (report: Awaited<ReturnType<typeof lab>>) =>
    touched({ ...report, resources: report.resources.filter(({ type }) => !/^vmnet:/.test(type)) });

  it("comes up, says which trunk it needs, and then has nothing to change", async () => {
    const report = await lab("up");
    expect(report).toMatchObject({ ok: true, exitCode: 0 });
    expect(report.outputs?.["physicalTrunk"]).toEqual([
      { host: "esxi-01.lab.example", switchName: "vSwitch1", adapter: "vmnic1", vlans: "100" },
      { host: "esxi-02.lab.example", switchName: "vSwitch1", adapter: "vmnic1", vlans: "100" },
      { host: "esxi-01.lab.example", switchName: "vSwitch2", adapter: "vmnic2", vlans: "100" },
      { host: "esxi-02.lab.example", switchName: "vSwitch2", adapter: "vmnic2", vlans: "100" },
    ]);
    expect((await lab("preview", "--expect-no-changes")).exitCode).toBe(0);
    expect((await lab("refresh", "--expect-no-changes")).exitCode).toBe(0);
  });

  it("takes another VLAN by updating the port groups of both switches alone", async () => {
    project.edit(file, "  vmnet:front:", "  vmnet:shared: { vlanId: 101 }\n  vmnet:front:");
    const plan = ["back", "front"].flatMap((key) =>
      ["esxi-01", "esxi-02"].map((host) => `shared-portgroup-${key}-${host}.lab.example: update`),
    );
    expect(objects(await lab("preview"))).toEqual(plan);
    const report = await lab("up");
    expect(report.ok).toBe(true);
    expect(objects(report)).toEqual(plan);
    expect((await lab("preview", "--expect-no-changes")).exitCode).toBe(0);
  });

  it("goes without a rest", async () => {
    expect(await lab("destroy")).toMatchObject({ ok: true, exitCode: 0 });
    expect(await project.objects()).toEqual([]);
  });
});

describe("cross-switch-vlan with a distributed switch", () => {
  const project = LabProject.ofRepository();
  afterAll(() => project.dispose());
  const lab = (command: string, ...args: string[]) =>
    project.lab(command, "--stack", stack, ...args);
  beforeAll(() => {
    project.edit(file, "back: { name: vSwitch2,", "back: { name: dvs-back, kind: distributed,");
  });

  it("comes up, settles, and goes without a rest", async () => {
    expect(await lab("up")).toMatchObject({ ok: true, exitCode: 0 });
    expect((await lab("preview", "--expect-no-changes")).exitCode).toBe(0);
    expect((await lab("refresh", "--expect-no-changes")).exitCode).toBe(0);
    expect(await lab("destroy")).toMatchObject({ ok: true, exitCode: 0 });
    expect(await project.objects()).toEqual([]);
  });
});
