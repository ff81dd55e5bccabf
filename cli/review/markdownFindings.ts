/** Findings of the checks in the Markdown report: new ones in the open, the others folded. */
import type { Finding, Severity } from "vmnet/network/reason/finding";
import { isShapeChanged } from "vmnet/network/diagram/index";
import { mermaidText } from "../diagram/mermaid";
import { count } from "../terminal";
import type { FamilyReport } from "./checks";
import { escapeMarkdown as md } from "./escape";
import type { StackReview } from "./report";

export const SEVERITY_MARKS: Readonly<Record<Severity, string>> = {
  error: "❌",
  warning: "⚠️",
  note: "ℹ️",
};

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** The gravest first. */
export function gravestFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

const LONGEST_TEXT = 600;
const MOST_EVIDENCE = 6;

const clipped = (text: string) =>
  text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}...`;

/** Blocks of Markdown, none of them with a blank line inside. */
export function findingBlocks(families: readonly FamilyReport[], rows: number): string[] {
  const added = families.filter((family) => family.added.length > 0);
  const gone = families.flatMap((family) => family.gone);
  const kept = families.flatMap((family) => family.kept);
  return [
    ...added.flatMap((family) => [
      `**New findings: ${md(family.title)}**`,
      gravestFirst(family.added)
        .slice(0, rows)
        .map((finding) => `- ${itemOf(finding)}${evidenceOf(finding)}`)
        .join("\n"),
      ...more(family.added.length, rows),
    ]),
    ...folded(`${count(gone.length, "finding")} that this change ends`, gone, rows),
    ...folded(`${count(kept.length, "finding")} as before`, kept, rows),
  ];
}

function itemOf({ severity, check, text, fix }: Finding): string {
  const end = fix === undefined ? "" : `. Fix: ${md(clipped(fix))}`;
  const sentence = md(clipped(text).replace(/\.$/, ""));
  return `${SEVERITY_MARKS[severity]} <code>${md(check)}</code> ${sentence}${end}`;
}

function evidenceOf({ evidence }: Finding): string {
  const shown = evidence.slice(0, MOST_EVIDENCE).map((line) => `\n  - ${md(clipped(line))}`);
  const rest = evidence.length - MOST_EVIDENCE;
  return `${shown.join("")}${rest > 0 ? `\n  - and ${rest} more lines` : ""}`;
}

function folded(title: string, findings: readonly Finding[], rows: number): string[] {
  return findings.length === 0
    ? []
    : [
        `<details><summary>${title}</summary>`,
        gravestFirst(findings)
          .slice(0, rows)
          .map((finding) => `- ${itemOf(finding)}`)
          .join("\n"),
        ...more(findings.length, rows),
        "</details>",
      ];
}

function more(length: number, rows: number): string[] {
  return length > rows
    ? [`... and ${length - rows} more findings (\`--format json\` has all)`]
    : [];
}

/** A drawing that takes more of the comment than this is left to the HTML report. */
const LONGEST_DRAWING = 12_000;

/** The topology as the host of the pull request draws it, where the change alters it. */
export function diagramBlocks({ diagram }: StackReview, rows: number): string[] {
  if (diagram === undefined || !isShapeChanged(diagram) || rows < 20) {
    return [];
  }
  const text = mermaidText(diagram);
  return text.length > LONGEST_DRAWING
    ? ["The topology changes; `vmnet diagram --base` draws it."]
    : [
        "<details><summary>Topology: + added, − removed, ~ changed</summary>",
        `\`\`\`mermaid\n${text}\`\`\``,
        "</details>",
      ];
}
