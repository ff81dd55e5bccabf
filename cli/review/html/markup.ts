/** Pieces of HTML; every text of others goes through {@link text}. */
import { escapeHtml } from "../escape";

/** HTML that is ready to be put into a page. */
export type Html = string;

const LONGEST = 400;

/** A text of others, on one line and of a bounded length. */
export function text(value: string, longest = LONGEST): Html {
  return escapeHtml(value.length <= longest ? value : `${value.slice(0, longest)}…`);
}

export function list(items: readonly Html[], className?: string): Html {
  const attribute = className === undefined ? "" : ` class="${className}"`;
  return items.length === 0
    ? ""
    : `<ul${attribute}>${items.map((item) => `<li>${item}</li>`).join("\n")}</ul>`;
}

export function badge(kind: "good" | "bad" | "warn" | "plain", words: Html): Html {
  return `<span class="badge ${kind}">${words}</span>`;
}

export function details(summary: Html, body: Html): Html {
  return `<details><summary>${summary}</summary>\n${body}\n</details>`;
}

export function pre(lines: readonly string[], most = 200): Html {
  const shown = lines.slice(0, most).map((line) => text(line, 1000));
  return `<pre tabindex="0">${shown.join("\n")}</pre>`;
}

/** Rows beyond this number are counted, not shown. */
const MOST_ROWS = 500;

/**
 * A table that becomes a list of blocks on narrow screens. Its first cell is the heading of the row.
 *
 * @param columns Headings.
 * @param rows Cells as HTML.
 */
export function table(
  caption: Html,
  columns: readonly string[],
  rows: readonly (readonly Html[])[],
): Html {
  const head = columns.map((column) => `<th scope="col">${column}</th>`).join("");
  const body = rows.slice(0, MOST_ROWS).map((cells) => {
    const [first = "", ...rest] = cells;
    const others = rest.map(
      (cell, index) => `<td data-label="${columns[index + 1] ?? ""}">${cell}</td>`,
    );
    return `<tr><th scope="row">${first}</th>${others.join("")}</tr>`;
  });
  const more = rows.length > MOST_ROWS ? moreText(rows.length - MOST_ROWS) : "";
  return (
    `<div class="scroll" role="region" tabindex="0" aria-label="${caption.replace(/<[^>]*>/g, "")}"><table class="wide">` +
    `<caption>${caption}</caption><thead><tr>${head}</tr></thead>\n<tbody>${body.join("\n")}</tbody></table></div>${more}`
  );
}

function moreText(number: number): Html {
  return `<p class="faint">and ${number} more: <code>--format json</code> has all</p>`;
}
