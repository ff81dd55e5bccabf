import { ensureEngine } from "../engine/find";
import { exitCode, processTerminal } from "../terminal";
import type { Terminal } from "../terminal";
import { openLab } from "./context";
import { LabStack } from "./operation";
import type { OperationKind, OperationResult } from "./operation";
import type { OperationOptions } from "./options";
import { makeLabFolders } from "./paths";
import { policyPacks } from "./policyHost";
import { chooseStack, stackFileName } from "./project";
import {
  errorLines,
  genericNotice,
  outputLines,
  ProgressPrinter,
  resourceTree,
  summaryLine,
} from "./render";
import { operationReport } from "./report";
import { startSystems } from "./systems";
import type { Systems } from "./systems";

/** Runs one operation from the command line and prints it. Returns the exit code. */
export async function runOperation(
  kind: OperationKind,
  options: OperationOptions,
): Promise<number> {
  const { project, settings } = openLab(options, false);
  const chosen = selection(options);
  const stack = chooseStack(project, options.stack);
  const paths = makeLabFolders(project.root);
  const terminal = processTerminal({ quiet: options.json });
  const engine = await ensureEngine({
    onProgress: (message) => terminal.line(`vmnet: ${message}`),
  });
  const because = stack.reason ? ` (${stack.reason})` : "";
  const { colors } = terminal;
  terminal.line(
    `${colors.bold(`vmnet lab ${kind}`)} ${project.settings.name}, stack ${stack.name}${because}, engine ${engine.version}`,
  );
  const systems = await startSystems(project.root, paths, settings, `vmnet lab ${kind}`);
  try {
    if (systems.note) terminal.line(`vmnet: ${systems.note}`);
    const lab = await LabStack.open({
      project,
      paths,
      settings,
      stack: stack.name,
      engine,
      systems,
    });
    lab.notes.forEach((note) => terminal.line(`vmnet: ${note}`));
    const preview = kind === "preview";
    const result = await lab.run(kind, chosen, new ProgressPrinter(terminal, preview));
    const generic = genericTypes(result, systems);
    const code = codeOf(result, options);
    if (options.json) {
      const report = operationReport({ kind, stack: stack.name, result, generic, exitCode: code });
      terminal.data(JSON.stringify(report, undefined, 2));
    } else {
      printResult(kind, result, generic, terminal, options);
      if (code === exitCode.changes) {
        terminal.line(`${colors.red("error:")} there are changes, and none were expected`);
      } else if (preview && result.ok && result.record.hasChanges) {
        terminal.line(
          colors.dim(
            `apply with: vmnet lab up --stack ${stack.name}  (${stackFileName(project, stack.name)})`,
          ),
        );
      }
    }
    return code;
  } finally {
    systems.close();
  }
}

function selection({ refresh, target, policyPack, parallel, debug }: OperationOptions) {
  return {
    ...(debug ? { debug } : {}),
    ...(refresh ? { refresh } : {}),
    ...(target ? { target } : {}),
    ...(policyPack ? { policyPack: policyPacks(policyPack) } : {}),
    ...(parallel ? { parallel } : {}),
  };
}

function codeOf(result: OperationResult, options: OperationOptions): number {
  if (!result.ok) return exitCode.failed;
  return options.expectNoChanges && result.record.hasChanges ? exitCode.changes : exitCode.ok;
}

function genericTypes({ record }: OperationResult, { estate }: Systems): string[] {
  const types = [...record.resources.values()]
    .filter(({ custom }) => custom)
    .map(({ type }) => type);
  return [...new Set(types)]
    .filter((type) => /^(vsphere|nsxt):/.test(type) && !estate.isModelled(type))
    .sort();
}

function printResult(
  kind: OperationKind,
  result: OperationResult,
  generic: string[],
  terminal: Terminal,
  options: OperationOptions,
): void {
  const { record } = result;
  const { colors } = terminal;
  const records = [...record.resources.values()];
  // A preview that failed knows only a part of the program, and takes the rest for deleted.
  const tree = kind === "preview" && !result.ok ? [] : resourceTree(records, terminal);
  if (tree.length > 0) terminal.line(`\n${tree.join("\n")}`);
  const outputs = outputLines(record.outputs);
  if (outputs.length > 0 && result.ok && kind !== "destroy") {
    terminal.line(`\nOutputs:\n${outputs.join("\n")}`);
  }
  terminal.line();
  errorLines(result.errors, terminal).forEach((line) => terminal.line(line));
  if (result.stack && options.debug) terminal.line(result.stack);
  const notice = genericNotice(generic);
  if (notice) terminal.line(colors.dim(notice));
  const verdict = result.ok
    ? colors.green("done")
    : result.cancelled
      ? colors.yellow("cancelled")
      : colors.red("failed");
  const summary =
    kind === "preview" && !result.ok ? "" : `${summaryLine(records, kind === "preview")}, `;
  terminal.line(`${kind} ${verdict}: ${summary}${result.seconds.toFixed(1)} s`);
}
