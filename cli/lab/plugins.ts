import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import type { PackageVersions } from "@vmnet/simulator/provider/server";

/** Versions that the program's own SDKs ask for; the engine warns about any other. */
export function sdkVersions(root: string): PackageVersions {
  const from = createRequire(join(root, "package.json"));
  const versions: PackageVersions = {};
  for (const name of ["vsphere", "nsxt", "tls"] as const) {
    try {
      const sdk = from(`@pulumi/${name}/package.json`) as {
        version: string;
        pulumi?: { version?: string; parameterization?: { version: string } };
      };
      const inner = sdk.pulumi?.parameterization;
      versions[name] = inner
        ? { version: inner.version, baseVersion: sdk.pulumi?.version }
        : { version: sdk.version };
    } catch {
      // The program does not use this package; the tables' version will do.
    }
  }
  return versions;
}

/**
 * Makes the engine's plugin folder: the user's own plugins (tls, random, ...) as links, and a
 * stand-in for each plugin that the lab attaches. Without the stand-in the engine would download
 * the real plugin before every operation on an existing state, only to leave it unused.
 */
export function preparePlugins(
  home: string,
  attached: { plugin: string; version: string }[],
  env: NodeJS.ProcessEnv = process.env,
): void {
  const own = join(home, "plugins");
  mkdirSync(own, { recursive: true });
  const theirs = join(env.PULUMI_HOME || join(homedir(), ".pulumi"), "plugins");
  if (existsSync(theirs)) {
    for (const name of readdirSync(theirs)) {
      if (!existsSync(join(own, name))) symlinkSync(join(theirs, name), join(own, name));
    }
  }
  for (const { plugin, version } of attached) {
    const folder = join(own, `resource-${plugin}-v${version}`);
    if (existsSync(folder)) continue;
    mkdirSync(folder);
    const note = `echo "the lab answers for ${plugin}; this file only stands in its place" >&2`;
    writeFileSync(join(folder, `pulumi-resource-${plugin}`), `#!/bin/sh\n${note}\nexit 1\n`, {
      mode: 0o755,
    });
  }
}
