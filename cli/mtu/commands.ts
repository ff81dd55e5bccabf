import type { Command } from "commander";
import { finish } from "../model/finish";
import { withSources } from "../model/sources";
import type { MtuOptions } from "./mtu";

/** `vmnet mtu` */
export function registerMtu(program: Command): void {
  withSources(
    program
      .command("mtu")
      .description("prove packet sizes, or show the largest packet from A to B and what limits it")
      .argument("[A]", "sender: a machine, network, group or address")
      .argument("[B]", "receiver: the same"),
  )
    .addHelpText("after", HELP)
    .action(async (from: string | undefined, to: string | undefined, options: MtuOptions) => {
      await finish(async () => {
        const { runMtu } = await import("./mtu.js");
        return runMtu(from, to, options);
      });
    });
}

const HELP = `
Sizes are of IP packets in bytes. What neither resources nor surroundings say is taken at its
product default ("assumes") or stays unknown.

  vmnet mtu --stack multi-cluster-lab
  vmnet mtu west-app-1 east-app-1 --stack multi-cluster-lab

Exit codes: 0 everything fits, 1 something does not (or nothing gets from A to B), 2 wrong use or
unusable files, 3 nothing is wrong, but a layer of which nobody says its size limits the proof`;
