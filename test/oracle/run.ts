/**
 * The solver and the walker on many random networks, for test files that share the work: each runs on a
 * processor of its own.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { NetworkModel } from "../../network/model/types";
import { flowsFrom } from "../../network/reason";
import {
  compareNetwork,
  compareOne,
  emptyTally,
  type Mismatch,
  type Solver,
  type Tally,
} from "./compare";
import { FAMILIES } from "./families";
import { inTime } from "./inTime";
import { minimise } from "./minimise";
import { packetText, plainNetwork, type PlainPacket } from "./plain";
import { randomNetwork } from "./randomNetwork";
import { dump, keptCase, toJson, walkedText } from "./serialise";
import { walkAll } from "./walker";

/** How many networks all shards draw together. */
const NETWORKS = Number(process.env.VMNET_ORACLE_NETWORKS ?? 5_000);
const SEED = Number(process.env.VMNET_ORACLE_SEED ?? 1);
const SHARDS = 2;
export const EFFORT = { endpoints: 2, packetsPerEndpoint: 8, examplesPerEndpoint: 3 };
export const KEPT = join(__dirname, "kept");
/** Below this share of the networks, a family counts as lost. */
const SMALLEST_SHARE = 0.05;
/** Fewer networks are too few to hold shares to it. */
const ENOUGH = 1_000;

/** Every way that a packet can end by docs/semantics.md; each must come up in a full run. */
const REASONS = [
  ...["allowed delivered", "denied firewall", "denied noRoute", "denied noHost", "denied loop"],
  ...["denied privateVlan", "denied notForwarded", "denied noTranslation", "denied noReturnPath"],
  ...["denied natWithoutFirewall", "unknown unknownNeighbour", "unknown hairpin"],
  ...["denied noVirtualServer", "unknown noVirtualServer", "denied noMember"],
  ...["unknown alternatives", "conditional alternatives"],
  ...["unknown nobody says", "conditional headers do not show it"],
];

/** Longer than any network takes on a busy machine; it stops a solver that never ends. */
const LONGEST_MILLISECONDS = 120_000;

export const solver: Solver = (model, id) =>
  inTime(LONGEST_MILLISECONDS, () => flowsFrom(model, id));

/** {@link compareOne}, where failing to answer is a difference like any other. */
export function compared(
  model: NetworkModel,
  endpoint: string,
  packet: PlainPacket,
): string | undefined {
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

/** Random networks with what was met in them. */
export interface Run {
  networks: number;
  /** Mismatches, told in full and kept on disk; the run ends at the third. */
  reports: string[];
  tally: Tally;
  /** How many networks each family has. */
  families: Record<string, number>;
}

/** Compares a shard's part of the networks. @param shard From 0. */
export function runShard(shard: number): Run {
  const networks = Math.ceil((NETWORKS - shard) / SHARDS);
  const families = Object.fromEntries(Object.keys(FAMILIES).map((name) => [name, 0]));
  const run: Run = { networks, reports: [], tally: emptyTally(), families };
  for (let index = 0; index < networks && run.reports.length < 3; index += 1) {
    const seed = SEED + index * SHARDS + shard;
    const model = randomNetwork(seed);
    for (const [name, isOne] of Object.entries(FAMILIES)) {
      families[name] = (families[name] ?? 0) + Number(isOne(model));
    }
    const mismatch = compareNetwork(solver, model, seed, EFFORT, run.tally);
    if (mismatch !== undefined) {
      run.reports.push(keep(mismatch, seed));
    }
  }
  return run;
}

/** One line for each family, rarest first. */
export function histogram({ families, networks }: Run): string {
  return Object.entries(families)
    .sort(([, a], [, b]) => a - b)
    .map(([name, count]) => `${((100 * count) / networks).toFixed(1).padStart(5)} %  ${name}`)
    .join("\n");
}

/** The tests of one shard. */
export function testShard(shard: number): void {
  describe(`part ${shard + 1} of ${SHARDS} of ${NETWORKS} random networks from seed ${SEED}`, () => {
    let run: Run;
    beforeAll(() => {
      run = runShard(shard);
    }, 600_000);

    test("the solver and the walker agree on every packet", () => {
      expect(run.reports.join("\n\n")).toBe("");
      expect(run.tally.packets).toBeGreaterThan(10 * run.networks);
    });

    test("every family of networks is among them", () => {
      process.stdout.write(`${run.networks} random networks, share of each family:\n`);
      process.stdout.write(`${histogram(run)}\n`);
      const smallest = run.networks < ENOUGH ? 0 : SMALLEST_SHARE * run.networks;
      const lost = Object.entries(run.families).filter(([, count]) => count < smallest);
      expect(lost).toEqual([]);
    });

    test("packets end in every way that there is, and few are given up", () => {
      const { packets, givenUp, reasons } = run.tally;
      const lost = REASONS.filter((reason) => reasons[reason] === undefined);
      const share = (reasons["allowed delivered"] ?? 0) / packets;
      const found = { lost, givenUp: givenUp / packets < 0.01, delivered: share > 0.2 };
      const nothing = { lost: [], givenUp: true, delivered: true };
      expect(run.networks < ENOUGH ? nothing : found).toEqual(nothing);
    });
  });
}
