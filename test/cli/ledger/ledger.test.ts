import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runAdd, runHead, runKeygen, runVerify } from "../../../cli/ledger/ledger";
import { edit, exampleRepository } from "../review/repository";
import { Lines } from "../lines";

jest.setTimeout(60_000);

describe("vmnet ledger", () => {
  const stack = "bridged-lan-lab";
  let cwd: string;
  let terminal: Lines;
  const key = ".git/ledger.pem";
  const file = () => join(cwd, "ledger", `${stack}.jsonl`);

  beforeAll(() => {
    cwd = exampleRepository();
    runKeygen({ cwd, key }, new Lines());
  });
  beforeEach(() => {
    terminal = new Lines();
  });

  it("makes a private key for its owner alone, and never overwrites one", () => {
    expect(statSync(join(cwd, key)).mode & 0o777).toBe(0o600);
    expect(() => runKeygen({ cwd, key }, terminal)).toThrow("keys are never overwritten");
  });

  it("records a deployment and verifies it", async () => {
    const at = () => new Date("2026-03-01T08:00:00Z");
    expect(await runAdd({ cwd, stack, key, note: "CHG-1" }, terminal, at)).toBe(0);
    expect(terminal.text).toMatch(
      /^entry 1 of bridged-lan-lab, 2026-03-01T08:00:00.000Z, commit [0-9a-f]{12}, \d+ resources/,
    );
    const verified = new Lines();
    expect(await runVerify({ cwd, stack }, verified)).toBe(0);
    expect(verified.text).toContain("1 entry, all signed, linked and in order");
    expect(verified.text).toContain("the program intends what the last entry says");
    expect(readFileSync(file(), "utf8")).not.toContain("PRIVATE");
  });

  it("tells which resources the program has changed since", async () => {
    const [name, from, to] = ["Pulumi.bridged-lan-lab.yaml", "192.168.1.20", "192.168.1.21"];
    edit(cwd, name, from, to);
    expect(await runVerify({ cwd, stack }, terminal)).toBe(3);
    edit(cwd, name, to, from);
    expect(terminal.text).toMatch(/something else than the last entry in 1 resource:\n {2}vsphere/);
  });

  it("prints the anchor of the last entry alone", () => {
    expect(runHead({ cwd, stack }, terminal)).toBe(0);
    expect(terminal.printed.join()).toMatch(/^1:[0-9a-f]{64}$/);
  });

  it("fails to add to a ledger that was changed, and adds nothing", async () => {
    const honest = readFileSync(file(), "utf8");
    writeFileSync(file(), honest.replace("CHG-1", "CHG-2"));
    const changed = readFileSync(file(), "utf8");
    expect(await runAdd({ cwd, stack, key }, terminal)).toBe(1);
    expect(terminal.text).toContain("bridged-lan-lab.jsonl:1: its content was changed");
    expect(terminal.text).toContain("nothing was added");
    expect(readFileSync(file(), "utf8")).toBe(changed);
    writeFileSync(file(), honest);
  });

  it("fails where only another key is trusted", async () => {
    expect(await runVerify({ cwd, stack, trust: ["0".repeat(64)] }, terminal)).toBe(1);
    expect(terminal.text).toContain("a key that is not trusted");
  });

  it.each([
    ["a missing file", { key: "missing.pem" }, "missing.pem: there is no such file"],
    ["no key at all", {}, "a deployment is recorded with a private key"],
    ["a file without a key", { key: "Pulumi.yaml" }, "this is no private key in PEM"],
    ["a wrong anchor", { key, anchor: "last" }, "an anchor is <number>:<hash>"],
  ])("fails for %s before anything is written", async (_, options, message) => {
    const before = readFileSync(file(), "utf8");
    await expect(runAdd({ ...options, cwd, stack }, terminal)).rejects.toThrow(message);
    expect(readFileSync(file(), "utf8")).toBe(before);
  });
});
