/** The review as a comment on a pull request: the summary first, details folded. */
import { escapeHtml, escapeMarkdown as md } from "./escape";
import type { ResourceChange } from "./changes";
import { diagramBlocks, findingBlocks } from "./markdownFindings";
import type { BrokenExpectation, Review, StackReview, TrafficChange } from "./report";
import { stackResult } from "./report";

/** GitHub refuses comments from 65,536 characters on; GitLab takes more. */
export const LONGEST_COMMENT = 65_000;

/** How many rows a table may have, from generous to bare. */
const ROWS = [200, 60, 20, 6, 2];

/** The whole comment; where it would be too long, tables are cut, and it says so. */
export function reviewMarkdown(review: Review, longest = LONGEST_COMMENT): string {
  for (const rows of ROWS) {
    const text = write(review, rows);
    if (text.length <= longest) {
      return text;
    }
  }
  return cut(write(review, ROWS.at(-1) ?? 1), longest);
}

const CUT =
  "\n\n_Cut here: the review is too long for a comment; `--format json` and `--format html` have all of it._\n";

/** Cuts between two blocks, so that no table or tag stays open. */
function cut(text: string, longest: number): string {
  const blocks = text.split("\n\n");
  const kept: string[] = [];
  let length = CUT.length + 100;
  for (const block of blocks) {
    length += block.length + 2;
    if (length > longest) {
      break;
    }
    kept.push(block);
  }
  const body = kept.join("\n\n");
  const open = body.split("<details>").length - body.split("</details>").length;
  return `${body}${"\n\n</details>".repeat(Math.max(0, open))}${CUT}`;
}

const MARKS: Readonly<Record<Review["result"], string>> = {
  broken: "❌",
  changed: "🔶",
  nothing: "✅",
};

function write(review: Review, rows: number): string {
  const quiet = review.stacks.filter((stack) => stackResult(stack) === "nothing");
  const loud = review.stacks.filter((stack) => stackResult(stack) !== "nothing");
  return `${[
    `**vmnet review** ${MARKS[review.result]} ${md(review.summary)}`,
    `${revision(review.base)} → ${revision(review.head)}`,
    ...loud.flatMap((stack) => stackBlocks(stack, rows)),
    ...(quiet.length === 0
      ? []
      : [
          `No change for: ${list(
            quiet.map(({ stack }) => stack),
            rows,
          )}`,
        ]),
  ].join("\n\n")}\n`;
}

function revision({ ref, commit }: Review["base"]): string {
  const short = commit?.slice(0, 10);
  return short === undefined || short === ref.slice(0, 10)
    ? `<code>${md(short ?? ref)}</code>`
    : `<code>${md(ref)}</code> (${short})`;
}

function list(items: readonly string[], rows: number): string {
  const more = items.length > rows ? ` and ${items.length - rows} more` : "";
  return `${items.slice(0, rows).map(md).join(", ")}${more}`;
}

function stackBlocks(stack: StackReview, rows: number): string[] {
  const { kind, fault, traffic, expectations, findings, resources, warnings, notes } = stack;
  const title = `### ${MARKS[stackResult(stack)]} ${md(stack.stack)}${kind === "changed" ? "" : ` (${kind})`}`;
  if (fault !== undefined) {
    return [title, "This stack cannot be reviewed:", pre(fault.split("\n"), rows)];
  }
  const failing = expectations?.failing ?? [];
  return [
    title,
    ...failing.slice(0, rows).flatMap(failureBlocks),
    ...more(failing.length, rows, "expectations that do not hold"),
    ...bullets("Fixed expectations", expectations?.fixed ?? [], rows),
    ...bullets("Expectations that nobody checks any more", expectations?.dropped ?? [], rows),
    ...trafficBlocks(
      "Opened",
      traffic.filter(({ change }) => change === "opened"),
      rows,
    ),
    ...trafficBlocks(
      "Closed",
      traffic.filter(({ change }) => change === "closed"),
      rows,
    ),
    ...findingBlocks(findings, rows),
    ...bullets("New gaps of the model", warnings, rows),
    ...diagramBlocks(stack, rows),
    ...resourceBlocks(resources, rows),
    ...(expectations === undefined
      ? ["No expectations are written for this stack."]
      : [`${expectations.holding} of ${expectations.total} expectations hold.`]),
    ...notes.map((note) => `_${md(note)}_`),
  ];
}

