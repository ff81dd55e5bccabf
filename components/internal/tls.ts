import { createRequire } from "node:module";

import type * as Tls from "@pulumi/tls";

let loaded: typeof Tls | undefined;

/**
 * The package `@pulumi/tls`, loaded when a component first makes keys: networks without
 * certificates do without it.
 *
 * @throws Error that says what to install
 */
export function tlsPackage(): typeof Tls {
  try {
    loaded ??= createRequire(__filename)("@pulumi/tls") as typeof Tls;
    return loaded;
  } catch (cause) {
    throw new Error(
      "keys and certificates need the package @pulumi/tls, which is not installed: npm install @pulumi/tls",
      { cause },
    );
  }
}
