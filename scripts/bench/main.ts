/**
 * `npm run bench`: measures, prints a table, and ends with 1 when something is over its limit.
 * `--markdown` prints the table of docs/performance.md; `--quick` runs small sizes, whose figures
 * mean little, and holds them to no limit; further words choose among components, provider,
 * reachability and review.
 */
import { cpus, loadavg, totalmem } from "node:os";
import { benchComponents } from "./components";
import type { Result } from "./measure";
import { benchProvider } from "./provider";
import { benchReachability } from "./reachability";
import { benchReview } from "./review";

// Stack traces in lines of the source cost more than all the rest, and no user has them.
process.setSourceMapsEnabled(false);

const words = process.argv.slice(2);
const quick = words.includes("--quick");

const benches: Record<string, () => Result[] | Promise<Result[]>> = {
  // First: its memory is the process's own.
  reachability: () => benchReachability(quick),
  components: () => benchComponents(quick ? 74 : 1_000, quick ? 1 : 7),
  provider: () => benchProvider(quick ? 37 : 300, quick ? 1 : 5),
  review: () => benchReview(quick ? 1 : 5),
};

function print(line = ""): void {
  process.stdout.write(`${line}\n`);
}

function machine(): string {
  const list = cpus();
  const load = loadavg()[0]?.toFixed(1) ?? "?";
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GB`;
  const [date] = new Date().toISOString().split("T");
  return `${list.length} cores (${list[0]?.model ?? "unknown"}), ${memory}, Node.js ${process.version}, load ${load} at the start, ${date}`;
}

function table(results: readonly Result[]): string[] {
  return [
    "| Measured | Result | Limit |",
    "|---|---|---|",
    ...results.map(({ what, measured, limit = "" }) => `| ${what} | ${measured} | ${limit} |`),
  ];
}

async function main(): Promise<number> {
  const chosen = words.filter((word) => !word.startsWith("--"));
  const unknown = words.find((word) =>
    word.startsWith("--")
      ? !["--quick", "--markdown"].includes(word)
      : !Object.hasOwn(benches, word),
  );
  if (unknown !== undefined) {
    print(`${unknown}: unknown; allowed: --quick, --markdown, ${Object.keys(benches).join(", ")}`);
    return 2;
  }
  const about = machine();
  const results: Result[] = [];
  for (const [name, bench] of Object.entries(benches)) {
    if (chosen.length === 0 || chosen.includes(name)) {
      results.push(...(await bench()));
    }
  }
  if (words.includes("--markdown")) {
    print(`\`npm run bench -- ${words.join(" ")}\` on ${about}\n`);
    table(results).forEach((line) => print(line));
  } else {
    print(about);
    for (const { what, measured, limit, isGood } of results) {
      const bound = limit === undefined ? "" : `, limit ${limit}`;
      print(`${isGood || quick ? "ok  " : "OVER"} ${what}: ${measured}${bound}`);
    }
  }
  return quick || results.every(({ isGood }) => isGood) ? 0 : 1;
}

void main().then((code) => {
  process.exitCode = code;
});
