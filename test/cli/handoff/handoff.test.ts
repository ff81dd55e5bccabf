import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runHandoff } from "../../../cli/handoff/handoff";
import { root } from "../exportedStack";
import { folderWith } from "../folder";
import { Lines } from "../lines";

jest.setTimeout(60_000);

const stack = "standard-switch-enterprise-lab";

describe("vmnet handoff of standard-switch-enterprise", () => {
  const folder = folderWith();
  const file = (name: string) => join(folder, name);
  let terminal: Lines;
  beforeEach(() => {
    terminal = new Lines();
  });

  beforeAll(async () => {
    expect(await runHandoff({ cwd: root, stack, output: folder }, new Lines())).toBe(0);
  });

  it("writes a file for each physical switch of the guide's three layers (R20, R21)", () => {
    const core = readFileSync(file("core-1.txt"), "utf8");
    expect(core).toContain("spanning-tree vlan 10,20,30,50 priority 4096");
    expect(core).toContain(
      "interface TwentyFiveGigE1/0/1\n description esxi-01.lab.example vmnic2 (vSwitch1)\n" +
        " switchport mode trunk\n switchport trunk allowed vlan 20,30,50\n" +
        " spanning-tree portfast trunk\n spanning-tree bpduguard enable\n",
    );
    expect(readFileSync(file("core-2.txt"), "utf8")).toContain("priority 8192");
    expect(readFileSync(file("access-1.txt"), "utf8")).toContain(
      "switchport trunk allowed vlan 10\n",
    );
  });

  it("finds in an operator's configuration what is missing, with its line", async () => {
    const running = readFileSync(file("core-1.txt"), "utf8")
      .replace("allowed vlan 20,30,50", "allowed vlan 20,50")
      .replace(/^! core-1.*$/m, "hostname core-1");
    writeFileSync(file("running-config.txt"), running);
    const check = [file("running-config.txt")];
    expect(await runHandoff({ cwd: root, stack, check }, terminal)).toBe(1);
    expect(terminal.text).toMatch(
      /error {3}handoff\/[\w-]+: core-1: TwentyFiveGigE1\/0\/1 .* does not allow VLAN 30\n +line 18/,
    );
    expect(terminal.text).toContain("fix: switchport trunk allowed vlan add 30");
  });

  it("fails for a configuration of no known switch, a missing file and an unknown switch", async () => {
    writeFileSync(file("other.txt"), "hostname edge-7\n");
    const run = (options: object) => runHandoff({ cwd: root, stack, ...options }, terminal);
    await expect(run({ check: [file("other.txt")] })).rejects.toThrow(
      "the cabling file has no switch edge-7",
    );
    await expect(run({ check: [file("none.txt")] })).rejects.toThrow("there is no such file");
    await expect(run({ switch: "core-7" })).rejects.toThrow("it has core-1, core-2, access-1");
  });
});
