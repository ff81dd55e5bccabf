/**
 * Loaded before a captured program, in its process: leaves out what the Pulumi SDK does at its
 * start and a network program never needs. It halves the time of a capture.
 *
 * - What serves only to serialise JavaScript functions is loaded late (late.ts).
 * - Source maps are for the program, whose stacks Node.js maps itself: those of the SDK's starter
 *   are not read, and `source-map-support` is not needed.
 * - The SDK keeps a stack of every promise for the debug output of its leak detector. Writing them
 *   takes longer than all else together, so they stay empty.
 * - Debug messages, of which the SDK sends a dozen for each resource, are not sent at all.
 * - Errors are reported as their plain stack. In colours, some versions of Node.js 20 never finish
 *   with a stack that holds `node_modules/@scope/file`, as the SDK's mapped stacks do.
 * - JavaScript without ES module syntax is compiled as it is: the loader for TypeScript would parse
 *   each file of every dependency to find that out.
 * - Node.js 22 and newer keep compiled code between runs.
 *
 * When a version of the SDK asks for other modules, nothing matches and nothing changes.
 */
import { readFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import { inspect } from "node:util";
import { asksSdk, loader, loadLate } from "./late";

type Compiled = NodeModule & { _compile(text: string, filename: string): void };
type Extension = (module: Compiled, filename: string) => void;

loadLate();
const load = loader._load;
const extensions = loader._extensions as Record<string, Extension | undefined>;
const patched = /(^|\/)(debuggable|log|error)$/;

interface Patched {
  debuggablePromise?: (...given: unknown[]) => unknown;
  debug?: (...given: unknown[]) => unknown;
  defaultErrorMessage?: (error: unknown) => string;
}

const ours = new WeakSet<object>();

function own<Replacement extends object>(replacement: Replacement): Replacement {
  ours.add(replacement);
  return replacement;
}

/** May see a module several times, and first while it is still being loaded. */
function patch(module: Patched): Patched {
  const { debug, debuggablePromise, defaultErrorMessage } = module;
  if (debug !== undefined && !ours.has(debug)) module.debug = own(() => Promise.resolve());
  if (defaultErrorMessage !== undefined && !ours.has(defaultErrorMessage)) {
    module.defaultErrorMessage = own((error: unknown) =>
      error instanceof Error ? error.stack || error.message : inspect(error),
    );
  }
  if (debuggablePromise !== undefined && !ours.has(debuggablePromise)) {
    module.debuggablePromise = own((...given: unknown[]) => {
      const limit = Error.stackTraceLimit;
      Error.stackTraceLimit = 0;
      try {
        return debuggablePromise(...given);
      } finally {
        Error.stackTraceLimit = limit;
      }
    });
  }
  return module;
}

process.setSourceMapsEnabled(false);
loader.enableCompileCache?.();

const moduleSyntax = /(?:^|[;}])\s*(?:import|export)\b\s*[\w{*"'$]/m;
const loadJavaScript = extensions[".js"];

extensions[".js"] = (module, filename) => {
  const text = readFileSync(filename, "utf8").replace(/^\uFEFF/, "");
  if (loadJavaScript !== undefined && moduleSyntax.test(text)) loadJavaScript(module, filename);
  else module._compile(text, filename);
};

loader._load = function (request, parent, main) {
  if (asksSdk(parent)) {
    if (request === "source-map-support/register") return {};
    if (patched.test(request) && !process.env.PULUMI_DEBUG_PROMISE_LEAKS) {
      return patch(load.call(this, request, parent, main) as Patched);
    }
    // The SDK loads its own parts by relative paths, and the program by its full one.
    if (isAbsolute(request)) process.setSourceMapsEnabled(true);
  }
  return load.call(this, request, parent, main);
};
