import type { Estate } from "@vmnet/simulator";

import { build } from "../../stacks/topologies";
import { built } from "../components/harness";
import { settingsOf, siteOf } from "./stackFile";

export type Run = ReturnType<typeof built>;

interface Options {
  /** Default: what the stack file says. */
  settings?: (stack: string) => Record<string, string>;
  /** Default: the lab under the names of the stack file's site. */
  site?: (stack: string) => Estate;
}

/** Builds the stacks of a topology as their files say; each once, for no test changes what it finds. */
export function runsOf(
  topology: string,
  { settings = settingsOf, site = siteOf }: Options = {},
): (environment: string, preview?: boolean) => Run {
  const runs = new Map<string, Run>();
  return (environment, preview = false) => {
    const stack = `${topology}-${environment}`;
    const key = `${stack} ${preview}`;
    const known = runs.get(key);
    const made =
      known ?? built(build, { stack, preview, config: settings(stack), estate: site(stack) });
    runs.set(key, made);
    return made;
  };
}
