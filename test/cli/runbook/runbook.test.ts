import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runRunbook } from "../../../cli/runbook/runbook";
import { exportedStack } from "../exportedStack";
import { Lines } from "../lines";

jest.setTimeout(120_000);

describe("vmnet runbook", () => {
  let options: { export: string; surroundings: string; cwd: string };
  let terminal: Lines;
  beforeAll(async () => {
    options = await exportedStack();
  });
  beforeEach(() => {
    terminal = new Lines();
  });

  it("prints Markdown with the names of the three tiers", async () => {
    expect(await runRunbook(options, terminal)).toBe(0);
    const [text = ""] = terminal.printed;
    expect(text).toMatch(/^# Runbook: state\.json\n/);
    expect(text).toContain("esxcli network vswitch standard list -v vSwitch1");
    expect(text).toContain("for gateway edge-gateway:");
    expect(text).toContain("distributed firewall: db-drop (DROP)");
    expect(text).not.toContain("VMkernel adapters\n\nNo resource");
  });

  it("writes a page of HTML, and JSON for tools", async () => {
    await runRunbook({ ...options, html: true, output: "runbook.html" }, terminal);
    expect(terminal.text).toMatch(/^runbook\.html: \d+ sections$/);
    const page = readFileSync(join(options.cwd, "runbook.html"), "utf8");
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/<script|src=|https?:\/\/[^$l]/);
    await runRunbook({ ...options, json: true }, terminal);
    expect(terminal.json<{ sections: { title: string }[] }>().sections[0]?.title).toBe(
      "Where to start",
    );
  });

  it("fails for two forms at once, and for a file that cannot be written", async () => {
    await expect(runRunbook({ ...options, html: true, json: true }, terminal)).rejects.toThrow(
      "exclude each other",
    );
    await expect(runRunbook({ ...options, output: "no/such/folder.md" }, terminal)).rejects.toThrow(
      "--output no/such/folder.md",
    );
  });
});
