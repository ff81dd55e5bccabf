import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { faultsText, FaultList, showValue } from "vmnet/network/faults";
import { nearest } from "vmnet/network/nearest";
import { parse } from "yaml";
import { errorText, UserError } from "../terminal";
import { selectedStack } from "./selection";

/** The parts of a Pulumi.yaml that the lab reads; the rest is handed on. */
export interface ProjectSettings {
  name: string;
  runtime: string | { name: string; options?: Record<string, unknown> };
  main?: string;
  stackConfigDir?: string;
  [key: string]: unknown;
}

/** A Pulumi project as it lies on the disk. */
export interface Project {
  /** Folder of Pulumi.yaml. */
  root: string;
  settings: ProjectSettings;
  /** The file or folder that `main` names; the root without one. */
  entry: string;
  /** Folder in which Pulumi's Node host runs the program: the entry's own. */
  programFolder: string;
  /** Stack files by stack name, sorted. */
  stackFiles: ReadonlyMap<string, string>;
}

const projectNames = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

function findProjectFile(folder: string): string {
  for (let current = resolve(folder); ; current = dirname(current)) {
    const found = projectNames.map((name) => join(current, name)).find((file) => existsSync(file));
    if (found) return found;
    if (dirname(current) === current) {
      throw new UserError(
        `No Pulumi.yaml in ${resolve(folder)} or above it. ` +
          "Run the command in a Pulumi project, or name its folder with --cwd.",
      );
    }
  }
}

/** Reads a YAML or JSON file, whatever it holds; the error names the file and the place. */
export function readYamlValue(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError(`${file}: this is not YAML: ${errorText(error)}`);
  }
}

/** Reads a YAML or JSON file as an object; the error names the file and the place. */
export function readYaml(file: string): Record<string, unknown> {
  const value = readYamlValue(file);
  if (value === null || value === undefined) return {};
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new UserError(
      `${file}: a mapping is expected, such as "name: value" (got ${showValue(value)})`,
    );
  }
  return value as Record<string, unknown>;
}

/** @throws UserError when there is no usable Node.js project */
export function readProject(folder: string): Project {
  const file = findProjectFile(folder);
  const root = dirname(file);
  const settings = readYaml(file);
  const faults = new FaultList();
  checkName(settings.name, faults);
  checkRuntime(settings.runtime, faults);
  const entry = entryOf(root, settings.main, faults);
  checkConfigFolder(settings.stackConfigDir, faults);
  if (!faults.isEmpty) {
    throw new UserError(faultsText(file, faults.faults));
  }
  return {
    root,
    settings: settings as ProjectSettings,
    entry,
    programFolder: statSync(entry).isDirectory() ? entry : dirname(entry),
    stackFiles: findStackFiles(root, settings.stackConfigDir),
  };
}

function checkName(name: unknown, faults: FaultList): void {
  if (typeof name !== "string" || name === "") {
    faults.add("name", {
      message: "a project needs a name",
      value: name,
      allowed: "a text",
      fix: 'write it, e.g. "name: my-network"',
    });
  }
}

function checkRuntime(runtime: unknown, faults: FaultList): void {
  const isMap = typeof runtime === "object" && runtime !== null;
  const language = isMap ? (runtime as { name?: unknown }).name : runtime;
  if (language === "nodejs") {
    return;
  }
  const misspelt = typeof language === "string" ? nearest(language, ["nodejs"]) : "nodejs";
  faults.add(isMap ? "runtime.name" : "runtime", {
    message: 'the lab runs "nodejs" programs by itself',
    value: language,
    allowed: "nodejs",
    fix:
      misspelt === undefined
        ? "with a full Pulumi installation, start `vmnet lab serve` and run `pulumi up` after " +
          '`eval "$(vmnet lab env)"`'
        : `write ${misspelt}`,
  });
}

