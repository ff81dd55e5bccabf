import fc from "fast-check";

import { built, type Registration } from "./harness";

/** Programs run twice per example. */
export const GROWTH_TIMEOUT_MILLISECONDS = 300_000;

/** The same names, whether the values of a preview are unknown or those of an update are known. */
export async function namesInBoth(program: () => unknown): Promise<string[]> {
  const preview = await built(program, { preview: true });
  const update = await built(program);
  expect(preview.names()).toEqual(update.names());
  return update.names();
}

/** Two to five keys in any order, the last of which is not there at first. */
export const growingKeys = fc
  .uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/), { minLength: 2, maxLength: 5 })
  .chain((keys) =>
    fc.record({
      keys: fc.constant(keys),
      at: fc.integer({ min: 0, max: keys.length - 1 }),
    }),
  );

export interface GrowthOptions<T> {
  /** The map's value at one key; `index` is the key's place in a list that never changes. */
  entry: (index: number) => T;
  program: (map: Record<string, T>) => unknown;
  /** Names of children that hold the whole map, and so may change. Default: none. */
  holders?: readonly string[];
}

/**
 * Property: a key inserted anywhere in a map registers new resources and leaves names, parents and
 * inputs of every other one as they were.
 */
export async function growsInPlace<T>(options: GrowthOptions<T>): Promise<void> {
  const { entry, program, holders = [] } = options;
  await fc.assert(
    fc.asyncProperty(growingKeys, async ({ keys, at }) => {
      const entries = keys.map((key, index) => [key, entry(index)] as const);
      const before = await built(() =>
        program(Object.fromEntries(entries.filter((_, index) => index !== at))),
      );
      const after = await built(() => program(Object.fromEntries(entries)));
      const kept = before.registrations.filter(({ name }) => !holders.includes(name));
      expect(kept.length).toBeGreaterThan(0);
      for (const one of kept) {
        expect(described(after.registrations, one)).toEqual(described([one], one));
      }
    }),
    { numRuns: 8 },
  );
}

function described(list: readonly Registration[], { type, name }: Registration) {
  return list
    .filter((one) => one.type === type && one.name === name)
    .map(({ parent, custom, inputs, protect, replaceOnChanges }) => {
      // A component's own inputs are its arguments, the map among them.
      const own = custom ? { inputs, protect, replaceOnChanges } : {};
      return { type, name, parent, ...own };
    });
}
