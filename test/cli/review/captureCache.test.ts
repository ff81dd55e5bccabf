import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CaptureCache, installedPackages } from "../../../cli/review/captureCache";
import type { Kept } from "../../../cli/review/captureCache";
import { folderWith } from "../folder";

const key = { commit: "a", project: "", stack: "s", inventory: undefined, packages: "p" };
const kept: Kept = {
  resources: [],
  networkNames: { "network-1": "VM Network" },
  hosts: {},
  notes: ["x"],
};

function counted() {
  let runs = 0;
  return {
    make: () => {
      runs += 1;
      return Promise.resolve(kept);
    },
    runs: () => runs,
  };
}

describe("what programs of commits register", () => {
  test("is kept by everything that it depends on", async () => {
    const cache = new CaptureCache(join(folderWith(), "kept"));
    const { make, runs } = counted();
    const others = [
      { commit: "b" },
      { project: "infra" },
      { stack: "t" },
      { inventory: "format: 1" },
      { packages: "q" },
    ];
    for (const one of [{}, {}, ...others, ...others]) {
      expect(await cache.get({ ...key, ...one }, make)).toEqual(kept);
    }
    expect(runs()).toBe(6);
  });

  test("lies in a folder that only its owner reads and git ignores", async () => {
    const folder = join(folderWith(), ".vmnet/review");
    await new CaptureCache(folder).get(key, counted().make);
    const [file = ""] = readdirSync(folder).filter((name) => name.endsWith(".json"));
    expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
    expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("*\n");
  });

  test("is made again where an entry is torn, and whenever nothing may be kept", async () => {
    const folder = folderWith();
    const cache = new CaptureCache(folder);
    const { make, runs } = counted();
    await cache.get(key, make);
    const [file = ""] = readdirSync(folder).filter((name) => name.endsWith(".json"));
    for (const torn of ['{"resources": [', "null", '{"notes": []}']) {
      writeFileSync(join(folder, file), torn);
      expect(await cache.get(key, make)).toEqual(kept);
    }
    expect(runs()).toBe(4);
    await new CaptureCache(undefined).get(key, make);
    const blocked = join(folderWith({ file: "" }), "file/below");
    await new CaptureCache(blocked).get(key, make);
    expect(runs()).toBe(6);
    expect(existsSync(blocked)).toBe(false);
  });

  test("stays below sixty entries", async () => {
    const folder = folderWith();
    const cache = new CaptureCache(folder);
    for (let index = 0; index < 70; index += 1) {
      await cache.get({ ...key, commit: String(index) }, counted().make);
    }
    expect(readdirSync(folder).filter((name) => name.endsWith(".json"))).toHaveLength(60);
    const { make, runs } = counted();
    await cache.get({ ...key, commit: "69" }, make);
    expect(runs()).toBe(0);
  });

  test("depends on what npm has installed", () => {
    const folder = folderWith();
    const before = installedPackages([folder]);
    mkdirSync(join(folder, "node_modules"));
    writeFileSync(join(folder, "node_modules/.package-lock.json"), "{}");
    expect(installedPackages([folder])).not.toBe(before);
  });
});
