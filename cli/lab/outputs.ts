import { existsSync, readFileSync } from "node:fs";
import { ensureEngine } from "../engine/find";
import { exitCode, processTerminal, UserError } from "../terminal";
import { openLab } from "./context";
import { EngineProcess } from "./engineProcess";
import { engineEnvironment } from "./environment";
import type { LabOptions } from "./options";
import { checkpointOf } from "./paths";
import { chooseStack } from "./project";

/** `vmnet lab outputs`: the engine opens the state, so that secrets stay what they are. */
export async function printOutputs(
  options: LabOptions & { json?: boolean; showSecrets?: boolean },
): Promise<void> {
  const { project, paths } = openLab(options, false);
  const { name: stack } = chooseStack(project, options.stack);
  const { name } = project.settings;
  const checkpoint = checkpointOf(paths, name, stack);
  if (!existsSync(checkpoint) || !hasResources(checkpoint)) {
    throw new UserError(
      `Stack ${stack} does not exist in the lab. Run: vmnet lab up --stack ${stack}`,
      exitCode.failed,
    );
  }
  const engine = new EngineProcess(await ensureEngine(), engineEnvironment(paths, ""));
  const args = ["stack", "output", "--json", "--stack", stack];
  if (options.showSecrets) args.push("--show-secrets");
  const { stdout } = await engine.command(args, paths.work);
  const terminal = processTerminal();
  const outputs = JSON.parse(stdout) as Record<string, unknown>;
  if (options.json) return terminal.data(JSON.stringify(outputs, undefined, 2));
  for (const [key, value] of Object.entries(outputs)) {
    terminal.data(`${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
  }
}

function hasResources(checkpoint: string): boolean {
  const state = JSON.parse(readFileSync(checkpoint, "utf8")) as {
    checkpoint?: { latest?: { resources?: unknown[] } };
  };
  return (state.checkpoint?.latest?.resources?.length ?? 0) > 0;
}
