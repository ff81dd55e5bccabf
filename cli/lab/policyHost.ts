/** Policy packs in the lab: where they lie, and what runs them. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join, resolve } from "node:path";
import { UserError } from "../terminal";

/** The program that an engine starts for a pack written for Node. */
const hostName = "pulumi-analyzer-policy-nodejs";

/**
 * Folders of policy packs as the engine needs them: it works in a private folder, so relative paths
 * are taken from where the user is.
 *
 * @throws UserError when a folder holds no pack
 */
export function policyPacks(folders: readonly string[], from = process.cwd()): string[] {
  return folders.map((folder) => {
    const path = resolve(from, folder);
    if (!existsSync(join(path, "PulumiPolicy.yaml"))) {
      throw new UserError(
        `--policy-pack ${folder}: there is no PulumiPolicy.yaml in it; name the folder of a policy pack`,
      );
    }
    return path;
  });
}

/**
 * Writes a host for policy packs into the lab's home, for engines that came without one (those that
 * were built from source), and returns PATH with that at its end: an engine's own host goes first.
 */
export function pathWithPolicyHost(root: string, home: string, path = process.env.PATH): string {
  const folder = join(home, "hosts");
  const runner = createRequire(join(root, "package.json")).resolve(
    "@pulumi/pulumi/cmd/run-policy-pack",
  );
  mkdirSync(folder, { recursive: true });
  const script = `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(runner)} "$@"\n`;
  writeFileSync(join(folder, hostName), script, { mode: 0o755 });
  return [...(path === undefined || path === "" ? [] : [path]), folder].join(delimiter);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
