/** Finds a Pulumi Node.js program and how to start it, the same way for everything that runs one. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";

/** A program that can be started. */
export interface Program {
  /** Folder of the Pulumi.yaml. */
  projectDir: string;
  /** Where the program runs: the folder of its entry, as the Pulumi CLI does it. */
  workingDirectory: string;
  /** The entry below `workingDirectory`; `.` leaves it to package.json. */
  main: string;
  /** Arguments for node that prepare it: a loader for TypeScript, and a lean start of the SDK. */
  loader: string[];
  /** The Pulumi SDK's own starter, of the copy of the SDK that the program uses. */
  runner: string;
}

/** Raised for a folder that holds no program that could be run; the message says why. */
export class ProgramError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ProgramError";
  }
}

const projectFiles = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/** What a Pulumi.yaml says of its program: `main`, and whether it is one for Node.js. */
function mainOf(projectDir: string): string | undefined {
  const file = projectFiles.map((name) => join(projectDir, name)).find((path) => existsSync(path));
  if (file === undefined) return undefined;
  const project: unknown = parse(readFileSync(file, "utf8"));
  if (typeof project !== "object" || project === null) {
    throw new ProgramError(`${file}: expected a Pulumi project, a map with name and runtime`);
  }
  const { main, runtime } = project as { main?: unknown; runtime?: unknown };
  const name =
    typeof runtime === "object" && runtime !== null
      ? (runtime as { name?: unknown }).name
      : runtime;
  if (name !== "nodejs") {
    throw new ProgramError(`${file}: runtime is ${String(name)}; only nodejs programs can be run`);
  }
  return typeof main === "string" && main !== "" ? main : undefined;
}

/** True when the nearest package.json says that .js and .ts files are ES modules. */
function isModule(folder: string): boolean {
  for (let current = folder; ; current = dirname(current)) {
    const file = join(current, "package.json");
    if (existsSync(file)) {
      const manifest = JSON.parse(readFileSync(file, "utf8")) as { type?: unknown };
      return manifest.type === "module";
    }
    if (dirname(current) === current) return false;
  }
}

const own = createRequire(__filename);
const commonLoader = ["--require", own.resolve("tsx/cjs")];

/**
 * Arguments for node that let it load the TypeScript of a folder without a type check. Types are
 * the editor's and the pull request's concern; a check here would cost seconds.
 */
export function typescriptLoader(folder: string): string[] {
  return isModule(folder)
    ? ["--import", pathToFileURL(own.resolve("tsx")).href]
    : [...commonLoader];
}

/** The loader, with the SDK's lean start between what node takes before and after it. */
function loaderFor(folder: string, plain: boolean): string[] {
  const extension = extname(__filename);
  const lean = ["--require", join(__dirname, `lean${extension}`)];
  const loader = plain ? [] : typescriptLoader(folder);
  // Run from source, as in tests, the lean start is TypeScript itself.
  if (extension === ".ts" && loader[0] !== "--require")
    return [...commonLoader, ...lean, ...loader];
  return loader[0] === "--import" ? [...lean, ...loader] : [...loader, ...lean];
}

/**
 * Finds the program of a project.
 *
 * @param entry file or folder below `projectDir`; by default `main` of Pulumi.yaml, else the folder
 * @throws ProgramError when there is none, or it cannot be run here
 */
export function findProgram(projectDir: string, entry?: string): Program {
  const folder = resolve(projectDir);
  if (!existsSync(folder)) throw new ProgramError(`the project folder ${folder} does not exist`);
  const main = entry ?? mainOf(folder) ?? ".";
  const path = resolve(folder, main);
  if (!existsSync(path)) {
    const source = entry === undefined ? "main of Pulumi.yaml" : "the entry";
    throw new ProgramError(`${source} names ${main}, and ${path} does not exist`);
  }
  const isFolder = statSync(path).isDirectory();
  const workingDirectory = isFolder ? path : dirname(path);
  const plain = !isFolder && [".js", ".cjs", ".mjs"].includes(extname(path));
  return {
    projectDir: folder,
    workingDirectory,
    main: isFolder ? "." : basename(path),
    loader: loaderFor(workingDirectory, plain),
    runner: runnerFor(workingDirectory),
  };
}

function runnerFor(folder: string): string {
  try {
    return createRequire(join(folder, "program.js")).resolve("@pulumi/pulumi/cmd/run");
  } catch {
    throw new ProgramError(
      `@pulumi/pulumi cannot be found from ${folder}: install the project's dependencies first`,
    );
  }
}
