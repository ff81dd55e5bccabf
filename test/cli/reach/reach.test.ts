import { runReach } from "../../../cli/reach/reach";
import type { ReachOptions } from "../../../cli/reach/reach";
import { exportedStack } from "../exportedStack";
import { folderWith } from "../folder";
import { Lines } from "../lines";

let source: ReachOptions;

beforeAll(async () => {
  source = await exportedStack();
}, 60_000);

async function ask(from: string, to: string, options: ReachOptions = {}) {
  const terminal = new Lines();
  const code = await runReach(from, to, { ...source, ...options }, terminal);
  return { code, text: terminal.text, terminal };
}

describe("vmnet reach", () => {
  test("explains an allowed pair hop by hop, with the translated packet", async () => {
    const { code, text } = await ask("desk-1", "app-1", { tcp: "5500" });
    expect(code).toBe(0);
    expect(text).toContain("allowed: tcp 5500 to 192.168.1.60");
    expect(text).toMatch(/NAT +DNAT rule app-forward-jobs/);
    expect(text).toContain("= tcp 192.168.1.10:49152 -> 10.0.0.11:10");
    expect(text).toMatch(/allowed by rule app-allow-jobs of policy app-policy/);
    expect(text).toMatch(/verdict: allowed$/);
  });

  test("names the rule that drops, and a change that was tried", async () => {
    const { code, text } = await ask("app-1", "db-1", { tcp: "22" });
    expect(code).toBe(1);
    expect(text).toContain("denied by rule db-drop of policy db-policy");
    expect(text).toContain("fix: add an ALLOW rule before db-drop");
    expect(text).toContain("(tried: it is enough)");
  });

  test("is denied where only a part of the ports gets through, and shows both parts", async () => {
    const { code, text } = await ask("desk-1", "app-1", { tcp: "5500-7000", at: "192.168.1.60" });
    expect(code).toBe(1);
    expect(text).toContain("allowed: tcp 5500-6000 to 192.168.1.60");
    expect(text).toContain("denied: tcp 6001-7000 to 192.168.1.60");
  });

  test("takes addresses for both ends", async () => {
    const { code, text } = await ask("10.0.0.11", "8.8.8.8", { udp: "53" });
    expect(code).toBe(0);
    expect(text).toContain("app-1 -> internet");
    expect(text).toMatch(/SNAT rule app-snat/);
  });

  test("asks each machine of a network or group; the worst verdict counts", async () => {
    const { code, text } = await ask("app-group", "db-1", { icmp: true });
    expect(code).toBe(1);
    expect(text).toContain("app-1 -> db-1");
    expect(text).toContain("all 2 pairs: denied");
  });

  test("without a protocol lists all that gets there", async () => {
    const { code, text } = await ask("desk-1", "app-segment");
    expect(code).toBe(0);
    expect(text).toMatch(/desk-1 +app-1 +allowed +tcp 5000-6000 +192\.168\.1\.60/);
    expect(text).toMatch(/desk-1 +app-2 +allowed +tcp,udp 443 +192\.168\.1\.61/);
    expect(await ask("internet", "db-1")).toMatchObject({ code: 1 });
  });

  test("is unknown, not denied, where nothing describes the site", async () => {
    const site = { "bare.yaml": "format: 1\nsite: bare" };
    const surroundings = `${folderWith(site)}/bare.yaml`;
    const { code, text } = await ask("desk-1", "192.168.1.77", { tcp: "80", surroundings });
    expect(code).toBe(3);
    expect(text).toMatch(/verdict: unknown$/);
  });

  test("writes the same as JSON", async () => {
    const { code, terminal } = await ask("app-1", "db-1", { protocol: "47", json: true });
    expect(code).toBe(1);
    const seen = terminal.json<{ verdict: string; pairs: { answers: { hops: object[] }[] }[] }>();
    expect(seen.verdict).toBe("denied");
    expect(seen.pairs[0]!.answers[0]!.hops.at(-1)).toMatchObject({
      kind: "distributedFirewall",
      origin: { label: "db-drop" },
    });
    expect(terminal.lines).toEqual([]);
  });

  test.each<[string, [string, string, ReachOptions], RegExp]>([
    ["a name that nothing has", ["desk-l", "app-1", {}], /from: .*did you mean "desk-1"/s],
    ["a port that is none", ["desk-1", "app-1", { tcp: "70000" }], /--tcp: a port is at most/],
    ["two protocols", ["desk-1", "app-1", { tcp: "1", icmp: true }], /exclude each other/],
    ["a protocol number that is none", ["desk-1", "app-1", { protocol: "256" }], /--protocol: /],
    [
      "an address that nobody sends from",
      ["172.16.9.9", "app-1", {}],
      /nothing .* has this address/,
    ],
    ["--at beside an address", ["desk-1", "10.0.0.11", { at: "10.0.0.12" }], /--at: /],
    [
      "a file that is not there",
      ["a", "b", { export: "no.json" }],
      /--export no\.json: there is no/,
    ],
    ["two sources", ["a", "b", { previewJson: "x.json" }], /exclude each other/],
  ])("fails on %s", async (_what, [from, to, options], message) => {
    await expect(ask(from, to, options)).rejects.toThrow(message);
  });

  test("fails on several faults with all of them", async () => {
    await expect(ask("desk-9x", "nowhere", { tcp: "0" })).rejects.toThrow(/3 faults/);
  });
});
