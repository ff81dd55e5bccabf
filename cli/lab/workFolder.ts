import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { LabPaths } from "./paths";
import { readYaml } from "./project";
import type { Project } from "./project";
import type { LabSettings } from "./settings";

/** A secret of the stack file and the value that stands for it in the lab. */
export interface LabSecret {
  /** Config key, with the path behind it: `vmnet:vpn.preSharedKey`, `vmnet:keys[0]`. */
  key: string;
  value: string;
  /** False when the value was made up, because the settings name none. */
  named: boolean;
}

/** What was copied, and what the engine must still be told. */
export interface PreparedStack {
  /** Secrets to store with `pulumi config set-all --secret`; empty when they are stored. */
  secrets: LabSecret[];
  /** Things that the reader should know, once. */
  notes: string[];
  /** Records that the secrets are stored. */
  done(): void;
}

// Only what describes the program's configuration goes along: `main` and relative paths would be
// looked for in the private folder, and a backend of the team's is none of the lab's business.
const kept = ["name", "description", "config", "options"] as const;

/**
 * Copies Pulumi.yaml and the stack's file into the private folder. Secret values stay behind: the
 * lab cannot open them and must not know them.
 */
export function prepareStack(
  project: Project,
  stack: string,
  settings: LabSettings,
  paths: LabPaths,
): PreparedStack {
  const { settings: original } = project;
  const copy = Object.fromEntries(
    kept.flatMap((key) => (original[key] === undefined ? [] : [[key, original[key]]])),
  );
  writeIfChanged(join(paths.work, "Pulumi.yaml"), stringify({ ...copy, runtime: "nodejs" }));

  const source = project.stackFiles.get(stack);
  const document = source ? readYaml(source) : {};
  const secrets: LabSecret[] = [];
  const config: Record<string, unknown> = {};
  for (const [key, value] of Object.entries((document.config ?? {}) as Record<string, unknown>)) {
    const full = key.includes(":") ? key : `${original.name}:${key}`;
    const plain = withoutSecrets(value, full, settings, secrets);
    if (plain !== undefined) config[full] = plain;
  }
  const target = join(paths.work, `Pulumi.${stack}.yaml`);
  const stamp = `${target}.source`;
  const digest = digestOf({ config, secrets });
  const notes = document.environment
    ? [
        `environment imports of Pulumi.${stack}.yaml are not read in the lab; give the values in its config`,
      ]
    : [];
  if (existsSync(target) && existsSync(stamp) && readFileSync(stamp, "utf8") === digest) {
    return { secrets: [], notes, done: () => undefined };
  }
  // The salt belongs to the lab's passphrase and to the state; without it neither can be read.
  const salt = existsSync(target) ? readYaml(target).encryptionsalt : undefined;
  writeFileSync(target, stringify({ ...(salt ? { encryptionsalt: salt } : {}), config }));
  return { secrets, notes, done: () => writeFileSync(stamp, digest) };
}

function withoutSecrets(
  value: unknown,
  path: string,
  settings: LabSettings,
  secrets: LabSecret[],
): unknown {
  if (Array.isArray(value)) {
    return value.map(
      (item, index) => withoutSecrets(item, `${path}[${index}]`, settings, secrets) ?? "",
    );
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]?.[0] === "secure") {
    const given = settings.secrets[path];
    secrets.push({ key: path, value: given ?? labValue(path), named: given !== undefined });
    return undefined;
  }
  return Object.fromEntries(
    entries.flatMap(([key, item]) => {
      const plain = withoutSecrets(item, `${path}.${key}`, settings, secrets);
      return plain === undefined ? [] : [[key, plain]];
    }),
  );
}

/** A value that is the same every time and that nobody takes for a real secret. */
function labValue(path: string): string {
  return `lab-${path.replace(/[^A-Za-z0-9]+/g, "-").toLowerCase()}`;
}

function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

function writeIfChanged(file: string, text: string): void {
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
}
