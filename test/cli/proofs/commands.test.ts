import { runAdvise } from "../../../cli/advise/advise";
import { runCapacity } from "../../../cli/capacity/capacity";
import { runHygiene } from "../../../cli/hygiene/hygiene";
import { runMtu } from "../../../cli/mtu/mtu";
import { findingLines } from "../../../cli/proofs/findings";
import { runRehearse } from "../../../cli/rehearse/rehearse";
import type { SourceOptions } from "../../../cli/model/sources";
import type { Terminal } from "../../../cli/terminal";
import { exportedStack, root } from "../exportedStack";
import { writeFiles } from "../folder";
import { Lines } from "../lines";

let source: SourceOptions & { cwd: string };

beforeAll(async () => {
  source = await exportedStack();
}, 60_000);

type Run<Options> = (options: Options, terminal: Terminal) => Promise<number>;

async function ask<Options extends SourceOptions>(run: Run<Options>, more: Partial<Options> = {}) {
  const terminal = new Lines();
  const code = await run({ ...source, ...more } as Options, terminal);
  return { code, text: terminal.text, terminal };
}

describe("vmnet mtu", () => {
  const pair =
    (from?: string, to?: string): Run<SourceOptions> =>
    (options, terminal) =>
      runMtu(from, to, options, terminal);

  test("says for every pair what passes, and that nobody says what carries the overlay", async () => {
    const { code, text } = await ask(pair());
    expect(code).toBe(3);
    expect(text).toMatch(/^desk-1 +desk-2 +1500 +1500 +proved +NIC desk-1 nic0$/m);
    expect(text).toMatch(/^app-1 +db-1 +1500 +at most 1500 +unknown/m);
    expect(text).toContain("note    mtu/overlay-unknown: nobody says all of what carries");
    expect(text).toMatch(/0 errors, 0 warnings, 1 note$/);
  });

  test("shows each layer of a path with its size, and what limits", async () => {
    const { code, text } = await ask(pair("desk-1", "desk-2"));
    expect(code).toBe(0);
    expect(text).toContain("desk-1 -> desk-2: 1500 bytes");
    expect(text).toMatch(/NIC desk-1 nic0 +1500 +<- limits/);
    expect(text).toMatch(/physical fabric campus +9000/);
  });

  test("is 1 where nothing gets there, with a way to find out why; JSON has both ends", async () => {
    const { code, text } = await ask(pair("db-1", "desk-1"));
    expect(code).toBe(1);
    expect(text).toContain("nothing gets from db-1 to desk-1 (vmnet reach says why)");
    const { terminal } = await ask(pair("desk-1", "desk-2"), { json: true });
    const { pairs } = terminal.json<{ pairs: { to: { name: string }; largestBytes: number }[] }>();
    expect(pairs).toMatchObject([{ to: { name: "desk-2" }, largestBytes: 1500 }]);
  });

  test("fails: one end alone, names that mean nothing", async () => {
    await expect(ask(pair("desk-1"))).rejects.toThrow(/takes both ends or none/);
    await expect(ask(pair("desk-1", "dsek-2"))).rejects.toThrow(/did you mean "desk-2"/);
  });
});

describe("vmnet hygiene", () => {
  test("has nothing to say about the three tiers", async () => {
    const { code, text } = await ask(runHygiene);
    expect(code).toBe(0);
    expect(text).toMatch(/0 errors, 0 warnings, 0 notes$/);
  });

  test("hostile names are one line without control characters, and not endless", () => {
    const name = `<script>\n\u001b[31m|${"x".repeat(10_000_000)}`;
    const lines = findingLines(
      [
        {
          check: "c",
          severity: "note",
          subjects: [],
          key: "",
          text: name,
          evidence: [name],
          fix: name,
        },
      ],
      new Lines(),
    );
    expect(lines).toHaveLength(4);
    expect(lines.join("").length).toBeLessThan(2_000);
    expect(lines.join("")).not.toMatch(/\p{Cc}/u);
  });
});

