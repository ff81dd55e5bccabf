/** Gives a written-out commit the packages that the working tree has installed. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { UserError } from "../terminal";
import { fileAt, filesOf, isSameFolder } from "./git";
import type { Repository } from "./git";

const LOCKS = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"];
const DEPENDENCIES = [
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
  "overrides",
  "workspaces",
];

/**
 * Links the working tree's `node_modules` into a written-out commit. Links of workspaces that differ in that
 * commit go to the commit's own folders, so that each side runs its own code.
 *
 * @throws UserError when the commit needs other packages than those that are installed
 */
export async function linkModules(
  repository: Repository,
  commit: string,
  folder: string,
  name: string,
): Promise<void> {
  const files = await filesOf(repository, commit);
  const folders = new Set(
    files.filter((file) => /(^|\/)package\.json$/.test(file)).map((file) => dirname(file)),
  );
  // A commit that brings its packages along needs nothing.
  const installed = [...folders.add(".")].filter(
    (at) =>
      existsSync(join(repository.root, at, "node_modules")) &&
      lstatSync(join(folder, at, "node_modules"), { throwIfNoEntry: false }) === undefined,
  );
  await requireSamePackages(repository, commit, installed, name);
  for (const at of installed) {
    await linkOne(repository, commit, folder, at);
  }
}

async function requireSamePackages(
  repository: Repository,
  commit: string,
  installed: readonly string[],
  name: string,
): Promise<void> {
  const differing: string[] = [];
  for (const at of installed) {
    for (const lock of [...LOCKS, "package.json"].map((file) => join(at, file))) {
      const file = join(repository.root, lock);
      const here = existsSync(file) ? readFileSync(file, "utf8") : undefined;
      const there = await fileAt(repository, commit, lock);
      const isSame = lock.endsWith("package.json")
        ? isDeepStrictEqual(needs(here), needs(there))
        : here?.trim() === there?.trim();
      if (!isSame) {
        differing.push(lock);
      }
    }
  }
  if (differing.length > 0) {
    throw new UserError(
      `${name} needs other packages than the working tree has installed: ${differing.join(", ")} ` +
        "differ. Review such a change in two steps: first the packages alone, then the network.",
    );
  }
}

/** The parts of a package.json that decide what is installed. */
function needs(text: string | undefined): unknown {
  if (text === undefined) {
    return undefined;
  }
  try {
    const manifest = JSON.parse(text) as Record<string, unknown>;
    return Object.fromEntries(DEPENDENCIES.map((key) => [key, manifest[key]]));
  } catch {
    return text;
  }
}

async function linkOne(
  repository: Repository,
  commit: string,
  folder: string,
  at: string,
): Promise<void> {
  const source = join(repository.root, at, "node_modules");
  const target = join(folder, at, "node_modules");
  const names = readdirSync(source).flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(source, name)).map((part) => join(name, part)) : [name],
  );
  const own = new Map<string, string>();
  for (const name of names) {
    const workspace = workspaceOf(repository, join(source, name));
    if (workspace !== undefined && !(await isSameFolder(repository, commit, workspace || "."))) {
      own.set(name, join(folder, workspace));
    }
  }
  if (own.size === 0) {
    symlinkSync(source, target, "junction");
    return;
  }
  for (const name of names) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    symlinkSync(own.get(name) ?? join(source, name), join(target, name), "junction");
  }
}

/** The folder of the repository that a package is linked to; undefined for installed packages. */
function workspaceOf({ root }: Repository, entry: string): string | undefined {
  if (!lstatSync(entry).isSymbolicLink() || !existsSync(entry)) {
    return undefined;
  }
  const path = relative(realpathSync(root), realpathSync(entry));
  const isOutside = path === ".." || path.startsWith(`..${sep}`);
  return isOutside || path.split(sep).includes("node_modules") ? undefined : path;
}
