/** A change as two revisions that can be run: what `vmnet review` and `vmnet diagram --base` work on. */
import { realpathSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative, resolve } from "node:path";
import { readProject } from "../lab/project";
import { CaptureCache } from "./captureCache";
import { changedFiles, commitOf, defaultBase, openRepository } from "./git";
import type { Repository } from "./git";
import { Checkouts } from "./sides";
import type { Revision, Side } from "./sides";
import { touchedStacks } from "./touched";
import { Views } from "./views";
import type { Pool } from "./views";

export interface ChangeOptions {
  base?: string;
  head?: string;
  /** Only stacks whose names fit this pattern. */
  stack?: string;
  /** False runs every program again. Default: what programs of commits register is kept. */
  cache?: boolean;
}

export interface Change {
  base: Side;
  head: Side;
  /** Files that differ, from the folder of the project. */
  changed: string[];
  views: Views;
}

/**
 * Opens both revisions, and removes what was written out for them when `act` is done.
 *
 * @throws UserError when a revision cannot be used
 */
export async function withChange<Result>(
  options: ChangeOptions,
  cwd: string,
  act: (change: Change) => Promise<Result>,
): Promise<Result> {
  const folder = readProject(resolve(cwd)).root;
  const repository = await openRepository(folder);
  const [base, head] = await revisions(repository, options);
  const root = realpathSync(repository.root);
  const projectPath = relative(root, realpathSync(folder));
  const checkouts = new Checkouts(repository, projectPath);
  const cache = new CaptureCache(
    options.cache === false ? undefined : join(folder, ".vmnet/review"),
  );
  try {
    // Base is written out while head already runs.
    const opening = checkouts.open(base);
    opening.catch(() => undefined);
    const files = changedFiles(repository, base.commit ?? "HEAD", head.commit);
    const headSide = await checkouts.open(head);
    const changed = (await files).map((file) => relative(projectPath, file));
    const pool = limited(Math.max(2, availableParallelism()));
    const views = new Views({ head: headSide, root, cache, pool });
    for (const stack of touchedStacks([headSide], changed, options.stack)) {
      void views.of(stack, headSide).catch(() => undefined);
    }
    return await act({ base: await opening, head: headSide, changed, views });
  } finally {
    checkouts.remove();
  }
}

async function revisions(
  repository: Repository,
  options: ChangeOptions,
): Promise<[Revision, Revision]> {
  const isTree = options.head === undefined || options.head === "worktree";
  const tip = await commitOf(repository, isTree ? "HEAD" : (options.head ?? ""), "--head");
  const commit =
    options.base === undefined
      ? await defaultBase(repository, tip)
      : await commitOf(repository, options.base, "--base");
  return [
    { side: "base", ref: options.base ?? commit, commit },
    isTree
      ? { side: "head", ref: "worktree" }
      : { side: "head", ref: options.head ?? tip, commit: tip },
  ];
}

function limited(most: number): Pool {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (job) => {
    if (running >= most) {
      await new Promise<void>((go) => waiting.push(go));
    }
    running += 1;
    try {
      return await job();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
