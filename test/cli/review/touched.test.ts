import { readProject } from "../../../cli/lab/project";
import { readConfiguration } from "../../../cli/model/configuration";
import type { Side } from "../../../cli/review/sides";
import { touchedStacks } from "../../../cli/review/touched";
import { folderWith } from "../folder";

function side(): Pick<Side, "project" | "configuration"> {
  const root = folderWith({
    "Pulumi.yaml": "name: x\nruntime: nodejs\n",
    "Pulumi.web-lab.yaml": "",
    "Pulumi.web-prod.yaml": "",
    "Pulumi.db-prod.yaml": "",
    "site.yaml": "",
    "ports.yaml": "",
    "inventory/fra.nsx.json": "",
    "inventory/fra.hosts.json": "",
    "vmnet.yaml": `
      format: 1
      stacks:
        web-*: { files: [web*.ts] }
        web-prod: { dump: inventory/fra.nsx.json, hosts: inventory/fra.hosts.json }
        "*-lab": { cabling: ports.yaml }
        "*-prod": { surroundings: site.yaml }
      review: { ignore: ["**/*.md", "test/**", "inventory/**"] }`,
  });
  const project = readProject(root);
  return { project, configuration: readConfiguration(root) };
}

test.each<[string, string[], string | undefined, string[]]>([
  ["any program file concerns all", ["shared.ts"], undefined, ["db-prod", "web-lab", "web-prod"]],
  ["files of some stacks concern these", ["webRules.ts"], undefined, ["web-lab", "web-prod"]],
  ["a stack's own file concerns it", ["Pulumi.db-prod.yaml"], undefined, ["db-prod"]],
  ["surroundings concern who uses them", ["site.yaml"], undefined, ["db-prod", "web-prod"]],
  ["a dump concerns who names it", ["inventory/fra.nsx.json"], undefined, ["web-prod"]],
  ["so do hosts", ["inventory/fra.hosts.json"], undefined, ["web-prod"]],
  ["and cabling", ["ports.yaml"], undefined, ["web-lab"]],
  ["ignored files concern none", ["docs/a.md", "test/a.ts"], undefined, []],
  ["a pattern leaves out the rest", ["shared.ts"], "web-*", ["web-lab", "web-prod"]],
  ["nothing changed, nothing touched", [], undefined, []],
])("%s", (_what, changed, pattern, expected) => {
  expect(touchedStacks([side()], changed, pattern)).toEqual(expected);
});
