/** The two revisions of a review as folders on the disk. */
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProject } from "../lab/project";
import type { Project } from "../lab/project";
import { readConfiguration } from "../model/configuration";
import type { Configuration } from "../model/configuration";
import { runBuild } from "./build";
import { writeCommit } from "./git";
import type { Repository } from "./git";
import { linkModules } from "./modules";

/** What is compared. */
export interface Revision {
  /** `base` or `head`. */
  side: "base" | "head";
  /** As it was asked for: a ref, or `worktree`. */
  ref: string;
  /** Absent for the working tree. */
  commit?: string;
}

/** A revision that can be run. */
export interface Side extends Revision {
  /** Folder of the project, from the root of the repository. */
  projectPath: string;
  /** Absent when the revision has no Pulumi project in this folder. */
  project?: Project;
  configuration?: Configuration;
  /** Makes its programs ready to run; what is kept of earlier runs needs none of it. */
  prepare(): Promise<void>;
}

/** Folders of written-out commits; they go away with the process, however it ends. */
export class Checkouts {
  private folder: string | undefined;
  private readonly clear = () => this.remove();

  constructor(
    private readonly repository: Repository,
    /** Folder of the project, from the root of the repository. */
    private readonly projectPath: string,
  ) {}

  /** Makes a revision ready to run. */
  async open(revision: Revision): Promise<Side> {
    const { commit, side } = revision;
    if (commit === undefined) {
      return this.read(revision, this.repository.root);
    }
    this.folder ??= this.make();
    const target = join(this.folder, side);
    const index = join(this.folder, `${side}-index`);
    mkdirSync(target);
    mkdirSync(index);
    await writeCommit(this.repository, commit, target, index);
    const made = this.read(revision, target);
    let ready: Promise<void> | undefined;
    return { ...made, prepare: () => (ready ??= this.prepare(made, commit, target)) };
  }

  /** Packages, and what the commit's own build step makes of them. */
  private async prepare(side: Side, commit: string, target: string): Promise<void> {
    const name = `${side.side} (${side.ref})`;
    const { differs } = await linkModules(this.repository, commit, target, name);
    const build = side.configuration?.build;
    if (differs && build !== undefined) {
      await runBuild(build, join(target, this.projectPath), name);
    }
  }

  private read(revision: Revision, folder: string): Side {
    const { projectPath } = this;
    const prepare = () => Promise.resolve();
    return { ...revision, projectPath, prepare, ...read(join(folder, projectPath)) };
  }

  private make(): string {
    process.once("exit", this.clear);
    for (const signal of SIGNALS) {
      process.once(signal, this.interrupted);
    }
    return realpathSync(mkdtempSync(join(tmpdir(), "vmnet-review-")));
  }

  private readonly interrupted = () => {
    this.remove();
    process.exit(130);
  };

  remove(): void {
    process.off("exit", this.clear);
    for (const signal of SIGNALS) {
      process.off(signal, this.interrupted);
    }
    if (this.folder !== undefined) {
      rmSync(this.folder, { recursive: true, force: true });
      this.folder = undefined;
    }
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function read(folder: string): Pick<Side, "project" | "configuration"> {
  const isThere = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"].some((name) =>
    existsSync(join(folder, name)),
  );
  return isThere ? { project: readProject(folder), configuration: readConfiguration(folder) } : {};
}
