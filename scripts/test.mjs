// `npm test`: sets everything up and runs every test. The last line of the output is
// `N passed, N failed`, from jest's own totals. Further arguments go to jest.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setup } from "./setup.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const results = join(root, "test/artefacts/jest.json");

/** Totals of a finished run; a suite that did not even start counts as one failure. */
function totals() {
  try {
    const run = JSON.parse(readFileSync(results, "utf8"));
    const failed = run.numFailedTests + run.numRuntimeErrorTestSuites;
    return { passed: run.numPassedTests, failed };
  } catch {
    return undefined;
  }
}

setup();
mkdirSync(dirname(results), { recursive: true });
rmSync(results, { force: true });
const jest = join(root, "node_modules/jest/bin/jest.js");
// Most objects of a test die young: room for them saves a tenth of the time.
const args = [
  "--max-semi-space-size=64",
  jest,
  "--ci",
  "--json",
  `--outputFile=${results}`,
  ...process.argv.slice(2),
];
// With --json, jest writes its report to standard output as well; the file is enough.
const { status } = spawnSync(process.execPath, args, {
  cwd: root,
  stdio: ["inherit", "ignore", "inherit"],
});

const { passed, failed } = totals() ?? { passed: 0, failed: 1 };
const nothing = passed + failed === 0;
if (nothing) console.error("no test was run, which counts as a failure");
const code = status !== 0 ? (status ?? 1) : failed > 0 || nothing ? 1 : 0;
console.log(`${passed} passed, ${nothing ? 1 : failed} failed`);
process.exitCode = code;
