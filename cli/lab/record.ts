import type { EngineEvent } from "@pulumi/pulumi/automation";
import { UNKNOWN } from "vmnet/network/model/resource";
import { plainMessage, projectFrames } from "./failure";

/** What happened to one resource. */
export interface ResourceRecord {
  urn: string;
  type: string;
  name: string;
  parent?: string;
  custom: boolean;
  /** `create`, `update`, `delete`, `replace`, `same`, `refresh`, `read`, ... */
  op: string;
  status: "running" | "done" | "failed";
  /** Properties that differ, in full paths where the provider told them. */
  diffs: string[];
  /** Properties that force a replacement. */
  replaces: string[];
  startedAt: number;
  seconds?: number;
}

/** A message of the engine, the program or a provider. */
export interface Diagnostic {
  severity: "info" | "warning" | "error";
  urn?: string;
  message: string;
  /** Where in the project it comes from, for an exception that nobody caught. */
  at?: string[];
}

/** What a listener is told while an operation runs. */
export interface RecordListener {
  finished?(resource: ResourceRecord): void;
  diagnosed?(diagnostic: Diagnostic): void;
}

/** An output without the engine's marks: `[secret]`, `[unknown]`, or the value. */
export function outputValue(value: unknown): unknown {
  if (value === UNKNOWN) return "[unknown]";
  if (Array.isArray(value)) return value.map(outputValue);
  if (typeof value !== "object" || value === null) return value;
  if (SIGNATURE in value) {
    const marked = value as { value?: unknown };
    return "ciphertext" in value || "plaintext" in value ? "[secret]" : outputValue(marked.value);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, outputValue(item)]));
}

// The engine's mark on values of its own kinds; only secrets reach the events of a stack.
const SIGNATURE = "4dabf18193072939515e22adb298388d";

type StepMetadata = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];

/** Name, the last part of a URN. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

// Steps of a replacement as the engine runs them; the reader wants to hear of one.
const partOfReplace = ["create-replacement", "delete-replaced", "discard-replaced"];

// What the engine says at the end of every failure, and what other messages say better.
const closingWords =
  /^(?:preview|update|refresh|destroy|resource) (?:failed|operation failed)$|^(?:update|preview) failed$|One or more errors occurred|an unhandled error occurred|^Program failed with|^Program exited|failed with an unhandled exception/i;

// The engine warns of every plugin that it finds on PATH; this one is the lab's own.
const ownPolicyHost =
  /using pulumi-analyzer-policy-nodejs from \$PATH at .*[\\/]home[\\/]hosts[\\/]/;

/** Collects an operation's events into what happened to each resource, and what was said. */
export class OperationRecord {
  readonly resources = new Map<string, ResourceRecord>();
  readonly diagnostics: Diagnostic[] = [];
  /** Number of resources by kind of change, as the engine counts. */
  changes: Record<string, number> = {};
  outputs: Record<string, unknown> = {};
  private readonly said = new Set<string>();

  /** @param root folder of the project, for the places of exceptions */
  constructor(
    private readonly root: string,
    private readonly listener: RecordListener = {},
  ) {}

  add(event: EngineEvent): void {
    if (event.resourcePreEvent) this.entry(event.resourcePreEvent.metadata);
    if (event.resOutputsEvent) this.end(event.resOutputsEvent.metadata, "done");
    if (event.resOpFailedEvent) this.end(event.resOpFailedEvent.metadata, "failed");
    if (event.diagnosticEvent) this.say(event.diagnosticEvent);
    if (event.policyEvent) {
      const { message, policyName, enforcementLevel, resourceUrn } = event.policyEvent;
      const severity = enforcementLevel === "mandatory" ? "error" : "warning";
      this.note({ severity, urn: resourceUrn, message: `${policyName}: ${ownWords(message)}` });
    }
    if (event.summaryEvent) {
      this.changes = { ...event.summaryEvent.resourceChanges } as Record<string, number>;
    }
  }

