import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Registration } from "../components/harness";

/** Name, type, parent and inputs of every resource, and the options that decide its fate. */
function described(registrations: readonly Registration[]): object[] {
  return registrations
    .filter(({ type }) => type !== "pulumi:pulumi:Stack")
    .map(({ name, type, parent, custom, inputs, ...rest }) => {
      const { protect, deleteBeforeReplace, replaceOnChanges, ignoreChanges } = rest;
      const options = { protect, deleteBeforeReplace, replaceOnChanges, ignoreChanges };
      // A component's inputs are its arguments, which its children's inputs show again.
      return custom ? { name, type, parent, inputs, options } : { name, type, parent };
    });
}

/** That a stack registers what its golden file lists; UPDATE_GOLDEN=1 writes the file anew. */
export function expectGolden(stack: string, registrations: readonly Registration[]): void {
  const file = join(__dirname, `golden/${stack}.json`);
  const text = `${JSON.stringify(described(registrations), undefined, 2)}\n`;
  if (process.env.UPDATE_GOLDEN === "1") {
    writeFileSync(file, text);
  }
  expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(file, "utf8")));
}
