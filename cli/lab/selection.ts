import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { labPaths, makeLabFolders } from "./paths";

const fileOf = (root: string) => join(labPaths(root).base, "stack");

/** The stack that `vmnet lab select` was told to use in this project. */
export function selectedStack(root: string): string | undefined {
  const file = fileOf(root);
  const name = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  return name === "" ? undefined : name;
}

export function keepSelected(root: string, name: string): void {
  makeLabFolders(root);
  writeFileSync(fileOf(root), `${name}\n`);
}
