import type { Command } from "commander";
import { finish } from "../model/finish";
import { withSources } from "../model/sources";
import type { RehearseOptions } from "./rehearse";

/** `vmnet rehearse` */
export function registerRehearse(program: Command): void {
  withSources(
    program
      .command("rehearse")
      .description(
        "take every uplink, host, edge node, tunnel and BGP neighbour away, and show what is lost",
      ),
  )
    .option("--expectations <file>", "module, YAML or JSON file (default: vmnet.yaml's, if any)")
    .option("--no-pairs", "one failure at a time only")
    .addHelpText("after", HELP)
    .action(async (options: RehearseOptions) => {
      await finish(async () => {
        const { runRehearse } = await import("./rehearse.js");
        return runRehearse(options);
      });
    });
}

const HELP = `
Without expectations, all traffic that is allowed today counts.

  vmnet rehearse --stack multi-cluster-lab
  vmnet rehearse --stack three-tier-nat-lab --no-pairs

Exit codes: 0 no single failure breaks an expectation (without expectations: loses traffic),
1 one does, 2 wrong use or unusable files`;
