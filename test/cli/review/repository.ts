import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../exportedStack";
import { folderWith } from "../folder";

/** Runs git in a folder; a failure is the test's. */
export function git(folder: string, ...args: string[]): string {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  const { status, stdout, stderr } = spawnSync("git", ["-C", folder, ...identity, ...args], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout.trim();
}

/** Makes a folder a repository with one commit of all its files. */
export function commitAll(folder: string, message = "base"): string {
  git(folder, "init", "-q", "-b", "main");
  writeFileSync(join(folder, ".git/info/exclude"), "node_modules\n");
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", message);
  return git(folder, "rev-parse", "HEAD");
}

const STACK_FILES =
  /^Pulumi\..*yaml$|^(package|package-lock|tsconfig.*)\.json$|^vmnet\.yaml$|^index\.ts$/;

/** This project's example stacks as a repository of their own, with this project's packages. */
export function exampleRepository(): string {
  const folder = folderWith();
  const files = readdirSync(root).filter((name) => STACK_FILES.test(name));
  for (const name of ["components", "network", "stacks", "Pulumi.yaml", ...files]) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  commitAll(folder);
  return folder;
}

/** Replaces text in a file; the text must be there. */
export function edit(folder: string, file: string, from: string, to: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
  writeFileSync(path, text.replace(from, to));
}
