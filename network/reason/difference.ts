/** What a change of a network opens and closes, in sentences and in exact boxes. */
import { AddressSet } from "../addressSet";
import { BIGINT_STEPS, common, sameIntervals, without } from "../intervals";
import { boxOf, mergeBoxes, spaceOf, subtractAll, type Box } from "./boxes";
import { Cells, type Cell } from "./cells";
import type { Member } from "./classes";
import type { PairFlows } from "./matrix";
import { Verdict, type FlowSpace } from "./question";
import { shortAddresses } from "./shortText";
import { trafficText } from "./text";
import { addressesOf, keyOf, type Addresses } from "./values";

/** Packets that fare better or worse than before. */
export interface FlowChange {
  change: "opened" | "closed";
  /** The verdict that is new, or is no more. */
  verdict: Verdict.Allowed | Verdict.Conditional | Verdict.Unknown;
  from: Member[];
  to: Member[];
  /** Exactly the packets, as disjoint boxes. */
  spaces: FlowSpace[];
  /** `opens tcp 10000-11000 from corp to db`. */
  text: string;
}

const KINDS = [
  ["allowed", Verdict.Allowed],
  ["conditional", Verdict.Conditional],
  ["unknown", Verdict.Unknown],
] as const;

const VERBS = {
  [Verdict.Allowed]: { opened: "opens", closed: "closes" },
  [Verdict.Conditional]: { opened: "may open", closed: "no longer leaves open" },
  [Verdict.Unknown]: { opened: "leaves unknown", closed: "no longer leaves unknown" },
};

interface CellPair {
  from: Cell;
  to: Cell;
  before?: PairFlows;
  after?: PairFlows;
}

function cellPairs(before: readonly PairFlows[], after: readonly PairFlows[]): CellPair[] {
  const cells = new Cells(before, after);
  const found = new Map<Cell, Map<Cell, CellPair>>();
  for (const [side, pairs] of [
    ["before", before],
    ["after", after],
  ] as const) {
    for (const pair of pairs) {
      for (const from of cells.of(side, pair.from)) {
        const byReceiver = found.get(from) ?? new Map<Cell, CellPair>();
        found.set(from, byReceiver);
        for (const to of cells.of(side, pair.to)) {
          // What one machine sends to itself never meets the network; a class of several may look so.
          const several = pair.from.members.length > 1 || pair.to.members.length > 1;
          if (from === to && from.members.length === 1 && several) {
            continue;
          }
          byReceiver.set(to, { ...(byReceiver.get(to) ?? { from, to }), [side]: pair });
        }
      }
    }
  }
  return [...found.values()].flatMap((byReceiver) => [...byReceiver.values()]);
}

/** The part of a class's flows that concerns the members of two cells. */
function boxesFor(
  pair: PairFlows | undefined,
  kind: (typeof KINDS)[number][0],
  from: Cell,
  to: Cell,
): Box[] {
  if (pair === undefined) {
    return [];
  }
  const others = without(addressesOf(pair.to.addresses), to.addresses, BIGINT_STEPS);
  return pair[kind].map(boxOf).flatMap((box) => {
    const source = common(box.source, from.addresses);
    const destination = without(box.destination, others, BIGINT_STEPS);
    return source.length === 0 || destination.length === 0 ? [] : [{ ...box, source, destination }];
  });
}

/** The same spaces between the same receivers; true of nearly every pair, and cheap to see. */
function isUntouched(
  { before, after }: Pick<CellPair, "before" | "after">,
  kind: (typeof KINDS)[number][0],
): boolean {
  const old = before?.[kind] ?? [];
  const next = after?.[kind] ?? [];
  if (old.length !== next.length) {
    return false;
  }
  return (
    old.length === 0 ||
    (before?.to.addresses.equals(after?.to.addresses ?? AddressSet.NONE) === true &&
      old.every((space, index) => sameSpace(space, next[index])))
  );
}

function sameSpace(a: FlowSpace, b: FlowSpace | undefined): boolean {
  return (
    b !== undefined &&
    a.protocols.equals(b.protocols) &&
    a.sourcePorts.equals(b.sourcePorts) &&
    a.destinationPorts.equals(b.destinationPorts) &&
    a.source.equals(b.source) &&
    a.destination.equals(b.destination)
  );
}

function sameBoxes(a: readonly Box[], b: readonly Box[]): boolean {
  const key = (box: Box) =>
    [box.source, box.destination, box.protocols, box.sourcePorts, box.destinationPorts]
      .map(keyOf)
      .join("|");
  return a.length === b.length && a.map(key).sort().join() === b.map(key).sort().join();
}

