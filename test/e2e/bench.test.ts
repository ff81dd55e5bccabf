import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { compare, median } from "../../scripts/bench/measure";

jest.setTimeout(300_000);

const root = join(__dirname, "../..");

function bench(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const command = ["run", "--silent", "bench", "--", ...args];
  return spawnSync("npm", command, { cwd: root, encoding: "utf8" });
}

test("the benchmark runs in small, and says what it measured, of what and on which machine", () => {
  const { status, stdout, stderr } = bench("--quick", "--markdown");
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(stdout).toMatch(
    /^`npm run bench -- --quick --markdown` on \d+ cores .*, Node\.js v\d+.*, \d{4}-\d\d-\d\d$/m,
  );
  const rows = stdout.split("\n").filter((line) => line.startsWith("| "));
  const measured = rows.slice(1).map((row) => row.split("|")[1]?.trim() ?? "");
  const expected = [
    expect.stringMatching(/^who reaches whom among 500 machines under 500 rules$/),
    expect.stringMatching(/^processor time of the same with a tenth of the rules$/),
    expect.stringMatching(/^most memory of this/),
    expect.stringMatching(/^74 resources through 2 components/),
    expect.stringMatching(/^up of 37 resources by the engine/),
    expect.stringMatching(/^processor time of the provider servers per resource$/),
    expect.stringMatching(/^most memory of the lab's servers with 37 resources$/),
    expect.stringMatching(/^review of one changed rule of multi-cluster-lab, without a network$/),
  ];
  expect(measured).toEqual(expect.arrayContaining(expected));
});

test("fails for a word that it does not know", () => {
  const { status, stdout } = bench("reach");
  expect(status).toBe(2);
  expect(stdout).toContain(
    "reach: unknown; allowed: --quick, --markdown, reachability, components, provider, review",
  );
});

test("compares round by round, so that a machine that gets slower favours neither", async () => {
  let slowness = 1;
  const run = (work: number) => () => Promise.resolve(work * (slowness *= 1.01));
  const { ratio } = await compare(9, run(11), run(10));
  expect(ratio).toBeGreaterThan(1.08);
  expect(ratio).toBeLessThan(1.12);
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});
