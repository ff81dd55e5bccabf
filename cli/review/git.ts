/** The few things that a review asks of git; nothing here changes the repository. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { errorCode, UserError } from "../terminal";

const run = promisify(execFile);

export interface Repository {
  root: string;
}

async function git(
  cwd: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const { stdout } = await run("git", ["-C", cwd, ...args], {
    maxBuffer: 1 << 28,
    env: {
      ...process.env,
      GIT_OPTIONAL_LOCKS: "0",
      GIT_TERMINAL_PROMPT: "0",
      // Large files are no programs, and fetching them would need credentials.
      GIT_LFS_SKIP_SMUDGE: "1",
      ...env,
    },
  });
  return stdout;
}

async function maybe(answer: Promise<string>): Promise<string | undefined> {
  try {
    return (await answer).trim();
  } catch (error) {
    if (errorCode(error) === "ENOENT") {
      throw new UserError("git is not installed, or not on PATH");
    }
    return undefined;
  }
}

/** @throws UserError outside of a repository */
export async function openRepository(folder: string): Promise<Repository> {
  const root = await maybe(git(folder, ["rev-parse", "--show-toplevel"]));
  if (root === undefined || root === "") {
    throw new UserError(`${folder} is in no git repository: vmnet review compares two revisions`);
  }
  return { root };
}

/** The commit that a name means, or undefined. */
function findCommit({ root }: Repository, ref: string): Promise<string | undefined> {
  return maybe(
    git(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]),
  );
}

/** @throws UserError when the name means no commit here */
export async function commitOf(
  repository: Repository,
  ref: string,
  option: string,
): Promise<string> {
  const commit = await findCommit(repository, ref);
  if (commit === undefined || commit === "") {
    throw new UserError(
      `${option} ${ref}: the repository has no such commit; fetch it first ` +
        "(in a pipeline: fetch with full history, e.g. fetch-depth: 0)",
    );
  }
  return commit;
}

const MAIN_BRANCHES = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/** Where the work on head left the main branch; head's own commit when there is no other branch. */
export async function defaultBase(repository: Repository, head: string): Promise<string> {
  for (const branch of MAIN_BRANCHES) {
    const commit = await findCommit(repository, branch);
    const base =
      commit &&
      (await maybe(git(repository.root, ["merge-base", "--end-of-options", commit, head])));
    if (base) {
      return base;
    }
  }
  return head;
}

const lines = (text: string) => text.split("\0").filter((line) => line !== "");

/** Files that differ, from the root of the repository; without a head commit, against the working tree. */
export async function changedFiles(
  { root }: Repository,
  base: string,
  head: string | undefined,
): Promise<string[]> {
  const ends = head === undefined ? [base] : [base, head];
  const tracked = await git(root, ["diff", "--name-only", "--no-renames", "-z", ...ends, "--"]);
  const added =
    head === undefined ? await git(root, ["ls-files", "--others", "--exclude-standard", "-z"]) : "";
  return [...new Set([...lines(tracked), ...lines(added)])].sort();
}

/** Names of all files of a commit. */
export async function filesOf({ root }: Repository, commit: string): Promise<string[]> {
  return lines(await git(root, ["ls-tree", "-r", "--name-only", "-z", "--full-tree", commit]));
}

/**
 * Writes the files of a commit into an empty folder. It has its own index and runs no hooks, so that the
 * repository, its index and its list of worktrees stay as they are, even when the command is killed.
 */
export async function writeCommit(
  { root }: Repository,
  commit: string,
  folder: string,
  indexFolder: string,
): Promise<void> {
  const env = { GIT_INDEX_FILE: join(indexFolder, "index") };
  await git(root, ["read-tree", commit], env);
  await git(root, ["checkout-index", "--all", `--prefix=${folder}/`], env);
}

/** Whether a folder is the same in a commit and in the working tree. */
export async function isSameFolder(
  { root }: Repository,
  commit: string,
  folder: string,
): Promise<boolean> {
  const changed = await git(root, ["diff", "--name-only", "-z", commit, "--", folder]);
  return changed === "";
}
