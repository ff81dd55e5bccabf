/** Gives a written-out commit the packages that it needs. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isSameFolder, filesOf } from "./git";
import type { Repository } from "./git";
import { installedFor, NPM_LOCKS, PackagesError } from "./packages";

const LOCKS = [...NPM_LOCKS, "yarn.lock", "pnpm-lock.yaml"];
const DEPENDENCIES = [
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
  "overrides",
  "workspaces",
];

/** What became of the packages of a written-out commit. */
export interface Linked {
  /** True when packages or workspaces are not those of the working tree, so that builds may be missing. */
  differs: boolean;
}

/**
 * Gives a written-out commit its packages: those that the working tree has installed where both need the
 * same, otherwise an installation of its own. Links of workspaces that differ in that commit go to the
 * commit's own folders, so that each side runs its own code.
 *
 * @param cache Folder of installations. By default below the user's cache folder.
 * @throws PackagesError when the commit needs other packages, and they cannot be installed
 */
export async function linkModules(
  repository: Repository,
  commit: string,
  folder: string,
  name: string,
  cache?: string,
): Promise<Linked> {
  const files = await filesOf(repository, commit);
  const folders = new Set(
    files.filter((file) => basename(file) === "package.json").map((file) => dirname(file)),
  );
  // A commit that brings its packages along needs nothing.
  const without = [...folders.add(".")].filter(
    (at) => lstatSync(join(folder, at, "node_modules"), { throwIfNoEntry: false }) === undefined,
  );
  const installed = without.filter((at) => existsSync(join(repository.root, at, "node_modules")));
  const differing = differences(repository.root, folder, installed);
  if (differing.length === 0) {
    const own = await Promise.all(
      installed.map((at) => linkOne(repository, commit, folder, at, repository.root)),
    );
    return { differs: own.some((number) => number > 0) };
  }
  const projects = without.filter((at) => lockIn(folder, at) !== undefined);
  const locks = projects.map((at) => basename(lockIn(folder, at) ?? ""));
  if (projects.length === 0 || locks.some((lock) => !NPM_LOCKS.includes(lock))) {
    throw new PackagesError(
      `${name} needs other packages than the working tree has installed: ${differing.join(", ")} ` +
        "differ, and only npm's lock files tell which ones to install. Review such a change in two " +
        "steps: first the packages alone, then the network.",
    );
  }
  const manifests = files.filter((file) => MANIFESTS.includes(basename(file)));
  const source = await installedFor({ folder, projects, manifests, name }, cache);
  const targets = without.filter((at) => existsSync(join(source, at, "node_modules")));
  await Promise.all(targets.map((at) => linkOne(repository, undefined, folder, at, source)));
  return { differs: true };
}

const MANIFESTS = ["package.json", ".npmrc", ...NPM_LOCKS];

function lockIn(folder: string, at: string): string | undefined {
  return LOCKS.map((name) => join(folder, at, name)).find((path) => existsSync(path));
}

/**
 * Files that say what is installed, and say something else on the two sides: lock files, and where there is
 * none, the dependencies in package.json.
 */
function differences(root: string, folder: string, installed: readonly string[]): string[] {
  return installed.flatMap((at) => {
    const isLocked = [root, folder].every((side) => isBelowLock(side, at));
    const files = isLocked ? LOCKS : [...LOCKS, "package.json"];
    return files
      .map((file) => join(at, file))
      .filter((file) => {
        const [here, there] = [root, folder].map((side) => textOf(join(side, file)));
        return file.endsWith("package.json")
          ? !isDeepStrictEqual(needs(here), needs(there))
          : here?.trim() !== there?.trim();
      });
  });
}

/** A lock file of the root speaks for its workspaces, too. */
function isBelowLock(root: string, at: string): boolean {
  return lockIn(root, at) !== undefined || lockIn(root, ".") !== undefined;
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
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

/**
 * Links what is installed in one folder.
 *
 * @param commit Absent where every workspace is the commit's own.
 * @param root Where the packages are installed: the repository, or an installation of its own.
 * @returns How many workspaces are the commit's own.
 */
async function linkOne(
  repository: Repository,
  commit: string | undefined,
  folder: string,
  at: string,
  root: string,
): Promise<number> {
  const source = join(root, at, "node_modules");
  const target = join(folder, at, "node_modules");
  const names = readdirSync(source).flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(source, name)).map((part) => join(name, part)) : [name],
  );
  const found = await Promise.all(
    names.map(async (name): Promise<[string, string][]> => {
      const workspace = workspaceOf(root, join(source, name));
      const isOwn =
        workspace !== undefined &&
        (commit === undefined || !(await isSameFolder(repository, commit, workspace || ".")));
      return isOwn ? [[name, join(folder, workspace)]] : [];
    }),
  );
  const own = new Map(found.flat());
  if (own.size === 0) {
    symlinkSync(source, target, "junction");
    return 0;
  }
  for (const name of names) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    symlinkSync(own.get(name) ?? join(source, name), join(target, name), "junction");
  }
  return own.size;
}

/** The folder that a package is linked to, from the root; undefined for installed packages. */
function workspaceOf(root: string, entry: string): string | undefined {
  if (!lstatSync(entry).isSymbolicLink() || !existsSync(entry)) {
    return undefined;
  }
  const path = relative(realpathSync(root), realpathSync(entry));
  const isOutside = path === ".." || path.startsWith(`..${sep}`);
  return isOutside || path.split(sep).includes("node_modules") ? undefined : path;
}
