import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runHandoff } from "../../../cli/handoff/handoff";
import type { HostsFile } from "../../../cli/inventory/hostsFile";
import { withHostsFile } from "../../../cli/model/hosts";
import { folderWith } from "../folder";
import { Lines } from "../lines";

const host = (name: string, adapters: string[]): HostsFile["hosts"][string] => ({
  name,
  switches: [{ name: "vSwitch0", adapters, mtuBytes: 9000, portGroups: [] }],
  distributed: [],
  adapters: [],
  vmkernel: [],
});
const content: HostsFile = {
  format: 1,
  site: "fra",
  takenAt: "2026-01-31T10:00:00.000Z",
  hosts: { "host-21": host("esxi-07.example", ["vmnic4", "vmnic5"]) },
};
const type = "vsphere:index/hostPortGroup:HostPortGroup";
const group = {
  urn: `urn:pulumi:prod::site::${type}::backup`,
  type,
  custom: true,
  id: "group-1",
  inputs: { name: "backup", hostSystemId: "host-21", virtualSwitchName: "vSwitch0", vlanId: 70 },
  outputs: { name: "backup", hostSystemId: "host-21", virtualSwitchName: "vSwitch0", vlanId: 70 },
};
const cabling = `
format: 1
switches: { core-1: { platform: ios-xe } }
cables:
  - { host: esxi-07.example, adapter: vmnic4, switch: core-1, port: GigabitEthernet1/0/4 }
`;
const cwd = folderWith({
  "Pulumi.yaml": "name: site\nruntime: nodejs\nmain: index.js",
  "index.js": "",
  "Pulumi.prod.yaml": "",
  "vmnet.yaml": "format: 1\nstacks: { prod: { cabling: cabling.yaml, hosts: fra.hosts.json } }",
  "cabling.yaml": cabling,
  "fra.hosts.json": JSON.stringify(content),
  "state.json": JSON.stringify({ version: 3, deployment: { resources: [group] } }),
});
const file = join(cwd, "fra.hosts.json");

describe("stacks.<pattern>.hosts", () => {
  test("tells the handoff real hosts' names and the adapters of switches that no stack has", async () => {
    const terminal = new Lines();
    const run = () => runHandoff({ cwd, stack: "prod", export: "state.json" }, terminal);
    expect(await run()).toBe(0);
    expect(terminal.text).toContain("description esxi-07.example vmnic4 (vSwitch0)");
    expect(terminal.text).toContain("switchport trunk allowed vlan 70");
    expect(terminal.text).toContain("system mtu 9198");
    expect(terminal.text).toContain(
      "open: esxi-07.example vmnic5 (vSwitch0) is plugged into no port of the cabling file",
    );
    writeFileSync(
      join(cwd, "vmnet.yaml"),
      "format: 1\nstacks: { prod: { cabling: cabling.yaml } }",
    );
    terminal.lines.length = 0;
    expect(await run()).toBe(0);
    expect(terminal.text).toContain("vSwitch0 on host-21 is not part of the stack");
  });

  test("goes by id where ids are real, and by name where the simulated site makes them up", () => {
    const site = { name: "ESXI-07.example", switches: [] };
    const other = { name: "esxi-01.lab.example", switches: [] };
    const real = withHostsFile({ "host-21": other, "host-9": other }, file, cwd, true);
    expect(real.hosts["host-21"]?.name).toBe("esxi-07.example");
    expect(real.hosts["host-9"]).toBe(other);
    const simulated = withHostsFile({ "host-21": other, "host-9": site }, file, cwd, false);
    expect(simulated.hosts["host-21"]).toBe(other);
    expect(simulated.hosts["host-9"]?.switches[0]?.adapters).toEqual(["vmnic4", "vmnic5"]);
    const now = Date.parse("2026-02-03T12:00:00Z");
    const age = "fra.hosts.json: 1 host of the vCenter, read 3 days ago";
    const { notes } = withHostsFile({ "host-21": other, "host-9": site }, file, cwd, false, now);
    expect(notes).toEqual([
      age,
      expect.stringMatching(/^fra\.hosts\.json has no host esxi-01\.lab\.example, which/),
    ]);
    expect(withHostsFile({}, file, cwd, true, now).notes).toEqual([age]);
  });

  test("fails with every fault of a file that was edited", () => {
    const edited = (text: string) => {
      const name = "edited.json";
      writeFileSync(join(cwd, name), text);
      return () => withHostsFile({}, join(cwd, name), cwd, true);
    };
    expect(edited("{")).toThrow("edited.json: this is not JSON; make it again");
    const wrong = JSON.stringify(content).replace('"format":1', '"format":2');
    expect(edited(wrong.replace("9000", '"9000"'))).toThrow(
      /format[^]*hosts\.host-21\.switches\[0\]\.mtuBytes/,
    );
    expect(edited(wrong.replace('"host-21"', '"__proto__"'))).toThrow("__proto__");
    expect(edited(JSON.stringify({ ...content, hosts: { "": content.hosts["host-21"] } }))).toThrow(
      /hosts/,
    );
  });
});
