/** Keeps what the programs of commits register: the files of a commit never change. */
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { CapturedResource } from "@vmnet/simulator/capture/capture";
import type { ExpectationFile } from "../model/expectations";
import type { SiteHosts } from "../model/hosts";

/** A program's result as plain data. Secrets are not in it: captures hide them. */
export interface Kept {
  resources: CapturedResource[];
  networkNames: Record<string, string>;
  /** The simulated site's hosts by managed object id. */
  hosts: SiteHosts;
  notes: string[];
  expectations?: ExpectationFile;
}

/** What a result depends on. */
export interface CacheKey {
  commit: string;
  /** Folder of the project, from the root of the repository. */
  project: string;
  stack: string;
  /** Text of the inventory file, where there is one. */
  inventory: string | undefined;
  /** What is installed: {@link installedPackages}. */
  packages: string;
}

/** Raised when entries of older versions are of no use. */
const FORMAT = 2;
const MOST_ENTRIES = 60;

/**
 * A folder with one file for each commit and stack. It is a convenience: what cannot be read or written is
 * made again, and nothing is said.
 */
export class CaptureCache {
  /** @param folder Undefined keeps nothing. */
  constructor(private readonly folder: string | undefined) {}

  async get(key: CacheKey, make: () => Promise<Kept>): Promise<Kept> {
    if (this.folder === undefined) {
      return make();
    }
    const name = digest(JSON.stringify([FORMAT, process.version, ownStamp(), key]));
    const file = join(this.folder, `${name}.json`);
    const known = read(file);
    if (known !== undefined) {
      return known;
    }
    const made = await make();
    this.write(file, made);
    return made;
  }

  private write(file: string, kept: Kept): void {
    const folder = dirname(file);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const ignore = join(folder, ".gitignore");
      if (!existsSync(ignore)) {
        writeFileSync(ignore, "*\n");
      }
      const draft = `${file}.${process.pid}`;
      writeFileSync(draft, JSON.stringify(kept), { mode: 0o600 });
      renameSync(draft, file);
      prune(folder);
    } catch {
      // A folder that cannot be written costs time, nothing else.
    }
  }
}

function read(file: string): Kept | undefined {
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as Kept;
    const isWhole = Array.isArray(kept.resources) && Array.isArray(kept.notes);
    const now = new Date();
    utimesSync(file, now, now);
    return isWhole ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** The entries that were used last stay. */
function prune(folder: string): void {
  const files = readdirSync(folder).filter((name) => name.includes(".json"));
  if (files.length > MOST_ENTRIES) {
    files
      .map((name) => ({ name, time: statSync(join(folder, name)).mtimeMs }))
      .sort((a, b) => b.time - a.time)
      .slice(MOST_ENTRIES)
      .forEach(({ name }) => rmSync(join(folder, name), { force: true }));
  }
}

export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 40);
}

/** Which packages are installed in some folders: npm writes a list of them. */
export function installedPackages(folders: readonly string[]): string {
  const lists = folders.map((folder) => {
    const file = join(folder, "node_modules/.package-lock.json");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  });
  return digest(JSON.stringify(lists));
}

let stamp: string | undefined;

/** Changes with the simulated systems themselves: a fixed estate may answer something else. */
function ownStamp(): string {
  const capture = dirname(require.resolve("@vmnet/simulator/capture/capture"));
  const folders = [capture, join(capture, "../estate"), join(capture, "../program")];
  stamp ??= digest(folders.flatMap(filesBelow).join());
  return stamp;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return filesBelow(path);
    }
    return /\.[jt]s$/.test(entry.name) ? [`${entry.name}:${statSync(path).mtimeMs}`] : [];
  });
}
