import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cachedEngine, cacheRoot, versionFolder } from "../../../cli/engine/cache";
import { ensureEngine, findEngine } from "../../../cli/engine/find";
import type { EngineSource } from "../../../cli/engine/sources";
import { newEnough, PINNED_VERSION } from "../../../cli/engine/version";

let folder: string;
let env: NodeJS.ProcessEnv;

/** A `pulumi` that reports a version, as an executable in a folder. */
function fakePulumi(where: string, version: string): string {
  mkdirSync(where, { recursive: true });
  const file = join(where, "pulumi");
  writeFileSync(file, `#!/bin/sh\necho ${version}\n`);
  chmodSync(file, 0o755);
  return file;
}

function source(label: string, fill: EngineSource["fill"]): EngineSource & { calls: number } {
  const made = {
    label,
    calls: 0,
    fill: (target: string) => {
      made.calls += 1;
      return fill(target);
    },
  };
  return made;
}

const working = (label = "works") =>
  source(label, (target) => {
    fakePulumi(target, `v${PINNED_VERSION}`);
    return Promise.resolve();
  });
const broken = (label: string, why: string) => source(label, () => Promise.reject(new Error(why)));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vmnet-find-"));
  env = { PATH: join(folder, "path"), XDG_CACHE_HOME: join(folder, "cache"), HOME: folder };
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("newEnough", () => {
  it.each(["3.206.0", "v3.259.0", "3.300.1", "3.260.0-alpha.1"])("takes %s", (version) => {
    expect(newEnough(version)).toBe(true);
  });
  it.each(["3.205.9", "2.30.0", "4.0.0", "dev", ""])("fails for %p", (version) => {
    expect(newEnough(version)).toBe(false);
  });
});

describe("findEngine", () => {
  it("takes pulumi on PATH when it is new enough", () => {
    const path = fakePulumi(join(folder, "path"), "v3.250.0");
    expect(findEngine({ env })).toEqual({ path, version: "3.250.0", origin: "PATH" });
  });

  it("takes the cached copy when pulumi on PATH is too old", () => {
    fakePulumi(join(folder, "path"), "v3.100.0");
    const path = fakePulumi(versionFolder(cacheRoot(env)), "unused");
    expect(findEngine({ env })).toEqual({ path, version: PINNED_VERSION, origin: "cache" });
  });

  it("takes the cached copy of a full installation, which lies in bin/", () => {
    const path = fakePulumi(join(versionFolder(cacheRoot(env)), "bin"), "unused");
    expect(findEngine({ env })?.path).toBe(path);
  });

  it("takes the one that VMNET_ENGINE names before all others", () => {
    fakePulumi(join(folder, "path"), "v3.250.0");
    const path = fakePulumi(join(folder, "own"), "v3.251.0");
    const found = findEngine({ env: { ...env, VMNET_ENGINE: path } });
    expect(found).toEqual({ path, version: "3.251.0", origin: "VMNET_ENGINE" });
  });

  it("fails when VMNET_ENGINE names something that cannot serve, and says what can", () => {
    const path = fakePulumi(join(folder, "own"), "v3.1.0");
    expect(() => findEngine({ env: { ...env, VMNET_ENGINE: path } })).toThrow(
      /own\/pulumi, which is Pulumi 3\.1\.0; allowed: a Pulumi CLI 3\.206\.0 or newer/,
    );
  });

  it("finds nothing where there is nothing, and makes nothing", () => {
    expect(findEngine({ env })).toBeUndefined();
    expect(existsSync(join(folder, "cache"))).toBe(false);
  });

  it("keeps the cache in ~/.cache without XDG_CACHE_HOME", () => {
    expect(cacheRoot({ HOME: "/home/u" })).toBe("/home/u/.cache/vmnet/engine");
  });
});

describe("ensureEngine", () => {
  it("uses no source while an engine is there", async () => {
    fakePulumi(join(folder, "path"), "v3.250.0");
    const unused = working();
    const onProgress = jest.fn();
    const found = await ensureEngine({ env, sources: [unused], onProgress });
    expect(found.origin).toBe("PATH");
    expect(unused.calls).toBe(0);
    expect(onProgress).not.toHaveBeenCalled();
  });

  it("tries the sources in order and caches what the first good one makes", async () => {
    const installer = broken("installer", "no network");
    const build = working("build");
    const messages: string[] = [];
    const options = {
      env,
      sources: [installer, build],
      onProgress: (m: string) => messages.push(m),
    };
    const found = await ensureEngine(options);
    expect(found).toMatchObject({ version: PINNED_VERSION, origin: "cache" });
    expect(messages).toEqual(["installer", "build"]);
    await ensureEngine(options);
    expect([installer.calls, build.calls]).toEqual([1, 1]);
  });

  it("fails with every reason and with what to install when nothing works", async () => {
    fakePulumi(join(folder, "path"), "v3.100.0");
    const sources = [
      broken("the installer", "no network"),
      broken("the build", "go is not installed"),
    ];
    const error = await ensureEngine({ env, sources }).catch((e: unknown) => e);
    expect(String(error)).toMatch(/version 3\.100\.0 is too old/);
    expect(String(error)).toMatch(/the installer: no network/);
    expect(String(error)).toMatch(/the build: go is not installed/);
    expect(String(error)).toMatch(/Install the Pulumi CLI 3\.206\.0 or newer .* or Go 1\.25/);
    expect(readdirSync(cacheRoot(env))).toEqual([]);
  });
});

describe("cachedEngine", () => {
  it("makes the engine once when several ask at the same time", async () => {
    const slow = source("slow", async (target) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      fakePulumi(target, "v1");
    });
    const root = cacheRoot(env);
    const found = await Promise.all([1, 2, 3].map(() => cachedEngine(root, slow.fill)));
    expect(new Set(found).size).toBe(1);
    expect(slow.calls).toBe(1);
    expect(readdirSync(root)).toEqual([`v${PINNED_VERSION}`]);
  });

  it("fails and leaves nothing behind when the source makes no engine", async () => {
    const root = cacheRoot(env);
    await expect(cachedEngine(root, () => Promise.resolve())).rejects.toThrow(/no pulumi was made/);
    expect(readdirSync(root)).toEqual([]);
  });

  it("replaces a folder of its name that holds no engine", async () => {
    const root = cacheRoot(env);
    mkdirSync(versionFolder(root), { recursive: true });
    writeFileSync(join(versionFolder(root), "half"), "");
    await cachedEngine(root, working().fill);
    expect(readdirSync(versionFolder(root))).toEqual(["pulumi"]);
  });
});
