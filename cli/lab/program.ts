import { createRequire } from "node:module";
import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { loadLate } from "@vmnet/simulator/program/late";
import { UserError } from "../terminal";
import { shareProgramStore } from "./programStore";
import type { Project } from "./project";
import { keepStacksPlain } from "./stacks";

/** What the Automation API runs as a program. */
export type Program = () => Promise<Record<string, unknown> | undefined>;

/**
 * The project's own copy of a module, or ours. Program and Automation API must share one copy of
 * `@pulumi/pulumi`: a resource registers with the runtime of the copy that it came from.
 */
export function requireForProject(project: Project, name: string): unknown {
  loadLate();
  const ours = createRequire(__filename);
  const theirs = createRequire(join(project.root, "package.json"));
  let path: string;
  try {
    path = theirs.resolve(name);
  } catch {
    path = ours.resolve(name);
  }
  return ours(path);
}

interface PackageJson {
  type?: string;
  main?: string;
  exports?: unknown;
}

/** The package.json that a file belongs to. */
function packageOf(folder: string): { folder: string; json: PackageJson } {
  for (let current = folder; ; current = dirname(current)) {
    try {
      const text = readFileSync(join(current, "package.json"), "utf8");
      return { folder: current, json: JSON.parse(text) as PackageJson };
    } catch {
      if (dirname(current) === current) return { folder, json: {} };
    }
  }
}

/** The file or folder to load, by the rules of Pulumi's Node host. */
function entryOf(project: Project): string {
  if (!statSync(project.entry).isDirectory()) return project.entry;
  const { folder, json } = packageOf(project.entry);
  const { exports } = json;
  const root =
    typeof exports === "object" && exports !== null
      ? (exports as Record<string, unknown>)["."]
      : exports;
  const target =
    typeof root === "object" && root !== null
      ? ["default", "require", "import"]
          .map((key) => (root as Record<string, unknown>)[key])
          .find(Boolean)
      : root;
  const main = typeof target === "string" ? target : json.main;
  const file = main === undefined ? undefined : join(folder, main);
  return file && statSync(file, { throwIfNoEntry: false }) ? file : project.entry;
}

/**
 * The project's program, loaded when it is called, because its resources register while it loads.
 * It may export a function, a promise or plain values. TypeScript is translated, not checked.
 *
 * @param wholeStacks whether stacks show places in TypeScript; slower
 *
 * A process can call it once: the second time its modules would come from the cache.
 */
export function programOf(project: Project, wholeStacks = false): Program {
  let called = false;
  return async () => {
    if (called) throw new UserError("a program can be run once in a process");
    called = true;
    shareProgramStore();
    const entry = entryOf(project);
    // With the project as current folder, so that its tsconfig.json is the one that counts.
    process.chdir(project.root);
    if (!wholeStacks) keepStacksPlain();
    const exported = await load(entry, project.programFolder);
    const result: unknown =
      typeof exported === "function" ? (exported as () => unknown)() : exported;
    return (await result) as Record<string, unknown> | undefined;
  };
}

/**
 * Loads what nearly every program needs, while the engine starts and there is nothing else to do.
 * Neither registers anything.
 */
export async function warmUp(project: Project): Promise<void> {
  await import("tsx/cjs/api");
  for (const name of ["@pulumi/vsphere", "@pulumi/nsxt"]) {
    try {
      createRequire(join(project.root, "package.json"))(name);
    } catch {
      // The program does without it, or will say so itself.
    }
  }
}

async function load(entry: string, folder: string): Promise<unknown> {
  if (packageOf(folder).json.type === "module") {
    const { register } = await import("tsx/esm/api");
    register();
    process.chdir(folder);
    const module = (await import(pathToFileURL(entry).href)) as Record<string, unknown>;
    return "default" in module ? module.default : module;
  }
  const { register } = await import("tsx/cjs/api");
  register();
  process.chdir(folder);
  return createRequire(join(folder, "package.json"))(entry) as unknown;
}
