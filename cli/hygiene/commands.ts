import type { Command } from "commander";
import { finish } from "../model/finish";
import { withSources } from "../model/sources";
import type { SourceOptions } from "../model/sources";

/** `vmnet hygiene` */
export function registerHygiene(program: Command): void {
  withSources(
    program
      .command("hygiene")
      .description(
        "find duplicate addresses, and rules that are shadowed, redundant, too wide, dead or in vain",
      ),
  )
    .addHelpText("after", HELP)
    .action(async (options: SourceOptions) => {
      await finish(async () => {
        const { runHygiene } = await import("./hygiene.js");
        return runHygiene(options);
      });
    });
}

const HELP = `
  vmnet hygiene --stack three-tier-nat-lab

Exit codes: 0 no error (warnings and notes do not count), 1 an error, 2 wrong use or unusable files`;
