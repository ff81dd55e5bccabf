import { LAYERS, type Diagram, type DiagramEdge, type DiagramNode } from "./types";

const RANK = new Map<string, number>(LAYERS.map(({ id }, index) => [id, index]));

/** A diagram while it is being drawn: one node per id, one line per pair, kind and label. */
export class Sketch {
  private readonly nodes = new Map<string, DiagramNode>();
  private readonly edges = new Map<string, DiagramEdge>();

  /** Adds a node; one that is there already stays as it is. */
  node(node: DiagramNode): void {
    if (!this.nodes.has(node.id)) {
      this.nodes.set(node.id, node);
    }
  }

  has(id: string): boolean {
    return this.nodes.has(id);
  }

  /** Adds a line; the end on the upper layer becomes `from`. Lines to unknown nodes are left out. */
  edge(a: string, b: string, kind: DiagramEdge["kind"] = "attachment", label?: string): void {
    const [one, two] = [this.nodes.get(a), this.nodes.get(b)];
    if (one === undefined || two === undefined || one === two) {
      return;
    }
    const order = rankOf(one) - rankOf(two);
    const isTurned = order > 0 || (order === 0 && one.id > two.id);
    const [from, to] = isTurned ? [two.id, one.id] : [one.id, two.id];
    const edge: DiagramEdge = { from, to, kind, ...(label === undefined ? {} : { label }) };
    const key = edgeKey(edge);
    if (!this.edges.has(key)) {
      this.edges.set(key, edge);
    }
  }

  /** The finished diagram. @param isLoose Nodes to leave out when no line ends at them. */
  finish(isLoose: (node: DiagramNode) => boolean = () => false): Diagram {
    const edges = [...this.edges.values()];
    const ends = new Set(edges.flatMap(({ from, to }) => [from, to]));
    const nodes = [...this.nodes.values()].filter((node) => ends.has(node.id) || !isLoose(node));
    return { nodes, edges };
  }
}

/** Layers are counted from the top. */
export function rankOf({ layer }: Pick<DiagramNode, "layer">): number {
  return RANK.get(layer) ?? 0;
}

/** Equal for the same line on both sides of a change. */
export function edgeKey({ from, to, kind, label = "" }: DiagramEdge): string {
  return JSON.stringify([from, to, kind, label]);
}
