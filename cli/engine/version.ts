import semver from "semver";

/** The engine that the lab is tested with, and that is installed or built where there is none. */
export const PINNED_VERSION = "3.259.0";

/**
 * The oldest engine that the lab can use: it streams engine events over gRPC and runs inline
 * programs for refresh and destroy.
 */
export const OLDEST_VERSION = "3.206.0";

/** True when an engine of this version (`v3.259.0`, `3.260.0-alpha.1`) runs the lab. */
export function newEnough(version: string): boolean {
  const parsed = semver.parse(version);
  // Another major version may speak another protocol.
  return (
    parsed !== null &&
    parsed.major === semver.major(OLDEST_VERSION) &&
    semver.gte(parsed, OLDEST_VERSION)
  );
}
