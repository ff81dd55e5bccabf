/** The review as one page that needs nothing else: no network, no files, no further scripts. */
import { createHash } from "node:crypto";
import { isChanged, LAYERS } from "vmnet/network/diagram/index";
import type { Diagram } from "vmnet/network/diagram/index";
import { expectationText } from "vmnet/network/reason/expectation/index";
import { dotText } from "../../diagram/dot";
import { drawSvg } from "../../diagram/svg";
import { nodeLines } from "../../diagram/words";
import { oneLine } from "../../model/words";
import { count } from "../../terminal";
import type { Review, StackReview } from "../report";
import { stackResult } from "../report";
import type { View } from "../views";
import { heatMap } from "./heatmap";
import { badge, details, list, pre, text } from "./markup";
import type { Html } from "./markup";
import { Paths } from "./paths";
import { reachability } from "./reachability";
import { PAGE_SCRIPT } from "./script";
import { expectationSection, findingSection, resourceSection, trafficSection } from "./sections";
import { PAGE_STYLE } from "./style";

/** Both networks of a stack; nothing where it cannot be reviewed. */
export type NetworksOf = (stack: string) => Promise<{ base: View; head: View } | undefined>;

const RESULTS = {
  broken: { kind: "bad", words: "broken" },
  changed: { kind: "warn", words: "changes" },
  nothing: { kind: "good", words: "no change" },
} as const;

/** The whole page. */
export async function reviewPage(review: Review, networksOf: NetworksOf): Promise<Html> {
  const drawings = await drawSvg(
    review.stacks.flatMap(({ stack, diagram }) =>
      diagram === undefined
        ? []
        : [{ dot: dotText(diagram), name: `Topology of ${oneLine(stack)}` }],
    ),
  );
  const sections: Html[] = [];
  for (const [index, stack] of review.stacks.entries()) {
    const drawing = stack.diagram === undefined ? undefined : drawings.shift();
    sections.push(stackSection(stack, index, drawing, await networksOf(stack.stack)));
  }
  return page(review, sections);
}

function hash(content: string): string {
  return `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
}

function page(review: Review, sections: readonly Html[]): Html {
  const { base, head, summary, result } = review;
  const policy = [
    "default-src 'none'",
    `style-src ${hash(PAGE_STYLE)}`,
    `script-src ${hash(PAGE_SCRIPT)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const links = review.stacks.map(({ stack }, index) => `<a href="#s${index}">${text(stack)}</a>`);
  const revision = ({ ref, commit }: Review["base"]) => {
    const short = commit?.slice(0, 10);
    const isSame = short === undefined || ref.startsWith(short);
    return `<code>${text(isSame ? (short ?? ref) : ref, 80)}</code>${isSame ? "" : ` (${text(short)})`}`;
  };
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>vmnet review: ${text(summary, 120)}</title>`,
    `<style>${PAGE_STYLE}</style>`,
    "</head>",
    "<body>",
    '<a class="skip" href="#main">Skip to the report</a>',
    "<header>",
    `<h1>vmnet review ${badge(RESULTS[result].kind, RESULTS[result].words)}</h1>`,
    `<p class="summary">${text(summary, 600)}</p>`,
    `<p class="faint">${revision(base)} → ${revision(head)}</p>`,
    links.length > 1 ? `<nav aria-label="Stacks">${list(links)}</nav>` : "",
    "</header>",
    '<main id="main">',
    ...sections,
    "</main>",
    `<script>${PAGE_SCRIPT}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function stackSection(
  stack: StackReview,
  index: number,
  drawing: Html | undefined,
  networks: { base: View; head: View } | undefined,
): Html {
  const { kind, fault, warnings, notes } = stack;
  const { kind: colour, words } = RESULTS[stackResult(stack)];
  const word = kind === "changed" ? words : kind;
  const title = `<section id="s${index}" aria-labelledby="t${index}">\n<h2 id="t${index}">${text(stack.stack)} ${badge(colour, word)}</h2>`;
  if (fault !== undefined || networks === undefined) {
    const lines = (fault ?? "").split("\n");
    return `${title}\n<p>This stack cannot be reviewed:</p>\n${pre(lines)}\n</section>`;
  }
  const { base, head } = networks;
  const paths = new Paths(head.model);
  const map = heatMap(reachability(base.model, head.model), `c${index}`, (...cell) =>
    paths.of(...cell),
  );
  return [
    title,
    expectationSection(
      stack,
      head.expectations.map((one) => oneLine(expectationText(one))),
    ),
    trafficSection(stack),
    findingSection(stack),
    "<h3>Reachability</h3>",
    map,
    ...diagramPart(stack.diagram, drawing),
    ...(warnings.length === 0
      ? []
      : ["<h3>New gaps of the model</h3>", list(warnings.slice(0, 200).map((one) => text(one)))]),
    resourceSection(stack),
    ...notes.map((note) => `<p class="faint">${text(note)}</p>`),
    "</section>",
  ].join("\n");
}

function diagramPart(diagram: Diagram | undefined, drawing: Html | undefined): Html[] {
  if (diagram === undefined || drawing === undefined) {
    return [];
  }
  const layers = LAYERS.flatMap(({ id, title }) => {
    const own = diagram.nodes.filter(({ layer }) => layer === id);
    const items = own.map((node) => text(nodeLines(node).join("; ")));
    return own.length === 0 ? [] : [`${title}: ${count(own.length, "node")}${list(items)}`];
  });
  return [
    "<h3>Topology</h3>",
    isChanged(diagram)
      ? '<p class="faint">+ and green: added; − and dashed: removed; ~ and dotted: changed.</p>'
      : '<p class="faint">The topology does not change.</p>',
    `<div class="scroll" role="region" tabindex="0" aria-label="Drawing of the topology">${drawing}</div>`,
    details("The same as a list", list(layers)),
  ];
}
