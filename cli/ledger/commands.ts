import type { Command } from "commander";
import { finish } from "../model/finish";
import { collect } from "../options";
import type { LedgerOptions } from "./ledger";

/** `vmnet ledger` */
export function registerLedger(program: Command): void {
  const ledger = program
    .command("ledger")
    .description("a signed record of what each deployment was meant to be, and what held then")
    .addHelpText("after", HELP);
  const command = (name: string, description: string) =>
    ledger
      .command(name)
      .description(description)
      .option("--ledger <folder>", "folder of ledgers and of the trusted public keys", "ledger")
      .option("--cwd <folder>", "run as if started in this folder");
  const forStack = (name: string, description: string) =>
    command(name, description)
      .option("-s, --stack <name>", "the stack (default: the only one, or the only *-lab one)")
      .option("--inventory <file>", "inventory of the simulated site (default: vmnet.yaml's)")
      .option("--surroundings <file>", "what no resource says (default: vmnet.yaml's)")
      .option("--trust <fingerprint>", "trust this key alone (repeatable)", collect)
      .option("--json", "print one JSON document instead of text");
  const anchored = (name: string, description: string) =>
    forStack(name, description).option(
      "--anchor <number:hash>",
      "an entry that must be there, as `vmnet ledger head` printed it",
    );

  command("keygen", "make a key pair: the public part goes among the trusted keys")
    .requiredOption("--key <file>", "file of the new private key")
    .action(async (options: LedgerOptions) => {
      await finish(async () => (await load()).runKeygen(options));
    });
  anchored("add", "check the whole ledger, then record what the program intends now")
    .option("--key <file>", "private key (default: the PEM text in VMNET_LEDGER_KEY)")
    .option("--note <text>", "a word about this deployment, e.g. a change number")
    .action(async (options: LedgerOptions) => {
      await finish(async () => (await load()).runAdd(options));
    });
  anchored("verify", "find any change, removal or reordering, and compare with the program").action(
    async (options: LedgerOptions) => {
      await finish(async () => (await load()).runVerify(options));
    },
  );
  forStack("head", "print the anchor of the last entry, to be kept elsewhere").action(
    async (options: LedgerOptions) => {
      await finish(async () => (await load()).runHead(options));
    },
  );
}

const load = () => import("./ledger.js");

const HELP = `
  vmnet ledger keygen --key ~/.config/vmnet-ledger.pem
  vmnet ledger verify --stack three-tier-nat-prod --anchor "$ANCHOR"
  vmnet ledger add    --stack three-tier-nat-prod --note CHG-1042

Exit codes: 0 in order, 1 the ledger was tampered with (or, for add, an expectation is broken),
2 wrong use or unusable files, 3 in order, but the program intends something else now`;
