import type { Command } from "commander";
import { finish } from "../model/finish";
import { withSources } from "../model/sources";
import type { RunbookOptions } from "./runbook";

/** `vmnet runbook` */
export function registerRunbook(program: Command): void {
  withSources(
    program
      .command("runbook")
      .description("what an operator types when this stack's network fails, with its real names"),
  )
    .option("--html", "a page of HTML instead of Markdown")
    .option("-o, --output <file>", "write it there")
    .addHelpText("after", HELP)
    .action(async (options: RunbookOptions) => {
      await finish(async () => {
        const { runRunbook } = await import("./runbook.js");
        return runRunbook(options);
      });
    });
}

const HELP = `
  vmnet runbook --stack three-tier-nat-lab > runbook.md
  vmnet runbook --stack three-tier-nat-lab --html -o runbook.html

Exit codes: 0 written; 2 wrong use or unusable files`;
