import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readProject } from "../../cli/lab/project";
import { captureStack } from "../../cli/model/captured";
import { folderWith } from "./folder";

export const root = join(__dirname, "../..");
export const labSite = join(root, "stacks/surroundings/lab.yaml");

/** The three tiers of the lab as `pulumi stack export` would write them; options for commands. */
export async function exportedStack(): Promise<{
  export: string;
  surroundings: string;
  cwd: string;
}> {
  const { captured } = await captureStack(readProject(root), "three-tier-nat-lab");
  const cwd = folderWith();
  const deployment = { resources: captured.resources };
  writeFileSync(join(cwd, "state.json"), JSON.stringify({ version: 3, deployment }));
  return { export: "state.json", surroundings: labSite, cwd };
}
