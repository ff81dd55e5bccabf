import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Estate } from "@vmnet/simulator/estate/estate";
import type { PropertyMap } from "vmnet/network/model/resource";
import { errorText } from "../terminal";
import type { LabPaths } from "../lab/paths";
import type { Project } from "../lab/project";
import type { Systems } from "../lab/systems";
import { forgetUnfinished, unfinished } from "../lab/unfinished";
import type { Deployment, StateResource } from "./deployment";
import { planRepair } from "./plan";

/** What a repair of a lab's stack needs. */
export interface RepairContext {
  project: Project;
  paths: LabPaths;
  stack: string;
  systems: Systems;
  /** The engine's state file of the stack. */
  checkpoint: string;
  /** Runs a command of the engine. */
  run(args: string[]): Promise<{ stdout: string }>;
  /** Has the engine read what exists. */
  refresh(): Promise<unknown>;
  /** Compare even if nothing says that something died. */
  compare?: boolean;
}

interface Export {
  version: number;
  deployment: Deployment;
}

/**
 * Puts a stack of the lab right after a crash: of the command, of the engine, or of the process that
 * serves the systems. The engine exports and imports the state, and its refresh reads how far each
 * operation came. Without a crash nothing is done, so that what went wrong otherwise (an answer that
 * was lost, a change by hand) looks as it does at a real site.
 *
 * @returns what was done, in words; empty when nothing was to be done
 */
export async function repairStack(context: RepairContext): Promise<string[]> {
  const { paths, stack, project, systems } = context;
  const died = unfinished(paths, stack);
  if (!died && !context.compare && !hasPending(context.checkpoint)) return [];

  const { estate } = systems;
  const exported = JSON.parse((await exportOf(context)).stdout) as Export;
  const repair = planRepair({
    stack,
    project: project.settings.name,
    deployment: exported.deployment,
    objects: estate.objects(),
    isUnreadable: (resource) => isUnreadable(estate, resource),
  });
  const notes = [...repair.notes];
  for (const { type, id, outputs } of repair.orphans) {
    try {
      estate.delete(type, id, outputs);
    } catch (error) {
      notes.push(`could not delete ${type} ${id}: ${errorText(error)}`);
    }
  }
  if (repair.changed) await importState(context, { ...exported, deployment: repair.deployment });
  try {
    await context.refresh();
  } catch (error) {
    return [...heading(died, notes), `the refresh afterwards failed: ${errorText(error)}`];
  }
  forgetUnfinished(paths, stack);
  return heading(died, notes);
}

function heading(died: ReturnType<typeof unfinished>, notes: string[]): string[] {
  if (!died) return notes;
  const what = `${died.purpose} (process ${died.pid}) did not end properly`;
  return [`${what}; compared the state with the systems`, ...notes];
}

function exportOf({ run, stack }: RepairContext) {
  return run(["stack", "export", "--stack", stack]);
}

async function importState({ run, stack, paths }: RepairContext, state: Export): Promise<void> {
  const file = join(paths.base, `repair-${stack}.json`);
  writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
  try {
    await run(["stack", "import", "--stack", stack, "--file", file]);
  } finally {
    rmSync(file, { force: true });
  }
}

interface Checkpoint {
  checkpoint?: { latest?: Deployment };
}

function hasPending(checkpoint: string): boolean {
  const text = readFileSync(checkpoint, "utf8");
  if (!text.includes('"pending_operations"')) return false;
  const { checkpoint: content } = JSON.parse(text) as Checkpoint;
  return (content?.latest?.pending_operations ?? []).length > 0;
}

function isUnreadable(estate: Estate, { type, id, inputs, outputs }: StateResource): boolean {
  if (id === undefined) return false;
  try {
    estate.read(type, id, inputs as PropertyMap, outputs as PropertyMap);
    return false;
  } catch {
    return true;
  }
}
