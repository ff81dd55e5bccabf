import { LabProject, touched } from "../lab";

jest.setTimeout(600_000);

const stack = "network-slicing-lab";
const file = `Pulumi.${stack}.yaml`;

describe("the life of network-slicing", () => {
  const project = LabProject.ofRepository();
  afterAll(() => project.dispose());
  const lab = (command: string, ...args: string[]) =>
    project.lab(command, "--stack", stack, ...args);
  /** Objects of the two systems only: a component's own line says that its arguments changed. */
  const objects = (report: Awaited<ReturnType<typeof lab>>) =>
    touched({ ...report, resources: report.resources.filter(({ type }) => !/^vmnet:/.test(type)) });

  it("comes up, tells the hand-off its queues, and then has nothing to change", async () => {
    const report = await lab("up");
    expect(report).toMatchObject({ ok: true, exitCode: 0 });
    expect(report.outputs?.["handOff"]).toMatchObject({
      "5G_Net": { queue: 1, dscp: 46, networks: ["10.50.0.0/24"] },
      "4G": { queue: 2, dscp: 18, networks: ["10.40.0.0/24"] },
    });
    expect((await lab("refresh", "--expect-no-changes")).exitCode).toBe(0);
    expect((await lab("preview", "--expect-no-changes")).exitCode).toBe(0);
  });

  it("gives 4G less by one limit and the shares of its machine, in place", async () => {
    project.edit(file, "ceiling: { ingress: 6 Gbit/s", "ceiling: { ingress: 4 Gbit/s");
    project.edit(file, "weight: normal", "weight: low");
    const plan = ["4G-ingress: update", "pgw-1-vm: update"];
    expect(objects(await lab("preview"))).toEqual(plan);
    const report = await lab("up");
    expect(report.ok).toBe(true);
    expect(objects(report)).toEqual(plan);
  });

  it("goes without a rest", async () => {
    expect(await lab("destroy")).toMatchObject({ ok: true, exitCode: 0 });
    expect(await project.objects()).toEqual([]);
  });
});
