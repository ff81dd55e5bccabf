import { spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { errorText, exitCode, UserError } from "../terminal";
import { cacheRoot, cachedEngine, engineIn, versionFolder } from "./cache";
import { goBuild, officialInstaller } from "./sources";
import type { EngineSource } from "./sources";
import { newEnough, OLDEST_VERSION, PINNED_VERSION } from "./version";

/** An engine that the lab can use. */
export interface Engine {
  /** The executable, as an absolute path. */
  path: string;
  /** `3.259.0` */
  version: string;
  origin: "VMNET_ENGINE" | "PATH" | "cache";
}

/** What the search depends on; tests hand in their own. */
export interface FindOptions {
  env?: NodeJS.ProcessEnv;
  /** Ways to make an engine, in order. By default the official installer, then a Go build. */
  sources?: EngineSource[];
  /** Told what takes long before it begins. */
  onProgress?: (message: string) => void;
}

/** Version that an executable reports; undefined when it does not run. */
function versionOf(path: string, env: NodeJS.ProcessEnv): string | undefined {
  const result = spawnSync(path, ["version"], {
    encoding: "utf8",
    timeout: 20_000,
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  return result.status === 0 ? result.stdout.trim().replace(/^v/, "") : undefined;
}

function onPath(env: NodeJS.ProcessEnv): string[] {
  const names = process.platform === "win32" ? ["pulumi.exe", "pulumi.cmd"] : ["pulumi"];
  return (env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .filter((file) => {
      try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
      } catch {
        return false;
      }
    });
}

/** An engine that is there already, found without any network; undefined when there is none. */
export function findEngine(options: FindOptions = {}): Engine | undefined {
  return search(options).engine;
}

function search(options: FindOptions): { engine?: Engine; rejected: string[] } {
  const env = options.env ?? process.env;
  const rejected: string[] = [];
  if (env.VMNET_ENGINE) {
    const version = versionOf(env.VMNET_ENGINE, env);
    if (version && newEnough(version)) {
      return { engine: { path: env.VMNET_ENGINE, version, origin: "VMNET_ENGINE" }, rejected };
    }
    throw new UserError(
      `VMNET_ENGINE names ${env.VMNET_ENGINE}, which ${version ? `is Pulumi ${version}` : "does not run"}; ` +
        `allowed: a Pulumi CLI ${OLDEST_VERSION} or newer. Correct the variable or unset it.`,
    );
  }
  // Only the first on PATH: it is the one that the user gets, too.
  const [first] = onPath(env);
  if (first) {
    const version = versionOf(first, env);
    if (version && newEnough(version))
      return { engine: { path: first, version, origin: "PATH" }, rejected };
    rejected.push(
      `${first}: ${version ? `version ${version} is too old or too new` : "does not run"}`,
    );
  }
  const path = engineIn(versionFolder(cacheRoot(env)));
  if (path) return { engine: { path, version: PINNED_VERSION, origin: "cache" }, rejected };
  return { rejected };
}

/**
 * The engine, in this order: `VMNET_ENGINE`, `pulumi` on PATH if new enough, the cached copy, and
 * else one made by the first source that works. No network is used while one is there.
 *
 * @throws UserError that says what to install when nothing works
 */
export async function ensureEngine(options: FindOptions = {}): Promise<Engine> {
  const env = options.env ?? process.env;
  const { engine, rejected } = search(options);
  if (engine) return engine;
  const failures = rejected.map((reason) => `pulumi on PATH: ${reason}`);
  for (const source of options.sources ?? [officialInstaller, goBuild]) {
    options.onProgress?.(source.label);
    try {
      const path = await cachedEngine(cacheRoot(env), source.fill);
      return { path, version: PINNED_VERSION, origin: "cache" };
    } catch (error) {
      failures.push(`${source.label}: ${errorText(error)}`);
    }
  }
  throw new UserError(
    [
      "No Pulumi engine was found and none could be made:",
      ...failures.map((failure) => `  - ${failure}`),
      `Install the Pulumi CLI ${OLDEST_VERSION} or newer (https://www.pulumi.com/docs/install/), or Go 1.25 or newer ` +
        "so that vmnet can build it, and try again. VMNET_ENGINE=/path/to/pulumi names one that is not on PATH.",
    ].join("\n"),
    exitCode.failed,
  );
}
