/**
 * Stands for a module of the Pulumi SDK, by jest.config.cjs. The SDK keeps a stack of every promise
 * for its leak detector, and under jest each of these is mapped to sources: nine tenths of the time of
 * a test that builds programs. Here the stacks stay empty; nothing else changes.
 */
import * as sdk from "@pulumi/pulumi/runtime/debuggable.js";

export * from "@pulumi/pulumi/runtime/debuggable.js";

/** The SDK's types leave it out, because programs have no use for it. */
interface Debuggable {
  debuggablePromise<T>(promise: Promise<T>, context?: unknown): Promise<T>;
}

export function debuggablePromise<T>(promise: Promise<T>, context?: unknown): Promise<T> {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return (sdk as unknown as Debuggable).debuggablePromise(promise, context);
  } finally {
    Error.stackTraceLimit = limit;
  }
}
