import type { PropertyMap, PropertyValue } from "vmnet/network/model/resource";
import type { PackageName } from "@vmnet/tables";

/** How a provider repeats requests that were answered with an error. */
export interface Retries {
  /** Repetitions, so that a request is sent once more than this. */
  max: number;
  /** HTTP status codes that are repeated. */
  statusCodes: readonly number[];
}

const none: Retries = { max: 0, statusCodes: [] };

// Measured with the NSX provider; the vSphere provider hands every error on.
const nsxt: Retries = { max: 4, statusCodes: [400, 409, 429, 500, 503, 504] };

export function defaultRetries(packageName: PackageName | "tls"): Retries {
  return packageName === "nsxt" ? nsxt : none;
}

/** A provider's arguments arrive as JSON texts where they are no strings. */
function plain(value: PropertyValue | undefined): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** The defaults, changed by `maxRetries` and `retryOnStatusCodes` of the provider's arguments. */
export function configuredRetries(packageName: PackageName | "tls", args: PropertyMap): Retries {
  const defaults = defaultRetries(packageName);
  if (packageName !== "nsxt") return defaults;
  const max = plain(args.maxRetries);
  const codes = plain(args.retryOnStatusCodes);
  const numbers = Array.isArray(codes) ? codes.filter((code) => typeof code === "number") : [];
  return {
    max: typeof max === "number" ? max : defaults.max,
    statusCodes: numbers.length > 0 ? numbers : defaults.statusCodes,
  };
}
