import { status } from "@grpc/grpc-js";
import type { ServiceError } from "@grpc/grpc-js";
import type { EstateRefusal } from "../estate/types";
import { redact } from "./values";
import type { Opened } from "./values";

/** What a call was about, for the wording of its error. */
export interface CallSubject {
  /** Name of the remote procedure, e.g. `Create`. */
  method: string;
  /** Package whose server answers, e.g. `nsxt`. */
  packageName: string;
  /** Type token or function token, where the call has one. */
  token?: string;
  /** Logical name of the resource, where the call has one. */
  name?: string;
  /** Values that arrived with the call; secrets in them never reach the message. */
  arrived?: Opened[];
}

/** The part of a gRPC error that the server sends. */
export type WireError = Pick<ServiceError, "code" | "details" | "name" | "message">;

// By name and not by class: the estate may be another copy of the package (sources and compiled).
function isRefusal(error: unknown): error is EstateRefusal {
  return error instanceof Error && error.name === "EstateRefusal";
}

function wireError(code: status, details: string): WireError {
  return { code, details, name: "Error", message: details };
}

/**
 * An exception as the engine is to see it: a refusal in the estate's own words; anything else is
 * a fault of the simulator, named as such, in one line and without a stack.
 */
export function toWireError(error: unknown, subject: CallSubject): WireError {
  const arrived = subject.arrived ?? [];
  if (isRefusal(error)) {
    const where = error.property ? examine(error.message, subject.name, error.property) : "";
    return wireError(status.UNKNOWN, redact(error.message + where, ...arrived));
  }
  const cause = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  const about = subject.token ? `${subject.method} of ${subject.token}` : subject.method;
  return wireError(
    status.INTERNAL,
    redact(`the simulated ${subject.packageName} failed in ${about}: ${cause}`, ...arrived),
  );
}

/** The provider's pointer to the property at fault; empty when the text already names it. */
export function examine(message: string, name: string | undefined, property: string): string {
  const path = name ? `${name}.${property}` : property;
  if (message.includes(path)) return "";
  return `${/[.!?]$/.test(message) ? "" : "."} Examine values at '${path}'.`;
}
