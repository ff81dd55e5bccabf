/** A stack file's configuration in the form in which a program gets it, without opening any secret. */
import { readYaml } from "../lab/project";
import type { Project } from "../lab/project";

export interface StackConfig {
  /** Values by full key; structured ones as JSON. */
  values: Record<string, string>;
  secretKeys: string[];
  /** Places of encrypted values for which a made-up one stands. */
  madeUp: string[];
  /** What the reader should know. */
  notes: string[];
}

/**
 * Reads the configuration of a stack. In place of an encrypted value stands the one that `vmnet.lab.yaml`
 * names, or a made-up one that tells nothing; no passphrase and no key is needed. A secret that is in no
 * stack file, because everybody sets it himself, gets the value that `vmnet.lab.yaml` names.
 *
 * @param secrets Stand-ins by config key, with the path behind it.
 */
export function readStackConfig(
  project: Project,
  stack: string,
  secrets: Readonly<Record<string, string>> = {},
): StackConfig {
  const source = project.stackFiles.get(stack);
  const document = source === undefined ? {} : readYaml(source);
  const result: StackConfig = { values: {}, secretKeys: [], madeUp: [], notes: [] };
  if (document.environment !== undefined) {
    result.notes.push(
      `environment imports of Pulumi.${stack}.yaml are not read; what they set is missing`,
    );
  }
  const given = [
    ...Object.entries(defaultsOf(project)),
    ...Object.entries((document.config ?? {}) as Record<string, unknown>),
  ];
  for (const [key, value] of given) {
    const full = key.includes(":") ? key : `${project.settings.name}:${key}`;
    let isSecret = false;
    const open = (part: unknown, path: string): unknown => {
      if (Array.isArray(part)) {
        return part.map((item: unknown, index) => open(item, `${path}[${index}]`));
      }
      if (typeof part !== "object" || part === null) {
        return part;
      }
      const entries = Object.entries(part);
      if (entries.length === 1 && entries[0]?.[0] === "secure") {
        isSecret = true;
        const known = secrets[path];
        if (known === undefined) {
          result.madeUp.push(path);
        }
        return known ?? standIn(path);
      }
      return Object.fromEntries(
        entries.map(([name, item]) => [name, open(item, `${path}.${name}`)]),
      );
    };
    const plain = open(value, full);
    if (plain !== null && plain !== undefined) {
      result.values[full] = typeof plain === "object" ? JSON.stringify(plain) : String(plain);
    }
    if (isSecret) {
      result.secretKeys.push(full);
    }
  }
  // A secret that is set in the shell or in a pipeline stands in no stack file.
  for (const [key, value] of Object.entries(secrets)) {
    if (isWholeKey(key) && result.values[key] === undefined) {
      result.values[key] = value;
      result.secretKeys.push(key);
    }
  }
  return result;
}

/** `vpn:key`, and not a place inside of a value, such as `vpn:peers[0].key`. */
const isWholeKey = (path: string) => /^[^:.[\]]+:[^:.[\]]+$/.test(path);

/** Defaults that Pulumi.yaml gives to all stacks: `key: value`, `key: { value }` or `key: { default }`. */
function defaultsOf({ settings }: Project): Record<string, unknown> {
  const declared = (settings.config ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(declared).flatMap(([key, item]): [string, unknown][] => {
      if (typeof item !== "object" || item === null) {
        return [[key, item]];
      }
      const { value, default: otherwise } = item as { value?: unknown; default?: unknown };
      const chosen = value ?? otherwise;
      return chosen === undefined ? [] : [[key, chosen]];
    }),
  );
}

/** The same every time, so that two revisions do not differ by it. */
function standIn(path: string): string {
  return `lab-${path.replace(/[^A-Za-z0-9]+/g, "-").toLowerCase()}`;
}
