import type { Command } from "commander";
import { finish } from "../model/finish";
import { withSources } from "../model/sources";
import type { CheckOptions } from "./check";

/** `vmnet check` */
export function registerCheck(program: Command): void {
  withSources(
    program
      .command("check")
      .description("prove the expectations of a stack, or show the packet that breaks one"),
  )
    .option("--expectations <file>", "module, YAML or JSON file (default: vmnet.yaml's)")
    .option(
      "--mutate",
      "also break the network in many small ways, and list what no expectation notices",
    )
    .addHelpText("after", HELP)
    .action(async (options: CheckOptions) => {
      await finish(async () => {
        const { runCheck } = await import("./check.js");
        return runCheck(options);
      });
    });
}

const HELP = `
  vmnet check --stack three-tier-nat-lab
  vmnet check --stack three-tier-nat-lab --mutate
  vmnet check --export state.json --surroundings site.yaml --expectations rules.yaml

Exit codes: 0 all hold, 1 one is broken (or a mutant survives), 2 wrong use or unusable files,
3 none is broken, but some cannot be decided`;
