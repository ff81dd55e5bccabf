/** Who reaches whom, group by group, on both sides of a change: the data of the heat map. */
import { AddressSet } from "vmnet/network/addressSet";
import type { Endpoint, NetworkModel } from "vmnet/network/model/types";
import { flowDifference, matrix, trafficText } from "vmnet/network/reason/index";
import type { FlowChange, FlowSpace, PairFlows } from "vmnet/network/reason/index";
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
  /** What a path is asked for: opened traffic before any other. */
  example?: CellFlow;
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
  const pairs = matrix(after);
  const flows = flowsByCell(pairs, all);
  const changes = changesByCell(flowDifference(matrix(before), pairs), all);
  const weights = changesByRow(changes);
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
      kept.map((column) => {
        const key = `${row} ${column}`;
        return cellOf(flows.get(key) ?? [], changes.get(key));
      }),
    ),
    omitted: order.length - kept.length,
  };
}

interface Changes {
  opened: Set<string>;
  closed: Set<string>;
  /** One of the opened ones. */
  flow?: CellFlow;
}

/** Exactly the packets that fare differently, in words. */
function changesByCell(
  differences: readonly FlowChange[],
  { places }: Parties,
): ReadonlyMap<string, Changes> {
  const found = new Map<string, Changes>();
  for (const { change, verdict, from, to, spaces } of differences) {
    const own = AddressSet.unionOf(to.map(({ addresses }) => addresses));
    const texts = spaces.map((space) => flowText(space, verdict, own));
    const [space] = spaces;
    const columns = new Set(to.map(({ id }) => places.get(id)));
    for (const [row, sender] of new Map(from.map(({ id }) => [places.get(id), id]))) {
      for (const column of columns) {
        const key = `${row ?? ""} ${column ?? ""}`;
        const changes: Changes = found.get(key) ?? { opened: new Set(), closed: new Set() };
        found.set(key, changes);
        texts.forEach((text) => changes[change].add(text));
        if (change === "opened" && space !== undefined) {
          changes.flow ??= { verdict, text: texts[0] ?? "", from: sender, space };
        }
      }
    }
  }
  return found;
}

/** How many cells of each row and column differ. */
function changesByRow(changes: ReadonlyMap<string, Changes>): ReadonlyMap<number, number> {
  const weights = new Map<number, number>();
  for (const row of [...changes.keys()].flatMap((key) => key.split(" ").map(Number))) {
    weights.set(row, (weights.get(row) ?? 0) + 1);
  }
  return weights;
}

function flowText(space: FlowSpace, verdict: string, own: AddressSet): string {
  const called = space.destination.subtract(own).isEmpty ? "" : ` to ${space.destination.toText()}`;
  return `${verdict === "allowed" ? "" : `${verdict}: `}${trafficText(space)}${called}`;
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
  const number = `${endpoints.length} ${what}`;
  return domains === "" ? `${number} on no known network` : `${domains}: ${number}`;
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
            const text = flowText(space, verdict, to.addresses);
            list.push({ verdict, text, from: sender, space });
          }
        }
      }
    }
  }
  return found;
}

const ALL = "any traffic";

function cellOf(flows: readonly CellFlow[], changes: Changes | undefined): Cell {
  const certain = flows.filter(({ verdict }) => verdict === "allowed");
  const level = certain.some(({ text }) => text === ALL)
    ? "all"
    : certain.length > 0
      ? "some"
      : flows.length > 0
        ? "unsure"
        : "none";
  const services = [...new Set(certain.map(({ space }) => trafficText(space)))].sort();
  const more = services.length > 1 ? ` +${services.length - 1}` : "";
  const example = changes?.flow ?? certain[0] ?? flows[0];
  const labels = { all: "all", some: `${services[0] ?? ""}${more}`, unsure: "?", none: "–" };
  return {
    level,
    label: labels[level],
    flows: [...flows],
    opened: [...(changes?.opened ?? [])],
    closed: [...(changes?.closed ?? [])],
    ...(example === undefined ? {} : { example }),
  };
}
