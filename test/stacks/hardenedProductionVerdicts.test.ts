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
  test.each([
    { environment: "lab", count: 71 },
    { environment: "dev", count: 73 },
  ])("all of it holds in $environment", async ({ environment, count }) => {
    const terminal = new Lines();
    const stack = `hardened-production-${environment}`;
    expect(await runCheck({ stack, cwd: root }, terminal)).toBe(0);
    expect(terminal.text).toContain("internet can reach dmz-segment with tcp/443, inspected");
    expect(terminal.text).toContain("production-segment never reaches internet");
    expect(terminal.text).toMatch(new RegExp(`${count} expectations: ${count} hold$`));
  });

  // What the other environments have is all in production.
  test("all of it holds in prod, where every small fault is noticed or harmless", async () => {
    const terminal = new Lines();
    const stack = "hardened-production-prod";
    const code = await runCheck({ stack, cwd: root, mutate: true, json: true }, terminal);
    const { findings, mutation } = terminal.json<Answer>();
    expect(mutation.survived).toEqual([]);
    expect(mutation.accepted).toEqual([]);
    expect(code).toBe(0);
    expect(findings.map(({ status }) => status)).toEqual(Array(85).fill("holds"));
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
        "application-balancer: off",
        "application-server: removed",
        "application-server: off",
        "application-pool: member app-1 removed",
        "application-pool: member app-2 disabled",
        "application-pool: member app-3 at another port",
        "tiers-rule-application: removed",
        "tiers-rule-balanced: removed",
        ...OUTWARDS,
        ...TWO_OF_EACH,
      ]),
    );
    expect(mutation.killed.length + mutation.harmless.length).toBe(mutation.total);
    expect(mutation.total).toBeGreaterThan(120);
  });
});
