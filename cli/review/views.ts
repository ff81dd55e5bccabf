/** The networks of both sides of a change: programs run offline, or what is kept of an earlier run. */
import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { parse } from "yaml";
import { handoffOf } from "vmnet/network/handoff/index";
import type { Handoff } from "vmnet/network/handoff/index";
import { buildModel } from "vmnet/network/model/index";
import type { NetworkModel, Resource } from "vmnet/network/model/index";
import type { Expectation } from "vmnet/network/reason/expectation/index";
import type { CapturedResource } from "@vmnet/simulator/capture/capture";
import { readCabling } from "../handoff/cabling";
import { captureStack, hostsOf } from "../model/captured";
import { readDumpFile } from "../model/dump";
import { readExpectations } from "../model/expectations";
import { withHostsFile } from "../model/hosts";
import { readSite } from "../model/load";
import { isRecordingFile } from "../model/recorded";
import { installedPackages } from "./captureCache";
import type { CaptureCache, Kept } from "./captureCache";
import type { Side } from "./sides";

/** One revision of a stack. */
export interface View {
  /** False where this revision has no such stack; the network is then empty. */
  isThere: boolean;
  resources: CapturedResource[];
  model: NetworkModel;
  /** The model of other resources in the same surroundings. */
  modelOf: (resources: readonly Resource[]) => NetworkModel;
  expectations: Expectation[];
  /** What physical switches have to be; absent where nobody says who is plugged where. */
  handoff?: Handoff;
  notes: string[];
}

/** Runs jobs a few at a time. */
export type Pool = <Result>(job: () => Promise<Result>) => Promise<Result>;

export interface ViewSettings {
  head: Side;
  /** Root of the repository. */
  root: string;
  cache: CaptureCache;
  pool: Pool;
}

/** Makes the view of each stack and side once. */
export class Views {
  private readonly made = new Map<string, Promise<View>>();

  constructor(private readonly settings: ViewSettings) {}

  /** @throws UserError, FaultsError when the revision's program or files have faults */
  of(stack: string, side: Side): Promise<View> {
    const key = `${side.side} ${stack}`;
    const known = this.made.get(key);
    if (known !== undefined) {
      return known;
    }
    const view = this.make(stack, side);
    // Whoever asks first may only want it to start.
    view.catch(() => undefined);
    this.made.set(key, view);
    return view;
  }

  /** Where base has no file of its own, head's describes the site: it is what the two are compared in. */
  private async make(stack: string, side: Side): Promise<View> {
    const { head } = this.settings;
    const { project } = side;
    const settings = side.configuration?.stack(stack);
    const fallback = head.configuration?.stack(stack);
    const file = settings?.surroundings ?? fallback?.surroundings;
    const site = readSite(file, project?.root ?? ".");
    const inventory = settings?.inventory ?? fallback?.inventory;
    const { resources: dumped, notes: dumpNotes } = readDumpFile(settings?.dump ?? fallback?.dump);
    if (project === undefined || !project.stackFiles.has(stack)) {
      const surroundings = await site;
      const modelOf = (resources: readonly Resource[]) =>
        buildModel([...resources, ...dumped], surroundings);
      const model = modelOf([]);
      return { isThere: false, resources: [], model, modelOf, expectations: [], notes: [] };
    }
    const [kept, surroundings] = await Promise.all([this.kept(stack, side, inventory), site]);
    const { resources, networkNames, notes, expectations } = kept;
    const hostsFile = settings?.hosts ?? fallback?.hosts;
    const hosts =
      hostsFile === undefined
        ? { hosts: kept.hosts, notes: [] }
        : withHostsFile(kept.hosts, hostsFile, project.root, await isRecordingFile(inventory));
    const cabling = settings?.cabling ?? fallback?.cabling;
    const modelOf = (list: readonly Resource[]) =>
      buildModel([...list, ...dumped], surroundings, { networkNames, parseYaml: parse });
    return {
      isThere: true,
      resources,
      model: modelOf(resources),
      modelOf,
      expectations: expectations?.expectations ?? [],
      ...(cabling === undefined
        ? {}
        : {
            handoff: handoffOf(
              [...resources, ...dumped],
              readCabling(cabling, project.root),
              hosts.hosts,
            ),
          }),
      notes: [...notes, ...dumpNotes, ...hosts.notes],
    };
  }

  private async kept(stack: string, side: Side, inventory: string | undefined): Promise<Kept> {
    const { cache, root } = this.settings;
    const { project, commit } = side;
    const make = () => this.run(stack, side, inventory);
    if (commit === undefined || project === undefined) {
      return make();
    }
    // What is kept tells the age of a recording.
    const day = (await isRecordingFile(inventory)) ? new Date().toISOString().slice(0, 10) : "";
    const key = {
      commit,
      project: side.projectPath,
      stack,
      inventory: `${textOf(inventory) ?? ""}${day}`,
      packages: installedPackages([root, `${root}/${side.projectPath}`]),
    };
    return cache.get(key, make);
  }

  private async run(stack: string, side: Side, inventory: string | undefined): Promise<Kept> {
    const { project, configuration } = side;
    if (project === undefined) {
      throw new Error(`${side.side} has no project`);
    }
    await side.prepare();
    const file = configuration?.stack(stack).expectations;
    const [{ captured, estate, networkNames, notes }, expectations] = await Promise.all([
      this.settings.pool(() => captureStack(project, stack, inventory)),
      file === undefined ? undefined : readExpectations(file, shown(project.root, file), stack),
    ]);
    const { resources } = captured;
    const hosts = hostsOf(estate);
    return { resources, networkNames, hosts, notes, ...(expectations && { expectations }) };
  }
}

function textOf(file: string | undefined): string | undefined {
  return file !== undefined && existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function shown(root: string, file: string): string {
  return file.startsWith(root) ? relative(root, file) : file;
}
