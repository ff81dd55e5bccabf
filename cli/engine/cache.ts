import { randomBytes } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { PINNED_VERSION } from "./version";
import { FileLock } from "../lock/fileLock";

const executable = process.platform === "win32" ? "pulumi.exe" : "pulumi";

/** `vmnet/engine` below the user's cache folder (XDG; `%LOCALAPPDATA%` on Windows). */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  const base =
    env.XDG_CACHE_HOME ||
    (process.platform === "win32" && env.LOCALAPPDATA) ||
    join(env.HOME || homedir(), ".cache");
  return join(base, "vmnet", "engine");
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The engine in a folder: a build lies in the folder itself, an installation in its `bin/`. */
export function engineIn(folder: string): string | undefined {
  return [join(folder, executable), join(folder, "bin", executable)].find(isExecutable);
}

/** Folder of the pinned version. It only ever appears complete. */
export function versionFolder(root: string, version = PINNED_VERSION): string {
  return join(root, `v${version}`);
}

/** Makes an engine in an empty folder; throws when it cannot. */
export type Fill = (folder: string) => Promise<void>;

/**
 * The cached engine, made with `fill` when there is none. Processes that ask at the same time
 * wait for the first; the folder takes its name only when it is complete, so that a killed
 * process leaves nothing half done behind.
 */
export async function cachedEngine(root: string, fill: Fill): Promise<string> {
  const folder = versionFolder(root);
  const present = engineIn(folder);
  if (present) return present;
  mkdirSync(root, { recursive: true });
  const lock = await FileLock.wait(`${folder}.lock`);
  try {
    return engineIn(folder) ?? (await install(root, folder, fill));
  } finally {
    lock.release();
  }
}

async function install(root: string, folder: string, fill: Fill): Promise<string> {
  const staging = join(root, `.staging-${process.pid}-${randomBytes(4).toString("hex")}`);
  mkdirSync(staging);
  try {
    await fill(staging);
    if (!engineIn(staging)) throw new Error(`no ${executable} was made`);
    // What is there has no engine in it, or it would have been found.
    if (existsSync(folder)) rmSync(folder, { recursive: true });
    renameSync(staging, folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  const made = engineIn(folder);
  if (!made) throw new Error(`${folder} holds no engine after its installation`);
  return made;
}
