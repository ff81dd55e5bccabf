import type { Command } from "commander";
import { finish } from "../model/finish";
import type { DumpOptions } from "./dump";
import type { RecordOptions } from "./record";

/** `vmnet inventory` */
export function registerInventory(program: Command): void {
  const inventory = program
    .command("inventory")
    .description("what a real site has, as files for reviews that have no access to it")
    .addHelpText(
      "after",
      "\nExit codes: 0 written, 1 the command or the manager refused, 2 wrong use (docs/inventory.md)",
    );
  inventory
    .command("record")
    .description(
      "record the look-ups that a program makes: vmnet inventory record -- pulumi preview",
    )
    .argument("[command...]", "what runs the program, behind --")
    .option("--site <name>", "name of the file, inventory/<name>.json (default: the stack's)")
    .option("-s, --stack <name>", "the stack (default: what --stack of the command says)")
    .option("--lab", "run `vmnet lab preview` instead, which asks the simulated site")
    .option("--cwd <folder>", "run as if started in this folder")
    .action(async (command: string[], options: RecordOptions) => {
      const { runRecord } = await import("./record.js");
      await finish(() => runRecord(command, options));
    });
  inventory
    .command("dump")
    .description(
      "read the NSX manager's policy tree and the hosts' network configuration of a vCenter; reads only",
    )
    .requiredOption("--site <name>", "names inventory/<name>.nsx.json, inventory/<name>.hosts.json")
    .option("--cwd <folder>", "run as if started in this folder")
    .addHelpText(
      "after",
      "\nAsked is what the providers' variables are set for, the manager, the vCenter or both:" +
        "\n  NSXT_MANAGER_HOST, NSXT_USERNAME, NSXT_PASSWORD, NSXT_ALLOW_UNVERIFIED_SSL, NSXT_CA_FILE" +
        "\n  VSPHERE_SERVER, VSPHERE_USER, VSPHERE_PASSWORD, VSPHERE_ALLOW_UNVERIFIED_SSL" +
        "\nTheir values are not written anywhere.",
    )
    .action(async (options: DumpOptions) => {
      const { runDump } = await import("./dump.js");
      await finish(() => runDump(options));
    });
}
