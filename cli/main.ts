import { Command, CommanderError } from "commander";
import { registerAdvise } from "./advise/commands";
import { registerCapacity } from "./capacity/commands";
import { registerCheck } from "./check/commands";
import { registerDiagram } from "./diagram/commands";
import { registerDoctor } from "./doctor/commands";
import { registerEngine } from "./engine/commands";
import { registerHandoff } from "./handoff/commands";
import { registerHygiene } from "./hygiene/commands";
import { registerInventory } from "./inventory/commands";
import { registerLab } from "./lab/commands";
import { registerLedger } from "./ledger/commands";
import { registerMtu } from "./mtu/commands";
import { registerProbe } from "./probe/commands";
import { registerReach } from "./reach/commands";
import { registerRecover } from "./recover/commands";
import { registerRehearse } from "./rehearse/commands";
import { registerReview } from "./review/commands";
import { registerRunbook } from "./runbook/commands";
import { errorCode, exitCode, UserError } from "./terminal";

/** The `vmnet` command. Each subcommand loads its own modules when it runs. */
export function createProgram(): Command {
  const program = new Command("vmnet")
    .description(
      "VMware virtual networks: review, explain and try Pulumi programs for vSphere and NSX",
    )
    .showHelpAfterError("(--help shows what there is)")
    .exitOverride();
  registerReview(program);
  registerReach(program);
  registerCheck(program);
  registerHygiene(program);
  registerMtu(program);
  registerRehearse(program);
  registerCapacity(program);
  registerAdvise(program);
  registerDiagram(program);
  registerInventory(program);
  registerDoctor(program);
  registerLab(program);
  registerHandoff(program);
  registerProbe(program);
  registerRunbook(program);
  registerLedger(program);
  registerRecover(program);
  registerEngine(program);
  return program;
}

/** Runs the command line. Faults of the user end with their message and an exit code. */
export async function main(argv: string[] = process.argv): Promise<void> {
  process.stdout.on("error", (error) => {
    // Whoever read the output has seen enough (`| head`).
    if (errorCode(error) === "EPIPE") process.exit();
    throw error;
  });
  try {
    await createProgram().parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
  // A program that leaves a timer or a connection behind does not keep the command alive.
  setTimeout(() => process.exit(), 1000).unref();
}

function report(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has printed it; help and version are no faults.
    return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
  }
  if (error instanceof UserError) {
    process.stderr.write(`error: ${error.message}\n`);
    return error.code;
  }
  const shown = process.env.VMNET_DEBUG && error instanceof Error ? error.stack : String(error);
  process.stderr.write(`error: vmnet itself failed: ${shown}\n(set VMNET_DEBUG=1 for details)\n`);
  return exitCode.failed;
}
