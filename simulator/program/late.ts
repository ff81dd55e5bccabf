/**
 * `typescript` and `@npmcli/arborist` serve the Pulumi SDK only to serialise JavaScript functions into
 * resources, and take half of the time in which it loads. Here they are loaded when something first
 * touches them. When a version of the SDK asks for other modules, nothing matches and nothing changes.
 */
import Module from "node:module";
import { sep } from "node:path";

export type Load = (
  request: string,
  parent: { filename?: string } | undefined,
  main: boolean,
) => unknown;

export const loader = Module as unknown as {
  _load: Load;
  _extensions: Record<string, unknown>;
  enableCompileCache?(): unknown;
};

const sdk = `${sep}@pulumi${sep}pulumi${sep}`;
const late = /^@npmcli\/arborist$|\/typescript-shim$/;
let isInstalled = false;

/** Whether a module of the Pulumi SDK asks. */
export function asksSdk(parent: { filename?: string } | undefined): boolean {
  return parent?.filename?.includes(sdk) ?? false;
}

/** From now on in this process; a second call changes nothing. */
export function loadLate(): void {
  if (isInstalled) return;
  isInstalled = true;
  const load = loader._load;
  loader._load = function (request, parent, main) {
    const real = () => load.call(this, request, parent, main);
    return late.test(request) && asksSdk(parent)
      ? lazily(real as () => Record<PropertyKey, unknown>)
      : real();
  };
}

/** Stands for a module until one of its exports is asked for. */
export function lazily(real: () => Record<PropertyKey, unknown>): object {
  return new Proxy(
    {},
    {
      get: (_, key) => (key === "__esModule" ? true : key === "default" ? real() : real()[key]),
      has: (_, key) => key in real(),
    },
  );
}
