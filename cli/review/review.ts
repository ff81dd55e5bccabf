/** `vmnet review`: what a change does to traffic, expectations and resources, without any credentials. */
import { realpathSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { relative, resolve } from "node:path";
import { nearest } from "vmnet/network/nearest";
import { readProject } from "../lab/project";
import { matchesGlob } from "../model/glob";
import { errorText, exitCode, processTerminal, UserError } from "../terminal";
import type { Terminal } from "../terminal";
import { changedFiles, commitOf, defaultBase, openRepository } from "./git";
import type { Repository } from "./git";
import { reviewMarkdown } from "./markdown";
import type { Review } from "./report";
import { Checkouts } from "./sides";
import type { Revision, Side } from "./sides";
import { reviewStack } from "./stack";
import type { Pool } from "./stack";
import { resultOf, summaryOf } from "./summary";
import { touchedStacks } from "./touched";

export interface ReviewOptions {
  base?: string;
  head?: string;
  stack?: string;
  format?: "markdown" | "json";
  output?: string;
  cwd?: string;
}

const CODES: Readonly<Record<Review["result"], number>> = {
  nothing: exitCode.ok,
  changed: exitCode.changes,
  broken: exitCode.failed,
};

/** `vmnet review`; returns the exit code. */
export async function runReview(
  options: ReviewOptions,
  terminal: Terminal = processTerminal({ quiet: true }),
): Promise<number> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const review = await makeReview(options, cwd);
  const text =
    options.format === "json"
      ? `${JSON.stringify(review, undefined, 2)}\n`
      : reviewMarkdown(review);
  if (options.output === undefined) {
    terminal.data(text.trimEnd());
  } else {
    try {
      writeFileSync(resolve(cwd, options.output), text);
    } catch (error) {
      throw new UserError(`--output ${options.output}: ${errorText(error)}`);
    }
    terminal.data(review.summary);
  }
  return CODES[review.result];
}

/** The review as data. */
export async function makeReview(options: ReviewOptions, cwd: string): Promise<Review> {
  const folder = readProject(cwd).root;
  const repository = await openRepository(folder);
  const [base, head] = await revisions(repository, options);
  const projectPath = relative(realpathSync(repository.root), realpathSync(folder));
  const checkouts = new Checkouts(repository, projectPath);
  try {
    // Base is written out while head already runs.
    const baseSide = checkouts.open(base);
    baseSide.catch(() => undefined);
    const changed = changedFiles(repository, base.commit ?? "HEAD", head.commit);
    const headSide = await checkouts.open(head);
    const stacks = await chosen(headSide, baseSide, await changed, projectPath, options.stack);
    const pool = limited(Math.max(2, availableParallelism()));
    const reviews = await Promise.all(
      stacks.map((stack) => reviewStack(stack, baseSide, headSide, pool)),
    );
    const seen = ({ ref, commit }: Revision) => ({
      ref,
      ...(commit === undefined ? {} : { commit }),
    });
    return {
      format: 1,
      base: seen(base),
      head: seen(head),
      summary: summaryOf(reviews),
      result: resultOf(reviews),
      stacks: reviews,
    };
  } finally {
    checkouts.remove();
  }
}

async function revisions(
  repository: Repository,
  options: ReviewOptions,
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

/** The stacks to review: those that a changed file concerns. */
async function chosen(
  head: Side,
  base: Promise<Side>,
  changed: readonly string[],
  projectPath: string,
  pattern: string | undefined,
): Promise<string[]> {
  const sides = [await base, head];
  const names = sides.flatMap(({ project }) => [...(project?.stackFiles.keys() ?? [])]);
  if (pattern !== undefined && !names.some((name) => matchesGlob(pattern, name))) {
    const near = nearest(pattern, names);
    throw new UserError(
      `--stack ${pattern}: no stack has such a name; there are ` +
        `${[...new Set(names)].sort().join(", ") || "none"}` +
        (near === undefined ? "" : `; did you mean "${near}"?`),
    );
  }
  return touchedStacks(
    sides,
    changed.map((file) => relative(projectPath, file)),
    pattern,
  );
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
