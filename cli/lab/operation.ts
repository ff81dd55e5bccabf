import { existsSync } from "node:fs";
import type * as automation from "@pulumi/pulumi/automation";
import type { Stack } from "@pulumi/pulumi/automation";
import type { Engine } from "../engine/find";
import { errorText } from "../terminal";
import { repairStack } from "../recover/repair";
import { clearDeadLocks } from "./engineLock";
import { EngineError, EngineProcess } from "./engineProcess";
import { stopOrphans } from "./engineRecords";
import { engineEnvironment } from "./environment";
import { describeFailure, repeats } from "./failure";
import type { ProgramFailure } from "./failure";
import { checkpointOf } from "./paths";
import type { LabPaths } from "./paths";
import { pathWithPolicyHost } from "./policyHost";
import { programOf, requireForProject, warmUp } from "./program";
import { watchLateErrors } from "./programErrors";
import type { LateErrors } from "./programErrors";
import type { Project } from "./project";
import { OperationRecord } from "./record";
import type { Diagnostic, RecordListener } from "./record";
import type { LabSettings } from "./settings";
import type { Systems } from "./systems";
import { clearTornFiles } from "./tornFiles";
import { beginOperation, forgetUnfinished } from "./unfinished";
import { prepareStack } from "./workFolder";

export type OperationKind = "preview" | "up" | "refresh" | "destroy";

/** What an operation runs on. */
export interface OperationContext {
  project: Project;
  paths: LabPaths;
  settings: LabSettings;
  stack: string;
  engine: Engine;
  systems: Systems;
}

export interface OperationSettings {
  /** Read what exists before comparing. */
  refresh?: boolean;
  /** URNs to limit the operation to. */
  target?: string[];
  /** Folders of policy packs. */
  policyPack?: string[];
  parallel?: number;
  /** Whole stacks for the program's exceptions. */
  debug?: boolean;
}

/** How an operation ended. */
export interface OperationResult {
  ok: boolean;
  record: OperationRecord;
  seconds: number;
  /** Why it failed, each reason once; what the program threw comes first. */
  errors: Diagnostic[];
  /** Stack of what the program threw, for those who ask for it. */
  stack?: string;
  cancelled: boolean;
}

/** A stack in the lab's private folder, ready for one operation. */
export class LabStack {
  private constructor(
    private readonly context: OperationContext,
    private readonly stack: Stack,
    private readonly process: EngineProcess,
    /** Things to tell the reader before anything runs. */
    readonly notes: string[],
  ) {}

  /** @param options `compare`: the state with the systems, even if nothing says that something died */
  static async open(
    context: OperationContext,
    options: { compare?: boolean } = {},
  ): Promise<LabStack> {
    const { project, paths, settings, stack: name, engine, systems } = context;
    const notes = await stopOrphans(paths.engines);
    await clearTornFiles(paths.state);
    notes.push(...clearDeadLocks(paths.state, project.settings.name, name));
    const prepared = prepareStack(project, name, settings, paths);
    notes.push(...prepared.notes);
    const environment = engineEnvironment(paths, systems.debugProviders);
    environment.PATH = pathWithPolicyHost(project.root, paths.home, environment.PATH);
    const process = new EngineProcess(engine, environment, paths.engines);
    const { LocalWorkspace, Stack } = requireForProject(
      project,
      "@pulumi/pulumi/automation",
    ) as typeof automation;
    const workspace = await LocalWorkspace.create({
      workDir: paths.work,
      pulumiHome: paths.home,
      pulumiCommand: process.asPulumiCommand(),
    });
    const checkpoint = checkpointOf(paths, project.settings.name, name);
    const exists = existsSync(checkpoint);
    if (exists) {
      // Every command names its stack; selecting it first would only be one more process.
      workspace.selectStack = () => Promise.resolve();
    }
    const stack = await (exists ? Stack.select : Stack.create).call(Stack, name, workspace);
    await storeSecrets(workspace, name, prepared);
    const unnamed = prepared.secrets.filter(({ named }) => !named).map(({ key }) => key);
    if (unnamed.length > 0) {
      notes.push(
        `made-up values stand for the secrets ${unnamed.join(", ")} (vmnet.lab.yaml may name others)`,
      );
    }
    if (exists) {
      const run = (args: string[]) => process.command(args, paths.work);
      const refresh = () => stack.refresh();
      notes.push(...(await repairStack({ ...context, ...options, checkpoint, run, refresh })));
    } else {
      forgetUnfinished(paths, name);
    }
    return new LabStack(context, stack, process, notes);
  }

