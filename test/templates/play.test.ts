import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { commitAll, edit, exampleRepository, git } from "../cli/review/repository";

jest.setTimeout(180_000);

const root = join(__dirname, "../..");
const read = (path: string) => readFileSync(join(root, "templates", path), "utf8");

/** A clone with a pull request, and a folder of commands that only write down how they are called. */
let folder: string;
let tools: string;
let calls: string;

beforeAll(() => {
  folder = exampleRepository();
  tools = join(folder, ".git/tools");
  calls = join(folder, ".git/calls.txt");
  mkdirSync(tools);
  const record = `#!/bin/sh\nprintf '%s ' "$(basename "$0")" "$@" >> '${calls}'\necho >> '${calls}'\n`;
  for (const name of ["gh", "curl"]) write(name, record);
  write(
    "npx",
    `#!/bin/sh\nshift 2\nexec '${process.execPath}' '${join(root, "cli/vmnet.js")}' "$@"\n`,
  );
  git(folder, "checkout", "-q", "-b", "change");
  edit(folder, "Pulumi.bridged-lan-lab.yaml", "vlanId: 10", "vlanId: 10\n    limit: 500 Mbit/s");
  commitAll(folder, "slow the LAN down");
});

function write(name: string, text: string): void {
  writeFileSync(join(tools, name), text);
  chmodSync(join(tools, name), 0o755);
}

/** Runs a script as the runner does, with nothing of this machine's environment but PATH and HOME. */
function play(script: string, env: Record<string, string>) {
  rmSync(calls, { force: true });
  const { PATH = "", HOME = "" } = process.env;
  const result = spawnSync("bash", ["-eo", "pipefail", "-c", script], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: `${tools}${delimiter}${PATH}`, HOME, ...env },
  });
  const called = existsSync(calls) ? readFileSync(calls, "utf8") : "";
  return { ...result, called };
}

describe("the steps of the GitHub review job, in a clone", () => {
  const { jobs } = parse(read("github/network-review.yml")) as {
    jobs: { review: { steps: { name?: string; run?: string }[] } };
  };
  const step = (name: string) =>
    jobs.review.steps.find((one) => one.name === name)?.run ?? `echo no step ${name}; exit 9`;

  it("reviews the change, writes the summary and hands on the result", () => {
    const [output, summary] = [join(folder, ".git/output"), join(folder, ".git/summary")];
    const env = { BASE: "main", GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary };
    const { status, stderr } = play(step("Review"), env);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(readFileSync(output, "utf8")).toBe("status=3\n");
    expect(readFileSync(summary, "utf8")).toContain("bridged-lan-lab");
    expect(readFileSync(join(folder, "review.html"), "utf8")).toMatch(/^<!doctype html>/i);
  });

  it("writes one comment, and changes it the next time", () => {
    const env = { GITHUB_REPOSITORY: "org/net", NUMBER: "7", GH_TOKEN: "none" };
    expect(play(step("Comment"), env).called).toMatch(
      /gh api --method POST repos\/org\/net\/issues\/7\/comments --field body=@comment.md/,
    );
    expect(readFileSync(join(folder, "comment.md"), "utf8")).toMatch(/^<!-- vmnet review -->\n/);
    write(
      "gh",
      `#!/bin/sh\ncase "$*" in *--paginate*) echo 42;; *) echo gh "$@" >> '${calls}';; esac\n`,
    );
    expect(play(step("Comment"), env).called).toContain(
      "--method PATCH repos/org/net/issues/comments/42",
    );
  });

  it.each([
    ["0", 0],
    ["3", 0],
    ["1", 1],
    ["2", 1],
    ["", 1],
  ])("fails for a broken or impossible review alone: %j ends with %d", (STATUS, code) => {
    expect(play(step("Judge"), { STATUS }).status).toBe(code);
  });
});

describe("the script of the GitLab review job, in a clone", () => {
  const pipeline = parse(read("gitlab/network.gitlab-ci.yml")) as Record<
    string,
    { script: string[] }
  >;
  const script = pipeline["network review"]!.script.join("\n");
  const merge = {
    CI_MERGE_REQUEST_DIFF_BASE_SHA: "main",
    CI_API_V4_URL: "https://gitlab.example/api/v4",
    CI_PROJECT_ID: "5",
    CI_MERGE_REQUEST_IID: "8",
  };

  it("passes with a change, and comments with a token only", () => {
    const quiet = play(script, merge);
    expect(quiet).toMatchObject({ status: 0, called: "" });
    expect(quiet.stdout).toContain("the network changes: see the report");
    const { called } = play(script, { ...merge, NETWORK_REVIEW_TOKEN: "a-token" });
    expect(called).toContain(
      "body@review.md https://gitlab.example/api/v4/projects/5/merge_requests/8/notes",
    );
  });

  it("fails where the base does not exist, and says that the review could not run", () => {
    const result = play(script, { ...merge, CI_MERGE_REQUEST_DIFF_BASE_SHA: "no-such-revision" });
    expect(result.status).toBe(1);
    expect(result.stdout).toContain("the review could not run (exit code 2)");
  });
});
