import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { runBuild } from "../../../cli/review/build";
import { openRepository, writeCommit } from "../../../cli/review/git";
import { linkModules } from "../../../cli/review/modules";
import { folderWith, writeFiles } from "../folder";
import { commitAll, edit } from "./repository";

jest.setTimeout(60_000);

/** A repository with one installed package and two workspaces that are linked. */
function workspaces() {
  const root = folderWith({
    "package.json": '{ "dependencies": { "dep": "1" }, "workspaces": ["packages/*"] }',
    "package-lock.json": "{}",
    "packages/one/package.json": '{ "name": "one" }',
    "packages/one/index.js": "exports.text = 'old';",
    "packages/two/package.json": '{ "name": "@own/two" }',
    "packages/two/index.js": "exports.text = 'same';",
  });
  const commit = commitAll(root);
  writeFiles(root, { "node_modules/dep/package.json": '{ "name": "dep" }' });
  symlinkSync(join(root, "packages/one"), join(root, "node_modules/one"));
  mkdirSync(join(root, "node_modules/@own"));
  symlinkSync(join(root, "packages/two"), join(root, "node_modules/@own/two"));
  return { root, commit };
}

async function written({ root, commit }: { root: string; commit: string }, cache?: string) {
  const repository = await openRepository(root);
  const folder = folderWith();
  await writeCommit(repository, commit, folder, folderWith());
  const { differs } = await linkModules(repository, commit, folder, "base (main)", cache);
  return { folder, differs };
}

test("installed packages are shared, and each side has its own version of a changed workspace", async () => {
  const made = workspaces();
  expect((await written(made)).differs).toBe(false);
  edit(made.root, "packages/one/index.js", "old", "new");
  const { folder, differs } = await written(made);
  const at = (name: string) => realpathSync(join(folder, "node_modules", name));
  expect(readFileSync(join(at("one"), "index.js"), "utf8")).toContain("old");
  expect(at("@own/two")).toBe(realpathSync(join(made.root, "packages/two")));
  expect(at("dep")).toBe(realpathSync(join(made.root, "node_modules/dep")));
  expect(differs).toBe(true);
});

test("another version number, script or range needs no other packages while the lock file is the same", async () => {
  const made = workspaces();
  edit(made.root, "package.json", '"dep": "1"', '"dep": "2"');
  edit(made.root, "package.json", "{ ", '{ "version": "2.0.0", "scripts": { "x": "y" }, ');
  const { folder } = await written(made);
  expect(existsSync(join(folder, "node_modules/dep"))).toBe(true);
});

/** A package as an archive; its script would leave a file behind. */
function archive(root: string, version: string): void {
  const manifest = {
    name: "dep",
    version,
    scripts: { postinstall: "node -e \"require('fs').writeFileSync('ran', '')\"" },
  };
  const folder = folderWith({
    "package/package.json": JSON.stringify(manifest),
    "package/index.js": `exports.text = "${version}";`,
  });
  const { status } = spawnSync("tar", [
    "czf",
    join(root, "vendor/dep.tgz"),
    "-C",
    folder,
    "package",
  ]);
  expect(status).toBe(0);
}

/** Base has the package in version 1.0.0 from its own archive, and one workspace; nothing is installed. */
function locked() {
  const workspace = { "packages/one": { name: "one", version: "1.0.0" } };
  const root = folderWith({
    "package.json": JSON.stringify({
      name: "project",
      version: "1.0.0",
      dependencies: { dep: "file:vendor/dep.tgz" },
      workspaces: ["packages/*"],
    }),
    "packages/one/package.json": '{ "name": "one", "version": "1.0.0" }',
    "vendor/.keep": "",
    "package-lock.json": JSON.stringify({
      name: "project",
      version: "1.0.0",
      lockfileVersion: 3,
      requires: true,
      packages: {
        "": {
          name: "project",
          version: "1.0.0",
          dependencies: { dep: "file:vendor/dep.tgz" },
          workspaces: ["packages/*"],
        },
        "node_modules/dep": { version: "1.0.0", resolved: "file:vendor/dep.tgz" },
        "node_modules/one": { resolved: "packages/one", link: true },
        ...workspace,
      },
    }),
  });
  archive(root, "1.0.0");
  const commit = commitAll(root);
  edit(
    root,
    "package-lock.json",
    '"node_modules/dep":{"version":"1.0.0"',
    '"node_modules/dep":{"version":"2.0.0"',
  );
  writeFiles(root, { "node_modules/dep/index.js": 'exports.text = "2.0.0";' });
  return { root, commit };
}