describe("vmnet rehearse", () => {
  test("breaks expectations for each single uplink, and is 1", async () => {
    const expectations = `${root}/stacks/threeTierNat.expectations.ts`;
    const { code, text } = await ask(runRehearse, { expectations });
    expect(code).toBe(1);
    expect(text).toMatch(/^lost +vmnic1 of host-21 \(switch vSwitch1\): 3 expectations break and/m);
    expect(text).toContain("no longer holds: VM_Bridge can reach app-1 with tcp/5000-6000");
    expect(text).toMatch(/^lost +edge node edge-node-01: 4 expectations break/m);
    expect(text).toMatch(/^assumes: machines of a failed host stay down/m);
    expect(text).toMatch(/5 elements, 5 of them single points of failure/);
  });

  test("without pairs says so; JSON has singles and findings", async () => {
    const { terminal } = await ask(runRehearse, { json: true, pairs: false });
    const { singles, findings, leftOut } = terminal.json<Record<string, unknown[]>>();
    expect(singles).toHaveLength(5);
    expect(findings).toHaveLength(5);
    expect(leftOut).toEqual(["two failures at a time"]);
  });
});

describe("vmnet capacity", () => {
  test("lists what is used of what, and is 0 where nothing is nearly full", async () => {
    const { code, text } = await ask(runCapacity);
    expect(code).toBe(0);
    expect(text).toMatch(/^addresses app-segment 10\.0\.0\.0\/24 +3 +254 +addresses +1 /m);
    expect(text).toMatch(/^nat app-gateway +8 +\? /m);
  });

  test("grows to a day, is 3 where that is soon, and names what metrics do not mean", async () => {
    const name = "addresses app-segment 10.0.0.0/24";
    const used = (count: number) => ({ [name]: count, gone: 1 });
    const snapshots = [
      { date: "2026-01-01", used: used(100) },
      { date: "2026-02-10", used: used(180) },
    ];
    writeFiles(source.cwd, { "growth.json": JSON.stringify({ snapshots }) });
    const { code, text } = await ask(runCapacity, { growth: "growth.json" });
    expect(code).toBe(3);
    expect(text).toMatch(/addresses app-segment 10\.0\.0\.0\/24 +2\.00 +2026-03-19 +37$/m);
    expect(text).toContain('not known here: "gone" of the metrics');
  });

  test.each<[string, string, RegExp]>([
    [
      "a date that is none",
      '{"snapshots":[{"date":"x","used":{}},{"date":"2026-01-01","used":{}}]}',
      /snapshots\[0\]\.date/,
    ],
    [
      "one snapshot",
      '{"snapshots":[{"date":"2026-01-01","used":{}}]}',
      /growth needs two snapshots/,
    ],
    ["a negative amount", '{"limits":{"ports":-1}}', /limits\.ports/],
    ["an unknown field", '{"limit":{}}', /limit/],
    ["no object", "[]", /a mapping is expected/],
  ])("fails: %s", async (_, content, message) => {
    writeFiles(source.cwd, { "bad.json": content });
    await expect(ask(runCapacity, { metrics: "bad.json" })).rejects.toThrow(message);
  });

  test("fails: a file that is not there", async () => {
    await expect(ask(runCapacity, { metrics: "none.yaml" })).rejects.toThrow(
      /there is no such file/,
    );
  });
});

describe("vmnet advise", () => {
  test("joins and narrows rules with proof, and applies nothing", async () => {
    const expectations = `${root}/stacks/threeTierNat.expectations.ts`;
    const { code, text } = await ask(runAdvise, { expectations });
    expect(code).toBe(0);
    expect(text).toContain(
      "1. join 4 rules of gateway app-gateway that differ in their services only",
    );
    expect(text).toContain(
      "app-allow-http-tcp: services: tcp 80 -> tcp 80, udp 80, tcp 443, udp 443",
    );
    expect(text).toContain("tried on the model: the flows of all 22 pairs are the same");
    expect(text).toMatch(
      /app-allow-ssh-tcp: rule: ALLOW tcp 22 from any to 10\.0\.0\.12 -> ALLOW tcp 22 from 192\.168\.1\.0\/24 to 10\.0\.0\.12/,
    );
    expect(text).toMatch(/17 expectations taken into account$/);
  });
});
