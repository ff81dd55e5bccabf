import { join } from "node:path";

import { runCheck } from "../../cli/check/check";
import type { MutationScore } from "../../cli/check/score";
import { Lines } from "../cli/lines";

jest.setTimeout(300_000);

const root = join(__dirname, "../..");

describe("what the expectations of hardened-production prove", () => {
  test.each(["dev", "prod"])("all of it holds in %s", async (environment) => {
    const terminal = new Lines();
    const stack = `hardened-production-${environment}`;
    expect(await runCheck({ stack, cwd: root }, terminal)).toBe(0);
    expect(terminal.text).toContain("internet can reach dmz-segment with tcp/443, inspected");
    expect(terminal.text).toContain("production-segment never reaches internet");
    expect(terminal.text).toMatch(/61 expectations: 61 hold$/);
  });

  test("every small fault of the lab's is noticed, harmless, or accepted with a reason", async () => {
    const terminal = new Lines();
    const options = { stack: "hardened-production-lab", cwd: root, mutate: true, json: true };
    expect(await runCheck(options, terminal)).toBe(0);
    const { mutation } = terminal.json<{ mutation: MutationScore }>();
    expect(mutation.survived).toEqual([]);
    expect(mutation.stale).toEqual([]);
    expect(mutation.killed.map(({ mutant }) => mutant)).toEqual(
      expect.arrayContaining([
        "web-drop-oldertls: removed",
        "web-drop-oldertls: allows",
        "dmz-drop: applied everywhere",
        "dmz-forward-https.web-2: removed",
        "tiers-rule-names: any destination",
        "tiers-rule-inward: removed",
        "tiers-default-production: removed",
      ]),
    );
    expect(mutation.accepted).toHaveLength(10);
    const parts = [mutation.killed, mutation.harmless, mutation.accepted, mutation.survived];
    expect(parts.flat()).toHaveLength(mutation.total);
    expect(mutation.total).toBeGreaterThan(120);
  });
});
