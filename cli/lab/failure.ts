import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { originalPlace } from "./stacks";

/** A program's exception, as the reader sees it. */
export interface ProgramFailure {
  /** Everything that the user needs, in one or several lines; no stack. */
  message: string;
  /** Where in the project it was thrown: `stacks/index.ts:12:5`; for faults of the program only. */
  at: string[];
  /** Everything, for `--debug`. */
  stack?: string;
}

interface MarkedError extends Error {
  __pulumiRunError?: boolean;
  __pulumiInputPropertiesError?: boolean;
  hideStack?: boolean;
  errors?: { propertyPath?: string; reason?: string }[];
  code?: string;
}

/** Frames of a stack that lie in the project itself, nearest first. */
export function projectFrames(stack: string, root: string): string[] {
  const frames = stack.split("\n").flatMap((line) => {
    const match =
      /^\s*at (?:.*\(|async )?(?:file:\/\/)?(\/[^()]+|[A-Za-z]:\\[^()]+):(\d+):(\d+)\)?$/.exec(
        line,
      );
    const [, file = "", row = "", column = ""] = match ?? [];
    const path = file && relative(root, file);
    const own = path && !/^\.\.|node_modules|\bnode:/.test(path);
    return own ? [[path, ...originalPlace(file, Number(row), Number(column))].join(":")] : [];
  });
  return [...new Set(frames)].slice(0, 3);
}

/**
 * Describes what a program threw. An error made for the user (RunError's mark, as Pulumi's Node
 * host knows it) is its message alone; any other is a fault of the program, and then the places
 * in the project help to find it.
 */
export function describeFailure(error: unknown, root: string): ProgramFailure {
  if (!(error instanceof Error) && !isErrorLike(error)) return { message: String(error), at: [] };
  const marked = error as MarkedError;
  const details = (marked.errors ?? [])
    .filter(
      ({ propertyPath, reason }) => propertyPath && reason && !marked.message.includes(reason),
    )
    .map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`);
  const message = [withoutRequireStack(marked.message), ...details].join("\n");
  const forUser =
    marked.__pulumiRunError || marked.hideStack || marked.__pulumiInputPropertiesError;
  const stack = marked.stack ? { stack: marked.stack } : {};
  if (forUser) return { message, at: [], ...stack };
  const name = marked.name && marked.name !== "Error" ? `${marked.name}: ` : "";
  return { message: `${name}${message}`, at: projectFrames(marked.stack ?? "", root), ...stack };
}

// Errors of other realms (a program under jest, a worker) are no instances of our Error.
function isErrorLike(error: unknown): error is Error {
  return typeof error === "object" && error !== null && "message" in error;
}

function withoutRequireStack(message: string): string {
  return message.replace(/\nRequire stack:[\s\S]*$/, "");
}

/** True when an engine's message only repeats what the program threw. */
export function repeats(message: string, failure: ProgramFailure): boolean {
  return failure.message.includes(message) || message.includes(failure.message);
}

/**
 * A diagnostic's text as one reads it: no stack frames, no colour codes, no "error: error:", no
 * wrapping by the transport.
 */
export function plainMessage(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/<\{%[^%]*%\}>/g, "")
    .split("\n")
    .filter((line) => !/^\s+at .+(:\d+:\d+\)?|\(<anonymous>\)|native\)?)$/.test(line))
    .join("\n")
    .replace(/^(?:\s*(?:error|warning|Unhandled exception|Error|RunError):\s*)+/i, "")
    .replace(/rpc error: code = \w+ desc = /g, "")
    .trim();
}
