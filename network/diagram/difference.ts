import { edgeKey } from "./sketch";
import type { Diagram, DiagramEdge, DiagramNode } from "./types";

/** The only detail of a node whose looks do not change. */
const RULES_DIFFER = "rules or routes differ";

/**
 * Both sides of a change in one diagram: what is new, what goes, and what stays but differs. Nodes keep
 * head's order; what goes comes after them. A changed node tells head's details, and base's as `was ...`.
 */
export function diagramDifference(base: Diagram, head: Diagram): Diagram {
  const before = new Map(base.nodes.map((node) => [node.id, node]));
  const after = new Set(head.nodes.map(({ id }) => id));
  const lines = new Set(base.edges.map(edgeKey));
  const kept = new Set(head.edges.map(edgeKey));
  return {
    nodes: [
      ...head.nodes.map((node) => compared(before.get(node.id), node)),
      ...base.nodes
        .filter(({ id }) => !after.has(id))
        .map((node): DiagramNode => ({ ...node, status: "removed" })),
    ],
    edges: [
      ...head.edges.map((edge): DiagramEdge =>
        lines.has(edgeKey(edge)) ? edge : { ...edge, status: "added" },
      ),
      ...base.edges
        .filter((edge) => !kept.has(edgeKey(edge)))
        .map((edge): DiagramEdge => ({ ...edge, status: "removed" })),
    ],
  };
}

function compared(before: DiagramNode | undefined, after: DiagramNode): DiagramNode {
  if (before === undefined) {
    return { ...after, status: "added" };
  }
  const gone = [
    ...(before.name === after.name ? [] : [before.name]),
    ...before.details.filter((detail) => !after.details.includes(detail)),
  ];
  const isSame =
    gone.length === 0 &&
    before.details.length === after.details.length &&
    before.facts === after.facts;
  return isSame
    ? after
    : {
        ...after,
        details: [
          ...after.details,
          ...gone.map((detail) => `was ${detail}`),
          ...(gone.length === 0 && before.details.length === after.details.length
            ? [RULES_DIFFER]
            : []),
        ],
        status: "changed",
      };
}

/** True when a change has any effect on the drawing. */
export function isChanged({ nodes, edges }: Diagram): boolean {
  return [...nodes, ...edges].some(({ status }) => status !== undefined);
}

/** True when more changes than rules and routes inside of routers: something that a drawing shows better than words. */
export function isShapeChanged({ nodes, edges }: Diagram): boolean {
  return (
    edges.some(({ status }) => status !== undefined) ||
    nodes.some(({ status, details }) => status !== undefined && !details.includes(RULES_DIFFER))
  );
}
