import { runInThisContext } from "node:vm";

import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import * as state from "@pulumi/pulumi/runtime/state";
import { Estate, estateMocks, loadInventory } from "@vmnet/simulator";

/** One resource as a program registered it, with the options that Pulumi's mocks hide. */
export interface Registration {
  type: string;
  name: string;
  /** Name of the parent; empty at the top. */
  parent: string;
  custom: boolean;
  inputs: Record<string, unknown>;
  protect: boolean;
  deleteBeforeReplace: boolean;
  replaceOnChanges: string[];
  ignoreChanges: string[];
  /** Names of the resources that it waits for. */
  dependencies: string[];
  /** Reference of the provider, where one was passed. */
  provider: string;
}

export interface RunOptions {
  preview?: boolean;
  project?: string;
  stack?: string;
  /** Settings by full key, such as `vmnet:topology`. */
  config?: Record<string, string>;
  estate?: Estate;
}

export interface RunResult {
  registrations: Registration[];
  /** What the program returned. */
  value: unknown;
  /** What went wrong: thrown by the program, refused by the estate, or thrown later in an apply. */
  errors: Error[];
  estate: Estate;
}

/** The accessors of a registration request that are read here. */
interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
  getProtect(): boolean;
  getDeletebeforereplace(): boolean;
  getReplaceonchangesList(): string[];
  getIgnorechangesList(): string[];
  getDependenciesList(): string[];
  getProvider(): string;
}

const lastName = (urn: string) =>
  urn.slice(urn.lastIndexOf("::") + 2).replace(/^urn:pulumi:.*/, "");

function read(request: Request): Registration {
  return {
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent() === "" ? "" : lastName(request.getParent()),
    custom: request.getCustom(),
    inputs: opened(request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
    protect: request.getProtect(),
    deleteBeforeReplace: request.getDeletebeforereplace(),
    replaceOnChanges: request.getReplaceonchangesList(),
    ignoreChanges: request.getIgnorechangesList(),
    dependencies: request.getDependenciesList().map(lastName).sort(),
    provider: request.getProvider(),
  };
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Secrets as `{ secret: value }`, so that a test can tell them. */
function opened(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(opened);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (SIGNATURE in value) {
    return { secret: opened((value as Record<string, unknown>).value) };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opened(inner)]));
}

/** Read once: every run gets an estate of its own. */
const inventory = loadInventory();

type Register = (request: Request, callback: unknown) => Promise<void>;

/** What the runtime exports and leaves out of its type declarations. */
const { waitForRPCs } = pulumi.runtime as unknown as { waitForRPCs(): Promise<void> };
const { withLocalStorage } = state as unknown as {
  withLocalStorage<T>(run: () => T): T;
};

/** Jest hands out a copy of `process` that never hears of a rejection. */
const realProcess = runInThisContext("process") as NodeJS.Process;

/**
 * Runs a program under Pulumi's mocks, against a lab of its own, until nothing more registers.
 * Never throws for what the program does wrong: {@link RunResult.errors} has it.
 */
export async function runProgram(
  program: () => unknown,
  options: RunOptions = {},
): Promise<RunResult> {
  const estate = options.estate ?? Estate.open({ inventory });
  const registrations: Registration[] = [];
  const failures = new Failures();
  const prototype = MockMonitor.prototype as unknown as { registerResource: Register };
  const original = prototype.registerResource;
  prototype.registerResource = function (this: unknown, request, callback) {
    registrations.push(read(request));
    return original.call(this, request, callback);
  };
  const others = realProcess.listeners("unhandledRejection");
  realProcess.removeAllListeners("unhandledRejection");
  realProcess.on("unhandledRejection", failures.keep);
  try {
    // A store of its own: what one program broke must not hold up the next.
    const value = await withLocalStorage(async () => {
      const { preview = false, project = "vmnet", stack = "test" } = options;
      await pulumi.runtime.setMocks(estateMocks(estate, { preview }), project, stack, preview);
      pulumi.runtime.setAllConfig(options.config ?? {});
      try {
        return await program();
      } catch (error) {
        failures.keep(error);
        return undefined;
      } finally {
        await settled(() => registrations.length, failures);
      }
    });
    const { errors } = failures;
    return { registrations: sortedByName(registrations), value, errors, estate };
  } finally {
    prototype.registerResource = original;
    realProcess.removeListener("unhandledRejection", failures.keep);
    others.forEach((listener) => realProcess.on("unhandledRejection", listener));
  }
}

/** Everything that went wrong, and a way to wait for the first. */
class Failures {
  readonly errors: Error[] = [];
  private report: () => void = () => undefined;
  readonly first = new Promise<void>((resolve) => {
    this.report = resolve;
  });

  readonly keep = (reason: unknown): void => {
    const error = reason instanceof Error ? reason : new Error(String(reason));
    if (!this.errors.some(({ message }) => message === error.message)) {
      this.errors.push(error);
    }
    this.report();
  };
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Mocks offer no end of a program: waits until registrations stop. After a failure some calls never
 * end, so it waits a moment for the rest and leaves it there.
 */
async function settled(count: () => number, failures: Failures): Promise<void> {
  let quiet = 0;
  for (let before = -1; quiet < 3; before = count()) {
    quiet = before === count() ? quiet + 1 : 0;
    const drained = pulumi.runtime.disconnect().then(waitForRPCs).catch(failures.keep);
    await Promise.race([drained, failures.first]);
    await pause(failures.errors.length > 0 ? 20 : 5);
  }
}

function sortedByName(list: Registration[]): Registration[] {
  const key = ({ type, name }: Registration) => `${name} ${type}`;
  return [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Runs a program that must go right. */
export async function built(
  program: () => unknown,
  options: RunOptions = {},
): Promise<RunResult & { find(name: string): Registration; names(): string[] }> {
  const result = await runProgram(program, options);
  const [error] = result.errors;
  if (error !== undefined) {
    throw error;
  }
  const find = (name: string) => {
    const found = result.registrations.find((one) => one.custom && one.name === name);
    if (found === undefined) {
      throw new Error(`no resource ${name}; there are ${names().join(", ")}`);
    }
    return found;
  };
  const names = () => result.registrations.map(({ name }) => name);
  return { ...result, find, names };
}

/** Resolves an output. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply((value) => resolve(value));
  });
}
