import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { FaultRulesError, parseFaults } from "@vmnet/simulator/faults/schema";
import type { FaultRule } from "@vmnet/simulator/faults/schema";
import { nearest } from "vmnet/network/nearest";
import { UserError } from "../terminal";
import { readYaml, readYamlValue } from "./project";

/** Name of the file that settles what is special about a project's lab. */
export const SETTINGS_FILE = "vmnet.lab.yaml";

/** Content of `vmnet.lab.yaml`; every part is optional, as is the file. */
export interface LabSettings {
  /** Inventory of the simulated systems; by default the simulator's own. An absolute path. */
  inventory?: string;
  /**
   * Values that stand for secrets in the lab, by config key, with the path behind it where a part
   * of an object is secret: `"vmnet:vpn.preSharedKey": lab-key`.
   */
  secrets: Record<string, string>;
  /** What goes wrong in the simulated systems on purpose; absent: nothing. */
  faults?: FaultRule[];
  /** The file that `--faults` named. */
  faultsFile?: string;
}

/**
 * Reads the settings beside Pulumi.yaml.
 *
 * @param inventory `--inventory` of the command line, which wins
 * @param faultsFile `--faults` of the command line, which wins
 * @throws UserError that lists every fault of the file
 */
export function readSettings(root: string, inventory?: string, faultsFile?: string): LabSettings {
  const file = join(root, SETTINGS_FILE);
  const raw = existsSync(file) ? readYaml(file) : {};
  const faults: string[] = [];
  const secrets: Record<string, string> = {};
  for (const [key, value] of Object.entries(raw)) {
    if (key === "inventory") {
      if (typeof value !== "string") faults.push("inventory: expected the path of a file");
    } else if (key === "secrets") {
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        faults.push('secrets: expected a map, such as { "net:key": only-for-the-lab }');
        continue;
      }
      for (const [name, secret] of Object.entries(value as Record<string, unknown>)) {
        if (typeof secret === "object") faults.push(`secrets.${name}: expected a plain value`);
        else secrets[name] = String(secret);
      }
    } else if (key !== "faults") {
      const near = nearest(key, ["faults", "inventory", "secrets"]);
      const hint = near === undefined ? "" : `; did you mean "${near}"?`;
      faults.push(`${key}: unknown setting; allowed: faults, inventory, secrets${hint}`);
    }
  }
  const chosen = inventory
    ? resolve(inventory)
    : typeof raw.inventory === "string"
      ? resolve(root, raw.inventory)
      : undefined;
  if (chosen && !existsSync(chosen)) {
    faults.push(`${inventory ? "--inventory" : "inventory"}: ${chosen} does not exist`);
  }
  const rules: FaultRule[] = [];
  try {
    if (faultsFile) rules.push(...readFaults(faultsFile));
    else if (raw.faults !== undefined) rules.push(...parseFaults(raw.faults));
  } catch (error) {
    if (!(error instanceof FaultRulesError)) throw error;
    faults.push(...error.faults);
  }
  if (faults.length > 0) throw new UserError([`${file}:`, ...faults].join("\n  "));
  return {
    secrets,
    ...(chosen ? { inventory: chosen } : {}),
    ...(rules.length > 0 ? { faults: rules } : {}),
    ...(faultsFile ? { faultsFile } : {}),
  };
}

function readFaults(name: string): FaultRule[] {
  const file = resolve(name);
  if (!existsSync(file)) throw new UserError(`--faults: ${file} does not exist`);
  try {
    return parseFaults(readYamlValue(file));
  } catch (error) {
    if (!(error instanceof FaultRulesError)) throw error;
    throw new UserError([`${file}:`, ...error.faults].join("\n  "));
  }
}
