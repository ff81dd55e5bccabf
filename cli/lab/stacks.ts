import { findSourceMap } from "node:module";
import type { SourceMapping } from "node:module";

let plain = false;

/**
 * Leaves stacks as the engine of JavaScript writes them, without looking up source maps. Pulumi
 * takes a stack for every promise, and the look-up would cost a fifth of a preview; the few
 * places that a reader sees are looked up by {@link originalPlace}.
 */
export function keepStacksPlain(): void {
  plain = true;
  Error.prepareStackTrace = (error, frames) =>
    [String(error), ...frames.map((frame) => `    at ${String(frame)}`)].join("\n");
}

/** Row and column (from 1) in the source of a place in translated code. */
export function originalPlace(file: string, row: number, column: number): [number, number] {
  const entry: Partial<SourceMapping> | undefined = plain
    ? findSourceMap(file)?.findEntry(row - 1, column - 1)
    : undefined;
  const { originalLine, originalColumn } = entry ?? {};
  return originalLine === undefined || originalColumn === undefined
    ? [row, column]
    : [originalLine + 1, originalColumn + 1];
}
