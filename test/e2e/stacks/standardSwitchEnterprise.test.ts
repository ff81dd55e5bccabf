import { LabProject, touched } from "../lab";

jest.setTimeout(600_000);

const stack = "standard-switch-enterprise-lab";
const file = `Pulumi.${stack}.yaml`;
const second = "esxi-02.lab.example";

describe("the life of standard-switch-enterprise", () => {
  const project = LabProject.ofRepository();
  afterAll(() => project.dispose());
  const lab = (command: string, ...args: string[]) =>
    project.lab(command, "--stack", stack, ...args);
  /** Objects of the two systems only: a component's own line says that its arguments changed. */
  const objects = (report: Awaited<ReturnType<typeof lab>>) =>
    touched({ ...report, resources: report.resources.filter(({ type }) => !/^vmnet:/.test(type)) });

  it("comes up with the guide's vMotion addresses, and then has nothing to change", async () => {
    const report = await lab("up");
    expect(report).toMatchObject({ ok: true, exitCode: 0 });
    expect(report.outputs?.["vMotion"]).toEqual({
      name: "vmotion",
      addresses: {
        "esxi-01.lab.example": "192.168.10.100",
        "esxi-03.lab.example": "192.168.10.101",
      },
    });
    expect((await lab("preview", "--expect-no-changes")).exitCode).toBe(0);
    expect((await lab("refresh", "--expect-no-changes")).exitCode).toBe(0);
  });

  it("grows by a host in the middle: what it needs is made, and nobody is renumbered", async () => {
    project.edit(file, "hosts: [esxi-01.lab.example,", `hosts: [esxi-01.lab.example, ${second},`);
    project.edit(
      file,
      "slots: { esxi-01.lab.example: 0,",
      `slots: { ${second}: 2, esxi-01.lab.example: 0,`,
    );
    const plan = [
      `fabric-portgroup-Data_Net-${second}: create`,
      `fabric-portgroup-Jump_Net-${second}: create`,
      `fabric-portgroup-Prod_Net-${second}: create`,
      `fabric-switch-vSwitch1-${second}: create`,
      `vmotion-adapter-${second}: create`,
      `vmotion-portgroup-${second}: create`,
    ];
    // A network's id waits for its port groups on every host, so a preview cannot tell that machines
    // will have the same one; the update finds it so and leaves them alone.
    const machines = ["app-1", "app-2", "db-1", "jump-1"].map((name) => `${name}-vm: update`);
    expect(objects(await lab("preview"))).toEqual([...machines, ...plan].sort());
    const report = await lab("up");
    expect(report.ok).toBe(true);
    expect(objects(report)).toEqual(plan);
    const adapters = (await project.objects()).filter(({ type }) => /:Vnic$/.test(type));
    const addresses = adapters.map(({ outputs }) => (outputs["ipv4"] as { ip: string }).ip);
    expect(addresses.sort()).toEqual(["192.168.10.100", "192.168.10.101", "192.168.10.102"]);
    expect((await lab("preview", "--expect-no-changes")).exitCode).toBe(0);
  });

  it("goes without a rest", async () => {
    expect(await lab("destroy")).toMatchObject({ ok: true, exitCode: 0 });
    expect(await project.objects()).toEqual([]);
  });
});
