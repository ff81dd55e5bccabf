import { processTerminal } from "../terminal";
import { openLab } from "./context";
import type { LabOptions } from "./options";
import { chooseStack } from "./project";
import { keepSelected, selectedStack } from "./selection";

/** `vmnet lab select`: without a name it shows what there is. */
export function selectStack(name: string | undefined, options: LabOptions): void {
  const { project } = openLab(options, false);
  const terminal = processTerminal();
  if (name !== undefined) {
    const chosen = chooseStack(project, name);
    keepSelected(project.root, chosen.name);
    terminal.line(`commands without --stack use ${chosen.name}`);
    return;
  }
  const selected = selectedStack(project.root);
  for (const stack of project.stackFiles.keys()) {
    terminal.data(`${stack === selected ? "*" : " "} ${stack}`);
  }
}
