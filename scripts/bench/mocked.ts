/** Runs programs under Pulumi's mocks, and measures what they cost. */
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import * as state from "@pulumi/pulumi/runtime/state";

/** A resource as it was registered. */
export interface Registered {
  type: string;
  name: string;
  custom: boolean;
  inputs: unknown;
  replaceOnChanges: string[];
}

interface Request {
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getObject(): { toJavaScript(): unknown } | undefined;
  getReplaceonchangesList(): string[];
}

/** What the runtime exports and leaves out of its type declarations. */
const { waitForRPCs } = pulumi.runtime as unknown as { waitForRPCs(): Promise<void> };
const { withLocalStorage } = state as unknown as { withLocalStorage<T>(run: () => T): T };

const mocks: pulumi.runtime.Mocks = {
  newResource: ({ name, inputs }) => {
    const given = inputs as Record<string, unknown>;
    return { id: `${name}-id`, state: { ...given, path: `/infra/${name}` } };
  },
  call: ({ inputs }) => ({ ...(inputs as object), id: "network-1" }),
};

const pause = () => new Promise((resolve) => setTimeout(resolve, 1));

/**
 * Runs a program to its end.
 *
 * @returns milliseconds of processor time, which other processes on the machine do not change
 */
export async function run(
  program: () => void,
  onResource?: (one: Registered) => void,
): Promise<number> {
  const prototype = MockMonitor.prototype as unknown as {
    registerResource(request: Request, callback: unknown): Promise<void>;
  };
  const original = prototype.registerResource;
  let count = 0;
  prototype.registerResource = function (this: unknown, request, callback) {
    count += 1;
    onResource?.({
      type: request.getType(),
      name: request.getName(),
      custom: request.getCustom(),
      inputs: request.getObject()?.toJavaScript(),
      replaceOnChanges: request.getReplaceonchangesList(),
    });
    return original.call(this, request, callback);
  };
  const begin = process.cpuUsage();
  try {
    await withLocalStorage(async () => {
      await pulumi.runtime.setMocks(mocks, "bench", "bench", false);
      program();
      for (let before = -1; before !== count;) {
        before = count;
        await pulumi.runtime.disconnect();
        await waitForRPCs();
        await pause();
      }
    });
  } finally {
    prototype.registerResource = original;
  }
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}
