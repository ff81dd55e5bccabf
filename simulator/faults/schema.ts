import { z } from "zod";

/** Calls of the provider protocol that a fault can meet; previews of creates and updates never do. */
export const faultMethods = ["create", "read", "update", "delete", "check", "invoke"] as const;
export type FaultMethod = (typeof faultMethods)[number];

/** Processes that a fault can kill: the `vmnet lab` command, the engine, the simulated systems. */
export const faultProcesses = ["command", "engine", "server"] as const;
export type FaultProcess = (typeof faultProcesses)[number];

const writes: readonly FaultMethod[] = ["create", "update", "delete"];

const positive = z.int().min(1);

/** Which calls a fault meets; without a count, all that match. */
const match = {
  /** Default: create, update and delete. */
  method: z
    .union([z.enum(faultMethods), z.array(z.enum(faultMethods)).min(1)])
    .default(["create", "update", "delete"]),
  /** Pattern over the type or function token; `*` stands for any text. Default: every type. */
  type: z.string().min(1).default("*"),
  /** Pattern over the resource's logical name. Default: every name. */
  name: z.string().min(1).default("*"),
  /** Only the n-th matching call, counted from 1. */
  nth: positive.optional(),
  /** Every n-th matching call. */
  every: positive.optional(),
  /** The first n matching calls. */
  first: positive.optional(),
};

/** Whether the system has acted when the fault strikes. */
const moment = z.enum(["before", "after"]).default("before");
const text = z.string().min(1).optional();
const seconds = z.number().min(0).max(3600);

const error = z.strictObject({
  ...match,
  kind: z.literal("error"),
  moment,
  /** HTTP status; the NSX provider repeats some of them. */
  status: z.int().min(400).max(599).default(500),
  text,
});
const throttled = z.strictObject({ ...match, kind: z.literal("throttled"), moment, text });
const timeout = z.strictObject({
  ...match,
  kind: z.literal("timeout"),
  moment,
  /** How long the call takes before it fails. */
  seconds: seconds.default(1),
  text,
});
const staleRevision = z.strictObject({ ...match, kind: z.literal("staleRevision") });
const lostAnswer = z.strictObject({ ...match, kind: z.literal("lostAnswer"), text });
const kill = z.strictObject({
  ...match,
  kind: z.literal("kill"),
  moment,
  process: z.enum(faultProcesses),
});

type Rule = z.infer<
  | typeof error
  | typeof throttled
  | typeof timeout
  | typeof staleRevision
  | typeof lostAnswer
  | typeof kill
>;

const rule = z
  .discriminatedUnion("kind", [error, throttled, timeout, staleRevision, lostAnswer, kill])
  .superRefine((value, context) => {
    const fault = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    const counts = (["nth", "every", "first"] as const).filter((name) => value[name] !== undefined);
    if (counts.length > 1) {
      fault(counts[1] ?? "", `${counts.join(" and ")} exclude each other; keep one of them`);
    }
    const methods = methodsOf(value);
    const given = methods.join(", ");
    if (value.kind === "staleRevision" && methods.some((method) => method !== "update")) {
      fault("method", `a stale revision meets updates only (got ${given}; write: method: update)`);
    }
    const acts = "moment" in value ? value.moment === "after" : value.kind === "lostAnswer";
    const idle = methods.filter((method) => !writes.includes(method));
    if (acts && idle.length > 0) {
      fault("method", `${idle.join(", ")} changes nothing (allowed here: ${writes.join(", ")})`);
    }
  });

/** One fault: which calls it meets and what happens to them. */
export type FaultRule = Rule;

export function methodsOf(value: Pick<FaultRule, "method">): FaultMethod[] {
  return typeof value.method === "string" ? [value.method] : value.method;
}

/** The rules have faults of their own; every one is listed with its place. */
export class FaultRulesError extends Error {
  constructor(readonly faults: string[]) {
    super(faults.join("\n"));
    this.name = "FaultRulesError";
  }
}

function given(value: unknown, path: readonly PropertyKey[]): string {
  let found = value;
  for (const part of path) found = (found as Record<PropertyKey, unknown> | undefined)?.[part];
  return found === undefined ? "" : ` (got ${JSON.stringify(found)})`;
}

/**
 * Reads fault rules: a list, or a mapping with the list under `faults`.
 *
 * @throws FaultRulesError with every fault: its path, what is wrong, the value
 */
export function parseFaults(data: unknown): FaultRule[] {
  const wrapped = typeof data === "object" && data !== null && !Array.isArray(data);
  const schema = z.strictObject({ faults: z.array(rule) });
  // A stale revision that names no method can only mean updates.
  const rules = (wrapped ? (data as { faults?: unknown }).faults : data) as unknown;
  const completed = Array.isArray(rules) ? rules.map(withMethod) : rules;
  const rest = wrapped ? data : {};
  const document = { ...rest, faults: completed };
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data.faults;
  throw new FaultRulesError(
    parsed.error.issues.map((issue) => {
      const path = issue.path.map((part) =>
        typeof part === "number" ? `[${part}]` : `.${String(part)}`,
      );
      const place = path.join("").slice(1) || "faults";
      const value = issue.code === "custom" ? "" : given(document, issue.path);
      return `${place}: ${issue.message}${value}`;
    }),
  );
}

function withMethod(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const item = value as { kind?: unknown; method?: unknown };
  return item.kind === "staleRevision" && item.method === undefined
    ? { ...item, method: "update" }
    : value;
}
