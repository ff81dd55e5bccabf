import type { FirewallRule, NetworkModel } from "../../network/model/types";
import { AddressSet } from "../../network/addressSet";
import { flowsFrom } from "../../network/reason";
import { Verdict } from "../../network/reason/question";
import { Asked } from "./compare";
import { inTime } from "./inTime";
import { drawPacket, representatives } from "./packets";
import { firewallRule, natRule } from "./parts";
import { packetText, plainNetwork, type PlainPacket } from "./plain";
import { Chance } from "./random";
import { randomNetwork } from "./randomNetwork";
import { fromJson, toJson } from "./serialise";
import { TooManyWays, walkAll } from "./walker";

const NETWORKS = 40;
const FIRST_SEED = Number(process.env.VMNET_ORACLE_SEED ?? 1) + 500_000;

/** Says in one word what becomes of a packet, in one network. */
type Judge = (endpoint: string, packet: PlainPacket) => string;

const JUDGES: Record<string, (model: NetworkModel) => Judge> = {
  walker(model) {
    const network = plainNetwork(model);
    return (endpoint, packet) => {
      const walked = walkAll(network, endpoint, packet);
      return walked === undefined ? "never sent" : walked.verdict;
    };
  },
  solver(model) {
    const asked = new Map<string, Asked>();
    return (endpoint, packet) => {
      const answers =
        asked.get(endpoint) ?? inTime(120_000, () => new Asked(flowsFrom, model, endpoint));
      asked.set(endpoint, answers);
      return answers.holding(packet)[0]?.verdict ?? "never sent";
    };
  },
};

interface Change {
  /** The changed network; undefined where the change does not apply. */
  apply(model: NetworkModel, chance: Chance): NetworkModel | undefined;
  /** Ids change, too. */
  renamed?(id: string): string;
  /** Whether the verdict may move like this; by default it may not move at all. */
  allows?(before: string, after: string): boolean;
}

function copy(model: NetworkModel): NetworkModel {
  return fromJson(toJson(model));
}

/** Every list of rules of a network, with the router whose gateway firewall it is. */
function ruleLists(model: NetworkModel): FirewallRule[][] {
  return [model.firewall.rules, ...model.routers.map(({ firewall }) => firewall.rules)];
}

const newName = (id: string) => `renamed-${id}`;

