import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { NetworkModel } from "../../network/model/types";
import { flowsFrom } from "../../network/reason";
import { compareNetwork, compareOne, emptyTally, type Mismatch, type Solver } from "./compare";
import { inTime } from "./inTime";
import { minimise } from "./minimise";
import { packetText, plainNetwork, plainPacket, type PlainPacket } from "./plain";
import { randomNetwork } from "./randomNetwork";
import { dump, fromJson, keptCase, toJson, walkedText, type KeptCase } from "./serialise";
import { walkAll } from "./walker";

const NETWORKS = Number(process.env.VMNET_ORACLE_NETWORKS ?? 5_000);
const SEED = Number(process.env.VMNET_ORACLE_SEED ?? 1);
const EFFORT = { endpoints: 3, packetsPerEndpoint: 8, examplesPerEndpoint: 3 };
const KEPT = join(__dirname, "kept");

/** Every way that a packet can end by docs/semantics.md; each must come up in a full run. */
const REASONS = [
  ...["allowed delivered", "denied firewall", "denied noRoute", "denied noHost", "denied loop"],
  ...["denied privateVlan", "denied notForwarded", "denied noTranslation", "denied noReturnPath"],
  ...["denied natWithoutFirewall", "unknown unknownNeighbour", "unknown hairpin"],
  ...["unknown alternatives", "conditional alternatives"],
  ...["unknown nobody says", "conditional headers do not show it"],
];

const solver: Solver = (model, id) => inTime(10_000, () => flowsFrom(model, id));

/** {@link compareOne}, where failing to answer is a difference like any other. */
function compared(model: NetworkModel, endpoint: string, packet: PlainPacket): string | undefined {
  try {
    return compareOne(solver, model, endpoint, packet);
  } catch (error) {
    return `the solver throws: ${String(error)}`;
  }
}

const kindOf = (why: string | undefined) => why?.split(";")[0];

/** The same mismatch on as small a network as possible, kept on disk, and told in full. */
function keep({ endpoint, packet, why }: Mismatch, seed: number): string {
  const whole = randomNetwork(seed);
  // Hundreds of smaller networks that do not end either would take an hour.
  const model = why.includes("timed out")
    ? whole
    : minimise(whole, (smaller) => kindOf(compared(smaller, endpoint, packet)) === kindOf(why));
  mkdirSync(KEPT, { recursive: true });
  const file = `seed-${seed}.json`;
  writeFileSync(join(KEPT, file), `${toJson(keptCase(why, seed, endpoint, packet, model), 1)}\n`);
  return [
    `seed ${seed}, kept as ${file}: ${endpoint} sends ${packetText(packet)}`,
    why,
    `now ${compared(model, endpoint, packet)}`,
    walkedText(walkAll(plainNetwork(model), endpoint, packet, true)),
    dump(model),
  ].join("\n");
}

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

test(`the solver and the walker agree on ${NETWORKS} random networks from seed ${SEED}`, () => {
  const tally = emptyTally();
  const reports: string[] = [];
  for (let seed = SEED; seed < SEED + NETWORKS && reports.length < 3; seed += 1) {
    const mismatch = compareNetwork(solver, randomNetwork(seed), seed, EFFORT, tally);
    if (mismatch !== undefined) {
      reports.push(keep(mismatch, seed));
    }
  }
  expect(reports.join("\n\n")).toBe("");
  if (NETWORKS >= 5_000) {
    expect(tally.givenUp / tally.packets).toBeLessThan(0.01);
    expect(REASONS.filter((reason) => tally.reasons[reason] === undefined)).toEqual([]);
    expect((tally.reasons["allowed delivered"] ?? 0) / tally.packets).toBeGreaterThan(0.2);
  }
}, 600_000);
