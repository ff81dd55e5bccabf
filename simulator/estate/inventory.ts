import { nearest } from "vmnet/network/nearest";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseDocument } from "yaml";
import type { z } from "zod";
import { inventorySchema, knownNames, type Inventory } from "./inventorySchema";

export type { Inventory, InventoryCluster, InventoryHost } from "./inventorySchema";

/** An inventory that cannot be used; the message lists every fault with its path. */
export class InventoryError extends Error {
  constructor(
    readonly file: string,
    readonly faults: string[],
  ) {
    const list = faults.map((fault) => `\n  - ${fault}`).join("");
    super(`The inventory ${file} cannot be used (${faults.length} faults):${list}`);
    this.name = "InventoryError";
  }
}

/** Path of the lab's own inventory, which lies beside the sources and beside the built files alike. */
export function defaultInventoryPath(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, "inventory", "lab.yaml");
    if (existsSync(candidate)) {
      return candidate;
    }
  }
  throw new InventoryError("lab.yaml", ["the file is not beside the installed package"]);
}

function pathText(path: PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number"
        ? `${text}[${part}]`
        : text === ""
          ? String(part)
          : `${text}.${String(part)}`,
    "",
  );
}

function issueTexts(issue: z.core.$ZodIssue): string[] {
  const at = pathText(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const hint = nearest(key, knownNames);
      const where = at === "" ? key : `${at}.${key}`;
      return `${where}: unknown field${hint === undefined ? "" : `; did you mean "${hint}"?`}`;
    });
  }
  return [`${at === "" ? "the whole file" : at}: ${issue.message}`];
}

/** Faults that span several entries: names that must be unique, and names that must exist. */
function crossFaults(inventory: Inventory): string[] {
  const faults: string[] = [];
  const unique = (what: string, names: string[]) => {
    const twice = names.filter((item, index) => names.indexOf(item) !== index);
    faults.push(...[...new Set(twice)].map((item) => `${what}: "${item}" appears twice`));
  };
  const hosts = inventory.datacenter.clusters.flatMap((item) => item.hosts);
  unique(
    "datacenter.clusters",
    inventory.datacenter.clusters.map((item) => item.name),
  );
  unique(
    "datacenter.clusters[].hosts",
    hosts.map((item) => item.name),
  );
  unique(
    "datacenter.datastores",
    inventory.datacenter.datastores.map((item) => item.name),
  );
  unique(
    "datacenter.templates",
    inventory.datacenter.templates.map((item) => item.name),
  );
  unique(
    "nsx.transportZones",
    inventory.nsx.transportZones.map((item) => item.id),
  );
  unique(
    "nsx.edgeClusters",
    inventory.nsx.edgeClusters.map((item) => item.id),
  );
  unique(
    "nsx.tier0Gateways",
    inventory.nsx.tier0Gateways.map((item) => item.id),
  );
  for (const item of hosts) {
    const nics = item.nics.map((entry) => entry.name);
    const groups = item.switches.flatMap((entry) => entry.portGroups.map((group) => group.name));
    unique(
      `host ${item.name}, switches[].nics`,
      item.switches.flatMap((entry) => entry.nics),
    );
    unique(`host ${item.name}, port groups`, groups);
    for (const used of item.switches.flatMap((entry) => entry.nics)) {
      if (!nics.includes(used)) {
        faults.push(`host ${item.name}: a switch uses "${used}", the host has ${nics.join(", ")}`);
      }
    }
    for (const vmk of item.adapters) {
      if (!groups.includes(vmk.portGroup)) {
        faults.push(
          `host ${item.name}: ${vmk.device} is on "${vmk.portGroup}", which no switch has`,
        );
      }
    }
  }
  const clusters = inventory.nsx.edgeClusters.map((item) => item.name);
  for (const gateway of inventory.nsx.tier0Gateways) {
    if (gateway.edgeCluster !== undefined && !clusters.includes(gateway.edgeCluster)) {
      faults.push(
        `nsx.tier0Gateways "${gateway.name}": edge cluster "${gateway.edgeCluster}" is not listed`,
      );
    }
  }
  return faults;
}

/**
 * Reads inventory text (YAML).
 *
 * @throws InventoryError with every fault and its path
 */
export function parseInventory(text: string, file = "inventory"): Inventory {
  const document = parseDocument(text, { merge: true });
  if (document.errors.length > 0) {
    throw new InventoryError(
      file,
      document.errors.map((error) => error.message.split("\n")[0] ?? ""),
    );
  }
  const result = inventorySchema.safeParse(document.toJS());
  if (!result.success) {
    throw new InventoryError(file, result.error.issues.flatMap(issueTexts));
  }
  const faults = crossFaults(result.data);
  if (faults.length > 0) {
    throw new InventoryError(file, faults);
  }
  return result.data;
}

/**
 * Reads an inventory file.
 *
 * @param path Default: the lab's own inventory of the package.
 * @throws InventoryError with every fault and its path
 */
export function loadInventory(path: string = defaultInventoryPath()): Inventory {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new InventoryError(path, [String(error)]);
  }
  return parseInventory(text, path);
}
