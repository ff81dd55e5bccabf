import type { Command } from "commander";
import type { RecoverOptions } from "./recover";

/** `vmnet recover` */
export function registerRecover(program: Command): void {
  program
    .command("recover")
    .description("after a crash: repair the lab's stack, or print the commands for a real site")
    .option("--cwd <folder>", "run as if started in this folder")
    .option("-s, --stack <name>", "stack to repair, or to name in the commands")
    .option("--inventory <file>", "inventory of the lab's simulated systems")
    .option("--export <file>", "what `pulumi stack export` printed for a real site (- for input)")
    .option("--log <file>", "what `pulumi up` printed when it failed (- for input)")
    .option("--error <text>", "one error message of it")
    .option("--json", "print the advice as one JSON document")
    .addHelpText(
      "after",
      "\nWith --export, --log or --error nothing is run or changed: the commands are only printed.",
    )
    .action(async (options: RecoverOptions) => {
      const { recover } = await import("./recover.js");
      process.exitCode = await recover(options);
    });
}
