import type { Command } from "commander";
import { finish } from "../model/finish";
import type { DoctorOptions } from "./doctor";

/** `vmnet doctor` */
export function registerDoctor(program: Command): void {
  program
    .command("doctor")
    .description("check what a stack needs on site and no resource of it makes")
    .argument("[stack]", "the stack (default: the only one, or the only *-lab one)")
    .option("--lab", "ask the simulated site of this project's lab, with what was deployed there")
    .option(
      "--live",
      "ask the real vCenter and NSX manager through the Pulumi engine; makes nothing",
    )
    .option("--inventory <file>", "inventory of the simulated site (default: vmnet.yaml's)")
    .option("--cwd <folder>", "run as if started in this folder")
    .option("--json", "print one JSON document instead of text")
    .addHelpText("after", HELP)
    .action(async (stack: string | undefined, options: DoctorOptions) => {
      await finish(async () => {
        const { runDoctor } = await import("./doctor.js");
        return runDoctor(stack, options);
      });
    });
}

const HELP = `
Without --lab and --live the inventory that vmnet.yaml names answers, and no site is asked.
--live takes addresses and accounts from the stack's plain configuration and from the environment
(VSPHERE_*, NSXT_*), calls the look-ups in a preview of a throw-away stack, and prints no secret.

  vmnet doctor three-tier-nat-prod
  vmnet doctor three-tier-nat-lab --lab
  VSPHERE_PASSWORD=... NSXT_PASSWORD=... vmnet doctor three-tier-nat-prod --live

Exit codes: 0 all checked and there, 1 something is missing or gave no answer, 2 wrong use or unusable
files, 3 nothing is missing, but some needs can only be checked by hand`;
