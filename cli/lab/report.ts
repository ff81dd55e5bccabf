import type { OperationKind, OperationResult } from "./operation";
import { isInternal } from "./render";

/** What `--json` prints; fields are only ever added. */
export interface OperationReport {
  command: OperationKind;
  stack: string;
  ok: boolean;
  cancelled: boolean;
  exitCode: number;
  durationSeconds: number;
  /** Number of resources by operation, as the engine counts them (with the stack itself). */
  changes: Record<string, number>;
  resources: {
    urn: string;
    type: string;
    name: string;
    parent?: string;
    custom: boolean;
    op: string;
    status: string;
    /** Paths of the properties that differ. */
    diffs: string[];
    /** Paths of the properties that force a replacement. */
    replaces: string[];
  }[];
  /** Outputs of the stack as the engine shows them; secrets read `[secret]`. */
  outputs: Record<string, unknown>;
  diagnostics: { severity: string; urn?: string; message: string; at?: string[] }[];
  /** Types that are simulated from the tables alone. */
  genericTypes: string[];
}

export function operationReport(parts: {
  kind: OperationKind;
  stack: string;
  result: OperationResult;
  generic: string[];
  exitCode: number;
}): OperationReport {
  const { result } = parts;
  const { record } = result;
  const others = record.diagnostics.filter(({ severity }) => severity !== "error");
  return {
    command: parts.kind,
    stack: parts.stack,
    ok: result.ok,
    cancelled: result.cancelled,
    exitCode: parts.exitCode,
    durationSeconds: result.seconds,
    changes: record.changes,
    resources: [...record.resources.values()]
      .filter((resource) => !isInternal(resource))
      .map(({ urn, type, name, parent, custom, op, status, diffs, replaces }) => ({
        urn,
        type,
        name,
        ...(parent ? { parent } : {}),
        custom,
        op,
        status,
        diffs,
        replaces,
      })),
    outputs: record.outputs,
    diagnostics: [...result.errors, ...others],
    genericTypes: parts.generic,
  };
}