interface Item {
  change: FlowChange["change"];
  verdict: FlowChange["verdict"];
  from: Cell[];
  to: Cell[];
  boxes: Box[];
  /** Equal for the same traffic between whole cells. */
  traffic: string;
}

/**
 * What fares differently, for each pair of endpoints known in both networks: by id, or by a name that one
 * endpoint of each has and whose ids differ (a resource got another URN). An endpoint of one network only
 * has no flows in the other. A flow that was conditional and is now allowed is told twice:
 * as an opened allowed one and as a closed conditional one.
 *
 * @param before, after From `matrix`.
 */
export function flowDifference(
  before: readonly PairFlows[],
  after: readonly PairFlows[],
): FlowChange[] {
  const items: Item[] = [];
  for (const { from, to, ...sides } of cellPairs(before, after)) {
    for (const [kind, verdict] of KINDS) {
      if (isUntouched(sides, kind)) {
        continue;
      }
      const old = boxesFor(sides.before, kind, from, to);
      const next = boxesFor(sides.after, kind, from, to);
      if (sameBoxes(old, next)) {
        continue;
      }
      const add = (change: FlowChange["change"], boxes: Box[]) =>
        items.push(
          ...mergeBoxes(boxes).map((box) => ({
            change,
            verdict,
            from: [from],
            to: [to],
            boxes: [box],
            traffic: trafficKey(box, from, to),
          })),
        );
      add("opened", subtractAll(next, old));
      add("closed", subtractAll(old, next));
    }
  }
  return joinItems(items).map(changeOf);
}

/** The same traffic from several senders, or to several receivers, is one sentence. */
function joinItems(items: readonly Item[]): Item[] {
  const names = new Map<Cell, number>();
  const nameOf = (cells: readonly Cell[]) =>
    cells
      .map((cell) => {
        const name = names.get(cell) ?? names.size;
        names.set(cell, name);
        return name;
      })
      .sort((a, b) => a - b)
      .join(",");
  const joinBy = (list: readonly Item[], side: "from" | "to") => {
    const joined = new Map<string, Item>();
    for (const item of list) {
      const other = side === "from" ? item.to : item.from;
      const key = [item.change, item.verdict, item.traffic, nameOf(other)].join("|");
      const same = joined.get(key);
      joined.set(
        key,
        same === undefined
          ? item
          : {
              ...same,
              [side]: [...new Set([...same[side], ...item[side]])],
              boxes: [...same.boxes, ...item.boxes],
            },
      );
    }
    return [...joined.values()];
  };
  return joinBy(joinBy(items, "from"), "to");
}

function trafficKey(box: Box, from: Cell, to: Cell): string {
  const { source, destination, protocols, sourcePorts, destinationPorts } = box;
  const own = (values: Addresses, cell: Cell) => (isAllOf(values, cell) ? "own" : keyOf(values));
  const numbers = [protocols, sourcePorts, destinationPorts].map(keyOf);
  return [own(source, from), own(destination, to), ...numbers].join(";");
}

function isAllOf(values: Addresses, { addresses }: Cell): boolean {
  return sameIntervals(values, addresses);
}

function changeOf({ change, verdict, from, to, boxes }: Item): FlowChange {
  const merged = mergeBoxes(boxes);
  const members = (cells: readonly Cell[]) => cells.flatMap((cell) => cell.members);
  const [first] = merged;
  const traffic = first === undefined ? "" : trafficText(spaceOf(first));
  const ends = [
    ["from", from, first?.source ?? []],
    ["to", to, first?.destination ?? []],
  ] as const;
  const where = ends.map(([word, cells, values]) => {
    const isWhole =
      merged.length > 1 || cells.length > 1 || cells.every((cell) => isAllOf(values, cell));
    const part = isWhole ? "" : ` (${spaceText(values)})`;
    return `${word} ${namesText(members(cells))}${part}`;
  });
  return {
    change,
    verdict,
    from: members(from),
    to: members(to),
    spaces: merged.map(spaceOf),
    text: `${VERBS[verdict][change]} ${traffic} ${where.join(" ")}`,
  };
}

function spaceText(values: Addresses): string {
  const { destination } = spaceOf({
    source: values,
    destination: values,
    protocols: [],
    sourcePorts: [],
    destinationPorts: [],
  });
  return shortAddresses(destination);
}

/** `web-1, web-2 and 48 more`. */
function namesText(members: readonly Member[]): string {
  const names = members.map(({ name }) => name);
  const shown = names.slice(0, names.length > 3 ? 2 : 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 2} more` : shown;
}
