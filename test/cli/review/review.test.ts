import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { typescriptLoader } from "@vmnet/simulator/program/program";
import type { Review } from "../../../cli/review/report";
import { makeReview, runReview } from "../../../cli/review/review";
import type { ReviewOptions } from "../../../cli/review/review";
import { root } from "../exportedStack";
import { folderWith, writeFiles } from "../folder";
import { Lines } from "../lines";
import { commitAll, edit, exampleRepository, git } from "./repository";

jest.setTimeout(180_000);

const stack = "three-tier-nat-lab";
const program = "stacks/threeTierNat.ts";
let folder: string;

beforeAll(() => {
  folder = exampleRepository();
});

afterEach(() => {
  git(folder, "checkout", "-q", "--force", "main");
  git(folder, "clean", "-q", "-fd");
});

async function review(options: ReviewOptions = {}) {
  const terminal = new Lines();
  const output = join(folder, ".git/review.md");
  const code = await runReview({ cwd: folder, stack, output, ...options }, terminal);
  return { code, summary: terminal.printed.join("\n"), text: readFileSync(output, "utf8") };
}

describe("vmnet review of a change to three-tier-nat", () => {
  test("tells exactly what a wider forward opens, as Markdown", async () => {
    edit(folder, program, 'ports: "5000-6000"', 'ports: "5000-6100"');
    edit(folder, program, 'ports: "10000-11000"', 'ports: "10000-11100"');
    const { code, text, summary } = await review();
    expect(code).toBe(1);
    expect(summary).toMatch(
      /^1 stack reviewed: breaks 1 expectation, opens 1 flow, changes \d resources$/,
    );
    expect(text.split("\n")[0]).toContain("breaks 1 expectation, opens 1 flow");
    expect(text).toMatch(
      /\| (corp|desk-1).*\| app-1 \| tcp 6001-6100 \| 192\.168\.1\.60 \| allowed \|/,
    );
    expect(text).toContain("VM\\_Bridge never reaches app-1".replace("\\_", "&#95;"));
    expect(text).toContain("app-forward-jobs");
    expect(text).not.toContain("**Closed traffic**");
  });

  test("tells exactly what a further allow rule opens, as JSON, and leaves no trace", async () => {
    edit(folder, program, '[tcp("3306")]', '[tcp("3306"), tcp("22")]');
    const { TMPDIR = tmpdir() } = process.env;
    const temporary = folderWith();
    process.env.TMPDIR = temporary;
    const made = makeReview({ stack }, folder).finally(() => (process.env.TMPDIR = TMPDIR));
    const { result, stacks } = await made;
    expect(result).toBe("broken");
    expect(stacks[0]!.traffic).toEqual([
      expect.objectContaining({
        change: "opened",
        verdict: "allowed",
        traffic: "tcp 22",
        from: ["app-1", "app-2"],
        to: ["db-1"],
      }),
    ]);
    expect(stacks[0]!.traffic[0]!.spaces).toEqual([
      expect.objectContaining({ destination: "10.0.9.11", destinationPorts: "22" }),
    ]);
    const [broken] = stacks[0]!.expectations!.failing;
    expect(broken).toMatchObject({ status: "broken", isNew: true, pair: "app-1 -> db-1" });
    expect(broken!.packet).toBe("tcp 10.0.0.11:49152 -> 10.0.9.11:22");
    expect(broken!.remedy?.proved).toBe(true);
    expect(stacks[0]!.resources.map(({ name }) => name)).toEqual(["db-service-app"]);
    expect(git(folder, "status", "--short")).toBe(`M ${program}`);
    expect(git(folder, "worktree", "list").split("\n")).toHaveLength(1);
    expect(readdirSync(temporary).filter((name) => name.startsWith("vmnet-review-"))).toEqual([]);
  });

  test("compares two commits, and says what closes and which expectations are fixed or dropped", async () => {
    edit(folder, program, '[tcp("3306")]', '[tcp("3306"), tcp("22")]');
    git(folder, "commit", "-q", "-a", "-m", "too much");
    const base = git(folder, "rev-parse", "HEAD");
    edit(folder, program, '[tcp("3306"), tcp("22")]', '[tcp("3306")]');
    edit(
      folder,
      "stacks/threeTierNat.expectations.ts",
      "  expect(internet).neverReaches(db, {",
      "  expect(internet).neverReaches(db, tcp(), {",
    );
    git(folder, "commit", "-q", "-a", "-m", "right again");
    const head = git(folder, "rev-parse", "HEAD");
    git(folder, "reset", "-q", "--hard", "HEAD~2");
    const { code, text } = await review({ base, head });
    expect(code).toBe(3);
    expect(text).toContain("**Closed traffic**");
    expect(text).toContain("**Fixed expectations**");
    expect(text).toContain("**Expectations that nobody checks any more**");
    expect(text).toMatch(/- internet never reaches db-segment\n/);
    expect(text).toContain(`<code>${base.slice(0, 10)}`);
  });

  test("says that nothing changes, whether no file differs or none that matters", async () => {
    expect((await review()).code).toBe(0);
    edit(folder, program, "/**", "// a word more\n/**");
    const { code, text } = await review();
    expect(code).toBe(0);
    expect(text).toContain("nothing changes for packets or resources");
    expect(text).toContain(`No change for: ${stack}`);
  });

  test("runs no stack for files that vmnet.yaml ignores", async () => {
    writeFiles(folder, { "docs/page.md": "a word", "README.md": "a word" });
    expect((await makeReview({}, folder)).stacks).toEqual([]);
  });

  test("shows the fault of a program that does not run through any more", async () => {
    edit(folder, `Pulumi.${stack}.yaml`, "10.0.9.11/24", "10.0.8.11/24 ` <b>");
    const { code, text, summary } = await review();
    expect(code).toBe(1);
    expect(summary).toContain("1 stack cannot be reviewed");
    expect(text).toContain("This stack cannot be reviewed");
    expect(text).not.toContain("<b>");
  });

  test("tells a new stack and a removed one from a changed one", async () => {
    const file = `Pulumi.${stack}.yaml`;
    git(folder, "mv", file, "Pulumi.three-tier-nat-new-lab.yaml");
    const { stacks } = await makeReview({ stack: "three-tier-nat-*lab" }, folder);
    expect(stacks.map(({ stack: name, kind }) => [name, kind])).toEqual([
      [stack, "removed"],
      ["three-tier-nat-new-lab", "added"],
    ]);
    const [gone, added] = stacks;
    expect(gone!.resources.every(({ operation }) => operation === "delete")).toBe(true);
    expect(added!.resources.every(({ operation }) => operation === "create")).toBe(true);
    expect(added!.traffic.map(({ text }) => text).join("\n")).toContain("opens tcp 5000-6000");
    expect(added!.expectations?.holding).toBe(17);
  });

  test.each<[string, ReviewOptions, RegExp]>([
    ["a base that is not there", { base: "no-such" }, /--base no-such: .*no such commit/],
    ["a ref that looks like an option", { base: "--output=x" }, /no such commit/],
    ["a head that is not there", { head: "no-such" }, /--head no-such/],
    [
      "a stack that is not there",
      { stack: "three-tier-nat-lap" },
      /did you mean "three-tier-nat-lab"/,
    ],
  ])("fails on %s", async (_what, options, message) => {
    await expect(review(options)).rejects.toThrow(message);
    expect(existsSync(join(folder, "x"))).toBe(false);
  });
});

