/** Findings of the checks as lines and as JSON, the same for every command that shows some. */
import type { Finding, Severity } from "vmnet/network/reason/finding";
import { oneLine } from "../model/words";
import { count } from "../terminal";
import type { Terminal } from "../terminal";

const SEVERITIES: readonly Severity[] = ["error", "warning", "note"];
/** Findings of one check that are printed whole; `--json` has all. */
const MOST_ALIKE = 20;
/** Characters of a line. */
const LONGEST = 500;

/** A line for each finding, its evidence and fix below; ends with how many there are of each severity. */
export function findingLines(
  findings: readonly Finding[],
  { colors }: Pick<Terminal, "colors">,
): string[] {
  const marks: Record<Severity, string> = {
    error: colors.red("error  "),
    warning: colors.yellow("warning"),
    note: colors.dim("note   "),
  };
  const shown = new Map<string, number>();
  const lines = findings.flatMap(({ check, severity, text, evidence, fix }) => {
    const number = (shown.get(check) ?? 0) + 1;
    shown.set(check, number);
    return number > MOST_ALIKE
      ? []
      : [
          `${marks[severity]} ${check}: ${bounded(text)}`,
          ...evidence.map((line) => `          ${bounded(line)}`),
          ...(fix === undefined ? [] : [`          fix: ${bounded(fix)}`]),
        ];
  });
  const more = [...shown].flatMap(([check, number]) =>
    number > MOST_ALIKE ? [`and ${number - MOST_ALIKE} more of ${check} (--json lists all)`] : [],
  );
  return [...lines, ...more, totals(findings)];
}

/** On one line, and not longer than people read: names may be anything. */
export function bounded(text: string): string {
  const line = oneLine(text.slice(0, 2 * LONGEST));
  return line.length > LONGEST || text.length > 2 * LONGEST ? `${line.slice(0, LONGEST)}...` : line;
}

/** `1 error, 2 warnings, 0 notes`. */
function totals(findings: readonly Finding[]): string {
  return SEVERITIES.map((severity) =>
    count(findings.filter((finding) => finding.severity === severity).length, severity),
  ).join(", ");
}

/** Whether a finding breaks what was asked. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === "error");
}
