/** From a command line to the model of one network. */
import { existsSync } from "node:fs";
import { basename, relative, resolve } from "node:path";
import { parse } from "yaml";
import type { Resource } from "vmnet/network/model/resource";
import {
  buildModel,
  emptySurroundings,
  readPreview,
  readStackExport,
  readSurroundings,
} from "vmnet/network/model/index";
import type { NetworkModel, Surroundings } from "vmnet/network/model/index";
import { chooseStack, readProject, readYaml } from "../lab/project";
import type { Project } from "../lab/project";
import { UserError } from "../terminal";
import { captureStack, hostsOf } from "./captured";
import { readConfiguration } from "./configuration";
import type { Configuration } from "./configuration";
import { readDumpFile } from "./dump";
import { withHostsFile } from "./hosts";
import type { SiteHosts } from "./hosts";
import { isRecordingFile } from "./recorded";
import { readNamedFile } from "./sources";
import type { SourceOptions } from "./sources";

/** The network that a command reasons about. */
export interface LoadedNetwork {
  /** Name of the stack, where one was asked for. */
  stack?: string;
  /** For people: `stack three-tier-nat-lab`, `state.json`. */
  name: string;
  resources: Resource[];
  surroundings: Surroundings;
  /** Changes nothing but the resources, for what-if questions. */
  modelOf(resources: readonly Resource[]): NetworkModel;
  model: NetworkModel;
  /** File of expectations, where one is configured. */
  expectations?: string;
  /** File of what is plugged where, where one is configured. */
  cabling?: string;
  /** The site's hosts by managed object id; where the resources come from files, those of `hosts` in vmnet.yaml. */
  hosts: SiteHosts;
  /** What the reader should know about the hosts; part of the notes. */
  hostNotes: string[];
  /** What the reader should know about how this was read. */
  notes: string[];
}

/**
 * Reads resources and surroundings, and builds the model.
 *
 * @throws UserError, FaultsError for files that cannot be used
 */
export async function loadNetwork(options: SourceOptions): Promise<LoadedNetwork> {
  const cwd = options.cwd ?? process.cwd();
  const given = [options.export, options.previewJson].filter((file) => file !== undefined);
  if (given.length > 1) {
    throw new UserError("--export and --preview-json exclude each other: name one of them");
  }
  const [file] = given;
  const isAlone = file !== undefined || (options.dump !== undefined && options.stack === undefined);
  const context = projectOf(cwd, isAlone);
  const stack = context && stackOf(context.project, options, isAlone);
  const settings = stack === undefined ? undefined : context?.configuration.stack(stack);
  const surroundingsFile = options.surroundings ?? settings?.surroundings;
  const surroundings = await readSite(surroundingsFile, cwd);
  const own = await readOwn(options, { cwd, file, isAlone, stack, ...context, ...settings });
  const dump = options.dump === undefined ? settings?.dump : resolve(cwd, options.dump);
  const dumped = readDumpFile(dump);
  // What a program describes wins over the same path of the dump: the builder sees to that.
  const resources = [...own.resources, ...dumped.resources];
  const site =
    settings?.hosts === undefined
      ? { hosts: own.hosts, notes: [] }
      : withHostsFile(own.hosts, settings.hosts, cwd, own.idsAreReal);
  const modelOf = (list: readonly Resource[]) =>
    buildModel(list, surroundings, { networkNames: own.networkNames, parseYaml: parse });
  return {
    ...(stack === undefined ? {} : { stack }),
    name: own.name,
    resources,
    surroundings,
    modelOf,
    model: modelOf(resources),
    ...(settings?.expectations === undefined ? {} : { expectations: settings.expectations }),
    ...(settings?.cabling === undefined ? {} : { cabling: settings.cabling }),
    hosts: site.hosts,
    hostNotes: site.notes,
    notes: [
      ...own.notes,
      ...dumped.notes,
      ...site.notes,
      ...(surroundingsFile === undefined
        ? ["no surroundings: what is outside of these resources is unknown (docs/surroundings.md)"]
        : []),
    ],
  };
}

interface ProjectContext {
  project: Project;
  configuration: Configuration;
}

/** A file of resources needs no project; where there is one, its vmnet.yaml counts. */
function projectOf(cwd: string, isOptional: boolean): ProjectContext | undefined {
  try {
    const project = readProject(cwd);
    return { project, configuration: readConfiguration(project.root) };
  } catch (error) {
    const hasProject = existsSync(resolve(cwd, "Pulumi.yaml"));
    if (isOptional && !hasProject && error instanceof UserError) {
      return undefined;
    }
    throw error;
  }
}

function stackOf(
  project: Project,
  { stack }: SourceOptions,
  isOptional: boolean,
): string | undefined {
  return isOptional ? stack : chooseStack(project, stack).name;
}

interface Where extends Partial<ProjectContext> {
  cwd: string;
  file: string | undefined;
  isAlone: boolean;
  stack: string | undefined;
  inventory?: string;
}

interface Own {
  name: string;
  resources: Resource[];
  networkNames: Record<string, string>;
  hosts: SiteHosts;
  /** Whether ids are those of a vCenter, and not made up by the simulated site. */
  idsAreReal: boolean;
  notes: string[];
}

async function readOwn(options: SourceOptions, where: Where): Promise<Own> {
  const { cwd, file, isAlone, stack, project } = where;
  if (file !== undefined) {
    const isExport = options.export !== undefined;
    const text = readNamedFile(isExport ? "--export" : "--preview-json", file, cwd);
    const resources = (isExport ? readStackExport : readPreview)(text, basename(file));
    return {
      name: basename(file),
      resources,
      networkNames: {},
      hosts: {},
      idsAreReal: true,
      notes: [],
    };
  }
  if (isAlone || project === undefined || stack === undefined) {
    const name = basename(options.dump ?? "");
    return { name, resources: [], networkNames: {}, hosts: {}, idsAreReal: true, notes: [] };
  }
  const inventory =
    options.inventory === undefined ? where.inventory : resolve(cwd, options.inventory);
  const { captured, estate, networkNames, notes } = await captureStack(project, stack, inventory);
  const { resources } = captured;
  return {
    name: `stack ${stack}`,
    resources,
    networkNames,
    hosts: hostsOf(estate),
    idsAreReal: await isRecordingFile(inventory),
    notes,
  };
}

/** Reads a surroundings file; without one nothing is known about the site. */
export async function readSite(file: string | undefined, cwd: string): Promise<Surroundings> {
  if (file === undefined) {
    return emptySurroundings();
  }
  const path = resolve(cwd, file);
  if (!existsSync(path)) {
    throw new UserError(`--surroundings ${file}: there is no such file (looked for ${path})`);
  }
  const shown = relative(cwd, path);
  return readSurroundings(readYaml(path), shown.startsWith("..") ? path : shown);
}
