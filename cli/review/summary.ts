import { count } from "../terminal";
import type { Review, StackReview } from "./report";
import { stackResult } from "./report";

/** The first line: what a reviewer must know before anything else. */
export function summaryOf(stacks: readonly StackReview[]): string {
  const all = <Item>(items: (stack: StackReview) => readonly Item[]) => stacks.flatMap(items);
  const faults = stacks.filter(({ fault }) => fault !== undefined).length;
  const failing = all(({ expectations }) => expectations?.failing ?? []);
  const broken = failing.filter(({ status }) => status === "broken");
  const open = failing.filter(({ status, isNew }) => status === "undecided" && isNew).length;
  const fresh = broken.filter(({ isNew }) => isNew).length;
  const traffic = all((stack) => stack.traffic);
  const opened = traffic.filter(({ change }) => change === "opened").length;
  const closed = traffic.length - opened;
  const fixed = all(({ expectations }) => expectations?.fixed ?? []).length;
  const dropped = all(({ expectations }) => expectations?.dropped ?? []).length;
  const added = all(({ findings }) => findings.flatMap((family) => family.added));
  const gone = all(({ findings }) => findings.flatMap((family) => family.gone)).length;
  const errors = added.filter(({ severity }) => severity === "error").length;
  const resources = all((stack) => stack.resources);
  const replaced = resources.filter(({ operation }) => operation === "replace").length;
  const warnings = all((stack) => stack.warnings).length;
  const parts = [
    faults > 0 && `${count(faults, "stack")} cannot be reviewed`,
    broken.length > 0 &&
      `breaks ${count(fresh, "expectation")}${broken.length > fresh ? ` (${broken.length - fresh} more were broken before)` : ""}`,
    open > 0 && `leaves ${count(open, "expectation")} undecided`,
    opened > 0 && `opens ${count(opened, "flow")}`,
    closed > 0 && `closes ${count(closed, "flow")}`,
    fixed > 0 && `fixes ${count(fixed, "expectation")}`,
    dropped > 0 && `drops ${count(dropped, "expectation")}`,
    added.length > 0 &&
      `adds ${count(added.length, "finding")}${errors > 0 ? ` (${count(errors, "error")})` : ""}`,
    gone > 0 && `ends ${count(gone, "finding")}`,
    resources.length > 0 &&
      `changes ${count(resources.length, "resource")}${replaced > 0 ? ` (replaces ${replaced})` : ""}`,
    warnings > 0 && `${count(warnings, "new warning")}`,
  ].filter((part) => typeof part === "string");
  const what = parts.length === 0 ? "nothing changes for packets or resources" : parts.join(", ");
  return `${count(stacks.length, "stack")} reviewed: ${what}`;
}

/** The result of all stacks together. */
export function resultOf(stacks: readonly StackReview[]): Review["result"] {
  const results = stacks.map(stackResult);
  const order: Review["result"][] = ["broken", "changed"];
  return order.find((result) => results.includes(result)) ?? "nothing";
}
