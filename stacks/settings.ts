import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";

import { joinPath, faultsText, type Fault } from "../network/faults";

/** What a user got wrong in a stack's file; prints as one clean message. */
function refuse(subject: string, faults: readonly Fault[]): never {
  throw new pulumi.RunError(faultsText(subject, faults));
}

/**
 * The topology of the current stack. A stack is named `<topology>-<environment>`; its configuration
 * says the topology once more, because changing that one line would otherwise replace one network
 * by another.
 *
 * @throws RunError when the two disagree, or the topology is not known
 */
export function topologyOf(known: readonly string[]): string {
  const stack = pulumi.getStack();
  const topology = new pulumi.Config("vmnet").get("topology");
  const path = "vmnet:topology";
  if (topology === undefined || !known.includes(topology)) {
    const message = topology === undefined ? "the topology is missing" : "no such topology";
    refuse(`stack ${stack}`, [{ path, message, value: topology, allowed: known.join(", ") }]);
  }
  if (!stack.startsWith(`${topology}-`)) {
    const fits = known.find((one) => stack.startsWith(`${one}-`));
    refuse(`stack ${stack}`, [
      {
        path,
        message: "the stack's name and its configuration disagree",
        value: topology,
        allowed: "the topology that the stack's name begins with, as in three-tier-nat-lab",
        fix:
          fits === undefined
            ? `rename the stack to ${topology}-${stack}`
            : `write ${fits}, or take another stack for ${topology}`,
      },
    ]);
  }
  return topology;
}

/**
 * The `vmnet:` settings of the current stack, read by a schema.
 *
 * @throws RunError with every fault
 */
export function settingsOf<T>(schema: z.ZodType<T>, keys: readonly string[]): T {
  const config = new pulumi.Config("vmnet");
  const raw = keys.map((key) => [key, valueOf(config.get(key))]);
  const read = schema.safeParse(Object.fromEntries(raw.filter(([, value]) => value !== undefined)));
  if (read.success) {
    return read.data;
  }
  const faults = read.error.issues.map((issue) => faultOf(issue));
  return refuse(`stack ${pulumi.getStack()}`, faults);
}

/** Structured settings arrive as JSON; anything else is a text. */
function valueOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

function faultOf(issue: z.core.$ZodIssue): Fault {
  const [first = "", ...rest] = issue.path.map((part) =>
    typeof part === "number" ? `[${part}]` : String(part),
  );
  return { path: joinPath(`vmnet:${first}`, ...rest), message: issue.message };
}
