import { existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { openRepository, writeCommit } from "../../../cli/review/git";
import { linkModules } from "../../../cli/review/modules";
import { folderWith, writeFiles } from "../folder";
import { commitAll, edit } from "./repository";

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

async function written({ root, commit }: { root: string; commit: string }) {
  const repository = await openRepository(root);
  const folder = folderWith();
  await writeCommit(repository, commit, folder, folderWith());
  await linkModules(repository, commit, folder, "base");
  return folder;
}

test("installed packages are shared, and each side has its own version of a changed workspace", async () => {
  const made = workspaces();
  edit(made.root, "packages/one/index.js", "old", "new");
  const folder = await written(made);
  const at = (name: string) => realpathSync(join(folder, "node_modules", name));
  expect(readFileSync(join(at("one"), "index.js"), "utf8")).toContain("old");
  expect(at("@own/two")).toBe(realpathSync(join(made.root, "packages/two")));
  expect(at("dep")).toBe(realpathSync(join(made.root, "node_modules/dep")));
});

test("another version number or script needs no other packages", async () => {
  const made = workspaces();
  edit(made.root, "package.json", "{ ", '{ "version": "2.0.0", "scripts": { "x": "y" }, ');
  expect(existsSync(join(await written(made), "node_modules/dep"))).toBe(true);
});

test.each([
  ["another lock file", "package-lock.json", "{}", '{ "x": 1 }'],
  ["another dependency", "package.json", '"dep": "1"', '"dep": "2"'],
])("fails on %s", async (_what, file, from, to) => {
  const made = workspaces();
  edit(made.root, file, from, to);
  await expect(written(made)).rejects.toThrow(`${file} differ`);
});
