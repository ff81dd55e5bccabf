import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { ensureEngine } from "../engine/find";
import { openLab } from "../lab/context";
import { LabStack } from "../lab/operation";
import { checkpointOf } from "../lab/paths";
import { chooseStack } from "../lab/project";
import { startSystems } from "../lab/systems";
import { count, errorText, exitCode, processTerminal, UserError } from "../terminal";
import type { Terminal } from "../terminal";
import type { Advice } from "./advice";
import type { Deployment } from "./deployment";
import { adviceForLog, readLog } from "./log";
import { adviceForExport } from "./site";

export interface RecoverOptions {
  cwd?: string;
  stack?: string;
  inventory?: string;
  export?: string;
  log?: string;
  error?: string;
  json?: boolean;
}

/** `vmnet recover`. Returns the exit code. */
export async function recover(options: RecoverOptions): Promise<number> {
  const asked = options.export ?? options.log ?? options.error;
  return asked === undefined ? recoverLab(options) : advise(options);
}

async function recoverLab(options: RecoverOptions): Promise<number> {
  const { project, paths, settings } = openLab(options, false);
  const { name: stack } = chooseStack(project, options.stack);
  if (!existsSync(checkpointOf(paths, project.settings.name, stack))) {
    throw new UserError(
      `Stack ${stack} does not exist in the lab, so there is nothing to repair there. ` +
        "For a real site: pulumi stack export | vmnet recover --export -   or: vmnet recover --log FILE",
      exitCode.failed,
    );
  }
  const terminal = processTerminal({ quiet: options.json });
  const engine = await ensureEngine();
  const purpose = "vmnet recover";
  const systems = await startSystems(project.root, paths, settings, purpose);
  try {
    const notes = systems.note ? [systems.note] : [];
    const lab = await LabStack.open(
      { project, paths, settings, stack, engine, systems },
      { compare: true },
    );
    notes.push(...lab.notes);
    notes.forEach((note) => terminal.line(`vmnet: ${note}`));
    if (options.json) terminal.data(JSON.stringify({ stack, notes }, undefined, 2));
    else if (notes.length === 0) terminal.line(`stack ${stack} and the systems agree`);
    return exitCode.ok;
  } finally {
    systems.close();
  }
}

const resource = z.looseObject({ urn: z.string(), type: z.string() });
const exportSchema = z.looseObject({
  deployment: z.looseObject({
    resources: z.array(resource).optional(),
    pending_operations: z.array(z.looseObject({ type: z.string(), resource })).optional(),
  }),
});

function readText(option: string, file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new UserError(`${option} ${file}: ${errorText(error)}`);
  }
}

function readExport(file: string): Deployment {
  let data: unknown;
  try {
    data = JSON.parse(readText("--export", file));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `--export ${file}: not JSON (${errorText(error)}); give what pulumi stack export printed`,
    );
  }
  const parsed = exportSchema.safeParse(data);
  if (parsed.success) return parsed.data.deployment as Deployment;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new UserError(
    [`--export ${file}: not what pulumi stack export prints`, ...faults].join("\n  "),
  );
}

function advise(options: RecoverOptions): number {
  const terminal = processTerminal({ quiet: options.json });
  const { stack } = options;
  const deployment = options.export ? readExport(options.export) : undefined;
  const text = [options.log && readText("--log", options.log), options.error];
  const errors = text.flatMap((part) => (part ? readLog(part) : []));
  const advice = [
    ...(deployment ? adviceForExport(deployment, stack) : []),
    ...adviceForLog(errors, stack, deployment),
  ];
  if (options.json) terminal.data(JSON.stringify(advice, undefined, 2));
  else adviceLines(advice, terminal).forEach((line) => terminal.line(line));
  return exitCode.ok;
}

/** The advice as text: the commands can be copied as they stand. */
export function adviceLines(advice: Advice[], { colors }: Pick<Terminal, "colors">): string[] {
  if (advice.length === 0)
    return ["nothing is pending, and no error that needs more than `pulumi up`"];
  const steps = advice.flatMap(({ subject, reason, commands }, index) => [
    `${index + 1}. ${colors.bold(subject)}: ${reason}`,
    ...commands.map((command) => `     ${command}`),
    "",
  ]);
  return [...steps, `${count(advice.length, "step")}; afterwards: pulumi preview`];
}
