import type { EstateObject } from "@vmnet/simulator/estate/index";
import { processTerminal, table } from "../terminal";
import type { Terminal } from "../terminal";
import { openLab } from "./context";
import type { LabOptions } from "./options";
import { Directory, sections } from "./sections";
import { shareable } from "./shown";
import { openEstate } from "./systems";

/** The tables of an estate's objects, as lines. */
export function labTables(
  objects: EstateObject[],
  terminal: Terminal,
  everything: boolean,
): string[] {
  const { colors } = terminal;
  const directory = new Directory(objects);
  const shown = objects.filter(({ origin }) => everything || origin === "managed");
  const covered = shown.filter(({ type }) => sections.some(({ types }) => types.test(type)));
  const tables = sections.flatMap(({ title, types, columns }) => {
    const rows = shown
      .filter(({ type }) => types.test(type))
      .map((object) => Object.values(columns).map((cell) => cell(object, directory)))
      .sort((one, other) => one.join(" ").localeCompare(other.join(" "), "en", { numeric: true }));
    if (rows.length === 0) return [];
    const [head = "", ...body] = table([Object.keys(columns), ...rows]);
    return [
      colors.bold(`${title} (${rows.length})`),
      `  ${colors.dim(head)}`,
      ...body.map((row) => `  ${row}`),
      "",
    ];
  });
  const others = shown.length - covered.length;
  const what = everything ? "objects" : "objects made by programs";
  return [
    ...tables,
    `${shown.length} ${what}${others > 0 ? `, ${others} of other kinds (--json lists all)` : ""}`,
  ];
}

/** `vmnet lab show` */
export function showLab(options: LabOptions & { json?: boolean; all?: boolean }): void {
  const { paths, settings } = openLab(options, false);
  const estate = openEstate(paths, settings);
  const objects = estate
    .objects()
    .map((object) => shareable(object, estate.secretOutputs(object.type)));
  const terminal = processTerminal();
  if (options.json) {
    const shown = objects.filter(({ origin }) => options.all || origin === "managed");
    terminal.data(JSON.stringify(shown, undefined, 2));
  } else {
    labTables(objects, terminal, options.all ?? false).forEach((line) => terminal.line(line));
  }
}