describe("a commit with another lock file", () => {
  test("gets an installation of its own, once, without running any script of a package", async () => {
    const made = locked();
    const cache = folderWith();
    const first = await written(made, cache);
    const at = (name: string) => join(first.folder, "node_modules", name);
    expect(readFileSync(join(at("dep"), "index.js"), "utf8")).toContain("1.0.0");
    expect(existsSync(join(at("dep"), "ran"))).toBe(false);
    expect(realpathSync(at("one"))).toBe(realpathSync(join(first.folder, "packages/one")));
    expect(first.differs).toBe(true);
    expect(readdirSync(cache)).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
    const { PATH } = process.env;
    const broken = folderWith({ npm: "#!/bin/sh\nexit 1\n" });
    chmodSync(join(broken, "npm"), 0o755);
    try {
      // The second time nothing is installed: this npm could not.
      process.env.PATH = `${broken}:${PATH ?? ""}`;
      const second = await written(made, cache);
      expect(realpathSync(join(second.folder, "node_modules/dep"))).toBe(realpathSync(at("dep")));
    } finally {
      process.env.PATH = PATH;
    }
  });

  test("fails where the registry cannot be reached, and says what to do", async () => {
    const made = locked();
    edit(made.root, "package-lock.json", "file:vendor/dep.tgz", "http://127.0.0.1:9/dep.tgz");
    edit(
      made.root,
      "package-lock.json",
      '"resolved":"file:vendor/dep.tgz"',
      '"resolved":"http://127.0.0.1:9/dep.tgz","integrity":"sha512-AAAA"',
    );
    edit(made.root, "package.json", "file:vendor/dep.tgz", "http://127.0.0.1:9/dep.tgz");
    const commit = commitAll(made.root, "from a registry");
    edit(made.root, "package-lock.json", "sha512-AAAA", "sha512-BBBB");
    const cache = folderWith();
    await expect(written({ ...made, commit }, cache)).rejects.toThrow(
      /base \(main\) needs other packages.*cannot be reached from here \(ECONNREFUSED\).*kept below/s,
    );
    expect(readdirSync(cache)).toEqual([]);
  });

  test("fails for lock files of other tools, naming them", async () => {
    const root = folderWith({ "package.json": "{}", "yarn.lock": "one" });
    const commit = commitAll(root);
    writeFiles(root, { "yarn.lock": "two", "node_modules/x/index.js": "" });
    await expect(written({ root, commit })).rejects.toThrow(/yarn\.lock differ.*two steps/s);
  });
});

describe("a build step", () => {
  test("runs in the folder without credentials of the environment", async () => {
    const folder = folderWith();
    process.env.VSPHERE_PASSWORD = "not for builds";
    try {
      await runBuild(
        'node -e "console.log(JSON.stringify(process.env))" > env.json',
        folder,
        "base",
      );
    } finally {
      delete process.env.VSPHERE_PASSWORD;
    }
    const text = readFileSync(join(folder, "env.json"), "utf8");
    expect(text).toContain('"PATH"');
    expect(text).not.toContain("not for builds");
  });

  test("fails with its command and the last lines that it printed", async () => {
    const command = "echo first; echo wrong type >&2; exit 3";
    await expect(runBuild(command, folderWith(), "base (main)")).rejects.toThrow(
      /^base \(main\): review\.build of vmnet\.yaml does not run through:\n {2}\$ echo first.*wrong type/s,
    );
  });
});
