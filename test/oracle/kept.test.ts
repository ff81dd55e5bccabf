import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { compareNetwork, emptyTally } from "./compare";
import { plainPacket } from "./plain";
import { compared, EFFORT, KEPT, solver } from "./run";
import { fromJson, type KeptCase } from "./serialise";

describe("kept cases", () => {
  for (const file of readdirSync(KEPT).filter((name) => name.endsWith(".json"))) {
    test(`${file}: the solver and the walker agree`, () => {
      const kept = fromJson<KeptCase>(readFileSync(join(KEPT, file), "utf8"));
      const packet = plainPacket(kept.packet);
      expect(compared(kept.model, kept.endpoint, packet)).toBeUndefined();
      const tally = emptyTally();
      expect(compareNetwork(solver, kept.model, kept.seed, EFFORT, tally)).toBeUndefined();
    });
  }
});
