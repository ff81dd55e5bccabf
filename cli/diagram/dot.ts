/** A diagram in Graphviz' language; the SVG is drawn from it. */
import { LAYERS } from "vmnet/network/diagram/types";
import type { Diagram, DiagramEdge, DiagramNode } from "vmnet/network/diagram/types";
import { edgeText, nodeLines } from "./words";

/** Also without the style sheet that the SVG carries, added, removed and changed differ. */
const STYLES = {
  added: { color: "#009e73", penwidth: "2.5" },
  removed: { color: "#d55e00", penwidth: "1.5", style: "dashed" },
  changed: { color: "#0072b2", penwidth: "2.5", style: "dotted" },
};

/** The diagram from top to bottom, with the names of the layers at the left. */
export function dotText({ nodes, edges }: Diagram): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const layers = LAYERS.filter(({ id }) => nodes.some(({ layer }) => layer === id));
  const captions = layers.map(({ id }) => `layer_${id}`);
  return [
    "digraph network {",
    '  graph [rankdir=TB, newrank=true, nodesep=0.22, ranksep=0.45, bgcolor="transparent", pad=0.2];',
    '  node [shape=box, fontname="Helvetica", fontsize=12, margin="0.16,0.07", height=0.3];',
    '  edge [dir=none, fontname="Helvetica", fontsize=9];',
    ...layers.map(
      ({ id, title }) =>
        `  layer_${id} [shape=plaintext, class="layer", fontsize=10, label=${quoted(title)}];`,
    ),
    ...(captions.length > 1 ? [`  ${captions.join(" -> ")} [style=invis];`] : []),
    ...nodes.map((node) => `  ${ids.get(node.id) ?? ""} ${nodeText(node)};`),
    ...layers.map(({ id }) => {
      const own = nodes.filter(({ layer }) => layer === id).map((node) => ids.get(node.id));
      return `  { rank=same; ${[`layer_${id}`, ...own].join("; ")}; }`;
    }),
    ...edges.flatMap((edge) => {
      const [from, to] = [ids.get(edge.from), ids.get(edge.to)];
      return from === undefined || to === undefined
        ? []
        : [`  ${from} -> ${to} ${lineText(edge)};`];
    }),
    "}",
    "",
  ].join("\n");
}

function nodeText(node: DiagramNode): string {
  const { kind, status } = node;
  const look = status === undefined ? {} : STYLES[status];
  const isRounded = node.layer === "outside" || node.layer === "network";
  const styles = [...(isRounded ? ["rounded"] : []), ...("style" in look ? [look.style] : [])];
  return attributes({
    class: ["node", kind, ...(status === undefined ? [] : [status])].join(" "),
    label: nodeLines(node).join("\n"),
    ...look,
    ...(styles.length === 0 ? {} : { style: styles.join(",") }),
  });
}

function lineText(edge: DiagramEdge): string {
  const { kind, status } = edge;
  const text = edgeText(edge);
  return attributes({
    class: ["line", kind, ...(status === undefined ? [] : [status])].join(" "),
    ...(kind === "tunnel" ? { style: "dashed", penwidth: "1.5" } : {}),
    ...(kind === "link" ? { penwidth: "1.5" } : {}),
    ...(status === undefined ? {} : STYLES[status]),
    ...(text === undefined ? {} : { label: text }),
  });
}

function attributes(all: Readonly<Record<string, string>>): string {
  return `[${Object.entries(all)
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join(", ")}]`;
}

/** A string of Graphviz' language: a backslash starts an escape there, an ampersand a character reference. */
function quoted(text: string): string {
  const escaped = text
    .replaceAll("&", "&amp;")
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n");
  return `"${escaped}"`;
}
