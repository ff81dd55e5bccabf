import fc from "fast-check";
import { escapeMermaid, mermaidText } from "../../../cli/diagram/mermaid";
import { dotText } from "../../../cli/diagram/dot";
import { drawSvg, svgFile } from "../../../cli/diagram/svg";
import type { Diagram, DiagramNode } from "../../../network/diagram";

const evil = '<script>alert("1")</script> | `x` %% }} ]] \\" &lt; &#60; end\n"]; click n0 href "x"';

function twoNodes(name: string, status?: DiagramNode["status"]): Diagram {
  const node = { details: [name], ...(status === undefined ? {} : { status }) };
  return {
    nodes: [
      { id: "a", layer: "tier0", kind: "tier0", name, ...node },
      { id: "b", layer: "tier0", kind: "tier0", name: "other", details: [] },
    ],
    edges: [{ from: "a", to: "b", kind: "tunnel", label: name, ...(status && { status }) }],
  };
}

/** What Mermaid shows: its own character references resolved. */
const shown = (text: string) =>
  text.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));

describe("Mermaid text", () => {
  test("has a box for each layer, lines by kind, and colours only for a change", () => {
    const text = mermaidText(twoNodes("edge"));
    expect(text.split("\n").slice(0, 3)).toEqual([
      "flowchart TB",
      '  subgraph layer_tier0["tier-0"]',
      '    n0{{"edge<br/>edge"}}',
    ]);
    expect(text).toContain('  n0 -.-|"edge"| n1');
    expect(text).not.toContain("classDef");
  });

  test("marks a change by sign, line style and colour", () => {
    const text = mermaidText(twoNodes("edge", "removed"));
    expect(text).toContain('n0{{"− edge<br/>edge"}}:::removed');
    expect(text).toContain('n0 -.-|"− edge"| n1');
    expect(text).toMatch(/linkStyle 0 .*stroke-dasharray/);
    expect(mermaidText(twoNodes("edge", "added"))).toContain('"#43; edge<br/>edge"');
  });

  test("keeps any name inside of its label", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.constant(evil)), (name) => {
        const text = mermaidText(twoNodes(name));
        expect(text.split("\n")).toHaveLength(mermaidText(twoNodes("edge")).split("\n").length);
        for (const label of text.match(/"[^"]*"/g) ?? []) {
          expect(label.replaceAll("<br/>", "")).not.toMatch(/[<>`|[\]{}\\&]/);
        }
        expect((text.match(/"/g) ?? []).length % 2).toBe(0);
      }),
    );
  });

  test("shows a name as it is, also where newer versions would read a list", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => shown(escapeMermaid(name)) === name),
    );
    expect(["+ x", "1. x", "- x", "10.0.0.1", "# x"].map(escapeMermaid)).toEqual([
      "#43; x",
      "1#46; x",
      "#45; x",
      "10.0.0.1",
      "#35; x",
    ]);
  });
});

describe("SVG", () => {
  test("draws hostile names as text and nothing else", async () => {
    const names = [evil, "\\N \\G \\l", "ä 漢 \u202e", "x".repeat(100_000)];
    const svgs = await drawSvg(
      names.map((name) => ({ dot: dotText(twoNodes(name, "changed")), name })),
    );
    const [first = "", second = "", third = "", long = ""] = svgs;
    expect(first).toMatch(/^<svg class="drawing" role="img" aria-label="&#60;script/);
    for (const svg of svgs) {
      const tags = svg.match(/<[^>]*>/g) ?? [];
      const names = new Set(tags.map((tag) => /^<\/?(\w+)/.exec(tag)?.[1]));
      expect([...names].sort()).toEqual(["g", "path", "polygon", "svg", "text"]);
      expect(tags.slice(1).join("")).not.toMatch(/href|\son\w+=|style=/i);
      expect(svg.match(/<svg/g)).toHaveLength(1);
    }
    expect(first).toContain("~ &lt;script&gt;alert(");
    expect(second).toContain("\\N \\G \\l");
    expect(third).toContain("漢");
    expect(third).not.toContain("\u202e");
    expect(long.length).toBeLessThan(200_000);
  });

  test("stands alone as a file with a style sheet for light and dark", async () => {
    const [svg = ""] = await drawSvg([{ dot: dotText(twoNodes("edge")), name: "edge" }]);
    const file = svgFile(svg);
    expect(file).toMatch(/^<\?xml[^>]*>\n<svg[^>]*>\n<style>/);
    expect(file).toContain("prefers-color-scheme: dark");
  });
});