function more(length: number, rows: number, what: string): string[] {
  return length > rows ? [`... and ${length - rows} more ${what} (\`--format json\` has all)`] : [];
}

function bullets(title: string, items: readonly string[], rows: number): string[] {
  if (items.length === 0) {
    return [];
  }
  const shown = items.slice(0, rows).map((item) => `- ${md(item)}`);
  return [`**${title}**`, shown.join("\n"), ...more(items.length, rows, "of these")];
}

function failureBlocks(failure: BrokenExpectation): string[] {
  const { status, isNew, text, because, pair, verdict, reason, packet, hops, remedy } = failure;
  const word = status === "broken" ? "❌ Broken" : "❔ Undecided";
  return [
    `${word}${isNew ? "" : " (on base, too)"}: **${md(text)}**${because === undefined ? "" : ` (${md(because)})`}`,
    [
      `- ${md(pair)}: ${verdict}, ${md(reason)}${packet === "" ? "" : `; for example ${md(packet)}`}`,
      ...(remedy === undefined
        ? []
        : [`- Fix: ${md(remedy.text)}${remedy.proved ? " (tried: it is enough)" : ""}`]),
    ].join("\n"),
    ...(hops.length === 0 ? [] : details("Path of the packet", [pre(hops, hops.length)])),
  ];
}

function trafficBlocks(title: string, changes: readonly TrafficChange[], rows: number): string[] {
  if (changes.length === 0) {
    return [];
  }
  const body = changes.slice(0, rows).map(({ traffic, verdict, from, to, spaces }) => {
    const called = [...new Set(spaces.map(({ destination = "" }) => destination))].join("; ");
    const cells = [names(from), names(to), md(traffic), md(short(called)), verdict];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    `**${title} traffic**`,
    [
      "| from | to | traffic | to address | verdict |",
      "| --- | --- | --- | --- | --- |",
      ...body,
    ].join("\n"),
    ...more(changes.length, rows, "flows"),
  ];
}

const MOST_NAMES = 4;

function names(all: readonly string[]): string {
  return list(all.map(short), MOST_NAMES);
}

function short(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 100)}...`;
}

function resourceBlocks(resources: readonly ResourceChange[], rows: number): string[] {
  if (resources.length === 0) {
    return [];
  }
  const counts = (["create", "update", "replace", "delete"] as const)
    .map((operation) => [resources.filter((one) => one.operation === operation).length, operation])
    .filter(([number]) => number !== 0)
    .map(([number, operation]) => `${number} ${operation}`);
  const body = resources.slice(0, rows).map(({ operation, type, name, properties, hints }) => {
    const texts = [
      ...properties.slice(0, 8).map(({ path, before, after, replaces }) => {
        const values = `${short(before ?? "(nothing)")} → ${short(after ?? "(nothing)")}`;
        return `${md(path)}: ${md(values)}${replaces === true ? " **(replaces)**" : ""}`;
      }),
      ...(properties.length > 8 ? [`and ${properties.length - 8} more`] : []),
      ...hints.map(md),
    ];
    const kind = type.slice(type.lastIndexOf(":") + 1);
    return `| ${operation} | ${md(short(name))} | ${md(kind)} | ${texts.join("<br>")} |`;
  });
  return details(`Resources: ${counts.join(", ")}`, [
    ["| change | name | type | properties |", "| --- | --- | --- | --- |", ...body].join("\n"),
    ...more(resources.length, rows, "resources"),
  ]);
}

function details(summary: string, blocks: readonly string[]): string[] {
  return [`<details><summary>${escapeHtml(summary)}</summary>`, ...blocks, "</details>"];
}

function pre(lines: readonly string[], rows: number): string {
  const shown = lines.slice(0, Math.max(rows, 20)).map((line) => escapeHtml(line.slice(0, 500)));
  // A blank line inside would end the block where it is cut.
  return `<pre>\n${shown.map((line) => line || " ").join("\n")}\n</pre>`;
}
