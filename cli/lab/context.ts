import { labPaths, makeLabFolders } from "./paths";
import type { LabPaths } from "./paths";
import { readProject } from "./project";
import type { Project } from "./project";
import { readSettings } from "./settings";
import type { LabSettings } from "./settings";
import type { LabOptions } from "./options";

/** A project and its lab, found from the command line. */
export interface LabContext {
  project: Project;
  paths: LabPaths;
  settings: LabSettings;
}

/** @param make whether the lab's folders are made; a command that only looks leaves no trace */
export function openLab(options: LabOptions, make = true): LabContext {
  const project = readProject(options.cwd ?? process.cwd());
  const settings = readSettings(project.root, options.inventory, options.faults);
  return { project, settings, paths: make ? makeLabFolders(project.root) : labPaths(project.root) };
}
