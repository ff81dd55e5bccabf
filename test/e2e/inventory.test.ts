import { readdirSync, readFileSync, statSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { LabProject } from "./lab";

jest.setTimeout(300_000);

const PASSWORD = "planted-provider-password-8842";
let project: LabProject;
beforeAll(() => (project = LabProject.ofRepository()));
afterAll(() => project.dispose());

/** Every file below a folder, outside of the lab's own (which keeps the state, encrypted) and the modules. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const isOwn = [".vmnet", "node_modules"].includes(name) || name.startsWith("Pulumi.");
    if (isOwn) return [];
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

test("records what the real engine's program asks, without the provider's password, and runs on it", async () => {
  const stack = "standard-switch-enterprise-lab";
  project.edit(`Pulumi.${stack}.yaml`, "config:\n", `config:\n  vsphere:password: ${PASSWORD}\n`);
  const temporary = join(project.folder, "temporary");
  mkdirSync(temporary);
  const command = ["inventory", "record", "--lab", "--stack", stack, "--site", "fra"];
  const recorded = await project.start(command, { TMPDIR: temporary }).ended;
  expect(recorded.stderr).toBe("");
  expect(recorded.stdout).toMatch(/\d+ look-ups of stack .* recorded in inventory\/fra\.json/);
  expect(recorded.stdout).not.toContain(PASSWORD);
  expect(recorded.code).toBe(0);
  for (const file of filesBelow(project.folder)) {
    expect([file, readFileSync(file, "utf8").includes(PASSWORD)]).toEqual([file, false]);
  }
  expect(readdirSync(temporary).filter((name) => name.startsWith("vmnet-record"))).toEqual([]);

  const hygiene = await project.run(
    "hygiene",
    "--stack",
    stack,
    "--inventory",
    "inventory/fra.json",
  );
  expect(hygiene.stdout).toMatch(/fra\.json: \d+ look-ups, recorded today/);
  const edited = project.read("inventory/fra.json").replace(/"host-21"/g, '"host-99"');
  project.write("inventory/fra.json", edited);
  const refused = await project.run(
    "hygiene",
    "--stack",
    stack,
    "--inventory",
    "inventory/fra.json",
  );
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/fra\.json cannot be used:\n {2}- digest: .*record again/);
});