  /** Runs one operation. It fails by its result, and throws only for faults of the lab itself. */
  async run(
    kind: OperationKind,
    settings: OperationSettings = {},
    listener: RecordListener = {},
  ): Promise<OperationResult> {
    const started = Date.now();
    const { project, paths, stack, systems } = this.context;
    const record = new OperationRecord(project.root, listener);
    let programFailure: ProgramFailure | undefined;
    const program = programOf(project, settings.debug);
    // The engine would wrap what the program throws; the reader gets it as it is.
    this.stack.workspace.program = async () => {
      try {
        return await program();
      } catch (error) {
        programFailure ??= describeFailure(error, project.root);
        throw error;
      }
    };
    // These cost three processes after each update and say what the events said already.
    const answered = { outputs: () => Promise.resolve({}), info: () => Promise.resolve(undefined) };
    Object.assign(this.stack, answered);
    const ended = { ok: true, cancelled: false };
    const finished =
      kind === "preview" ? () => undefined : beginOperation(paths, stack, `vmnet lab ${kind}`);
    let crashed = false;
    const stop = this.onInterrupt(() => (ended.cancelled = true), record);
    let isGivenUp = false;
    const late = watchLateErrors(() => {
      isGivenUp = true;
      this.process.interrupt();
    });
    try {
      const options = {
        ...settings,
        onEvent: (event: automation.EngineEvent) => record.add(event),
      };
      const runsProgram = kind === "preview" || kind === "up";
      await Promise.all([this.start(kind, options), runsProgram && warmUp(project)]);
    } catch (error) {
      ended.ok = false;
      crashed = error instanceof EngineError && error.wasKilled;
      this.explain(error, record, programFailure);
    } finally {
      late.end();
      stop();
    }
    if (isGivenUp) tellOf(late, record);
    // Otherwise the state may lack what happened, and the next command compares it with the systems.
    if (!crashed && systems.areAlive()) finished();
    const seconds = (Date.now() - started) / 1000;
    return { ...ended, record, seconds, ...reasons(record, programFailure) };
  }

  private async start(
    kind: OperationKind,
    settings: OperationSettings & { onEvent: (event: automation.EngineEvent) => void },
  ) {
    const { policyPack, onEvent, refresh, target, parallel } = settings;
    const rest = { onEvent, refresh, target, parallel };
    const options = { ...rest, ...(policyPack ? { policyPacks: policyPack } : {}) };
    switch (kind) {
      case "preview":
        return this.stack.preview(options);
      case "up":
        return this.stack.up(options);
      case "refresh":
        return this.stack.refresh(rest);
      case "destroy":
        return this.stack.destroy(rest);
    }
  }

  /** An engine that fails without a word in its events (bad state, no disk) says it on stderr. */
  private explain(
    error: unknown,
    record: OperationRecord,
    failure: ProgramFailure | undefined,
  ): void {
    // Found by the Automation API itself, after the engine has ended well.
    if (/^The Pulumi runtime detected/.test(errorText(error))) {
      record.note({ severity: "error", message: errorText(error) });
      return;
    }
    if (!(error instanceof EngineError)) throw error;
    if (record.errors.length > 0 || failure) return;
    const message = error.wasKilled
      ? `${error.message}; the next \`vmnet lab\` command compares the state with the systems`
      : error.stderr.trim() || error.stdout.trim() || error.message;
    record.note({ severity: "error", message: message.replace(/^error: /, "") });
  }

  private onInterrupt(cancelled: () => void, record: OperationRecord): () => void {
    const interrupt = () => {
      const what = this.process.interrupt();
      if (what === "none") process.exit(1);
      cancelled();
      const message =
        what === "graceful"
          ? "stopping: waiting for the operations that are under way (ctrl-C again stops at once)"
          : "killed: the state may lack what was under way; the next command repairs the lock";
      record.note({ severity: "warning", message });
    };
    process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
    return () => void process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

/** The engine was stopped because the program had failed; it may not have heard why. */
function tellOf(late: LateErrors, record: OperationRecord): void {
  record.forget(/^(preview|update) canceled$/);
  if (record.errors.length > 0) return;
  late.messages().forEach((message) => record.note({ severity: "error", message }));
}

function reasons(record: OperationRecord, failure: ProgramFailure | undefined) {
  if (!failure) return { errors: record.errors };
  const { message, at, stack } = failure;
  const first: Diagnostic = { severity: "error", message, ...(at.length > 0 ? { at } : {}) };
  const others = record.errors.filter((error) => !repeats(error.message, failure));
  return { errors: [first, ...others], ...(stack ? { stack } : {}) };
}

async function storeSecrets(
  workspace: automation.LocalWorkspace,
  stack: string,
  prepared: ReturnType<typeof prepareStack>,
): Promise<void> {
  if (prepared.secrets.length > 0) {
    const entries = prepared.secrets.map(
      ({ key, value }) => [key, { value, secret: true }] as const,
    );
    await workspace.setAllConfig(stack, Object.fromEntries(entries), true);
  }
  prepared.done();
}
