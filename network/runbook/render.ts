/** Runbooks as Markdown and as a page of HTML; nothing that others named is obeyed in either. */
import { htmlText, markdownText, plainLine } from "../words";
import type { Runbook, Section, Step, Steps } from "./page";

const anchorOf = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, "")
    .replaceAll(" ", "-");

/** CommonMark with a table of contents; lines to type stand in fenced blocks. */
export function runbookMarkdown({ name, sections }: Runbook): string {
  return [
    `# Runbook: ${markdownText(name)}`,
    "",
    ...sections.map(({ title }) => `- [${title}](#${anchorOf(title)})`),
    ...sections.flatMap((section) => ["", ...markdownSection(section)]),
    "",
  ].join("\n");
}

function markdownSection({ title, text, blocks }: Section): string[] {
  return [
    `## ${title}`,
    ...text.flatMap((paragraph) => ["", markdownParagraph(paragraph)]),
    ...blocks.flatMap(({ where, steps }) => {
      const lines = stepLines(steps);
      const fence = fenceOf(lines);
      return ["", `${markdownText(where, LONGEST)}:`, "", `${fence}sh`, ...lines, fence];
    }),
  ];
}

/** Long enough for every name of a large stack, each of which is clipped already. */
const LONGEST = 100_000;

/** A number that the runbook itself begins a paragraph with makes a list. */
function markdownParagraph(text: string): string {
  const [number = ""] = /^\d\. /.exec(text) ?? [];
  return `${number}${markdownText(text.slice(number.length), LONGEST)}`;
}

/** What to look for stands above its line, as a comment of the shell. */
function stepLines(steps: readonly Step[]): string[] {
  return steps.flatMap(({ line, look }) => [...(look === undefined ? [] : [`# ${look}`]), line]);
}

/** Longer than any run of backquotes within, so that no name ends the block. */
function fenceOf(lines: readonly string[]): string {
  const runs = lines.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length);
  return "`".repeat(Math.max(2, ...runs) + 1);
}

/** One page without scripts or outside references. */
export function runbookHtml({ name, sections }: Runbook): string {
  const title = `Runbook: ${htmlText(plainLine(name))}`;
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title}</title>`,
    "<style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:auto;padding:1rem}",
    "pre{overflow-x:auto;padding:.75rem;border:1px solid #8888;border-radius:.25rem}.look{opacity:.75}</style>",
    "</head><body><main>",
    `<h1>${title}</h1>`,
    "<nav><ul>",
    ...sections.map(
      (one) => `<li><a href="#${anchorOf(one.title)}">${htmlText(one.title)}</a></li>`,
    ),
    "</ul></nav>",
    ...sections.flatMap(htmlSection),
    "</main></body></html>",
    "",
  ].join("\n");
}

function htmlSection({ title, text, blocks }: Section): string[] {
  return [
    `<section><h2 id="${anchorOf(title)}">${htmlText(title)}</h2>`,
    ...text.map((paragraph) => `<p>${htmlText(plainLine(paragraph, LONGEST))}</p>`),
    ...blocks.map(htmlBlock),
    "</section>",
  ];
}

function htmlBlock({ where, steps }: Steps): string {
  const lines = steps.flatMap(({ line, look }) => [
    ...(look === undefined ? [] : [`<span class="look"># ${htmlText(look)}</span>`]),
    htmlText(line),
  ]);
  return `<h3>${htmlText(plainLine(where, LONGEST))}</h3>\n<pre tabindex="0"><code>${lines.join("\n")}</code></pre>`;
}
