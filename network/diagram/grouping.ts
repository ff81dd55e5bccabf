/** Makes large diagrams legible: nodes of one kind with the same neighbours become one. */
import { rankOf } from "./sketch";
import type { Diagram, DiagramEdge, DiagramNode, LayerId, NodeKind } from "./types";

/** How many nodes of one kind with the same neighbours are drawn one by one. */
const MOST: Partial<Record<NodeKind, number>> = {
  machine: 3,
  vmkernel: 1,
  outside: 6,
  segment: 6,
  vlan: 6,
  isolatedSwitch: 4,
  portGroup: 4,
  vlanSegment: 4,
  standardSwitch: 4,
  distributedSwitch: 6,
  uplinks: 3,
  tier1: 8,
  router: 8,
};

const NOUNS: Readonly<Record<NodeKind, string>> = {
  outside: "outside networks",
  router: "routers",
  tier0: "tier-0 gateways",
  tier1: "tier-1 gateways",
  vrf: "VRF gateways",
  segment: "segments",
  vlan: "VLANs",
  isolatedSwitch: "isolated switches",
  machine: "machines",
  vmkernel: "VMkernel adapters",
  portGroup: "port groups",
  vlanSegment: "VLAN segments",
  transportZone: "transport zones",
  distributedSwitch: "distributed switches",
  standardSwitch: "standard switches",
  uplinks: "sets of uplinks",
};

/** Diagrams up to this many nodes are legible as they are, but for machines. */
const LEGIBLE = 60;
const SHOWN_NAMES = 3;

/**
 * The diagram with machines and adapters of the same networks as one node each. Where it is still larger
 * than a page, whatever else has the same upper neighbours is joined as well, layer by layer from the top;
 * then what has no more than a status in common.
 */
export function grouped(diagram: Diagram): Diagram {
  let result = joinLayer(diagram, "machine", false);
  if (result.nodes.length > LEGIBLE) {
    for (const layer of [
      "router",
      "tier1",
      "network",
      "carrier",
      "zone",
      "switch",
      "uplink",
    ] as const) {
      result = joinLayer(result, layer, true);
    }
    result = joinLayer(result, "machine", false);
  }
  return result.nodes.length <= 2 * LEGIBLE ? result : merge(result, () => "");
}

function joinLayer(diagram: Diagram, layer: LayerId, upperOnly: boolean): Diagram {
  const table = neighbourTable(diagram, upperOnly);
  return merge(diagram, (node) => {
    const isRoutingMachine = node.layer === "machine" && node.kind === "router";
    return node.layer === layer && !isRoutingMachine ? (table.get(node.id) ?? "") : undefined;
  });
}

/** For each node its neighbours, and how it is joined to them, as one text. */
function neighbourTable({ nodes, edges }: Diagram, upperOnly: boolean): Map<string, string> {
  const ranks = new Map(nodes.map((node) => [node.id, rankOf(node)]));
  const found = new Map<string, string[]>();
  const note = (at: string, { kind, status }: DiagramEdge, other: string) => {
    const isUpper = (ranks.get(other) ?? 0) < (ranks.get(at) ?? 0);
    if (!upperOnly || isUpper) {
      addTo(found, at, JSON.stringify([other, kind, status]));
    }
  };
  for (const edge of edges) {
    note(edge.from, edge, edge.to);
    note(edge.to, edge, edge.from);
  }
  return new Map([...found].map(([id, all]) => [id, all.sort().join()]));
}

function addTo<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const list = map.get(key);
  if (list === undefined) {
    map.set(key, [item]);
  } else {
    list.push(item);
  }
}

/** Joins nodes of one kind, layer and status whose keys are equal; undefined keeps a node as it is. */
function merge(diagram: Diagram, keyOf: (node: DiagramNode) => string | undefined): Diagram {
  const groups = new Map<string, DiagramNode[]>();
  for (const node of diagram.nodes) {
    const key = keyOf(node);
    if (key !== undefined) {
      const whole = JSON.stringify([node.layer, node.kind, node.status ?? "", key]);
      addTo(groups, whole, node);
    }
  }
  const joined = new Map<string, DiagramNode>();
  for (const members of groups.values()) {
    const [first] = members;
    if (first !== undefined && members.length > (MOST[first.kind] ?? 12)) {
      const node = groupNode(first, members);
      members.forEach(({ id }) => joined.set(id, node));
    }
  }
  const nodes = new Set(diagram.nodes.map((node) => joined.get(node.id) ?? node));
  const edges = new Map<string, DiagramEdge>();
  for (const edge of diagram.edges) {
    const [from, to] = [edge.from, edge.to].map((id) => joined.get(id)?.id ?? id);
    const isKept = from !== undefined && to !== undefined && from !== to;
    const status = edge.status ?? "";
    const label = edge.label ?? "";
    const key = JSON.stringify([from, to, edge.kind, status, label]);
    if (isKept && !edges.has(key)) {
      edges.set(key, { ...edge, from, to });
    }
  }
  return { nodes: [...nodes], edges: [...edges.values()] };
}

function groupNode(first: DiagramNode, members: readonly DiagramNode[]): DiagramNode {
  const { id, layer, kind, status } = first;
  const count = members.reduce((sum, node) => sum + (node.count ?? 1), 0);
  const names = members.slice(0, SHOWN_NAMES).map(({ name }) => name);
  return {
    id,
    layer,
    kind,
    name: `${count} ${NOUNS[kind]}`,
    details: [
      ...names,
      ...(members.length > SHOWN_NAMES ? [`and ${members.length - SHOWN_NAMES} more`] : []),
    ],
    count,
    ...(status === undefined ? {} : { status }),
  };
}
