import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { typescriptLoader } from "@vmnet/simulator/program/program";

const root = join(__dirname, "../../..");
const script = join(__dirname, "programs/offline.ts");
const node = [process.execPath, ...typescriptLoader(__dirname), script];

/** Where user namespaces are forbidden, the capture runs in the network there is. */
const isolated = spawnSync("unshare", ["-Urn", "true"]).status === 0;
const command = isolated
  ? ["unshare", "-Urn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh", ...node]
  : node;

test("needs no network but the loopback interface", () => {
  const { stdout, stderr } = spawnSync(command[0]!, command.slice(1), {
    cwd: root,
    encoding: "utf8",
    timeout: 60_000,
    env: { ...process.env, http_proxy: "http://192.0.2.1:1", no_proxy: "" },
  });
  expect(stderr.replace(/^npm warn.*\n/gm, "")).toBe("");
  const seen = JSON.parse(stdout) as { errors: unknown[]; outputs: object; interfaces: string[] };
  expect(seen.errors).toEqual([]);
  expect(seen.outputs).toMatchObject({ segmentPath: "/infra/app-inner" });
  if (isolated) expect(seen.interfaces).toEqual(["lo"]);
}, 90_000);
