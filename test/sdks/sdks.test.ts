import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rules, schema, type PackageName } from "@vmnet/tables";

const root = join(__dirname, "../..");
const packages: PackageName[] = ["vsphere", "nsxt"];
const hasGo = spawnSync("go", ["version"]).status === 0;

/** Every file below a folder, without what the build puts there. */
function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => !/^(bin|node_modules)(\/|$)/.test(path))
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort();
}

describe.each(packages)("the SDK of %s", (name) => {
  const manifest = JSON.parse(readFileSync(join(root, `sdks/${name}/package.json`), "utf8"));

  it("names the plugin that the real engine downloads", () => {
    const spec = schema(name);
    const plugin = spec.parameterization?.baseProvider ?? spec;
    expect(manifest.pulumi).toMatchObject({ name: plugin.name, version: plugin.version });
  });

  it("has no install scripts and no compiler of its own", () => {
    expect(Object.keys(manifest.scripts)).toEqual(["build"]);
    expect(manifest.dependencies).not.toHaveProperty("typescript");
  });

  it("exports a class for each resource of the schema", () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const sdk = require(`@pulumi/${name}`);
    const missing = Object.keys(schema(name).resources).filter(
      (token) => typeof sdk[token.split(":")[2] ?? ""] !== "function",
    );
    expect(missing).toEqual([]);
  });

  it("has a rule for each input of each resource", () => {
    const table = rules(name).resources;
    for (const [token, resource] of Object.entries(schema(name).resources)) {
      const known = Object.keys(table[token]?.properties ?? {});
      // `policy<Kind>Id` mirrors Terraform's own id, which its rule tables do not list.
      const inputs = Object.keys(resource.inputProperties ?? {}).filter(
        (input) => !/^policy\w*Id$/.test(input),
      );
      expect({ token, missing: inputs.filter((input) => !known.includes(input)) }).toEqual({
        token,
        missing: [],
      });
    }
  });
});

(hasGo ? describe : describe.skip)("the committed SDKs", () => {
  it("are what the generator makes of the committed schemas", () => {
    const target = mkdtempSync(join(tmpdir(), "vmnet-sdk-check-"));
    try {
      const run = spawnSync(
        process.execPath,
        [join(root, "scripts/generate-sdks.mjs"), "--check", target],
        { encoding: "utf8" },
      );
      expect(run.stderr + run.stdout).toBe("");
      for (const name of packages) {
        const committed = join(root, "sdks", name);
        expect(files(join(target, name))).toEqual(files(committed));
        for (const file of files(committed)) {
          const same =
            readFileSync(join(target, name, file), "utf8") ===
            readFileSync(join(committed, file), "utf8");
          expect({ file, same }).toEqual({ file, same: true });
        }
      }
    } finally {
      rmSync(target, { recursive: true, force: true });
    }
  }, 600_000);
});
