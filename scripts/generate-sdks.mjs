// Generates sdks/vsphere and sdks/nsxt from the schemas in sdks/tables, with the code generator of
// the pinned Pulumi module (needs Go). `--check DIR` writes them below DIR instead.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const packages = ["vsphere", "nsxt"];

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { stdio: "inherit", ...options });
  if (result.error?.code === "ENOENT") {
    throw new Error(`${command} is not installed; regenerating the SDKs needs Go 1.25 or newer`);
  }
  if (result.status !== 0) throw new Error(`${command} ${args.join(" ")} failed`);
}

/** The generator's package.json, without what a local SDK must not do (see docs/architecture.md). */
function slimPackageJson(path) {
  const pkg = JSON.parse(readFileSync(path, "utf8"));
  // The compiled code reads its version from a package.json beside it. It gets no name there: two
  // packages of one name in a tree confuse tools that map names to folders (jest does).
  const version =
    "require('fs').writeFileSync('bin/package.json', JSON.stringify({ version: require('./package.json').version }))";
  pkg.scripts = { build: `tsc && node -e "${version}"` };
  // The root's own compiler builds the SDKs; an own, older one would only be a second copy.
  delete pkg.dependencies.typescript;
  pkg.types = "bin/index.d.ts";
  pkg.files = ["bin"];
  writeFileSync(path, JSON.stringify(pkg, null, 2) + "\n");
}

export function generateSdks(target) {
  const work = mkdtempSync(join(tmpdir(), "vmnet-sdks-"));
  try {
    const generator = join(work, "sdkgen");
    run("go", ["build", "-o", generator, "."], { cwd: join(root, "scripts/sdkgen") });
    for (const name of packages) {
      const out = join(work, name);
      run(generator, [join(root, `sdks/tables/${name}.schema.json`), out]);
      rmSync(join(out, "scripts"), { recursive: true, force: true });
      rmSync(join(out, ".gitignore"), { force: true });
      slimPackageJson(join(out, "package.json"));
      const bin = join(target, name, "bin");
      const keep = existsSync(bin) ? join(work, `${name}-bin`) : undefined;
      if (keep) cpSync(bin, keep, { recursive: true, preserveTimestamps: true });
      rmSync(join(target, name), { recursive: true, force: true });
      cpSync(out, join(target, name), { recursive: true });
      if (keep) cpSync(keep, bin, { recursive: true, preserveTimestamps: true });
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const check = process.argv.indexOf("--check");
  generateSdks(check > 0 ? process.argv[check + 1] : join(root, "sdks"));
}
