/** A stack's program, run here once: what it looks up, and what its components and resources need. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import type { Captured, CapturedResource } from "@vmnet/simulator/capture/capture";
import type { Estate, Inventory } from "@vmnet/simulator/estate/index";
import { labPaths } from "../lab/paths";
import type { Project } from "../lab/project";
import { readSettings } from "../lab/settings";
import { readConfiguration } from "../model/configuration";
import { readStackConfig } from "../model/stackConfig";
import { errorText, UserError } from "../terminal";
import type { Lookup } from "./lookup";
import { ownersOfNeeds } from "./ownNeeds";
import type { NeededBy } from "./ownNeeds";
import { referencedLookups } from "./references";
import { standInFor } from "./standIn";

/** Which simulated site the program runs against. */
export interface SurveyOptions {
  /** As it is now, with what was deployed there. Default: as its inventory says. */
  lab?: boolean;
  /** Default: that of vmnet.yaml, with `lab` that of vmnet.lab.yaml, else the simulator's own. */
  inventory?: string;
  cwd?: string;
}

export interface Survey {
  /** The simulated site, for people. */
  site: string;
  inventory: Inventory;
  /** Names or ids of what the simulated site has, by the type's last part. */
  known: (type: string, by: "name" | "id") => string[];
  lookups: Lookup[];
  needs: NeededBy[];
  resources: CapturedResource[];
  /** Plain configuration of the stack, by full key. */
  config: Record<string, string>;
  /** Keys of configuration that is encrypted, or partly so. */
  encrypted: string[];
  /** Why the program did not run to its end; what comes after is not in the survey. */
  errors: string[];
  notes: string[];
}

/** @throws UserError when program, inventory or lab cannot be read */
export async function surveyStack(
  project: Project,
  stack: string,
  options: SurveyOptions,
): Promise<Survey> {
  const named =
    options.inventory === undefined
      ? options.lab
        ? undefined
        : readConfiguration(project.root).stack(stack).inventory
      : resolve(options.cwd ?? process.cwd(), options.inventory);
  const settings = readSettings(project.root, named);
  const config = readStackConfig(project, stack, settings.secrets);
  const folder = mkdtempSync(join(tmpdir(), "vmnet-doctor-"));
  try {
    const [{ capture }, { Estate }] = await Promise.all([
      import("@vmnet/simulator/capture/capture"),
      import("@vmnet/simulator/estate/index"),
    ]);
    const stateFile = options.lab ? copyOfLab(project.root, folder) : undefined;
    const estate = Estate.open({
      vainQuestions: 0,
      ...(settings.inventory === undefined ? {} : { inventory: settings.inventory }),
      ...(stateFile === undefined ? {} : { stateFile }),
    });
    const captured = await capture({
      projectDir: project.root,
      stack,
      project: project.settings.name,
      config: config.values,
      secretKeys: config.secretKeys,
      estate,
      // As before the first update: only what is there already is looked up.
      preview: true,
      onRefusedLookup: standInFor,
    });
    const file = settings.inventory && relative(project.root, settings.inventory);
    return {
      site: `inventory ${file ?? "of the simulator's own lab"}${stateFile ? " and what was deployed" : ""}`,
      inventory: estate.inventory,
      known: (type, by) => namesIn(estate, type, by),
      lookups: [...ownLookups(captured.lookups), ...answered(captured, estate)],
      needs: ownersOfNeeds(captured.resources),
      resources: captured.resources,
      config: Object.fromEntries(
        Object.entries(config.values).filter(([key]) => !config.secretKeys.includes(key)),
      ),
      encrypted: config.secretKeys,
      errors: captured.errors.map(({ text }) => text),
      notes: config.notes,
    };
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    throw /^(ProgramError|InventoryError|StateFileError)$/.test(name)
      ? new UserError(errorText(error))
      : error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The lab's state in a place where reading it changes nothing; undefined when nothing was deployed. */
export function copyOfLab(root: string, folder: string): string | undefined {
  const { estate } = labPaths(root);
  const copy = join(folder, "estate.json");
  // The journal first: what it loses to the file meanwhile is in the file.
  for (const suffix of [".journal", ""].filter((end) => existsSync(estate + end))) {
    copyFileSync(estate + suffix, copy + suffix);
  }
  return existsSync(copy) ? copy : undefined;
}

/** Each question once: several components may ask for the same host. */
function ownLookups(lookups: Captured["lookups"]): Lookup[] {
  const found = new Map<string, Lookup>();
  for (const { token, args, provider, answer = {}, refusal } of lookups) {
    const key = JSON.stringify([token, args, provider]);
    if (!found.has(key)) {
      const refused = refusal === undefined ? {} : { refusal };
      found.set(key, { token, args, provider, answer, neededBy: [], ...refused });
    }
  }
  return [...found.values()];
}

/** What resources name, with what the simulated site says to it. */
function answered(captured: Captured, estate: Estate): Lookup[] {
  return referencedLookups(captured).map((lookup) => {
    try {
      return { ...lookup, answer: estate.invoke(lookup.token, lookup.args) };
    } catch (error) {
      return { ...lookup, refusal: errorText(error) };
    }
  });
}

function namesIn(estate: Estate, type: string, by: "name" | "id"): string[] {
  const found = estate.objects().filter((object) => {
    const last = object.type.slice(object.type.lastIndexOf(":") + 1);
    return last.replace(/^Policy/, "") === type;
  });
  const names = found.flatMap(({ id, outputs: { displayName, name, hostname } }) =>
    by === "id" ? [id] : [displayName, name, hostname],
  );
  return names.filter((name): name is string => typeof name === "string");
}
