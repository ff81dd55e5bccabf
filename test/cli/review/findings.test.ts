import { compareFindings, FAMILIES } from "../../../cli/review/checks";
import type { CheckedNetwork, CheckFamily } from "../../../cli/review/checks";
import { LONGEST_COMMENT, reviewMarkdown } from "../../../cli/review/markdown";
import { findingBlocks } from "../../../cli/review/markdownFindings";
import { stackResult } from "../../../cli/review/report";
import type { Finding } from "../../../network/reason/finding";
import { nsx, site, T1, threeTiers } from "../../network/model/resources";
import { reviewOf, viewOf } from "./sides";

function finding(key: string, more: Partial<Finding> = {}): Finding {
  return {
    check: "mtu/tunnel-below-guest",
    severity: "warning",
    subjects: [key],
    key,
    text: `the path to ${key} carries 1400 bytes`,
    evidence: ["guest 1500", "tunnel 1400"],
    ...more,
  };
}

const network: CheckedNetwork = viewOf([], site);

function familyOf(base: Finding[], head: Finding[]): CheckFamily {
  const answers = [base, head];
  return { name: "mtu", title: "MTU", find: () => answers.shift() ?? [] };
}

/** A NAT rule on a gateway whose service router is gone never acts. */
const withoutEdge = () =>
  threeTiers().map((resource) => {
    const { edgeClusterPath: _edge, ...inputs } = resource.inputs;
    return resource.id === "app" && resource.type.includes("Tier1Gateway")
      ? { ...resource, inputs, outputs: { ...inputs, path: T1 } }
      : resource;
  });

describe("findings of a review", () => {
  test("are told by family as added, gone and kept", () => {
    const [report] = compareFindings(network, network, [
      familyOf([finding("old"), finding("both")], [finding("both"), finding("new")]),
    ]);
    const keys = (list: readonly Finding[] = []) => list.map(({ key }) => key);
    expect([keys(report?.added), keys(report?.gone), keys(report?.kept)]).toEqual([
      ["new"],
      ["old"],
      ["both"],
    ]);
    expect(compareFindings(network, network, [familyOf([], [])])).toEqual([]);
    const [fresh] = compareFindings(undefined, network, [familyOf([finding("x")], [])]);
    expect(keys(fresh?.added)).toEqual(["x"]);
  });

  test("tell of physical switches what changes, and what has no place", () => {
    const port = (port: string, vlan: number) => ({
      port,
      description: "esxi-01 vmnic2 (vSwitch1)",
      isEdge: true,
      vlans: [{ first: vlan, last: vlan }],
      untagged: false,
    });
    const need = { name: "core-1", platform: "ios-xe" as const, vlans: [] };
    const open = ["esxi-02 vmnic3 (vSwitch1) is plugged into no port of the cabling file"];
    const one = (vlan: number): CheckedNetwork => ({
      ...network,
      handoff: {
        switches: [{ ...need, ports: [port("Te1/0/1", vlan), port("Te1/0/2", 7)] }],
        open,
      },
    });
    const physical = FAMILIES.filter(({ name }) => name === "handoff");
    const [report] = compareFindings(one(20), one(30), physical);
    const texts = (list: readonly Finding[] = []) => list.map(({ text }) => text);
    expect(texts(report?.added)).toEqual([
      "core-1 Te1/0/1, esxi-01 vmnic2 (vSwitch1), carries VLAN 30",
    ]);
    expect(texts(report?.gone)).toEqual([
      "core-1 Te1/0/1, esxi-01 vmnic2 (vSwitch1), carries VLAN 20",
    ]);
    expect(texts(report?.kept)).toEqual(open);
    const quiet = { ...one(20), handoff: { ...one(20).handoff!, open: [] } };
    expect(compareFindings(quiet, quiet, physical)).toEqual([]);
    expect(compareFindings(network, network, physical)).toEqual([]);
  });

  test("name the rules that a change makes dead, and the policies that it breaks", async () => {
    const [before, after] = [threeTiers(), withoutEdge()];
    const open = nsx("Tier0Gateway", "spare", { haMode: "ACTIVE_STANDBY" });
    const { stacks, summary } = await reviewOf({
      s: { base: viewOf(before, site), head: viewOf([...after, open], site) },
    });
    const families = stacks[0]!.findings;
    const hygiene = families.find(({ family }) => family === "hygiene");
    expect(hygiene?.added.map(({ text }) => text).join("\n")).toMatch(
      /NAT rule jobs of app: the gateway has no service router/,
    );
    const policy = families.find(({ family }) => family === "policy");
    expect(policy?.added.flatMap(({ subjects }) => subjects)).toContain("spare");
    expect(summary).toMatch(/adds \d+ findings/);
    expect(FAMILIES.map(({ name }) => name)).toEqual(expect.arrayContaining(["hygiene", "policy"]));
  });

  test("break the review when an error is added, and not when it was there before", async () => {
    const view = viewOf([], site);
    const { stacks } = await reviewOf({ s: { base: view, head: view } });
    const of = (added: Finding[], kept: Finding[]) =>
      stackResult({
        ...stacks[0]!,
        findings: [{ family: "mtu", title: "MTU", added, gone: [], kept }],
      });
    const error = finding("x", { severity: "error" });
    expect(of([error], [])).toBe("broken");
    expect(of([finding("x")], [error])).toBe("changed");
    expect(of([], [error])).toBe("nothing");
  });

  test("stand in Markdown with the gravest first, evidence and fix, hostile texts included", () => {
    const evil = "<b>x</b> `|` @team\n\n# h";
    const blocks = findingBlocks(
      [
        {
          family: "mtu",
          title: "MTU",
          added: [
            finding("one", { text: evil, fix: evil, evidence: [evil], check: evil }),
            finding("two", { severity: "error" }),
          ],
          gone: [finding("three")],
          kept: [finding("four"), finding("five")],
        },
      ],
      20,
    );
    const text = blocks.join("\n\n");
    expect(text).toContain("**New findings: MTU**");
    expect(text.indexOf("❌")).toBeLessThan(text.indexOf("⚠️"));
    expect(text).toContain("<summary>1 finding that this change ends</summary>");
    expect(text).toContain("<summary>2 findings as before</summary>");
    expect(text).toContain("  - guest 1500");
    expect(text).not.toMatch(/<b>|@team|^# h|\n\n\n/m);
  });

  test("stay within a comment, however many and long they are", async () => {
    const view = viewOf([], site);
    const review = await reviewOf({ s: { base: view, head: view } });
    const added = Array.from({ length: 3000 }, (_, index) =>
      finding(`f${index}`, {
        text: "t".repeat(10_000),
        evidence: Array<string>(50).fill("e".repeat(10_000)),
      }),
    );
    review.stacks[0]!.findings = [{ family: "mtu", title: "MTU", added, gone: added, kept: added }];
    const text = reviewMarkdown(review);
    expect(text.length).toBeLessThanOrEqual(LONGEST_COMMENT);
    expect(text).toMatch(/and \d+ more findings|Cut here/);
    expect(text.split("<details>").length).toBe(text.split("</details>").length);
  });
});
