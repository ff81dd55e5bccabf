/** `vmnet review`: what a change does to traffic, expectations and resources, without any credentials. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { nearest } from "vmnet/network/nearest";
import { matchesGlob } from "../model/glob";
import { errorText, exitCode, processTerminal, UserError } from "../terminal";
import type { Terminal } from "../terminal";
import { withChange } from "./change";
import type { Change, ChangeOptions } from "./change";
import { reviewMarkdown } from "./markdown";
import type { Review } from "./report";
import type { Revision } from "./sides";
import { reviewStack } from "./stack";
import { resultOf, summaryOf } from "./summary";
import { touchedStacks } from "./touched";

export interface ReviewOptions extends ChangeOptions {
  format?: "markdown" | "json" | "html";
  output?: string;
  cwd?: string;
}

const CODES: Readonly<Record<Review["result"], number>> = {
  nothing: exitCode.ok,
  changed: exitCode.changes,
  broken: exitCode.failed,
};

/** `vmnet review`; returns the exit code. */
export async function runReview(
  options: ReviewOptions,
  terminal: Terminal = processTerminal({ quiet: true }),
): Promise<number> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const { text, review } = await withChange(options, cwd, async (change) => {
    const made = await reviewOf(change, options.stack);
    return { review: made, text: await written(made, change, options.format ?? "markdown") };
  });
  if (options.output === undefined) {
    terminal.data(text.trimEnd());
  } else {
    try {
      writeFileSync(resolve(cwd, options.output), text);
    } catch (error) {
      throw new UserError(`--output ${options.output}: ${errorText(error)}`);
    }
    terminal.data(review.summary);
  }
  return CODES[review.result];
}

/** The review as data. */
export function makeReview(options: ReviewOptions, cwd: string): Promise<Review> {
  return withChange(options, cwd, (change) => reviewOf(change, options.stack));
}

async function reviewOf(change: Change, pattern: string | undefined): Promise<Review> {
  const { base, head, views } = change;
  const stacks = chosen(change, pattern);
  const reviews = await Promise.all(stacks.map((stack) => reviewStack(stack, base, head, views)));
  const seen = ({ ref, commit }: Revision) => ({
    ref,
    ...(commit === undefined ? {} : { commit }),
  });
  return {
    format: 1,
    base: seen(base),
    head: seen(head),
    summary: summaryOf(reviews),
    result: resultOf(reviews),
    stacks: reviews,
  };
}

async function written(
  review: Review,
  change: Change,
  format: NonNullable<ReviewOptions["format"]>,
): Promise<string> {
  switch (format) {
    case "json":
      return `${JSON.stringify(review, undefined, 2)}\n`;
    case "markdown":
      return reviewMarkdown(review);
    case "html": {
      const { reviewPage } = await import("./html/page.js");
      return reviewPage(review, (stack) => networksOf(stack, change));
    }
  }
}

/** Both networks of a stack, when both sides run. */
async function networksOf(stack: string, { base, head, views }: Change) {
  const [before, after] = await Promise.allSettled([views.of(stack, base), views.of(stack, head)]);
  return before.status === "fulfilled" && after.status === "fulfilled"
    ? { base: before.value, head: after.value }
    : undefined;
}

/** The stacks to review: those that a changed file concerns. */
function chosen({ base, head, changed }: Change, pattern: string | undefined): string[] {
  const sides = [base, head];
  const names = sides.flatMap(({ project }) => [...(project?.stackFiles.keys() ?? [])]);
  if (pattern !== undefined && !names.some((name) => matchesGlob(pattern, name))) {
    const near = nearest(pattern, names);
    throw new UserError(
      `--stack ${pattern}: no stack has such a name; there are ` +
        `${[...new Set(names)].sort().join(", ") || "none"}` +
        (near === undefined ? "" : `; did you mean "${near}"?`),
    );
  }
  return touchedStacks(sides, changed, pattern);
}
