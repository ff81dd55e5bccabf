import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";

import { faultsText, type Fault } from "../network/faults";
import { nearest } from "../network/nearest";
import { overlongTexts, schemaFaults, unsafeKeys } from "../network/schemaFaults";

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
    const near = nearest(topology ?? stack.replace(/-[^-]*$/, ""), known);
    const fix = near === undefined ? "write one of them" : `did you mean "${near}"?`;
    refuse(`stack ${stack}`, [{ path, message, value: topology, allowed: known.join(", "), fix }]);
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
 * @throws RunError with every fault; values of encrypted settings are never shown
 */
export function settingsOf<T>(schema: z.ZodType<T>, keys: readonly string[]): T {
  const config = new pulumi.Config("vmnet");
  const values = keys.map((key) => [key, valueOf(config.get(key))] as const);
  const raw = Object.fromEntries(values.filter(([, value]) => value !== undefined));
  const overlong = values.flatMap(([key, value]) =>
    overlongTexts(value, `vmnet:${key}`).map((fault) => shownFault(key, fault)),
  );
  if (overlong.length > 0) {
    refuse(`stack ${pulumi.getStack()}`, overlong);
  }
  const read = schema.safeParse(raw);
  const unknown = unknownSettings(keys);
  const unsafe = unsafeKeys(raw);
  if (read.success && unknown.length === 0 && unsafe.length === 0) {
    return read.data;
  }
  const isSecret = ([key]: readonly PropertyKey[]) => isConfigSecret(`vmnet:${String(key)}`);
  const found = schemaFaults(schema, read.error?.issues ?? [], raw, { isSecret });
  const faults = [...found, ...unsafe].map((one) => ({ ...one, path: `vmnet:${one.path}` }));
  return refuse(`stack ${pulumi.getStack()}`, [...faults, ...unknown]);
}

/** What the runtime exports and leaves out of its type declarations. */
const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };

/** Without what an encrypted setting holds. */
function shownFault(key: string, { value, ...rest }: Fault): Fault {
  return isConfigSecret(`vmnet:${key}`) ? rest : { ...rest, value };
}

/** A misspelt setting with a default would otherwise have no effect, in silence. */
function unknownSettings(keys: readonly string[]): Fault[] {
  return Object.keys(pulumi.runtime.allConfig())
    .filter((key) => key.startsWith("vmnet:") && !keys.includes(key.slice("vmnet:".length)))
    .map((path) => {
      const near = nearest(path.slice("vmnet:".length), keys);
      const fix = near === undefined ? "leave this out" : `did you mean "vmnet:${near}"?`;
      return { path, message: "unknown setting", allowed: keys.join(", "), fix };
    });
}

/** Structured settings arrive as JSON; anything else is a text. */
function valueOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
