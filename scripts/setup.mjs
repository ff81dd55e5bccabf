// Makes a fresh clone ready: dependencies, SDKs, compiled packages, and (unless --build-only) the
// Pulumi engine. Runs again in a moment when nothing has changed. Uses Node alone, because it runs
// before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

function fail(message) {
  console.error(`vmnet setup: ${message}`);
  process.exit(1);
}

function run(label, command, args, cwd = root) {
  const result = spawnSync(command, args, { cwd, stdio: "inherit" });
  if (result.error) fail(`${label}: cannot start ${command} (${result.error.message})`);
  if (result.status !== 0) fail(`${label} failed (${command} ${args.join(" ")})`);
}

function digest(files) {
  const hash = createHash("sha256").update(process.version);
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

/** Source files below a folder, as paths from the root. */
function sources(folder, pattern) {
  return readdirSync(join(root, folder), { recursive: true })
    .map((name) => `${folder}/${name}`)
    .filter((path) => pattern.test(path) && !/(^|\/)(bin|node_modules)\//.test(path))
    .filter((path) => statSync(join(root, path)).isFile())
    .sort();
}

/** Runs a step unless its stamp says that it ran with the same input. */
function once(stamp, key, step, force) {
  const path = join(root, stamp);
  if (!force && existsSync(path) && readFileSync(path, "utf8") === key) return false;
  step();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, key);
  return true;
}

function install() {
  const manifests = ["package.json", "package-lock.json", "cli/package.json"];
  manifests.push("simulator/package.json", "policy/package.json");
  once("node_modules/.vmnet-installed", digest(manifests), () => {
    console.log("vmnet setup: installing dependencies (npm ci)");
    // Build steps run below, in the same way for every npm version and setting.
    run("install", "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
  });
}

export function build(force = false) {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  if (!existsSync(tsc)) fail("typescript is not installed: run npm ci first");
  for (const name of ["vsphere", "nsxt"]) {
    const folder = `sdks/${name}`;
    once(
      `${folder}/bin/.built`,
      digest(sources(folder, /\.(ts|json)$/)),
      () => {
        console.log(`vmnet setup: compiling @pulumi/${name}`);
        run("sdk", process.execPath, [tsc, "-p", folder]);
        const { version } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
        // Where the compiled SDK looks its version up; nameless, as in the SDK's own build script.
        writeFileSync(join(root, folder, "bin/package.json"), JSON.stringify({ version }));
      },
      force,
    );
  }
  run("compile", process.execPath, [tsc, "-b", "cli", "policy"]);
}

export function setup() {
  const [major] = process.versions.node.split(".").map(Number);
  if (major < 20) fail(`Node ${process.versions.node} is too old; vmnet needs Node 20 or newer`);
  install();
  build();
  run("engine", process.execPath, [join(root, "cli/vmnet.js"), "engine", "ensure"]);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv.includes("--build-only")) build(process.argv.includes("--force"));
  else setup();
}
