/** `vmnet.yaml`: what the commands that reason about a network need to know of a project. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { faultsText, joinPath } from "vmnet/network/faults";
import { schemaFaults } from "vmnet/network/schemaFaults";
import { z } from "zod";
import { readYaml } from "../lab/project";
import { UserError } from "../terminal";
import { matchesGlob } from "./glob";

/** Name of the file, beside Pulumi.yaml. */
export const CONFIGURATION_FILE = "vmnet.yaml";

const path = z.string("expected the path of a file").min(1, "a path is missing");
const patterns = z.array(z.string("expected a pattern such as docs/**").min(1), "expected a list");

const stackEntry = z.strictObject(
  {
    /** What no resource says: docs/surroundings.md. */
    surroundings: path.optional(),
    /** What must and must not be possible: a TypeScript or JavaScript module, YAML or JSON. */
    expectations: path.optional(),
    /** What the simulated site has, or look-ups recorded on a real one (docs/inventory.md); by default the inventory of vmnet.lab.yaml, or the simulator's own. */
    inventory: path.optional(),
    /** Objects of an NSX manager beside the program's: docs/inventory.md. */
    dump: path.optional(),
    /** Network configuration of the site's hosts, read from its vCenter: docs/inventory.md. */
    hosts: path.optional(),
    /** Who is plugged where: docs/handoff.md. */
    cabling: path.optional(),
    /** Files that concern only the stacks that list them. */
    files: patterns.optional(),
  },
  "expected fields such as surroundings: site.yaml",
);

const configurationShape = z.strictObject(
  {
    /** Version of this file's shape. */
    format: z.literal(1, "expected 1, the only format there is"),
    /** By stack name or pattern; where several fit, the later one wins field by field. */
    stacks: z.record(z.string(), stackEntry, "expected stacks by name or pattern").default({}),
    review: z
      .strictObject({
        /** Files that no stack depends on. */
        ignore: patterns.optional(),
        /**
         * Builds what git does not hold, in the folder of a written-out commit. It runs only where packages or
         * workspaces of that commit are not the working tree's.
         */
        build: z.string("expected a command such as npm run build").min(1).optional(),
      })
      .default({}),
  },
  "expected fields such as format: 1",
);

/** What is configured for one stack; paths are absolute. */
export interface StackSettings {
  surroundings?: string;
  expectations?: string;
  inventory?: string;
  dump?: string;
  hosts?: string;
  cabling?: string;
  files: string[];
}

/** The project's vmnet.yaml, or what holds without one. */
export interface Configuration {
  /** Folder of the file. */
  root: string;
  /** Absent when there is no file. */
  file?: string;
  /** Patterns of files that no stack depends on. */
  ignored: string[];
  /** Command that builds a written-out commit, where one is needed. */
  build?: string;
  stack(name: string): StackSettings;
}

/**
 * Reads vmnet.yaml of a project. A project without one has no surroundings and no expectations.
 *
 * @throws UserError with every fault and its path
 */
export function readConfiguration(root: string): Configuration {
  const file = join(root, CONFIGURATION_FILE);
  const isThere = existsSync(file);
  const content = isThere ? readYaml(file) : { format: 1 };
  const read = configurationShape.safeParse(content);
  if (!read.success) {
    const faults = schemaFaults(configurationShape, read.error.issues, content);
    throw new UserError(faultsText(CONFIGURATION_FILE, faults));
  }
  const { stacks, review } = read.data;
  const entries = Object.entries(stacks);
  const missing = entries.flatMap(([pattern, { files: _files, ...paths }]) =>
    Object.entries(paths)
      .filter(([, value]) => value !== undefined && !existsSync(resolve(root, value)))
      .map(([field, value]) => ({
        path: joinPath("stacks", pattern, field),
        message: "there is no such file",
        value,
        allowed: `a path from the folder of ${CONFIGURATION_FILE}`,
      })),
  );
  if (missing.length > 0) {
    throw new UserError(faultsText(CONFIGURATION_FILE, missing));
  }
  return {
    root,
    ...(isThere ? { file } : {}),
    ignored: review.ignore ?? [],
    ...(review.build === undefined ? {} : { build: review.build }),
    stack: (name) => {
      const fitting = entries.filter(([pattern]) => matchesGlob(pattern, name));
      const last = (field: keyof Omit<StackSettings, "files">) => {
        const value = fitting.findLast(([, entry]) => entry[field] !== undefined)?.[1][field];
        return value === undefined ? {} : { [field]: resolve(root, value) };
      };
      return {
        ...last("surroundings"),
        ...last("expectations"),
        ...last("inventory"),
        ...last("dump"),
        ...last("hosts"),
        ...last("cabling"),
        files: fitting.flatMap(([, entry]) => entry.files ?? []),
      };
    },
  };
}
