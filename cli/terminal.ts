import pc from "picocolors";

/** How the command ends, for scripts. */
export const exitCode = {
  ok: 0,
  /** The engine, the estate or the program refused. */
  failed: 1,
  /** The command line, a file or the installation is not usable; nothing was run. */
  usage: 2,
  /** `--expect-no-changes` was given and there are some. */
  changes: 3,
} as const;

/** Something that the user can put right: printed as its message alone, never with a stack. */
export class UserError extends Error {
  constructor(
    message: string,
    readonly code: number = exitCode.usage,
  ) {
    super(message);
    this.name = "UserError";
  }
}

/**
 * The system's code of an error (`EEXIST`, `ENOENT`). Not by class: a test runner's errors are
 * instances of another realm's.
 */
export function errorCode(error: unknown): string | undefined {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : "";
  return typeof code === "string" && code !== "" ? code : undefined;
}

/** What an error says. */
export function errorText(error: unknown): string {
  const message = typeof error === "object" && error !== null && "message" in error;
  return message ? String(error.message) : String(error);
}

/** Where a command writes; tests hand in their own. */
export interface Terminal {
  /** A line for the reader (standard output; standard error while `--json` owns the output). */
  line(text?: string): void;
  /** A line of data for a program that reads the output. */
  data(text: string): void;
  colors: ReturnType<typeof pc.createColors>;
}

const writeOutput = process.stdout.write.bind(process.stdout);

/**
 * The process's own terminal. `quiet` keeps standard output for data, whatever a program that
 * runs in this process prints.
 */
export function processTerminal(options: { quiet?: boolean } = {}): Terminal {
  if (options.quiet) process.stdout.write = process.stderr.write.bind(process.stderr);
  const { createColors, isColorSupported } = pc;
  const stream = options.quiet ? process.stderr : process.stdout;
  return {
    line: (text = "") => void stream.write(`${text}\n`),
    data: (text) => void writeOutput(`${text}\n`),
    colors: createColors(isColorSupported && stream.isTTY === true),
  };
}

/** `1 type`, `2 types`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** Rows with their columns lined up; the first row is the heading. */
export function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell))
      .join("  ")
      .trimEnd(),
  );
}
