// `npm start`: sets everything up, then runs the main job in the lab: a preview and an update of
// the three-tier network, and what stands in the simulated systems afterwards.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setup } from "./setup.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const stack = process.argv[2] ?? "three-tier-nat-lab";

function vmnet(...args) {
  const command = [join(root, "cli/vmnet.js"), ...args];
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
  console.log();
}

setup();
vmnet("lab", "preview", "--stack", stack);
vmnet("lab", "up", "--stack", stack);
vmnet("lab", "show");
console.log(`Next: change Pulumi.${stack}.yaml and run  npx vmnet lab preview --stack ${stack}`);
console.log(`      tidy up with                       npx vmnet lab destroy --stack ${stack}`);
