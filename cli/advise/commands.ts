import type { Command } from "commander";
import { finish } from "../model/finish";
import { withSources } from "../model/sources";
import type { AdviseOptions } from "./advise";

/** `vmnet advise` */
export function registerAdvise(program: Command): void {
  withSources(
    program
      .command("advise")
      .description("suggest improvements, each with its proof and the change that it would make"),
  )
    .option("--expectations <file>", "what must hold (default: vmnet.yaml's, if any)")
    .option("--metrics <file>", "measured traffic of uplinks, and limits of your release")
    .addHelpText("after", HELP)
    .action(async (options: AdviseOptions) => {
      await finish(async () => {
        const { runAdvise } = await import("./advise.js");
        return runAdvise(options);
      });
    });
}

const HELP = `
Every suggestion was tried on the model: its traffic stays the same, or exactly what is listed changes.
Nothing is applied.

  vmnet advise --stack three-tier-nat-lab

Exit codes: 0 with or without suggestions, 2 wrong use or unusable files`;
