import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PINNED_VERSION } from "./version";
import type { Fill } from "./cache";

const MODULE = "github.com/pulumi/pulumi/pkg/v3";

/** One way to come by an engine where none is installed. */
export interface EngineSource {
  /** For messages: what is being done. */
  label: string;
  fill: Fill;
}

/** Reaches the installer's host, or says why not, before anything long is begun. */
async function mustReach(url: string): Promise<void> {
  try {
    await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(5000) });
  } catch {
    throw new Error(`${new URL(url).host} cannot be reached`);
  }
}

/** Pulumi's own installer, as the Automation API runs it. */
export const officialInstaller: EngineSource = {
  label: `installing Pulumi ${PINNED_VERSION} with the official installer`,
  fill: async (folder) => {
    await mustReach("https://get.pulumi.com/install.sh");
    const { PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
    const { SemVer } = await import("semver");
    await PulumiCommand.install({ root: folder, version: new SemVer(PINNED_VERSION) });
  },
};

/**
 * A build of the pinned module. `go install module@version` would ask the module proxy for a list
 * of versions, which not every proxy has; a module that requires it does not.
 */
export const goBuild: EngineSource = {
  label: `building Pulumi ${PINNED_VERSION} with Go (about 3 minutes, once)`,
  fill: async (folder) => {
    const module = mkdtempSync(join(tmpdir(), "vmnet-engine-"));
    try {
      const requirement = `require ${MODULE} v${PINNED_VERSION}`;
      writeFileSync(join(module, "go.mod"), `module vmnet/engine\n\n${requirement}\n`);
      const version = `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${PINNED_VERSION}`;
      const binary = join(folder, process.platform === "win32" ? "pulumi.exe" : "pulumi");
      const args = ["build", "-mod=mod", "-tags", "osusergo,grpcnotrace"];
      args.push("-ldflags", `-s -w -X ${version}`, "-o", binary, `${MODULE}/cmd/pulumi`);
      await run("go", args, module);
    } finally {
      rmSync(module, { recursive: true, force: true });
    }
  },
};

function run(command: string, args: string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
    let errors = "";
    child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
    child.on("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ENOENT" ? new Error(`${command} is not installed`) : error),
    );
    child.on("close", (code) => {
      const last = errors.trim().split("\n").slice(-3).join("; ");
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args[0] ?? ""} failed: ${last}`));
    });
  });
}
