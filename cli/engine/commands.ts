import type { Command } from "commander";
import { exitCode, processTerminal, UserError } from "../terminal";

/** `vmnet engine ensure|path|version` */
export function registerEngine(program: Command): void {
  const engine = program
    .command("engine")
    .description("the Pulumi engine that runs the lab: find it, or install or build it");
  engine
    .command("ensure")
    .description("make sure that there is an engine; says nothing when there is")
    .action(async () => {
      const { ensureEngine } = await import("./find.js");
      const terminal = processTerminal();
      let slow = false;
      const found = await ensureEngine({
        onProgress: (message) => {
          slow = true;
          terminal.line(`vmnet: ${message}`);
        },
      });
      if (slow) terminal.line(`vmnet: Pulumi ${found.version} is at ${found.path}`);
    });
  const present = async () => {
    const { findEngine } = await import("./find.js");
    const found = findEngine();
    if (!found)
      throw new UserError("There is no engine yet. Run: vmnet engine ensure", exitCode.failed);
    return found;
  };
  engine
    .command("path")
    .description("print the engine's path")
    .action(async () => processTerminal().data((await present()).path));
  engine
    .command("version")
    .description("print the engine's version and where it comes from")
    .action(async () => {
      const { version, origin } = await present();
      processTerminal().data(`${version} (${origin})`);
    });
}
