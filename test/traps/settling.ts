import type { Estate } from "@vmnet/simulator";
import type { PropertyMap } from "vmnet/network/model/resource";

/** One object as the engine's state would have it. */
export interface Made {
  type: string;
  id: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
}

/** Remembers what an estate made, as the engine's state would. */
export function remembered(estate: Estate): Made[] {
  const all: Made[] = [];
  const create = estate.create.bind(estate);
  estate.create = (type, inputs, options) => {
    const answer = create(type, inputs, options);
    all.push({ type, inputs, ...answer });
    return answer;
  };
  return all;
}

/** Traps that show as a difference for ever, or as a failure of the next update. */
export function settles(all: Made[], estate: Estate): void {
  expect(all.length).toBeGreaterThan(1);
  for (const { type, id, inputs, outputs } of all) {
    expect({ type, id, ...estate.diff(type, id, inputs, outputs, inputs) }).toMatchObject({
      type,
      diffs: [],
    });
    const seen = estate.read(type, id, inputs, outputs);
    expect(seen).toBeDefined();
    const refreshed = seen?.outputs ?? {};
    expect({ type, id, ...estate.diff(type, id, inputs, refreshed, inputs) }).toMatchObject({
      type,
      diffs: [],
    });
    estate.update(type, id, inputs, refreshed, inputs, { preview: false });
  }
}