/** The file or folder that `main` names; the root without one. */
function entryOf(root: string, main: unknown, faults: FaultList): string {
  const isMissing = main === undefined || main === null || main === "";
  if (!isMissing && typeof main !== "string") {
    const allowed = "the path of a file or folder";
    faults.add("main", {
      message: "this is not a path",
      value: main,
      allowed,
      fix: "write a path",
    });
    return root;
  }
  const entry = isMissing ? root : resolve(root, main);
  if (!existsSync(entry)) {
    faults.add("main", {
      message: `${entry} does not exist`,
      value: main,
      allowed: "a file or folder of the project",
      fix: "write the path of the program, from the folder of Pulumi.yaml",
    });
  }
  return entry;
}

function checkConfigFolder(folder: unknown, faults: FaultList): void {
  if (folder !== undefined && typeof folder !== "string") {
    const allowed = "the path of a folder";
    faults.add("stackConfigDir", {
      message: "this is not a path",
      value: folder,
      allowed,
      fix: "write a path, or leave this out",
    });
  }
}

function findStackFiles(root: string, configFolder: unknown): Map<string, string> {
  const folder = typeof configFolder === "string" ? resolve(root, configFolder) : root;
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(
    names.flatMap((name) => {
      const stack = /^Pulumi\.(.+)\.(?:yaml|yml|json)$/.exec(name)?.[1];
      return stack ? [[stack, join(folder, name)] as const] : [];
    }),
  );
}

/** The stack to use, and why, for the reader. */
export interface ChosenStack {
  name: string;
  /** Empty when it was asked for by name. */
  reason: string;
}

/**
 * The stack asked for; else that of `VMNET_STACK`; else the selected one; else the only one; else the
 * only one for a lab (`*-lab`, `lab`).
 *
 * @throws UserError that lists the stacks when the choice is not clear
 */
export function chooseStack(
  project: Project,
  asked?: string,
  environment: NodeJS.ProcessEnv = process.env,
): ChosenStack {
  if (asked !== undefined) return named(project, asked, `--stack ${asked}`, "");
  const { VMNET_STACK: everywhere } = environment;
  if (everywhere) {
    return named(project, everywhere, `VMNET_STACK=${everywhere}`, "VMNET_STACK says so");
  }
  const selected = selectedStack(project.root);
  if (selected !== undefined) {
    return named(project, selected, `vmnet lab select ${selected}`, "selected by vmnet lab select");
  }
  const names = [...project.stackFiles.keys()];
  const [only] = names;
  if (only === undefined) return { name: "lab", reason: "no stack file in the project" };
  if (names.length === 1) return { name: only, reason: "the only stack file" };
  const forLabs = names.filter((name) => name === "lab" || name.endsWith("-lab"));
  const [lab] = forLabs;
  if (lab !== undefined && forLabs.length === 1) {
    return { name: lab, reason: "the only stack for a lab" };
  }
  const example = lab ?? only;
  throw new UserError(
    `Which stack? Name one of ${names.join(", ")} with --stack, e.g. --stack ${example}, ` +
      `or once for all commands: vmnet lab select ${example}`,
  );
}

/** @param source how the reader named it */
function named(project: Project, name: string, source: string, reason: string): ChosenStack {
  const names = [...project.stackFiles.keys()];
  // Without any stack file a program may still run, with defaults alone.
  if (names.includes(name) || names.length === 0) return { name, reason };
  const near = names.filter((other) => other.includes(name) || name.includes(other));
  const hint = near.length > 0 ? `; did you mean ${near.join(" or ")}?` : "";
  throw new UserError(
    `${source}: there is no Pulumi.${name}.yaml; allowed: ${names.join(", ")}${hint}`,
  );
}

/** `Pulumi.dev.yaml` for messages. */
export function stackFileName(project: Project, stack: string): string {
  const file = project.stackFiles.get(stack);
  return file ? basename(file) : `Pulumi.${stack}.yaml`;
}
