import type { Command } from "commander";
import { finish } from "../model/finish";
import { collect } from "../options";
import { withSources } from "../model/sources";
import type { ProbeOptions } from "./probe";

/** `vmnet probe` */
export function registerProbe(program: Command): void {
  withSources(
    program
      .command("probe")
      .description("what to send on the real site so that it shows whether the expectations hold"),
  )
    .option("--expectations <file>", "module, YAML or JSON file (default: vmnet.yaml's)")
    .option("--pairs <number>", "pairs of ends that stand for each expectation (default: 1)")
    .option(
      "--target <network=address>",
      "a machine of an outside network that answers (repeatable)",
      collect,
    )
    .option("--script <machine>", "print a POSIX shell script for this machine; it prints TAP")
    .option("--traceflow <folder>", "write a request of NSX traceflow for each probe")
    .addHelpText("after", HELP)
    .action(async (options: ProbeOptions) => {
      await finish(async () => {
        const { runProbe } = await import("./probe.js");
        return runProbe(options);
      });
    });
}

const HELP = `
  vmnet probe --stack three-tier-nat-lab
  vmnet probe --stack three-tier-nat-lab --target internet=1.1.1.1
  vmnet probe --stack three-tier-nat-lab --script app-1 > app-1.sh     # then, on app-1: sh app-1.sh
  vmnet probe --stack three-tier-nat-lab --traceflow traceflows

Exit codes: 0 there are probes; 2 wrong use or unusable files; 3 some expectations have none`;
