import { faultText, type Fault } from "vmnet/network/faults";
import { schemaFaults, unsafeKeys } from "vmnet/network/schemaFaults";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseDocument } from "yaml";
import { crossFaults } from "./inventoryCross";
import { inventorySchema, type Inventory } from "./inventorySchema";

export type { Inventory, InventoryCluster, InventoryHost } from "./inventorySchema";

/** More faults than this help nobody. */
const MOST_SHOWN = 50;

/** An inventory that cannot be used; the message lists every fault with its path. */
export class InventoryError extends Error {
  constructor(
    readonly file: string,
    readonly faults: string[],
  ) {
    const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
    const shown = faults.slice(0, MOST_SHOWN).map((fault) => `\n  - ${fault}`);
    const rest = faults.length - shown.length;
    const more = rest > 0 ? `\n  - and ${rest} more` : "";
    super(`The inventory ${file} cannot be used (${count}):${shown.join("")}${more}`);
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

/**
 * Reads inventory text (YAML).
 *
 * @throws InventoryError with every fault and its path
 */
export function parseInventory(text: string, file = "inventory"): Inventory {
  const data = readYaml(text, file);
  const result = inventorySchema.safeParse(data);
  const found = schemaFaults(inventorySchema, result.error?.issues ?? [], data);
  const known = new Set(found.map(({ path }) => path));
  const faults = [...found, ...unsafeKeys(data).filter(({ path }) => !known.has(path))];
  if (!result.success || faults.length > 0) {
    throw new InventoryError(file, faults.map(textOf));
  }
  const across = crossFaults(result.data);
  if (across.length > 0) {
    throw new InventoryError(file, across.map(textOf));
  }
  return result.data;
}

function textOf(fault: Fault): string {
  return faultText({ ...fault, path: fault.path === "" ? "the whole file" : fault.path });
}

function readYaml(text: string, file: string): unknown {
  if (text.length > LONGEST_FILE) {
    const size = `${Math.round(text.length / 1e6)} MB, allowed: at most ${LONGEST_FILE / 1e6} MB`;
    throw new InventoryError(file, [`the whole file: too large for an inventory (${size})`]);
  }
  const document = parseDocument(text, { merge: true });
  const [broken] = document.errors;
  if (broken !== undefined) {
    throw new InventoryError(
      file,
      document.errors.map(
        (error) => `this is not YAML: ${(error.message.split("\n")[0] ?? "").replace(/:$/, "")}`,
      ),
    );
  }
  try {
    return document.toJS();
  } catch (error) {
    // Aliases of aliases, which would unfold to more than fits in memory.
    throw new InventoryError(file, [`the whole file: ${String(error)}`]);
  }
}

/** A site of ten thousand hosts fits, in characters. */
const LONGEST_FILE = 8_000_000;

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
    throw new InventoryError(path, [`the file cannot be read: ${String(error)}`]);
  }
  return parseInventory(text, path);
}