test("fails outside of a repository", async () => {
  const outside = folderWith({ "Pulumi.yaml": "name: x\nruntime: nodejs\n" });
  await expect(makeReview({}, outside)).rejects.toThrow(/no git repository/);
});

test("reviews a foreign program with encrypted settings, in a folder of a repository", async () => {
  const repository = folderWith();
  const project = join(repository, "infra/foreign");
  cpSync(join(root, "test/e2e/fixtures/foreign"), project, { recursive: true });
  symlinkSync(join(root, "node_modules"), join(repository, "node_modules"));
  commitAll(repository);
  edit(project, "Pulumi.foreign-lab.yaml", "vlanId: 10", "vlanId: 20");
  const found: Review = await makeReview({}, project);
  expect(found.result).toBe("changed");
  const [only] = found.stacks;
  expect(only).toMatchObject({ stack: "foreign-lab", kind: "changed" });
  expect(only!.fault).toBeUndefined();
  expect(only!.resources).toEqual([
    expect.objectContaining({
      operation: expect.stringMatching(/update|replace/) as string,
      name: "lan",
      properties: [expect.objectContaining({ path: "vlanId", before: "10", after: "20" })],
    }),
  ]);
  expect(JSON.stringify(found)).not.toMatch(/v1:encrypted|lab-foreign-password/);
});

/** Where user namespaces are forbidden, the review runs in the network there is. */
const isolated = spawnSync("unshare", ["-Urn", "true"]).status === 0;

test("needs no network but the loopback interface, and no environment; base is not run again", () => {
  const kept = () => readdirSync(join(folder, ".vmnet/review")).sort();
  const before = kept();
  edit(folder, program, '[tcp("3306")]', '[tcp("3307")]');
  const node = [
    process.execPath,
    ...typescriptLoader(__dirname),
    join(__dirname, "program.ts"),
    folder,
    stack,
  ];
  const enter = 'ip link set lo up && ip -o link | grep -vc " lo:" >&2; exec "$@"';
  const [command = "", ...args] = isolated
    ? ["unshare", "-Urn", "sh", "-c", enter, "sh", ...node]
    : node;
  const { stdout, stderr, status } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", HOME: folderWith() },
  });
  expect(stderr.trim()).toBe(isolated ? "0" : "");
  expect(status).toBe(1);
  expect(before.some((name) => name.endsWith(".json"))).toBe(true);
  expect(kept()).toEqual(before);
  const { stacks } = JSON.parse(stdout) as Review;
  expect(stacks[0]!.traffic.map(({ text }) => text).sort()).toEqual([
    "closes tcp 3306 from app-1, app-2 to db-1",
    "opens tcp 3307 from app-1, app-2 to db-1",
  ]);
});
