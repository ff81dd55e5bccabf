/** A diagram as Mermaid text, which GitHub and GitLab draw by themselves. */
import { LAYERS } from "vmnet/network/diagram/types";
import type { Diagram, DiagramEdge, DiagramNode } from "vmnet/network/diagram/types";
import { edgeText, nodeLines } from "./words";

/** Colours that people with any kind of colour blindness tell apart; line styles differ as well. */
const CLASSES = [
  "classDef added fill:#009e7326,stroke:#009e73,stroke-width:3px",
  "classDef removed fill:#d55e0026,stroke:#d55e00,stroke-width:2px,stroke-dasharray:6 4",
  "classDef changed fill:#0072b226,stroke:#0072b2,stroke-width:3px,stroke-dasharray:2 3",
];

const STYLES = {
  added: "stroke:#009e73,stroke-width:3px",
  removed: "stroke:#d55e00,stroke-width:2px,stroke-dasharray:6 4",
  changed: "stroke:#0072b2,stroke-width:3px,stroke-dasharray:2 3",
};

const LINES: Readonly<Record<DiagramEdge["kind"], string>> = {
  attachment: "---",
  link: "===",
  tunnel: "-.-",
};

/** The diagram from top to bottom, a box for each layer. */
export function mermaidText({ nodes, edges }: Diagram): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const drawn = edges.flatMap((edge) => {
    const [from, to] = [ids.get(edge.from), ids.get(edge.to)];
    return from === undefined || to === undefined ? [] : [{ edge, from, to }];
  });
  const boxes = LAYERS.flatMap(({ id, title }) => {
    const own = nodes.filter(({ layer }) => layer === id);
    return own.length === 0
      ? []
      : [
          `  subgraph layer_${id}["${escapeMermaid(title)}"]`,
          ...own.map((node) => `    ${nodeText(node, ids.get(node.id) ?? "")}`),
          "  end",
        ];
  });
  const isColoured = [...nodes, ...edges].some(({ status }) => status !== undefined);
  return [
    "flowchart TB",
    ...boxes,
    ...drawn.map(({ edge, from, to }) => `  ${from} ${lineText(edge)} ${to}`),
    ...drawn.flatMap(({ edge: { status } }, index) =>
      status === undefined ? [] : [`  linkStyle ${index} ${STYLES[status]}`],
    ),
    ...(isColoured ? CLASSES.map((line) => `  ${line}`) : []),
    "",
  ].join("\n");
}

function nodeText(node: DiagramNode, id: string): string {
  const label = nodeLines(node).map(escapeMermaid).join("<br/>");
  const [open, close] = SHAPES[node.layer] ?? ["[", "]"];
  return `${id}${open}"${label}"${close}${node.status === undefined ? "" : `:::${node.status}`}`;
}

const SHAPES: Partial<Record<DiagramNode["layer"], readonly [string, string]>> = {
  outside: ["([", "])"],
  router: ["{{", "}}"],
  tier0: ["{{", "}}"],
  tier1: ["{{", "}}"],
  network: ["(", ")"],
};

function lineText(edge: DiagramEdge): string {
  const text = edgeText(edge);
  return `${LINES[edge.kind]}${text === undefined ? "" : `|"${escapeMermaid(text)}"|`}`;
}

/**
 * Everything but letters, digits and a few harmless signs as Mermaid's own character references. At the start
 * of a label also what would begin a list: newer versions read labels as Markdown.
 */
export function escapeMermaid(text: string): string {
  const [start = ""] = /^([-+]|\d+\.(?=\s|$))/.exec(text) ?? [];
  return [...text]
    .map((character, index) =>
      HARMLESS.test(character) && !(index === start.length - 1)
        ? character
        : `#${character.codePointAt(0) ?? 65533};`,
    )
    .join("");
}

const HARMLESS = /[\p{L}\p{M}\p{N} .,/()+−…-]/u;
