import { join } from "node:path";
import { capture } from "@vmnet/simulator/capture/capture";
import type { Captured, CapturedResource, CaptureOptions } from "@vmnet/simulator/capture/capture";
import { fakeEstate } from "./fakeEstate";

/** Captures one of the programs beside this file; a preview in stack `dev` unless said otherwise. */
export function run(
  project: string,
  config: Record<string, string> = {},
  options: Partial<CaptureOptions> = {},
): Promise<Captured> {
  return capture({
    projectDir: join(__dirname, "programs", project),
    stack: "dev",
    project,
    config: Object.fromEntries(Object.entries(config).map(([k, v]) => [`${project}:${k}`, v])),
    estate: fakeEstate(),
    preview: true,
    ...options,
  });
}

/** The resource of a name. */
export function named({ resources }: Captured, name: string): CapturedResource {
  const found = resources.filter((resource) => resource.name === name);
  if (found.length !== 1) throw new Error(`${found.length} resources are named ${name}`);
  return found[0]!;
}
