import { join } from "node:path";

import { runCheck } from "../../cli/check/check";
import type { MutationScore } from "../../cli/check/score";
import { Lines } from "../cli/lines";

jest.setTimeout(300_000);

const root = join(__dirname, "../..");

interface Answer {
  findings: { status: string }[];
  mutation: MutationScore;
}

/** Where frontends ask an authority outside; production has every part of the lab, too. */
const OUTWARDS = [
  "dmz-snat: removed",
  "dmz-outbound-authorities: removed",
  "tiers-rule-authorities: removed",
  "tiers-rule-authorities: any destination",
  "tiers-boundary-dmz.core: any destination",
  "web-drop-oldertls: any destination",
];
const TWO_OF_EACH = [
  "edge-interface-edge-01: removed",
  "edge-interface-edge-02: removed",
  "dmz-forward-https.web-2: removed",
  "tiers-rule-inward: removed",
];

describe("what the expectations of hardened-production prove", () => {
  test("all of it holds in the lab", async () => {
    const terminal = new Lines();
    expect(await runCheck({ stack: "hardened-production-lab", cwd: root }, terminal)).toBe(0);
    expect(terminal.text).toContain("internet can reach dmz-segment with tcp/443, inspected");
    expect(terminal.text).toContain("production-segment never reaches internet");
    expect(terminal.text).toMatch(/67 expectations: 67 hold$/);
  });

  test.each([
    { environment: "dev", count: 69, killed: OUTWARDS },
    { environment: "prod", count: 79, killed: [...OUTWARDS, ...TWO_OF_EACH] },
  ])(
    "all of it holds in $environment, where every small fault is noticed or harmless",
    async ({ environment, count, killed }) => {
      const terminal = new Lines();
      const stack = `hardened-production-${environment}`;
      const code = await runCheck({ stack, cwd: root, mutate: true, json: true }, terminal);
      const { findings, mutation } = terminal.json<Answer>();
      expect(mutation.survived).toEqual([]);
      expect(mutation.accepted).toEqual([]);
      expect(code).toBe(0);
      expect(findings.map(({ status }) => status)).toEqual(Array(count).fill("holds"));
      expect(mutation.killed.map(({ mutant }) => mutant)).toEqual(
        expect.arrayContaining([
          "web-drop-oldertls: removed",
          "web-drop-oldertls: allows",
          "dmz-drop: applied everywhere",
          "dmz-forward-https.web-1: removed",
          "tiers-rule-names: any destination",
          "tiers-rule-public: any destination",
          "tiers-default-core: removed",
          "tiers-default-production: removed",
          ...killed,
        ]),
      );
      expect(mutation.killed.length + mutation.harmless.length).toBe(mutation.total);
      expect(mutation.total).toBeGreaterThan(120);
    },
  );
});
