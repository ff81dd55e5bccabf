/** `vmnet diagram`: the topology of one network, or what a change does to it. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { diagramDifference, grouped, isChanged, networkDiagram } from "vmnet/network/diagram/index";
import type { Diagram } from "vmnet/network/diagram/index";
import { chooseStack, readProject } from "../lab/project";
import { loadNetwork } from "../model/load";
import type { SourceOptions } from "../model/sources";
import { oneLine } from "../model/words";
import { withChange } from "../review/change";
import { errorText, exitCode, processTerminal, UserError } from "../terminal";
import type { Terminal } from "../terminal";
import { dotText } from "./dot";
import { mermaidText } from "./mermaid";
import { drawSvg, svgFile } from "./svg";

export interface DiagramOptions extends SourceOptions {
  base?: string;
  head?: string;
  format?: "mermaid" | "svg" | "dot";
  every?: boolean;
  output?: string;
}

/** Returns the exit code. */
export async function runDiagram(
  options: DiagramOptions,
  terminal: Terminal = processTerminal({ quiet: true }),
): Promise<number> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const { name, diagram } =
    options.base === undefined && options.head === undefined
      ? await ofNetwork(options)
      : await ofChange(options, cwd);
  const text = await rendered(options.every ? diagram : grouped(diagram), name, options);
  if (options.output === undefined) {
    terminal.data(text.trimEnd());
    return exitCode.ok;
  }
  try {
    writeFileSync(resolve(cwd, options.output), text);
  } catch (error) {
    throw new UserError(`--output ${options.output}: ${errorText(error)}`);
  }
  terminal.data(`${name}: ${diagram.nodes.length} objects drawn`);
  return exitCode.ok;
}

interface Named {
  name: string;
  diagram: Diagram;
}

async function ofNetwork(options: DiagramOptions): Promise<Named> {
  const { name, model, resources } = await loadNetwork(options);
  return { name, diagram: networkDiagram(model, resources) };
}

/** Options that name files say what one network is; two revisions come from the repository. */
const NOT_WITH_BASE = ["export", "previewJson", "dump", "surroundings", "inventory"] as const;

async function ofChange(options: DiagramOptions, cwd: string): Promise<Named> {
  const wrong = NOT_WITH_BASE.find((option) => options[option] !== undefined);
  if (wrong !== undefined) {
    const shown = wrong.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UserError(
      `--${shown} cannot stand beside --base: two revisions are drawn from the repository, ` +
        "with the files that vmnet.yaml names",
    );
  }
  const stack = chooseStack(readProject(cwd), options.stack).name;
  const { base, head } = options;
  const sides = {
    ...(base === undefined ? {} : { base }),
    ...(head === undefined ? {} : { head }),
  };
  return withChange({ ...sides, stack }, cwd, async (change) => {
    const views = [change.base, change.head].map((side) => change.views.of(stack, side));
    const [before, after] = (await Promise.all(views)).map(({ isThere, model, resources }) =>
      isThere ? networkDiagram(model, resources) : { nodes: [], edges: [] },
    );
    const empty: Diagram = { nodes: [], edges: [] };
    const diagram = diagramDifference(before ?? empty, after ?? empty);
    const what = isChanged(diagram) ? "difference" : "no difference";
    return { name: `stack ${stack}, ${what}`, diagram };
  });
}

async function rendered(
  diagram: Diagram,
  name: string,
  { format = "mermaid", json }: DiagramOptions,
): Promise<string> {
  if (json) {
    return `${JSON.stringify({ format: 1, network: name, ...diagram }, undefined, 2)}\n`;
  }
  switch (format) {
    case "mermaid":
      return mermaidText(diagram);
    case "dot":
      return dotText(diagram);
    case "svg": {
      const drawings = await drawSvg([
        { dot: dotText(diagram), name: `Topology: ${oneLine(name)}` },
      ]);
      return drawings.map(svgFile).join("");
    }
  }
}