  private entry(step: StepMetadata): ResourceRecord {
    const known = this.resources.get(step.urn);
    if (known) {
      // A replacement's own parts say less than the step that names it.
      if (!partOfReplace.includes(step.op) || known.op === "same") known.op = opOf(step);
      this.details(known, step);
      return known;
    }
    const state = step.new ?? step.old;
    const record: ResourceRecord = {
      urn: step.urn,
      type: step.type,
      name: nameOf(step.urn),
      custom: state?.custom ?? false,
      op: opOf(step),
      status: "running",
      diffs: [],
      replaces: [],
      startedAt: Date.now(),
      ...(state?.parent ? { parent: state.parent } : {}),
    };
    this.details(record, step);
    this.resources.set(step.urn, record);
    return record;
  }

  private details(record: ResourceRecord, step: StepMetadata): void {
    const detailed = Object.entries(step.detailedDiff ?? {});
    const paths = detailed.length > 0 ? detailed.map(([path]) => path) : (step.diffs ?? []);
    if (paths.length > 0) record.diffs = paths;
    const replacing = detailed.filter(([, { diffKind }]) => diffKind.endsWith("replace"));
    const keys = replacing.length > 0 ? replacing.map(([path]) => path) : (step.keys ?? []);
    if (keys.length > 0) record.replaces = keys;
  }

  private end(step: StepMetadata, status: "done" | "failed"): void {
    const record = this.entry(step);
    if (step.type === "pulumi:pulumi:Stack" && step.new?.outputs) {
      this.outputs = outputValue(step.new.outputs) as Record<string, unknown>;
    }
    const again = record.status === "done";
    record.status = status;
    record.seconds = (Date.now() - record.startedAt) / 1000;
    const lastPart = step.op !== "create-replacement" && step.op !== "delete-replaced";
    if (lastPart && !(again && record.op === "same")) this.listener.finished?.(record);
  }

  private say(event: NonNullable<EngineEvent["diagnosticEvent"]>): void {
    if (event.ephemeral || event.severity === ("debug" as string)) return;
    if (ownPolicyHost.test(event.message)) return;
    const severity = event.severity === "info#err" ? "info" : event.severity;
    const at = event.message.includes("Unhandled exception")
      ? projectFrames(event.message, this.root)
      : [];
    this.note({
      severity,
      message: plainMessage(event.message),
      ...(event.urn ? { urn: event.urn } : {}),
      ...(at.length > 0 ? { at } : {}),
    });
  }

  /** Keeps a message unless it was said before or says nothing by itself. */
  note(diagnostic: Diagnostic): void {
    const { message, severity } = diagnostic;
    if (message === "" || (severity === "error" && closingWords.test(message))) return;
    if (this.said.has(message)) return;
    this.said.add(message);
    this.diagnostics.push(diagnostic);
    this.listener.diagnosed?.(diagnostic);
  }

  /** True when something was, or would be, created, changed or removed. */
  get hasChanges(): boolean {
    return Object.entries(this.changes).some(
      ([op, number]) => op !== "same" && op !== "read" && number > 0,
    );
  }

  /** Takes back what was said of something that the reader did not do. */
  forget(message: RegExp): void {
    const kept = this.diagnostics.filter((one) => !message.test(one.message));
    this.diagnostics.splice(0, this.diagnostics.length, ...kept);
  }

  get errors(): Diagnostic[] {
    return this.diagnostics.filter(({ severity }) => severity === "error");
  }
}

/** What a policy says of a resource, without the description of the policy that leads it. */
function ownWords(message: string): string {
  const [description = "", ...rest] = plainMessage(message).split("\n");
  return rest.length > 0 ? rest.join("\n") : description;
}

function opOf(step: StepMetadata): string {
  return partOfReplace.includes(step.op) ? "replace" : step.op;
}
