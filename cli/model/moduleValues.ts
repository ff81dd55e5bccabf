import { spawn } from "node:child_process";
import { dirname } from "node:path";
import type { Readable } from "node:stream";
import { typescriptLoader } from "@vmnet/simulator/program/program";

/** Writes the asked exports as JSON to a channel of their own: what the module prints is its own affair. */
const SCRIPT = `
const [file, kind, ...names] = process.argv.slice(1);
const load = kind === "module" ? import(require("node:url").pathToFileURL(file)) : require(file);
Promise.resolve(load).then((found) => {
  const all = { ...found.default, ...found };
  const chosen = Object.fromEntries(names.map((name) => [name, all[name]]));
  require("node:fs").createWriteStream(null, { fd: 3 }).end(JSON.stringify(chosen));
});
`;

/**
 * Exports of a TypeScript or JavaScript module that are plain data. The module runs in a process of its own.
 *
 * @throws Error with what the module said when it cannot be loaded
 */
export function moduleValues(
  file: string,
  names: readonly string[],
): Promise<Record<string, unknown>> {
  const loader = typescriptLoader(dirname(file));
  const kind = loader[0] === "--import" ? "module" : "script";
  const child = spawn(process.execPath, [...loader, "-e", SCRIPT, file, kind, ...names], {
    cwd: dirname(file),
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  return new Promise((resolve, reject) => {
    let said = "";
    let values = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
    const channel = child.stdio[3] as Readable;
    channel.setEncoding("utf8").on("data", (text: string) => (values += text));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0 && values !== "") {
        resolve(JSON.parse(values) as Record<string, unknown>);
      } else {
        reject(new Error(reasonIn(said) ?? `it ended with code ${String(code)}`));
      }
    });
  });
}

/** The line of Node's report that tells the error; the stack is of no use here. */
function reasonIn(said: string): string | undefined {
  const lines = said.split("\n").map((line) => line.trim());
  return (
    lines.find((line) => /^(\w*Error\b|Uncaught)/.test(line)) ?? lines.find((line) => line !== "")
  );
}
