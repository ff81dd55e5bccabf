/** Draws Graphviz' language as SVG, in a thread of its own so that it can be stopped. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { escapeHtml } from "../review/escape";
import { UserError } from "../terminal";

/** Longer drawings are of no use to anybody. */
const LONGEST_MS = 30_000;

const PACKAGE = "@hpcc-js/wasm-graphviz";

/** The library is an ES module with WebAssembly inside: a thread loads it whatever this process is. */
const SCRIPT = `
const { parentPort, workerData } = require("node:worker_threads");
import(workerData.library)
  .then(({ Graphviz }) => Graphviz.load())
  .then((graphviz) => parentPort.postMessage(workerData.texts.map((text) => graphviz.layout(text, "svg", "dot"))));
`;

/**
 * Style sheet of the drawings: follows the reader's choice of light or dark. Class names are those of
 * {@link dotText}.
 */
export const DRAWING_STYLE = `
.drawing text { fill: #1f2328; stroke: none; font-family: "Liberation Sans", Arial, Helvetica, sans-serif; font-size: 11.3px; }
.drawing .line text { font-size: 9px; }
.drawing .layer text { fill: #59636e; font-style: italic; }
.drawing .node path, .drawing .node polygon { stroke: #818b98; fill: #f6f8fa; }
.drawing .node.tier0 :is(path, polygon), .drawing .node.tier1 :is(path, polygon), .drawing .node.vrf :is(path, polygon), .drawing .node.router :is(path, polygon) { fill: #ddf4ff; }
.drawing .node.segment path, .drawing .node.vlan path, .drawing .node.isolatedSwitch path { fill: #fff8c5; }
.drawing .node.outside path { fill: #ffffff; }
.drawing .line path { stroke: #818b98; }
.drawing .node.added :is(path, polygon), .drawing .line.added path { stroke: #00795a; }
.drawing .node.removed :is(path, polygon), .drawing .line.removed path { stroke: #c2410c; }
.drawing .node.changed :is(path, polygon), .drawing .line.changed path { stroke: #0068a8; }
@media (prefers-color-scheme: dark) {
  .drawing text { fill: #e6edf3; }
  .drawing .layer text { fill: #9198a1; }
  .drawing .node path, .drawing .node polygon { stroke: #6e7681; fill: #1c2128; }
  .drawing .node.tier0 :is(path, polygon), .drawing .node.tier1 :is(path, polygon), .drawing .node.vrf :is(path, polygon), .drawing .node.router :is(path, polygon) { fill: #12304f; }
  .drawing .node.segment path, .drawing .node.vlan path, .drawing .node.isolatedSwitch path { fill: #3a3000; }
  .drawing .node.outside path { fill: #0d1117; }
  .drawing .line path { stroke: #6e7681; }
  .drawing .node.added :is(path, polygon), .drawing .line.added path { stroke: #2ec99b; }
  .drawing .node.removed :is(path, polygon), .drawing .line.removed path { stroke: #ff8c4b; }
  .drawing .node.changed :is(path, polygon), .drawing .line.changed path { stroke: #58b4f5; }
}
`;

/**
 * Draws each text as the `<svg>` element alone, ready to stand in a page: no declaration, no titles of
 * nodes (their numbers mean nothing to anybody), one name for people who cannot see it.
 *
 * @throws UserError when it takes longer than half a minute
 */
export async function drawSvg(
  drawings: readonly { dot: string; name: string }[],
): Promise<string[]> {
  if (drawings.length === 0) {
    return [];
  }
  const texts = await layout(drawings.map(({ dot }) => dot));
  return texts.map((text, index) => cleaned(text, drawings[index]?.name ?? "diagram"));
}

function layout(texts: readonly string[]): Promise<string[]> {
  const library = pathToFileURL(libraryFile()).href;
  const worker = new Worker(SCRIPT, { eval: true, workerData: { texts, library }, execArgv: [] });
  return new Promise<string[]>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new UserError(`the diagram could not be drawn within ${LONGEST_MS / 1000} s`));
    }, LONGEST_MS);
    worker.once("message", (drawn: string[]) => {
      clearTimeout(timer);
      resolve(drawn);
    });
    worker.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
  }).finally(() => void worker.terminate());
}

/** The package has no entry for \`require\`, so its file is looked for where Node.js would. */
function libraryFile(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const file = join(folder, "node_modules", PACKAGE, "dist/index.js");
    if (existsSync(file)) {
      return file;
    }
    if (dirname(folder) === folder) {
      throw new UserError(`${PACKAGE} is not installed: install the packages of @vmnet/cli again`);
    }
  }
}

function cleaned(text: string, name: string): string {
  const from = text.indexOf("<svg");
  const body = text
    .slice(from)
    .replace(/<!--[^]*?-->\s*/g, "")
    .replace(/<title>[^<]*<\/title>\s*/g, "")
    .replace(/ id="(?:node|edge|graph)\d+"/g, "")
    .replace(/ width="(\d+)pt" height="(\d+)pt"/, ' width="$1" height="$2"')
    .trim();
  const label = escapeHtml(name.slice(0, 200));
  return body.replace("<svg", `<svg class="drawing" role="img" aria-label="${label}"`);
}

/** A drawing as a file of its own. */
export function svgFile(svg: string): string {
  const end = svg.indexOf(">") + 1;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg.slice(0, end)}\n<style>${DRAWING_STYLE}</style>${svg.slice(end)}\n`;
}
