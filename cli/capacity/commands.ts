import type { Command } from "commander";
import { finish } from "../model/finish";
import { withSources } from "../model/sources";
import type { CapacityOptions } from "./capacity";

/** `vmnet capacity` */
export function registerCapacity(program: Command): void {
  withSources(
    program
      .command("capacity")
      .description(
        "show how full ports, addresses, pools, reservations and policies are, and until when",
      ),
  )
    .option("--metrics <file>", "measured traffic of uplinks, and limits of your release")
    .option("--growth <file>", "used amounts of two or more days")
    .addHelpText("after", HELP)
    .action(async (options: CapacityOptions) => {
      await finish(async () => {
        const { runCapacity } = await import("./capacity.js");
        return runCapacity(options);
      });
    });
}

const HELP = `
Files are YAML or JSON (docs/proofs.md):

  links: [{ host: host-21, nic: vmnic2, mbit: 23100, date: 2026-06-01 }]
  limits: { rules: 2000, "nat app-gateway": 4000 }
  snapshots: [{ date: 2026-03-01, used: { "addresses app-segment 10.0.0.0/24": 120 } }, ...]

  vmnet capacity --stack three-tier-nat-lab
  vmnet capacity --stack multi-cluster-lab --metrics links.yaml --growth quarter.yaml

Exit codes: 0 nothing is nearly full, 1 something has more than there is, 2 wrong use or unusable
files, 3 something is nearly full, or will be within a quarter`;
