import { count } from "../terminal";
import type { Terminal } from "../terminal";
import type { Diagnostic, ResourceRecord } from "./record";
import { nameOf } from "./record";

type Paint = (text: string) => string;

interface OpStyle {
  symbol: string;
  /** What is to happen, in a preview. */
  planned: string;
  done: string;
  color: "green" | "yellow" | "red" | "magenta" | "dim" | "cyan";
}

const styles: Record<string, OpStyle> = {
  create: { symbol: "+", planned: "create", done: "created", color: "green" },
  update: { symbol: "~", planned: "update", done: "updated", color: "yellow" },
  delete: { symbol: "-", planned: "delete", done: "deleted", color: "red" },
  replace: { symbol: "+-", planned: "replace", done: "replaced", color: "magenta" },
  same: { symbol: "", planned: "unchanged", done: "unchanged", color: "dim" },
  refresh: { symbol: "", planned: "refresh", done: "refreshed", color: "dim" },
  read: { symbol: ">", planned: "read", done: "read", color: "cyan" },
  import: { symbol: "=", planned: "import", done: "imported", color: "green" },
};

function styleOf(op: string): OpStyle {
  return styles[op] ?? { symbol: "?", planned: op, done: op, color: "dim" };
}

/** `nsxt:PolicySegment` of `nsxt:index/policySegment:PolicySegment`. */
export function shortType(type: string): string {
  const [packageName = "", module = "", name = ""] = type.split(":");
  const plain = module.split("/")[0] ?? "";
  return plain === "index" || plain === ""
    ? `${packageName}:${name}`
    : `${packageName}:${plain}:${name}`;
}

/** True for what has no place in a list of resources. */
export function isInternal(record: ResourceRecord): boolean {
  return record.type.startsWith("pulumi:");
}

function changedProperties(record: ResourceRecord): string {
  if (record.op !== "update" && record.op !== "replace") return "";
  const paths = record.diffs.map((path) => (record.replaces.includes(path) ? `${path}!` : path));
  const shown = paths.length > 8 ? [...paths.slice(0, 8), `${paths.length - 8} more`] : paths;
  return shown.length > 0 ? ` [${shown.join(", ")}]` : "";
}

/** Writes an operation as it runs: one line for each resource that it touches. */
export class ProgressPrinter {
  constructor(
    private readonly terminal: Terminal,
    private readonly preview: boolean,
  ) {}

  finished(record: ResourceRecord): void {
    // A preview is over in a moment, and its tree says the same.
    if (this.preview || isInternal(record)) return;
    const { colors } = this.terminal;
    const { symbol, planned, done, color } = styleOf(record.op);
    if (record.status === "done" && color === "dim") return;
    const failed = record.status === "failed";
    const what = failed ? `${planned} failed` : done;
    const paint: Paint = failed ? colors.red : colors[color];
    const time =
      record.custom && record.seconds !== undefined
        ? colors.dim(` ${record.seconds.toFixed(1)}s`)
        : "";
    const head = `${paint((failed ? "x" : symbol).padStart(2))} ${shortType(record.type)} ${colors.bold(record.name)}`;
    this.terminal.line(`${head} ${paint(what)}${changedProperties(record)}${time}`);
  }

  diagnosed(diagnostic: Diagnostic): void {
    // Errors are collected for the end, where they are seen.
    if (diagnostic.severity === "error") return;
    const { colors } = this.terminal;
    const label = diagnostic.severity === "warning" ? colors.yellow("warning: ") : "";
    this.terminal.line(`   ${label}${diagnostic.message}`);
  }
}

/**
 * The resources that an operation touched, below their components, one line each. What stayed as
 * it was appears only where something below it changed.
 */
export function resourceTree(records: Iterable<ResourceRecord>, terminal: Terminal): string[] {
  const { colors } = terminal;
  const all = [...records].filter((record) => !isInternal(record));
  const byUrn = new Map(all.map((record) => [record.urn, record]));
  const shown = new Set<ResourceRecord>();
  for (const record of all.filter(isTouched)) {
    for (let at: ResourceRecord | undefined = record; at && !shown.has(at);) {
      shown.add(at);
      at = at.parent ? byUrn.get(at.parent) : undefined;
    }
  }
  const children = new Map<string, ResourceRecord[]>();
  for (const record of shown) {
    const parent = record.parent && byUrn.has(record.parent) ? record.parent : "";
    children.set(parent, [...(children.get(parent) ?? []), record]);
  }
  const lines: string[] = [];
  const walk = (parent: string, indent: string) => {
    // By name: the engine's order differs from run to run, and two outputs should compare.
    const list = (children.get(parent) ?? []).sort((one, other) => compare(one.name, other.name));
    list.forEach((record, index) => {
      const last = index === list.length - 1;
      const { symbol, color } = styleOf(record.op);
      const paint: Paint = record.status === "failed" ? colors.red : colors[color];
      const mark = paint((record.status === "failed" ? "x" : symbol).padStart(2));
      const branch = colors.dim(`${indent}${last ? "└─ " : "├─ "}`);
      const label = `${shortType(record.type)} ${colors.bold(record.name)}`;
      lines.push(`${mark} ${branch}${label}${changedProperties(record)}`);
      walk(record.urn, `${indent}${last ? "   " : "│  "}`);
    });
  };
  walk("", "");
  return lines;
}

function compare(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}

function isTouched(record: ResourceRecord): boolean {
  return record.status === "failed" || styleOf(record.op).symbol !== "";
}

/** `12 created, 2 updated, 5 unchanged`; in a preview `12 to create, ...`. */
export function summaryLine(records: Iterable<ResourceRecord>, preview: boolean): string {
  const numbers = new Map<string, number>();
  for (const record of records) {
    if (isInternal(record)) continue;
    const { planned, done } = styleOf(record.op);
    const word =
      record.status === "failed"
        ? `failed to ${planned}`
        : preview && record.op !== "same"
          ? `to ${planned}`
          : done;
    numbers.set(word, (numbers.get(word) ?? 0) + 1);
  }
  const parts = [...numbers].map(([word, number]) => `${number} ${word}`);
  return parts.length > 0 ? parts.join(", ") : "no resources";
}

/** The errors at the end, each once, with the resource that it is about. */
export function errorLines(diagnostics: Diagnostic[], terminal: Terminal): string[] {
  const { colors } = terminal;
  return diagnostics.flatMap(({ urn, message, at = [] }) => {
    const name = urn && !urn.includes("pulumi:pulumi:Stack") ? nameOf(urn) : "";
    const label = name && !message.includes(`'${name}'`) ? `${name}: ` : "";
    const [first = "", ...rest] = message.split("\n");
    return [
      `${colors.red("error:")} ${label}${first}`,
      ...rest.map((line) => `  ${line}`),
      ...at.map((place) => `  at ${place}`),
    ];
  });
}

/** Types whose behaviour is known from the tables alone, in one line; nothing when there are none. */
export function genericNotice(types: string[]): string | undefined {
  if (types.length === 0) return undefined;
  return `${count(types.length, "type")} simulated from the tables only: ${types.map(shortType).join(", ")}`;
}

/** The stack's outputs, one line each. */
export function outputLines(outputs: Record<string, unknown>): string[] {
  return Object.entries(outputs).map(
    ([name, value]) => `  ${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
}
