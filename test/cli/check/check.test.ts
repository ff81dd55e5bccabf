import { join } from "node:path";
import { runCheck } from "../../../cli/check/check";
import type { CheckOptions } from "../../../cli/check/check";
import type { MutationScore } from "../../../cli/check/score";
import { exportedStack, root } from "../exportedStack";
import { writeFiles } from "../folder";
import { Lines } from "../lines";

let source: CheckOptions & { cwd: string };

beforeAll(async () => {
  source = await exportedStack();
}, 60_000);

async function check(rules: string, options: CheckOptions = {}) {
  writeFiles(source.cwd, { "rules.yaml": `expectations:\n${rules}` });
  const terminal = new Lines();
  const code = await runCheck({ ...source, expectations: "rules.yaml", ...options }, terminal);
  return { code, text: terminal.text, terminal };
}

const own = { expectations: join(root, "stacks/threeTierNat.expectations.ts") };

describe("vmnet check", () => {
  test("says that the expectations of three-tier-nat hold", async () => {
    const { code, text } = await check("", own);
    expect(text).not.toMatch(/BROKEN|undecided/);
    expect(text).toContain(
      "holds     VM_Bridge can reach app-1 with tcp/5000-6000 at 192.168.1.60",
    );
    expect(text).toMatch(/17 expectations: 17 hold$/);
    expect(code).toBe(0);
  });

  test("proves what is about production only, with what vmnet.yaml names", async () => {
    const terminal = new Lines();
    expect(await runCheck({ stack: "three-tier-nat-prod", cwd: root }, terminal)).toBe(0);
    expect(terminal.text).toContain(
      "VM_Bridge can reach app-2 with tcp/443 at 192.168.1.61 without edge-",
    );
    expect(terminal.text).toMatch(/19 expectations: 19 hold$/);
  }, 60_000);

  test("shows the packet, the path, the rule and a fix for a broken one", async () => {
    const { code, text } = await check(
      "  - { relation: neverReaches, from: desk-1, to: app-2, traffic: [tcp/443], because: a test }",
    );
    expect(code).toBe(1);
    expect(text).toContain("BROKEN    desk-1 never reaches app-2 with tcp/443");
    expect(text).toContain("why it matters: a test");
    expect(text).toContain("e.g. tcp 192.168.1.10:49152 -> 192.168.1.61:443");
    expect(text).toContain("DNAT rule app-forward-https-tcp");
    expect(text).toMatch(/fix: .*\(tried: it is enough\)/);
  });

  test("tells what cannot be decided from what is broken", async () => {
    writeFiles(source.cwd, { "bare.yaml": "format: 1\nsite: bare" });
    const { code, text } = await check(
      "  - { relation: canReach, from: desk-1, to: app-2, traffic: [tcp/443] }",
      { surroundings: join(source.cwd, "bare.yaml") },
    );
    expect(text).toContain("undecided desk-1 can reach app-2");
    expect(code).toBe(3);
  });

  test("writes JSON with the counter-example", async () => {
    const { terminal } = await check(
      "  - { relation: canReach, from: app-1, to: db-1, traffic: [tcp/22] }",
      { json: true },
    );
    const { findings } = terminal.json<{
      findings: { status: string; counterExample: object }[];
    }>();
    expect(findings[0]).toMatchObject({
      status: "broken",
      counterExample: { answer: { reason: "firewall", decidedBy: { label: "db-drop" } } },
    });
  });

  test("fails on names that mean nothing", async () => {
    await expect(
      check("  - { relation: canReach, from: app-1, to: bd-1, traffic: [tcp/22] }"),
    ).rejects.toThrow(/expectations\[0\]\.to\[0\].*did you mean "db-1"/s);
  });

  test("fails without expectations, and says where they go", async () => {
    await expect(runCheck(source, new Lines())).rejects.toThrow(/--expectations.*vmnet\.yaml/s);
  });
});

describe("vmnet check --mutate", () => {
  test("every small fault of three-tier-nat is noticed, harmless, or accepted with a reason", async () => {
    const { code, terminal } = await check("", { ...own, mutate: true, json: true });
    const { mutation } = terminal.json<{ mutation: MutationScore }>();
    expect(mutation.survived).toEqual([]);
    expect(mutation.stale).toEqual([]);
    expect(code).toBe(0);
    const killed = mutation.killed.map(({ mutant }) => mutant);
    expect(killed).toEqual(
      expect.arrayContaining([
        "app-snat: removed",
        "app-forward-jobs: removed",
        "app-gateway: does not advertise TIER1_NAT",
        "db-allow-app: any service",
        "db-drop: removed",
        "edge-route-default: removed",
        "edge-uplink: next VLAN",
      ]),
    );
    expect(mutation.accepted).toHaveLength(7);
    const parts = [mutation.killed, mutation.harmless, mutation.accepted, mutation.survived];
    expect(parts.flat()).toHaveLength(mutation.total);
    expect(mutation.total).toBeGreaterThan(80);
  }, 120_000);

  test("lists what weak expectations do not notice, and entries that are out of date", async () => {
    const { code, text } = await check(
      `  - { relation: canReach, from: app-1, to: db-1, traffic: [tcp/3306] }
accepted:
  - { mutant: "db-allow-app: removed", reason: nobody would do that }
  - { mutant: "no-such: removed", reason: nobody would do that }
  - { mutant: "db-drop: removed", reason: this test is about accepting }`,
      { mutate: true },
    );
    expect(code).toBe(1);
    expect(text).toContain("survived  app-snat: removed");
    expect(text).toContain("stale     db-allow-app: removed: an expectation notices it");
    expect(text).toContain("stale     no-such: removed: there is no such mutant");
    expect(text).toContain("accepted  db-drop: removed: this test is about accepting");
    expect(text).not.toContain("survived  db-drop: removed");
  }, 120_000);
});
