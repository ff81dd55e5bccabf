/**
 * `vmnet review` of one changed rule in the largest example stack, as a pull request's pipeline or an
 * engineer before a commit would run it: without a network but the loopback interface, without credentials.
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "./measure";
import type { Result } from "./measure";

const root = join(__dirname, "../..");
const FILES =
  /^Pulumi\..*yaml$|^(Pulumi|vmnet|vmnet\.lab)\.yaml$|^(package|package-lock|tsconfig.*)\.json$|^index\.ts$/;
const FOLDERS = ["components", "network", "stacks"];

interface Run {
  wallMs: number;
  cpuMs: number;
}

/** The project's own stacks as a repository with one commit. */
function repository(): string {
  const folder = mkdtempSync(join(tmpdir(), "vmnet-bench-"));
  const files = readdirSync(root).filter((name) => FILES.test(name));
  for (const name of [...FOLDERS, ...files]) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.com"];
  for (const args of [
    ["init", "-q", "-b", "main"],
    ["add", ...FOLDERS, ...files],
    ["commit", "-q", "-m", "base"],
  ]) {
    const { status, stderr } = spawnSync("git", [...identity, ...args], { cwd: folder });
    if (status !== 0) {
      throw new Error(`git ${args.join(" ")}: ${String(stderr)}`);
    }
  }
  return folder;
}

const isolated = spawnSync("unshare", ["-Urn", "true"]).status === 0;

/** Runs the command as it is installed; `times` tells what it and its children used. */
function review(folder: string, stack: string): Run {
  const vmnet = `"${process.execPath}" "${join(root, "cli/vmnet.js")}" review -s ${stack} -o review.md`;
  const script = `${vmnet}; echo "code $?"; times`;
  const [command = "", ...args] = isolated
    ? ["unshare", "-Urn", "sh", "-c", `ip link set lo up; ${script}`]
    : ["sh", "-c", script];
  const start = performance.now();
  const { stdout, stderr } = spawnSync(command, args, {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", HOME: folder },
  });
  const wallMs = performance.now() - start;
  // The changed service is one that expectations ask for, so the review ends with 1.
  if (!stdout.includes("code 1") || !stdout.includes("opens 1 flow, closes 1 flow")) {
    throw new Error(`the review of ${stack} says something else:\n${stdout}\n${stderr}`);
  }
  const children = stdout.trim().split("\n").at(-1) ?? "";
  const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  const cpuMs = parts.reduce((sum, [, m, s]) => sum + Number(m) * 60_000 + Number(s) * 1000, 0);
  return { wallMs, cpuMs };
}

const CHANGES = [
  {
    stack: "multi-cluster-lab",
    file: "stacks/multiCluster.ts",
    service: 'services: [tcp("5432")]',
  },
];

/** @param rounds Reviews after the first, of which the median counts. */
export function benchReview(rounds: number): Result[] {
  const folder = repository();
  try {
    return CHANGES.flatMap(({ stack, file, service }): Result[] => {
      const path = join(folder, file);
      const text = readFileSync(path, "utf8");
      const runs = Array.from({ length: rounds + 1 }, (_, round) => {
        writeFileSync(path, text.replace(service, service.replace(/\d+/, String(5500 + round))));
        return review(folder, stack);
      });
      const [first, ...warm] = runs;
      const wall = median(warm.map(({ wallMs }) => wallMs));
      const cpu = median(warm.map(({ cpuMs }) => cpuMs));
      return [
        {
          what: `review of one changed rule of ${stack}, without a network`,
          measured: `${Math.round(wall)} ms; processor time ${Math.round(cpu)} ms`,
          limit: "4000 ms",
          isGood: wall <= 4000,
        },
        {
          what: "the same for the first time, when base's program runs, too",
          measured: `${Math.round(first?.wallMs ?? 0)} ms; processor time ${Math.round(first?.cpuMs ?? 0)} ms`,
          isGood: true,
        },
      ];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
