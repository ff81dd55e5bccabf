import { Option } from "commander";
import type { Command } from "commander";
import { finish } from "../model/finish";
import { withSources } from "../model/sources";
import type { DiagramOptions } from "./diagram";

/** `vmnet diagram` */
export function registerDiagram(program: Command): void {
  const command = program
    .command("diagram")
    .description("draw the topology by layer, or what a change does to it; no credentials");
  withSources(command)
    .option("--base <ref>", "draw the difference from this revision")
    .option("--head <ref>", 'with --base: the revision with the change, or "worktree"')
    .addOption(
      new Option("--format <kind>", "what to write")
        .choices(["mermaid", "svg", "dot"])
        .default("mermaid"),
    )
    .option("--every", "draw every machine, however many there are")
    .option("-o, --output <file>", "write to a file")
    .addHelpText("after", HELP)
    .action(async (options: DiagramOptions) => {
      await finish(async () => {
        const { runDiagram } = await import("./diagram.js");
        return runDiagram(options);
      });
    });
}

const HELP = `
Mermaid text stands in Markdown as it is: GitHub and GitLab draw it. --json gives the
nodes and lines as data.

  vmnet diagram --stack three-tier-nat-lab
  vmnet diagram --stack three-tier-nat-lab --format svg -o network.svg
  vmnet diagram --stack three-tier-nat-lab --base origin/main
  vmnet diagram --export state.json --format dot | dot -Tpdf > network.pdf

Exit codes: 0 drawn, 1 the program does not run, 2 wrong use or unusable files`;
