/** Who reaches whom, group by group, on both sides of a change: the data of the heat map. */
import type { Endpoint, NetworkModel } from "vmnet/network/model/types";
import { matrix, trafficText } from "vmnet/network/reason/index";
import type { FlowSpace, PairFlows } from "vmnet/network/reason/index";
import { oneLine } from "../../model/words";

/** Endpoints in the same networks and the same NSX groups. */
export interface Party {
  name: string;
  /** Ids of endpoints. */
  ids: string[];
  /** Names of the same. */
  members: string[];
}

export type Verdict = "allowed" | "conditional" | "unknown";

/** Traffic from one party to another. */
export interface CellFlow {
  verdict: Verdict;
  /** `tcp 443 to 10.0.0.12`. */
  text: string;
  /** One of the senders, and the packets: to ask for a path. */
  from: string;
  space: FlowSpace;
}

export interface Cell {
  /** How open it is on head: everything, something, nothing certain, nothing. */
  level: "all" | "some" | "unsure" | "none";
  /** What stands in the cell. */
  label: string;
  /** Traffic of head. */
  flows: CellFlow[];
  opened: string[];
  closed: string[];
}

export interface Reachability {
  parties: Party[];
  /** Row by row: `cells[from][to]`. */
  cells: Cell[][];
  /** Parties that are left out because there are too many. */
  omitted: number;
}

/** More rows than this are legible to nobody. */
export const MOST_PARTIES = 24;

/** The heat map of head, with what differs from base. */
export function reachability(before: NetworkModel, after: NetworkModel): Reachability {
  const all = partiesOf([after, before]);
  const old = flowsByCell(matrix(before), all);
  const next = flowsByCell(matrix(after), all);
  const weights = changesByRow(old, next);
  const weight = (row: number) => weights.get(row) ?? 0;
  const order = all.parties.map((_party, index) => index);
  const kept =
    order.length <= MOST_PARTIES
      ? order
      : order
          .map((index) => ({ index, weight: weight(index) }))
          .sort((a, b) => b.weight - a.weight || a.index - b.index)
          .slice(0, MOST_PARTIES)
          .map(({ index }) => index)
          .sort((a, b) => a - b);
  return {
    parties: kept.flatMap((index) => all.parties[index] ?? []),
    cells: kept.map((row) =>
      kept.map((column) =>
        cellOf(old.get(`${row} ${column}`) ?? [], next.get(`${row} ${column}`) ?? []),
      ),
    ),
    omitted: order.length - kept.length,
  };
}

type Flows = ReadonlyMap<string, CellFlow[]>;

/** How many cells of each row and column differ. */
function changesByRow(old: Flows, next: Flows): ReadonlyMap<number, number> {
  const weights = new Map<number, number>();
  for (const key of new Set([...old.keys(), ...next.keys()])) {
    const [before, after] = [old, next].map((flows) => textsOf(flows.get(key) ?? []).join("\n"));
    if (before !== after) {
      for (const row of key.split(" ").map(Number)) {
        weights.set(row, (weights.get(row) ?? 0) + 1);
      }
    }
  }
  return weights;
}

interface Parties {
  parties: Party[];
  /** Place of each endpoint's party. */
  places: ReadonlyMap<string, number>;
}

function partiesOf(models: readonly NetworkModel[]): Parties {
  const byKey = new Map<string, { domains: string; groups: string; endpoints: Endpoint[] }>();
  const seen = new Set<string>();
  for (const model of models) {
    const describe = describer(model);
    for (const endpoint of model.endpoints.filter(({ id }) => !seen.has(id))) {
      seen.add(endpoint.id);
      const { domains, groups } = describe(endpoint);
      const key = JSON.stringify([
        endpoint.kind === "network" ? endpoint.id : endpoint.kind,
        domains,
        groups,
      ]);
      const party = byKey.get(key) ?? { domains, groups, endpoints: [] };
      party.endpoints.push(endpoint);
      byKey.set(key, party);
    }
  }
  const found = [...byKey.values()];
  const plain = found.map(plainName);
  const times = new Map<string, number>();
  plain.forEach((name) => times.set(name, (times.get(name) ?? 0) + 1));
  const parties = found.map((party, index): Party => {
    const name = plain[index] ?? "";
    const isAlone = times.get(name) === 1;
    return {
      name: isAlone || party.groups === "" ? name : `${name}, ${party.groups}`,
      ids: party.endpoints.map(({ id }) => id),
      members: party.endpoints.map((endpoint) => oneLine(endpoint.name)),
    };
  });
  const places = new Map(
    parties.flatMap(({ ids }, place) => ids.map((id): [string, number] => [id, place])),
  );
  return { parties, places };
}

