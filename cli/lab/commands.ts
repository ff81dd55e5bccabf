import { Option } from "commander";
import type { Command } from "commander";
import type { LabOptions, OperationOptions } from "./options";
import { collect } from "../options";

const FAULTS = "what goes wrong in the simulated systems (default: vmnet.lab.yaml's, or nothing)";

function withLabOptions(command: Command): Command {
  return command
    .option("--cwd <folder>", "run as if started in this folder")
    .option(
      "--inventory <file>",
      "inventory of the simulated systems (default: vmnet.lab.yaml's, or the simulator's)",
    );
}

function withStack(command: Command): Command {
  return withLabOptions(command).option(
    "-s, --stack <name>",
    "stack to use (default: VMNET_STACK, the selected one, the only one, or the only *-lab one)",
  );
}

function number(value: string): number {
  return Number.parseInt(value, 10);
}

/** `vmnet lab ...` */
export function registerLab(program: Command): void {
  const lab = program
    .command("lab")
    .description("run a Pulumi program with the real engine against a simulated vCenter and NSX")
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 refused or failed, 2 wrong use (nothing was run), 3 changes with --expect-no-changes",
    );

  const operation = (name: "preview" | "up" | "refresh" | "destroy", description: string) => {
    const command = withStack(lab.command(name).description(description))
      .option("--json", "print one JSON document instead of text")
      .option("--debug", "add stacks and the engine's own words to errors")
      .option("-t, --target <urn>", "only this resource (repeatable)", collect)
      .option("--parallel <n>", "operations at the same time", number)
      .option("--faults <file>", FAULTS);
    if (name === "preview" || name === "refresh") {
      command.option("--expect-no-changes", "exit with 3 when there are changes");
    }
    if (name === "preview" || name === "up") {
      command
        .option("-r, --refresh", "read what exists first")
        .option("--policy-pack <folder>", "check with this policy pack (repeatable)", collect);
    }
    command.action(async (options: OperationOptions) => {
      const { runOperation } = await import("./runOperation.js");
      process.exitCode = await runOperation(name, options);
    });
  };
  operation("preview", "show what `up` would do");
  operation("up", "create and change what the program describes");
  operation("refresh", "read what exists into the state; shows drift");
  operation("destroy", "delete everything that the stack made");

  withLabOptions(
    lab
      .command("select")
      .argument("[stack]", "the stack; none lists them")
      .description("choose the stack of commands without --stack, as `pulumi stack select` does"),
  ).action(async (stack: string | undefined, options: LabOptions) => {
    const { selectStack } = await import("./select.js");
    selectStack(stack, options);
  });

  withStack(lab.command("outputs").description("print the stack's outputs"))
    .option("--json", "as JSON")
    .option("--show-secrets", "secret values, too")
    .action(async (options: LabOptions & { json?: boolean; showSecrets?: boolean }) => {
      const { printOutputs } = await import("./outputs.js");
      await printOutputs(options);
    });

  withLabOptions(
    lab.command("show").description("show the lab's networks, gateways, NAT rules and machines"),
  )
    .option("--json", "every object, as JSON")
    .option("--all", "objects of the inventory, too")
    .action(async (options: LabOptions & { json?: boolean; all?: boolean }) => {
      const { showLab } = await import("./show.js");
      showLab(options);
    });

  withLabOptions(
    lab
      .command("serve")
      .description("keep the simulated systems running, for an ordinary `pulumi up`"),
  )
    .option("--background", "return when they are up")
    .option("--faults <file>", FAULTS)
    .action(async (options: LabOptions & { background?: boolean }) => {
      const { serve } = await import("./serve.js");
      await serve(options);
    });

  withLabOptions(
    lab.command("env").description('variables for an ordinary Pulumi: eval "$(vmnet lab env)"'),
  )
    .addOption(
      new Option("--shell <kind>", "syntax")
        .choices(["posix", "fish", "powershell"])
        .default("posix"),
    )
    .action(async (options: LabOptions & { shell: "posix" | "fish" | "powershell" }) => {
      const { printEnvironment } = await import("./serve.js");
      printEnvironment(options);
    });

  withLabOptions(lab.command("stop").description("stop `vmnet lab serve`")).action(
    async (options: LabOptions) => {
      const { stopServing } = await import("./serve.js");
      await stopServing(options);
    },
  );

  withLabOptions(
    lab.command("reset").description("delete the lab: its state and all simulated objects"),
  )
    .option("-y, --yes", "do not ask")
    .action(async (options: LabOptions & { yes?: boolean }) => {
      const { resetLab } = await import("./reset.js");
      await resetLab(options);
    });
}
