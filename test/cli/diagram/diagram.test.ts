import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runDiagram } from "../../../cli/diagram/diagram";
import type { DiagramOptions } from "../../../cli/diagram/diagram";
import { Lines } from "../lines";
import { folderWith } from "../folder";
import { edit, exampleRepository } from "../review/repository";

jest.setTimeout(120_000);

let folder: string;
const stack = "three-tier-nat-lab";

beforeAll(() => {
  folder = exampleRepository();
});

async function draw(options: DiagramOptions): Promise<string> {
  const terminal = new Lines();
  expect(await runDiagram({ cwd: folder, stack, ...options }, terminal)).toBe(0);
  return terminal.printed.join("\n");
}

test("draws what a change does to a stack, and writes files", async () => {
  edit(folder, `Pulumi.${stack}.yaml`, "10.0.9.11/24", "10.0.9.12/24");
  const text = await draw({ base: "HEAD" });
  expect(text).toMatch(/^flowchart TB\n/);
  expect(text).toContain('["#126; db-1<br/>10.0.9.12<br/>was 10.0.9.11"]:::changed');
  expect(text).toContain('{{"core"}}');
  const output = join(folderWith(), "network.svg");
  expect(await draw({ base: "HEAD", format: "svg", output })).toMatch(
    new RegExp(`^stack ${stack}, difference: \\d+ objects drawn$`),
  );
  expect(readFileSync(output, "utf8")).toContain("~ db&#45;1");
  const { nodes } = JSON.parse(await draw({ base: "HEAD", json: true })) as {
    nodes: { name: string; status?: string }[];
  };
  expect(nodes.find(({ name }) => name === "db-1")?.status).toBe("changed");
});

test("fails where a file and a revision are asked for together", async () => {
  await expect(draw({ base: "HEAD", previewJson: "x.json" })).rejects.toThrow(
    "--preview-json cannot stand beside --base",
  );
});

test("draws an exported state of ten thousand hostile machines within bounds", async () => {
  const name = (index: number) => `<img src=x onerror=alert(1)>"${index}|\n`;
  const resources = Array.from({ length: 10_000 }, (_, index) => ({
    urn: `urn:pulumi:s::p::vsphere:index/virtualMachine:VirtualMachine::m${index}`,
    type: "vsphere:index/virtualMachine:VirtualMachine",
    custom: true,
    id: `id-${index}`,
    inputs: { name: name(index), networkInterfaces: [{ networkId: "network-1" }] },
    outputs: { name: name(index), networkInterfaces: [{ networkId: "network-1" }] },
  }));
  const cwd = folderWith({
    "state.json": JSON.stringify({ version: 3, deployment: { resources } }),
  });
  const terminal = new Lines();
  await runDiagram({ cwd, export: "state.json" }, terminal);
  const text = terminal.printed.join("\n");
  expect(text).toContain("10000 machines");
  expect(text.length).toBeLessThan(20_000);
  expect(text).not.toContain("<img");
});
