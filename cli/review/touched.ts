/** Which stacks a change of files can concern. */
import { relative } from "node:path";
import { matchesGlob } from "../model/glob";
import type { Side } from "./sides";

/**
 * Stacks of either side that a changed file may concern, sorted. A stack's own file, and files that `files` of
 * vmnet.yaml lists, concern the stacks that they belong to; ignored files concern none; any other file may
 * be part of every program.
 *
 * @param changed Paths from the root of the project.
 * @param pattern Only stacks whose names fit.
 */
export function touchedStacks(
  sides: readonly Pick<Side, "project" | "configuration">[],
  changed: readonly string[],
  pattern = "*",
): string[] {
  const names = sides.flatMap(({ project }) => [...(project?.stackFiles.keys() ?? [])]);
  const all = [...new Set(names)].sort();
  const owned = new Map(all.map((name) => [name, patternsOf(sides, name)]));
  const ignored = sides.flatMap(({ configuration }) => configuration?.ignored ?? []);
  const fits = (file: string, patterns: readonly string[]) =>
    patterns.some((one) => matchesGlob(one, file));
  const touched = changed.flatMap((file) => {
    const owners = all.filter((name) => fits(file, owned.get(name) ?? []));
    if (owners.length > 0) {
      return owners;
    }
    return fits(file, ignored) ? [] : all;
  });
  return all.filter((name) => touched.includes(name) && matchesGlob(pattern, name));
}

/** The stack's file, what vmnet.yaml names for it, and what it lists under `files`. */
function patternsOf(sides: Parameters<typeof touchedStacks>[0], name: string): string[] {
  return sides.flatMap(({ project, configuration }) => {
    const settings = configuration?.stack(name);
    const named = [
      project?.stackFiles.get(name),
      settings?.surroundings,
      settings?.expectations,
      settings?.inventory,
      settings?.dump,
      settings?.hosts,
      settings?.cabling,
    ];
    const root = project?.root ?? "";
    return [
      ...named.flatMap((path) => (path === undefined ? [] : [relative(root, path)])),
      ...(settings?.files ?? []),
    ];
  });
}