const CHANGES: Record<string, Change> = {
  "other names for all ids change nothing": {
    renamed: newName,
    apply(model) {
      const owners = [...model.endpoints, ...model.routers];
      const ids = [...model.domains, ...model.ports, ...owners].map(({ id }) => id);
      const texts = ids.map((id) => [`"${id}"`, `"${newName(id)}"`] as const);
      let text = toJson(model);
      for (const [before, after] of texts) {
        text = text.replaceAll(before, after);
      }
      return fromJson(text);
    },
  },
  "another order of domains, ports, endpoints and routers changes nothing": {
    apply(model, chance) {
      const changed = copy(model);
      changed.domains = chance.shuffled(changed.domains);
      changed.ports = chance.shuffled(changed.ports);
      changed.endpoints = chance.shuffled(changed.endpoints);
      changed.routers = chance.shuffled(changed.routers);
      return changed;
    },
  },
  "a rule split into two adjacent ones changes nothing": {
    apply(model, chance) {
      const changed = copy(model);
      const rules = chance.pick(ruleLists(changed).filter((list) => list.length > 0));
      if (rules === undefined) {
        return undefined;
      }
      const index = chance.below(rules.length);
      const rule = rules[index]!;
      const half = AddressSet.of("0.0.0.0-10.0.11.2", "::-fd00:0:0:11::2");
      const halves = [rule.source.intersect(half), rule.source.subtract(half)];
      rules.splice(
        index,
        1,
        ...halves.map((source, n) => ({ ...rule, id: `${rule.id}-${n}`, source })),
      );
      return changed;
    },
  },
  "rules that match nothing change nothing": {
    apply(model, chance) {
      const changed = copy(model);
      const nothing = { source: AddressSet.NONE, action: "DROP" as const };
      for (const rules of ruleLists(changed)) {
        const index = chance.below(rules.length + 1);
        const category = (rules[index] ?? rules.at(-1))?.category ?? "Application";
        rules.splice(index, 0, firewallRule("nothing", { ...nothing, category }));
      }
      for (const { nat } of changed.routers) {
        const destination = AddressSet.NONE;
        nat.unshift(
          natRule("nothing", "DNAT", { destination, translated: AddressSet.of("10.9.9.9") }),
        );
      }
      return changed;
    },
  },
  "a rule that repeats the one before it changes nothing": {
    apply(model, chance) {
      const changed = copy(model);
      const rules = chance.pick(ruleLists(changed).filter((list) => list.length > 0));
      const sure = rules?.findIndex(({ doubt }) => doubt === undefined) ?? -1;
      if (rules === undefined || sure === -1) {
        return undefined;
      }
      rules.splice(sure + 1, 0, { ...rules[sure]!, id: "again", action: "DROP" });
      return changed;
    },
  },
  "an allow rule for everything in front takes no allowed packet away": {
    allows: (before, after) => before === after || before !== Verdict.Allowed,
    apply(model) {
      const changed = copy(model);
      ruleLists(changed).forEach((rules) => rules.unshift(firewallRule("all")));
      return changed;
    },
  },
  "a wider allow rule takes no allowed packet away, without doubts": {
    allows: (before, after) => before === after || before !== Verdict.Allowed,
    apply(model, chance) {
      const changed = copy(model);
      const allows = ruleLists(changed).flatMap((rules) =>
        rules.filter((rule) => rule.action === "ALLOW" && rule.stateful),
      );
      const rule = chance.pick(allows);
      if (rule === undefined || toJson(model).includes('"doubt"')) {
        return undefined;
      }
      const others = ruleLists(changed).some((rules) =>
        rules.some((one) => !one.stateful || one.action === "JUMP_TO_APPLICATION"),
      );
      rule.source = AddressSet.ANY;
      return others ? undefined : changed;
    },
  },
};

/** A network with a packet of each endpoint. */
interface Base {
  seed: number;
  model: NetworkModel;
  packets: [endpoint: string, packet: PlainPacket][];
  /** What a judge says of the packets; made once, since every change is compared with it. */
  verdicts: Map<string, (string | undefined)[]>;
}

function baseOf(seed: number): Base {
  const model = randomNetwork(seed);
  const network = plainNetwork(model);
  const known = representatives(network);
  const chance = new Chance(seed + 1);
  const packets = model.endpoints.flatMap(({ id }): Base["packets"] => {
    const packet = drawPacket(known, network, id, chance);
    return packet === undefined ? [] : [[id, packet]];
  });
  return { seed, model, packets, verdicts: new Map() };
}

/** Undefined where the packet has too many ways to follow. */
function judged(judge: Judge, endpoint: string, packet: PlainPacket): string | undefined {
  try {
    return judge(endpoint, packet);
  } catch (error) {
    if (error instanceof TooManyWays) {
      return undefined;
    }
    throw error;
  }
}

const BASES = Array.from({ length: NETWORKS }, (_, index) => baseOf(FIRST_SEED + index));

describe.each(Object.keys(JUDGES))("the %s", (name) => {
  test.each(Object.entries(CHANGES))("%s", (_change, { apply, renamed, allows }) => {
    let compared = 0;
    for (const { seed, model, packets, verdicts } of BASES) {
      const changed = apply(model, new Chance(seed));
      if (changed === undefined) {
        continue;
      }
      const before = JUDGES[name]!(model);
      const after = JUDGES[name]!(changed);
      const known = verdicts.get(name) ?? packets.map(([id, packet]) => judged(before, id, packet));
      verdicts.set(name, known);
      packets.forEach(([id, packet], index) => {
        const old = known[index];
        const now = judged(after, renamed?.(id) ?? id, packet);
        if (old !== undefined && now !== undefined) {
          if (!(allows?.(old, now) ?? old === now)) {
            throw new Error(`seed ${seed}: ${id} ${packetText(packet)} was ${old}, is ${now}`);
          }
          compared += 1;
        }
      });
    }
    expect(compared).toBeGreaterThan(NETWORKS / 4);
  });
});
