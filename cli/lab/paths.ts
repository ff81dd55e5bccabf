import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The private folder of a project's lab and what lies in it. Nothing else is ever written. */
export interface LabPaths {
  /** `.vmnet/lab` below the project. */
  base: string;
  /** The engine's work folder: copies of Pulumi.yaml and of stack files. */
  work: string;
  /** The engine's file backend. */
  state: string;
  /** The engine's own home (`PULUMI_HOME`), so that the user's log-ins are never touched. */
  home: string;
  /** What the simulated systems hold. */
  estate: string;
  /** Held by whoever writes the estate. */
  lock: string;
  /** Faults of the simulator, with their stacks. */
  log: string;
  /** Which engines were started, and by whom. */
  engines: string;
  /** Which stacks are being changed, or were when everything died. */
  unfinished: string;
}

export function labPaths(root: string): LabPaths {
  const base = join(root, ".vmnet", "lab");
  return {
    base,
    work: join(base, "project"),
    state: join(base, "state"),
    home: join(base, "home"),
    estate: join(base, "estate.json"),
    lock: join(base, "lab.lock"),
    log: join(base, "faults.log"),
    engines: join(base, "engines"),
    unfinished: join(base, "unfinished"),
  };
}

/** The engine's state file of a stack. */
export function checkpointOf(paths: LabPaths, project: string, stack: string): string {
  return join(paths.state, ".pulumi", "stacks", project, `${stack}.json`);
}

/** Makes the folders, ignored by git in every project. */
export function makeLabFolders(root: string): LabPaths {
  const paths = labPaths(root);
  for (const folder of [paths.work, paths.state, paths.home]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  const ignore = join(root, ".vmnet", ".gitignore");
  if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
  return paths;
}
