/** The parts of a stack's report that are text and tables. */
import type { Finding } from "vmnet/network/reason/finding";
import { count } from "../../terminal";
import type { ResourceChange } from "../changes";
import { gravestFirst } from "../markdownFindings";
import type { BrokenExpectation, StackReview, TrafficChange } from "../report";
import { badge, details, list, pre, table, text } from "./markup";
import type { Html } from "./markup";

export function expectationSection(
  { expectations }: StackReview,
  written: readonly string[],
): Html {
  if (expectations === undefined) {
    return `<h3>Expectations</h3>\n<p class="faint">None are written for this stack.</p>`;
  }
  const { total, holding, failing, fixed, dropped } = expectations;
  const open = new Set(failing.map((one) => one.text));
  const held = written.filter((one) => !open.has(one));
  const all = holding === total;
  return [
    "<h3>Expectations</h3>",
    `<p>${badge(all ? "good" : "bad", `${holding} of ${total} hold`)}</p>`,
    ...failing.map(failureItem),
    ...titled("Fixed by this change", fixed),
    ...titled("Nobody checks these any more", dropped),
    held.length === 0
      ? ""
      : details(`Expectations that hold: ${held.length}`, list(held.map((one) => text(one)))),
  ].join("\n");
}

function titled(title: string, items: readonly string[]): Html[] {
  return items.length === 0 ? [] : [`<p>${title}:</p>${list(items.map((one) => text(one)))}`];
}

function failureItem(failure: BrokenExpectation): Html {
  const { status, isNew, because, pair, verdict, reason, packet, hops, remedy } = failure;
  const isBroken = status === "broken";
  const word = `${isBroken ? "broken" : "undecided"}${isNew ? "" : " on base, too"}`;
  const fix =
    remedy === undefined
      ? ""
      : `<p>Fix: ${text(remedy.text)}${remedy.proved ? " (tried: it is enough)" : ""}</p>`;
  return [
    `<div class="item ${isBroken ? "bad-edge" : "warn-edge"}">`,
    `<p>${badge(isBroken ? "bad" : "warn", word)} <strong>${text(failure.text)}</strong>${because === undefined ? "" : ` <span class="faint">(${text(because)})</span>`}</p>`,
    `<p>${text(pair)}: ${text(verdict)}, ${text(reason)}${packet === "" ? "" : `; for example <span class="code">${text(packet)}</span>`}</p>`,
    fix,
    hops.length === 0 ? "" : details("Path of the packet", pre(hops)),
    "</div>",
  ].join("\n");
}

const MOST_NAMES = 6;

function names(all: readonly string[]): Html {
  const rest = all.length - MOST_NAMES;
  const shown = all
    .slice(0, MOST_NAMES)
    .map((one) => text(one, 120))
    .join(", ");
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

export function trafficSection({ traffic }: StackReview): Html {
  if (traffic.length === 0) {
    return `<h3>Traffic</h3>\n<p class="faint">The same packets get through as before.</p>`;
  }
  const part = (change: TrafficChange["change"]) => {
    const rows = traffic.filter((one) => one.change === change);
    const title = change === "opened" ? "Opened" : "Closed";
    return rows.length === 0
      ? ""
      : table(
          `${title}: ${count(rows.length, "flow")}`,
          ["from", "to", "traffic", "to address", "verdict"],
          rows.map(({ from, to, traffic: services, spaces, verdict }) => [
            names(from),
            names(to),
            `<strong>${text(services)}</strong>`,
            text([...new Set(spaces.map(({ destination = "" }) => destination))].join("; "), 160),
            text(verdict),
          ]),
        );
  };
  return ["<h3>Traffic</h3>", part("opened"), part("closed")].join("\n");
}

const KINDS = { error: "bad", warning: "warn", note: "plain" } as const;

export function findingSection({ findings }: StackReview): Html {
  const counts = (key: "added" | "gone" | "kept") =>
    findings.reduce((sum, family) => sum + family[key].length, 0);
  if (findings.length === 0) {
    return `<h3>Findings</h3>\n<p class="faint">The checks notice nothing.</p>`;
  }
  return [
    "<h3>Findings</h3>",
    `<p>${counts("added")} added, ${counts("gone")} gone, ${counts("kept")} as before</p>`,
    ...findings.map(({ title, added, gone, kept }) =>
      [
        added.length + gone.length + kept.length > 0 ? `<h4>${text(title)}</h4>` : "",
        ...gravestFirst(added)
          .slice(0, 200)
          .map((one) => findingItem(one, "added")),
        ...(added.length > 200 ? [`<p class="faint">and ${added.length - 200} more</p>`] : []),
        folded(gone, "gone"),
        folded(kept, "as before"),
      ].join("\n"),
    ),
  ].join("\n");
}

function folded(findings: readonly Finding[], what: "gone" | "as before"): Html {
  const shown = gravestFirst(findings).slice(0, 200);
  return findings.length === 0
    ? ""
    : details(
        `${count(findings.length, "finding")} ${what}`,
        shown.map((one) => findingItem(one, what)).join("\n"),
      );
}

function findingItem(finding: Finding, what: "added" | "gone" | "as before"): Html {
  const { severity, check, text: sentence, evidence, fix } = finding;
  const edge = what === "gone" ? "good-edge" : severity === "error" ? "bad-edge" : "warn-edge";
  const kind = what === "gone" ? "good" : KINDS[severity];
  return [
    `<div class="item ${edge}">`,
    `<p>${badge(kind, `${what === "gone" ? "gone: " : ""}${severity}`)} <code>${text(check)}</code> ${text(sentence, 1000)}</p>`,
    fix === undefined ? "" : `<p>Fix: ${text(fix, 1000)}</p>`,
    evidence.length === 0 ? "" : details("Evidence", pre(evidence, 40)),
    "</div>",
  ].join("\n");
}

export function resourceSection({ resources }: StackReview): Html {
  if (resources.length === 0) {
    return `<h3>Resources</h3>\n<p class="faint">No resource changes.</p>`;
  }
  const counts = (["create", "update", "replace", "delete"] as const)
    .map((operation) => ({
      operation,
      number: resources.filter((one) => one.operation === operation).length,
    }))
    .filter(({ number }) => number > 0)
    .map(({ operation, number }) => `${number} ${operation}`)
    .join(", ");
  return [
    "<h3>Resources</h3>",
    details(
      counts,
      table(
        `Resources: ${counts}`,
        ["name", "change", "type", "properties"],
        resources.map((one) => [
          text(one.name, 160),
          badge(
            one.operation === "replace" || one.operation === "delete" ? "bad" : "plain",
            one.operation,
          ),
          text(one.type.slice(one.type.lastIndexOf(":") + 1), 120),
          properties(one),
        ]),
      ),
    ),
  ].join("\n");
}

const MOST_PROPERTIES = 12;

function properties({ properties: all, hints }: ResourceChange): Html {
  const shown = all.slice(0, MOST_PROPERTIES).map(({ path, before, after, replaces }) => {
    const values = `${text(before ?? "(nothing)", 120)} → ${text(after ?? "(nothing)", 120)}`;
    const mark = replaces === true ? ` ${badge("bad", "replaces")}` : "";
    return `<span class="code">${text(path, 160)}</span>: ${values}${mark}`;
  });
  const rest = all.length - MOST_PROPERTIES;
  return [
    ...shown,
    ...(rest > 0 ? [`and ${rest} more`] : []),
    ...hints.map((one) => text(one)),
  ].join("<br>");
}