function plainName({ domains, endpoints }: { domains: string; endpoints: Endpoint[] }): string {
  const [first] = endpoints;
  if (first === undefined || endpoints.length === 1) {
    return oneLine(first?.name ?? "");
  }
  const what = first.kind === "vmkernel" ? "VMkernel adapters" : "machines";
  return `${endpoints.length} ${what}${domains === "" ? "" : ` on ${domains}`}`;
}

/** Networks and groups of an endpoint, by name. */
function describer({ ports, domains, groups }: NetworkModel) {
  const names = new Map(domains.map(({ id, name }) => [id, oneLine(name)]));
  const places = new Map(ports.map(({ id, domain }) => [id, names.get(domain ?? "") ?? ""]));
  const members = new Map<string, string[]>();
  for (const { name, ports: own } of groups) {
    for (const port of own) {
      const list = members.get(port);
      if (list === undefined) {
        members.set(port, [oneLine(name)]);
      } else {
        list.push(oneLine(name));
      }
    }
  }
  const joined = (texts: readonly string[]) =>
    [...new Set(texts)]
      .filter((text) => text !== "")
      .sort()
      .join(", ");
  return ({ ports: own }: Endpoint) => ({
    domains: joined(own.map((port) => places.get(port) ?? "")),
    groups: joined(own.flatMap((port) => members.get(port) ?? [])),
  });
}

function flowsByCell(pairs: readonly PairFlows[], { places }: Parties): Map<string, CellFlow[]> {
  const found = new Map<string, CellFlow[]>();
  for (const { from, to, ...spaces } of pairs) {
    const senders = new Map(from.members.map(({ id }) => [places.get(id), id]));
    const receivers = new Set(to.members.map(({ id }) => places.get(id)));
    const own = to.addresses;
    for (const [row, sender] of senders) {
      for (const column of receivers) {
        if (row === undefined || column === undefined) {
          continue;
        }
        const key = `${row} ${column}`;
        const list = found.get(key) ?? [];
        found.set(key, list);
        for (const verdict of ["allowed", "conditional", "unknown"] as const) {
          for (const space of spaces[verdict]) {
            const called = space.destination.subtract(own).isEmpty
              ? ""
              : ` to ${space.destination.toText()}`;
            const word = verdict === "allowed" ? "" : `${verdict}: `;
            const text = `${word}${trafficText(space)}${called}`;
            list.push({ verdict, text, from: sender, space });
          }
        }
      }
    }
  }
  return found;
}

function textsOf(flows: readonly CellFlow[]): string[] {
  return [...new Set(flows.map(({ text }) => text))].sort();
}

const ALL = "any traffic";

function cellOf(before: readonly CellFlow[], after: readonly CellFlow[]): Cell {
  const [old, next] = [textsOf(before), textsOf(after)];
  const certain = after.filter(({ verdict }) => verdict === "allowed");
  const level = certain.some(({ text }) => text === ALL)
    ? "all"
    : certain.length > 0
      ? "some"
      : after.length > 0
        ? "unsure"
        : "none";
  const texts = textsOf(certain);
  const label =
    level === "all"
      ? "all"
      : level === "some"
        ? `${texts[0] ?? ""}${texts.length > 1 ? ` +${texts.length - 1}` : ""}`
        : level === "unsure"
          ? "?"
          : "–";
  return {
    level,
    label,
    flows: [...after],
    opened: next.filter((text) => !old.includes(text)),
    closed: old.filter((text) => !next.includes(text)),
  };
}
