/** Packages that a commit needs and the working tree does not have: installed once, kept for every review. */
import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { cacheRoot } from "../engine/cache";
import { FileLock } from "../lock/fileLock";
import { UserError } from "../terminal";

/** Packages cannot be made ready; it concerns every stack of a side. */
export class PackagesError extends UserError {}

/** The lock files that npm keeps; the first one counts. */
export const NPM_LOCKS = ["npm-shrinkwrap.json", "package-lock.json"];

/** Installations that are kept, each some hundred megabytes. */
const MOST_INSTALLATIONS = 4;
const LONGEST_MS = 15 * 60_000;

/** What to install, as files of a written-out commit. */
export interface Wanted {
  /** Folder of the commit. */
  folder: string;
  /** Folders in it with a lock file of their own, `.` for the root. */
  projects: readonly string[];
  /** Tracked files that tell npm what there is: every package.json, lock file and .npmrc. */
  manifests: readonly string[];
  /** `base (origin/main)`, for messages. */
  name: string;
}

/**
 * A folder with the packages of a commit: a copy of its manifests, and `node_modules` beside them. Scripts of
 * packages do not run: they are code of strangers, and a network program needs nothing that they build.
 *
 * @param root Folder of all installations. By default below the user's cache folder.
 * @throws PackagesError when npm cannot install them, with the reason
 */
export async function installedFor(
  wanted: Wanted,
  root = join(dirname(cacheRoot()), "packages"),
): Promise<string> {
  const files = [...wanted.manifests, ...localArchives(wanted)];
  const folder = join(root, keyOf(wanted.folder, files));
  if (existsSync(folder)) {
    const now = new Date();
    utimesSync(folder, now, now);
    return folder;
  }
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const lock = await FileLock.wait(`${folder}.lock`);
  try {
    if (!existsSync(folder)) {
      await install(wanted, files, root, folder);
      prune(root, folder);
    }
  } finally {
    lock.release();
  }
  return folder;
}

/** Equal for equal files: names and contents, and the version of Node.js that packages choose by. */
function keyOf(folder: string, files: readonly string[]): string {
  const hash = createHash("sha256").update(process.version);
  for (const file of [...files].sort()) {
    hash.update(`\0${file}\0`).update(readFileSync(join(folder, file)));
  }
  return hash.digest("hex").slice(0, 32);
}

/** Archives that lock files name by `file:`; folders are workspaces, of which package.json is enough. */
function localArchives({ folder, projects }: Wanted): string[] {
  return projects.flatMap((at) => {
    const lock = NPM_LOCKS.map((name) => join(folder, at, name)).find((path) => existsSync(path));
    const text = lock === undefined ? "" : readFileSync(lock, "utf8");
    return [...text.matchAll(/"resolved":\s*"file:([^"]+)"/g)].flatMap(([, path = ""]) => {
      const file = join(at, path);
      const isInside = !file.startsWith("..");
      const found = statSync(join(folder, file), { throwIfNoEntry: false });
      return isInside && found?.isFile() === true ? [file] : [];
    });
  });
}

async function install(
  { folder: source, projects, name }: Wanted,
  files: readonly string[],
  root: string,
  folder: string,
): Promise<void> {
  const staging = join(root, `.staging-${process.pid}-${randomBytes(4).toString("hex")}`);
  mkdirSync(staging, { mode: 0o700 });
  try {
    for (const file of files) {
      mkdirSync(dirname(join(staging, file)), { recursive: true });
      copyFileSync(join(source, file), join(staging, file));
    }
    for (const at of projects) {
      await npmInstall(join(staging, at), name, root);
    }
    renameSync(staging, folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

const ARGUMENTS = [
  "ci",
  "--ignore-scripts",
  "--no-audit",
  "--no-fund",
  "--prefer-offline",
  "--loglevel=error",
  "--fetch-retries=1",
  "--fetch-retry-mintimeout=500",
];

function npmInstall(cwd: string, name: string, root: string): Promise<void> {
  const options = {
    cwd,
    timeout: LONGEST_MS,
    maxBuffer: 1 << 26,
    shell: process.platform === "win32",
  };
  return new Promise((resolve, reject) => {
    execFile("npm", ARGUMENTS, options, (error, stdout, stderr) => {
      if (error === null) {
        resolve();
      } else {
        reject(
          new PackagesError(failureText(`${stdout}\n${stderr}\n${error.message}`, name, root)),
        );
      }
    });
  });
}

const UNREACHABLE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/;

function failureText(said: string, name: string, root: string): string {
  const lines = said
    .split("\n")
    .map((line) => line.replace(/^npm (ERR!|error)\s*/i, "").trim())
    .filter((line) => line !== "" && !/complete log of this run|^A complete log/.test(line));
  const start = `${name} needs other packages than the working tree has installed, and`;
  const code = UNREACHABLE.exec(said)?.[0];
  if (code !== undefined) {
    return (
      `${start} the registry cannot be reached from here (${code}). Run the review once where it can: ` +
      `the packages are then kept below ${root}, for reviews without a network, too.`
    );
  }
  if (/npm.*ENOENT|spawn npm/.test(said)) {
    return `${start} npm is not on PATH to install them.`;
  }
  return `${start} npm ci cannot install them:\n  ${lines.slice(0, 6).join("\n  ")}`;
}

/** The installations that were used last stay. */
function prune(root: string, newest: string): void {
  readdirSync(root)
    .filter((name) => /^[0-9a-f]{32}$/.test(name) && name !== basename(newest))
    .map((name) => ({ name, time: statSync(join(root, name)).mtimeMs }))
    .sort((a, b) => b.time - a.time)
    .slice(MOST_INSTALLATIONS - 1)
    .forEach(({ name }) => rmSync(join(root, name), { recursive: true, force: true }));
}
