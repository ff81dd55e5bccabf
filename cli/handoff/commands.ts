import type { Command } from "commander";
import { finish } from "../model/finish";
import { collect } from "../options";
import { withSources } from "../model/sources";
import type { HandoffOptions } from "./handoff";

/** `vmnet handoff` */
export function registerHandoff(program: Command): void {
  withSources(
    program
      .command("handoff")
      .description("what the physical switches must be for a stack: write it, or check theirs"),
  )
    .option("--cabling <file>", "who is plugged where (default: vmnet.yaml's)")
    .option("--switch <name>", "this physical switch alone")
    .option("-o, --output <folder>", "write a file for each switch")
    .option("--check <file>", "compare this running configuration (repeatable)", collect)
    .addHelpText("after", HELP)
    .action(async (options: HandoffOptions) => {
      await finish(async () => {
        const { runHandoff } = await import("./handoff.js");
        return runHandoff(options);
      });
    });
}

const HELP = `
  vmnet handoff --stack standard-switch-enterprise-lab
  vmnet handoff --stack standard-switch-enterprise-lab --check core-1.txt --check access-1.txt

Exit codes: 0 written, or everything is as needed; 1 something is missing; 2 wrong use or unusable
files; 3 nothing is missing, but there are warnings`;
