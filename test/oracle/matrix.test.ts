import type { NetworkModel } from "../../network/model/types";
import { flowsFrom, matrix, Verdict, type FlowSpace, type PairFlows } from "../../network/reason";
import { Asked, holds, plainSpace } from "./compare";
import { drawPacket, representatives } from "./packets";
import { packetText, plainNetwork, type PlainPacket } from "./plain";
import { Chance } from "./random";
import { randomNetwork } from "./randomNetwork";
import { dump } from "./serialise";

/** Says what the pairs of a sender hold of a packet: `allowed to db`, nothing where it is denied. */
function heldBy(pairs: readonly PairFlows[], from: string): (packet: PlainPacket) => string[] {
  const kinds = ["allowed", "conditional", "unknown"] as const;
  const own = pairs.filter((pair) => pair.from.members.some(({ id }) => id === from));
  const spaces = own.flatMap((pair) =>
    kinds.flatMap((kind) =>
      pair[kind].map((space: FlowSpace) => ({ kind, to: pair.to, space: plainSpace(space) })),
    ),
  );
  return (packet) =>
    spaces
      .filter(({ space }) => holds(space, packet))
      .flatMap(({ kind, to }) => to.members.map(({ id }) => `${kind} to ${id}`));
}

/** Packets about which the matrix and the answers of one endpoint differ. */
function differences(model: NetworkModel, seed: number): string[] {
  const chance = new Chance(seed + 2_000_003);
  const network = plainNetwork(model);
  const known = representatives(network);
  const pairs = matrix(model);
  return model.endpoints.flatMap(({ id }) => {
    const asked = new Asked(flowsFrom, model, id);
    const held = heldBy(pairs, id);
    const drawn = Array.from({ length: 8 }, () => drawPacket(known, network, id, chance));
    return [...chance.shuffled(asked.examples).slice(0, 6), ...drawn].flatMap((packet) => {
      const [answer] = packet === undefined ? [] : asked.holding(packet);
      if (packet === undefined || answer === undefined) {
        return [];
      }
      const { verdict, receiver, reason } = answer;
      const found = held(packet);
      const isMachine = model.endpoints.some((endpoint) => endpoint.id === receiver);
      // Of several receivers an answer names one, a router perhaps; the matrix names every machine.
      const agrees =
        verdict === Verdict.Denied
          ? found.length === 0
          : isMachine && reason !== "alternatives"
            ? found.includes(`${verdict} to ${receiver}`)
            : found.every((one) => one.startsWith(`${verdict} to `));
      const what = `${verdict} to ${receiver ?? "nobody"}; the matrix: ${found.join(", ") || "-"}`;
      return agrees ? [] : [`seed ${seed}: ${id} sends ${packetText(packet)}: ${what}`];
    });
  });
}

/** A network here costs as much as several of the other tests: all its senders are asked, and all pairs. */
const NETWORKS = Math.ceil(Number(process.env.VMNET_ORACLE_NETWORKS ?? 5_000) / 50);
const SEED = Number(process.env.VMNET_ORACLE_SEED ?? 1) + 700_000;

test(`the matrix says of every packet what asking its sender says, on ${NETWORKS} networks`, () => {
  for (let seed = SEED; seed < SEED + NETWORKS; seed += 1) {
    const model = randomNetwork(seed);
    const found = differences(model, seed);
    expect(found.length === 0 ? [] : [...found.slice(0, 3), dump(model)]).toEqual([]);
  }
}, 300_000);
