import { Option } from "commander";
import type { Command } from "commander";
import { finish } from "../model/finish";
import type { ReviewOptions } from "./review";

/** `vmnet review` */
export function registerReview(program: Command): void {
  program
    .command("review")
    .description("show what a change does to traffic, expectations and resources; no credentials")
    .option("--base <ref>", "compare with this revision (default: where head left the main branch)")
    .option("--head <ref>", 'the revision with the change, or "worktree"', "worktree")
    .option("-s, --stack <pattern>", "only these stacks, e.g. three-tier-nat-lab or '*-prod'")
    .addOption(
      new Option("--format <kind>", "what to write")
        .choices(["markdown", "json", "html"])
        .default("markdown"),
    )
    .option("-o, --output <file>", "write to a file, and print the summary only")
    .option("--no-cache", "run the programs of commits again, even where their results are kept")
    .option("--cwd <folder>", "run as if started in this folder")
    .addHelpText("after", HELP)
    .action(async (options: ReviewOptions) => {
      await finish(async () => {
        const { runReview } = await import("./review.js");
        return runReview(options);
      });
    });
}

const HELP = `
Both revisions run offline against a simulated site; encrypted values of stack files
are not opened. Nothing in the repository changes.

  vmnet review                                   work in progress against the main branch
  vmnet review --base origin/main --head HEAD -o review.md
  vmnet review --format html -o review.html      a page with a heat map and a drawing
  vmnet review --stack '*-prod' --format json

Exit codes: 0 nothing changes, 1 an expectation is broken, an error is found that base has not,
or a stack does not run, 2 wrong use or unusable files, 3 something changes`;
