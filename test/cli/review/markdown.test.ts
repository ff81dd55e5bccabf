import { Verdict } from "../../../network/reason/question";
import { LONGEST_COMMENT, reviewMarkdown } from "../../../cli/review/markdown";
import type { Review, StackReview, TrafficChange } from "../../../cli/review/report";

const evil = 'x|y`<script>alert("1")</script>\n\n# h @team [a](https://b) </pre></details>';

function flow(name: string): TrafficChange {
  return {
    change: "opened",
    verdict: Verdict.Allowed,
    text: "",
    traffic: "tcp 443",
    from: [name],
    to: [name],
    fromIds: [],
    toIds: [],
    spaces: [{ destination: "10.0.0.1" }],
  };
}

function reviewOf(parts: Partial<StackReview>, times = 1): Review {
  const stack: StackReview = {
    stack: "s",
    kind: "changed",
    traffic: [],
    findings: [],
    resources: [],
    warnings: [],
    notes: [],
    ...parts,
  };
  return {
    format: 1,
    base: { ref: "main", commit: "a".repeat(40) },
    head: { ref: "worktree" },
    summary: "1 stack reviewed: opens 1 flow",
    result: "changed",
    stacks: Array.from({ length: times }, () => stack),
  };
}

const failing = {
  text: evil,
  because: evil,
  status: "broken" as const,
  isNew: true,
  pair: evil,
  verdict: "allowed",
  reason: evil,
  packet: "tcp a -> b",
  hops: [evil, ""],
  remedy: { text: evil, proved: true },
};

const change = {
  operation: "update" as const,
  urn: evil,
  type: evil,
  name: evil,
  properties: [{ path: evil, before: evil, after: evil }],
  hints: [evil],
};

describe("a review as Markdown", () => {
  test("begins with the summary", () => {
    expect(reviewMarkdown(reviewOf({})).split("\n")[0]).toContain("1 stack reviewed: opens 1 flow");
  });

  test("keeps hostile names inside of their cells", () => {
    const text = reviewMarkdown(
      reviewOf({
        stack: evil,
        traffic: [flow(evil)],
        resources: [change],
        warnings: [evil],
        notes: [evil],
        expectations: { total: 2, holding: 1, failing: [failing], fixed: [evil], dropped: [evil] },
      }),
    );
    expect(text).not.toContain("<script");
    expect(text).not.toMatch(/^# h/m);
    // Within <pre> nothing but HTML counts.
    const prose = text.replace(/<pre>[^]*?<\/pre>/g, "");
    expect(prose).not.toContain("](https");
    expect(prose).not.toContain("@team");
    const rows = text.split("\n").filter((line) => line.startsWith("| ") && !line.includes("---"));
    const cells = rows.map((row) => row.split("|").length - 2);
    expect(cells).toEqual([5, 5, 4, 4]);
    expect(text.split("<details>").length).toBe(text.split("</details>").length);
    expect(text.split("<pre>").length).toBe(text.split("</pre>").length);
  });

  test("keeps a fault's text inside of its block", () => {
    const text = reviewMarkdown(reviewOf({ fault: `head: ${evil}` }));
    expect(text).toContain("cannot be reviewed");
    expect(text).not.toContain("<script");
    expect(text.match(/<\/pre>/g)).toHaveLength(1);
  });

  test("cuts tables where it would be too long, and says so", () => {
    const traffic = Array.from({ length: 5000 }, (_, index) => flow(`machine-${index}`));
    const text = reviewMarkdown(reviewOf({ traffic }));
    expect(text.length).toBeLessThanOrEqual(LONGEST_COMMENT);
    expect(text).toContain("... and 4800 more flows (`--format json` has all)");
    expect(text).toContain("machine-199");
  });

  test("stays below the limit with many stacks and long texts, with every block closed", () => {
    const long = "n".repeat(3000);
    const resources = Array.from({ length: 100 }, () => ({ ...change, name: long }));
    const text = reviewMarkdown(reviewOf({ resources, warnings: [long, long] }, 60));
    expect(text.length).toBeLessThanOrEqual(LONGEST_COMMENT);
    expect(text).toContain("Cut here");
    expect(text.split("<details>").length).toBe(text.split("</details>").length);
  });
});
