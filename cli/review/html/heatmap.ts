/** The heat map as a table of buttons, with a hidden detail for each cell. */
import { count } from "../../terminal";
import { list, pre, text } from "./markup";
import type { Html } from "./markup";
import type { PathDetail } from "./paths";
import type { Cell, Party, Reachability } from "./reachability";

const MOST_FLOWS = 30;

const WORDS: Readonly<Record<Cell["level"], string>> = {
  all: "any traffic",
  some: "some traffic",
  unsure: "not certain",
  none: "nothing",
};

/**
 * @param prefix Makes ids unique in the page.
 * @param pathOf What decides a cell.
 */
export function heatMap(
  { parties, cells, omitted }: Reachability,
  prefix: string,
  pathOf: (cell: Cell, from: Party, to: Party) => PathDetail | undefined,
): Html {
  if (parties.length === 0) {
    return `<p class="faint">There are no machines and no outside networks.</p>`;
  }
  const id = (row: number, column: number) => `${prefix}-${row}-${column}`;
  const columns = parties.map(
    ({ name }) => `<th scope="col"><span title="${text(name, 200)}">${text(name, 60)}</span></th>`,
  );
  const details: Html[] = [];
  const rows = cells.map((row, from) => {
    const [sender] = parties.slice(from);
    const tds = row.map((cell, to) => {
      const receiver = parties[to];
      if (sender === undefined || receiver === undefined) {
        return "<td></td>";
      }
      if (from === to && sender.ids.length === 1) {
        return '<td class="self"><span aria-label="itself">·</span></td>';
      }
      const path = pathOf(cell, sender, receiver);
      details.push(detail(cell, sender, receiver, id(from, to), path));
      return `<td>${button(cell, sender, receiver, id(from, to))}</td>`;
    });
    const title = text(sender?.name ?? "", 80);
    return `<tr><th scope="row">${title}</th>${tds.join("")}</tr>`;
  });
  return [
    '<div data-heat="">',
    `<p class="faint" id="${prefix}-hint">Senders are rows, receivers are columns. Press a cell for the path and the rule that decides; arrow keys move from cell to cell.</p>`,
    legend(),
    '<div class="scroll">',
    `<table class="heat" aria-describedby="${prefix}-hint"><caption>Who reaches whom after the change</caption>`,
    `<thead><tr><td></td>${columns.join("")}</tr></thead>`,
    `<tbody>${rows.join("\n")}</tbody></table></div>`,
    omitted > 0
      ? `<p class="faint">${count(omitted, "more group")} left out; those with changes are shown first.</p>`
      : "",
    `<div class="panel" data-panel="" aria-live="polite"><p class="faint" hidden>No cell is open.</p>`,
    ...details,
    "</div></div>",
  ].join("\n");
}

function changeOf({ opened, closed }: Cell): "opened" | "closed" | "both" | undefined {
  if (opened.length > 0) {
    return closed.length > 0 ? "both" : "opened";
  }
  return closed.length > 0 ? "closed" : undefined;
}

const CHANGES = { opened: "opens", closed: "closes", both: "opens and closes" };
const MARKS = { opened: "+", closed: "−", both: "±" };

function button(cell: Cell, from: Party, to: Party, id: string): Html {
  const change = changeOf(cell);
  const words = change === undefined ? "" : `; this change ${CHANGES[change]} traffic`;
  const mark = change === undefined ? "" : `${MARKS[change]} `;
  // What stands in the button is part of its name, for people who speak to their computer.
  const shown = `${mark}${cell.label.slice(0, 22)}`;
  const what = cell.level === "some" ? "" : ` (${WORDS[cell.level]})`;
  const label = `${from.name.slice(0, 150)} to ${to.name.slice(0, 150)}: ${shown}${what}${words}`;
  const classes = ["cell", cell.level, ...(change === undefined ? [] : [change])].join(" ");
  return `<button type="button" class="${classes}" aria-expanded="false" aria-controls="${id}" aria-label="${text(label)}">${text(shown)}</button>`;
}

function detail(
  cell: Cell,
  from: Party,
  to: Party,
  id: string,
  path: PathDetail | undefined,
): Html {
  const { opened, closed, flows } = cell;
  const texts = [...new Set(flows.map((flow) => flow.text))];
  const rest = texts.length - MOST_FLOWS;
  return [
    `<div id="${id}" data-detail="" role="group" aria-label="${text(`${from.name} to ${to.name}`)}">`,
    `<h4>${text(from.name)} → ${text(to.name)}</h4>`,
    ...[from, to].filter(({ members }) => members.length > 1).map(membersLine),
    list(
      [
        ...opened.map((one) => `<span class="opens">opened: ${text(one)}</span>`),
        ...closed.map((one) => `<span class="closes">closed: ${text(one)}</span>`),
        ...texts.slice(0, MOST_FLOWS).map((one) => `now: ${text(one)}`),
        ...(rest > 0 ? [`and ${rest} more`] : []),
      ].slice(0, 3 * MOST_FLOWS),
    ),
    flows.length === 0 ? "<p>Nothing gets through.</p>" : "",
    path === undefined ? "" : pathPart(path),
    "</div>",
  ].join("\n");
}

function membersLine({ name, members }: Party): Html {
  const shown = members
    .slice(0, 8)
    .map((one) => text(one, 80))
    .join(", ");
  const rest = members.length - 8;
  return `<p class="faint">${text(name)}: ${shown}${rest > 0 ? ` and ${rest} more` : ""}</p>`;
}

function pathPart({ verdict, packet, reason, rules, hops }: PathDetail): Html {
  return [
    `<p>For example <span class="code">${text(packet)}</span>: <strong>${text(verdict)}</strong>, ${text(reason)}.</p>`,
    rules.length === 0
      ? ""
      : `<p>Rules on the way:</p>${list(rules.slice(0, 12).map((rule) => text(rule)))}`,
    pre(hops, 60),
  ].join("\n");
}

function legend(): Html {
  const sample = (className: string) =>
    `<span class="cell ${className}" aria-hidden="true"></span>`;
  return list(
    [
      `${sample("all")}any traffic`,
      `${sample("some")}some traffic`,
      `${sample("unsure")}not certain`,
      `${sample("none")}nothing`,
      `${sample("none opened")}+ opened`,
      `${sample("none closed")}− closed`,
      `${sample("none both")}± both`,
    ],
    "legend",
  );
}
