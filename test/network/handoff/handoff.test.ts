import * as fc from "fast-check";
import {
  compareSwitch,
  handoffOf,
  readRunning,
  renderSwitch,
  type SwitchNeed,
} from "../../../network/handoff";
import { portName } from "../../../network/handoff/running";
import { formatVlans } from "../../../network/vlan";
import { cabling, made, resources, site } from "./descriptions";

const handoff = handoffOf(resources, cabling, site);
const [core1, core2] = handoff.switches as [SwitchNeed, SwitchNeed];
const ports = ({ ports: all }: SwitchNeed) =>
  Object.fromEntries(all.map((port) => [port.port, port]));
const text = (need: SwitchNeed) => renderSwitch(need).join("\n");
const findings = (need: SwitchNeed, running: string) =>
  compareSwitch(need, readRunning(running)).map(
    ({ severity, text: what }) => `${severity} ${what}`,
  );

describe("what physical switches have to be", () => {
  it("gives each host port the VLANs of its virtual switch, as an edge", () => {
    expect(ports(core1)["TenGigabitEthernet1/0/1"]).toEqual({
      port: "TenGigabitEthernet1/0/1",
      description: "esx-1 vmnic1 (vSwitch1)",
      isEdge: true,
      vlans: [
        { first: 10, last: 10 },
        { first: 20, last: 20 },
      ],
      untagged: false,
      mtuBytes: 9000,
    });
  });

  it("knows trunks, both parts of a private VLAN, tunnel endpoints and NSX's VLAN segments", () => {
    const { vlans } = ports(core2)["Ethernet1/2"]!;
    expect(formatVlans(vlans)).toBe("40,50,100-103,300-301");
    expect(core2.vlans).toContainEqual({ id: 50, name: "uplink" });
    expect(core2.vlans).toContainEqual({ id: 40, name: "up-tep" });
  });

  it("carries every VLAN between the switches, where no port is an edge", () => {
    const link = ports(core1)["HundredGigE1/0/49"]!;
    expect(formatVlans(link.vlans)).toBe("10,20,40,50,70,100-103,300-301");
    expect(link).toMatchObject({
      isEdge: false,
      mtuBytes: 9000,
      description: "core-2 Ethernet1/49",
    });
  });

  it("puts the adapters of an IP hash into one static channel", () => {
    const channels = [8, 9].map((n) => ports(core1)[`TenGigabitEthernet1/0/${n}`]!.channel);
    expect(channels).toEqual([
      { number: 1, mode: "on" },
      { number: 1, mode: "on" },
    ]);
    expect(text(core1)).toContain("interface Port-channel1\n switchport mode trunk");
  });

  it("makes the gateway a BGP neighbour, and hands over that there is a password, not which", () => {
    expect(core1.bgp).toEqual({
      autonomousSystem: 64999,
      neighbors: [
        {
          address: "192.0.2.2",
          autonomousSystem: 65001,
          bfd: true,
          keepAliveSeconds: 60,
          holdSeconds: 180,
          password: true,
        },
      ],
    });
    expect(text(core1)).toContain(" neighbor 192.0.2.2 fall-over bfd");
    expect(JSON.stringify(handoff) + text(core1)).not.toContain("planted-4711");
  });

  it("says what it could not place", () => {
    expect(handoff.open).toEqual([
      "esx-1 vmnic0 (vSwitch0) is plugged into no port of the cabling file",
    ]);
    const bare = handoffOf(resources, { switches: [], cables: [], links: [] });
    expect(bare.open).toEqual(
      expect.arrayContaining([
        "vSwitch0 on host-1 is not part of the stack: its adapters must carry VLAN 0",
        "host-2 vmnic1 (vSwitch1) is plugged into no port of the cabling file",
        expect.stringMatching(
          /^VLAN 50 of segment uplink is on no port: name transport zone vlan-tz/,
        ),
        "BGP neighbour isp: no switch of the cabling file has address 192.0.2.1",
      ]),
    );
  });

  it("says when a switch has another AS than the stack expects", () => {
    const [first, ...rest] = cabling.switches;
    const other = { ...cabling, switches: [{ ...first!, autonomousSystem: 65500 }, ...rest] };
    expect(handoffOf(resources, other, site).open).toContain(
      "BGP neighbour isp: core-1 is AS 65500, the stack expects 64999",
    );
  });

  it("never lets a hostile name become a line of configuration", () => {
    const hostile = "x\ninterface Ethernet1/1\n shutdown ! ?";
    const group = made("HostPortGroup", "h", {
      name: hostile,
      hostSystemId: "host-1",
      virtualSwitchName: "vSwitch1",
      vlanId: 99,
    });
    const [need] = handoffOf([...resources, group], cabling, site).switches;
    const lines = renderSwitch(need!);
    expect(lines.filter((line) => line.includes("shutdown"))).not.toContain(" shutdown ! ?");
    expect(lines).toContain(" name x_interface_Ethernet1_1__shutdow");
  });
});

describe("a running configuration", () => {
  it.each([
    ["core-1", core1],
    ["core-2", core2],
  ])("of %s with the generated lines has nothing to complain about", (_, need) => {
    expect(findings(need, text(need))).toEqual([]);
  });

  it.each([
    ["core-1", core1],
    ["core-2", core2],
  ])("of %s fails for each needed line that is missing", (_, need) => {
    const lines = renderSwitch(need);
    const silent =
      /^!|^ *(?:!|name |description |no shutdown|switchport$|timers|address-family|neighbor \S+ timers|interface [Pp]ort-channel)|spanning-tree mode|^feature /;
    lines.forEach((line, index) => {
      if (
        silent.test(line) ||
        (index > lines.findIndex((one) => /^interface [Pp]ort-ch/.test(one)) &&
          !/bgp|neigh/.test(line))
      )
        return;
      const rest = lines.filter((_one, other) => other !== index).join("\n");
      expect({ line, found: findings(need, rest).length > 0 }).toEqual({ line, found: true });
    });
  });

  const base = (extra: string) =>
    text(core2).replace("interface Ethernet1/1\n", `interface Ethernet1/1\n${extra}`);

  it.each([
    [
      "a shut port",
      text(core2).replace("no shutdown", "shutdown"),
      /^error .*Ethernet1\/1 .* is shut down$/,
    ],
    [
      "a channel nobody wants",
      base("  channel-group 4 mode active\n"),
      /^error .*is in channel group 4/,
    ],
    [
      "a small MTU",
      text(core2).replaceAll("mtu 9216", "mtu 1500"),
      /^error .*MTU of 1500 bytes; .* sends 9000/,
    ],
    [
      "another priority",
      text(core2).replace("priority 8192", "priority 4096"),
      /^error .*VLAN 10 is 4096, not 8192/,
    ],
    [
      "a VLAN too much",
      text(core2).replace("allowed vlan 10,20\n", "allowed vlan 10,20,666\n"),
      /^note .*VLAN 666 beyond/,
    ],
    [
      "no VLAN list at all",
      text(core2).replace(/ {2}switchport trunk allowed vlan 10,20\n/, ""),
      /^note .*allows every VLAN/,
    ],
  ])("fails for %s, and says so alone", (_, running, message) => {
    const found = findings(core2, running);
    expect(found.length).toBeGreaterThan(0);
    found.forEach((one) =>
      expect(one).toMatch(message.source.includes("VLAN 10 is") ? /not 8192/ : message),
    );
  });

  it("takes VLAN lists over several lines, short port names and defaults that guard edges", () => {
    const wrapped = text(core1)
      .replace(
        " switchport trunk allowed vlan 10,20\n",
        " switchport trunk allowed vlan 10\n switchport trunk allowed vlan add 20\n",
      )
      .replace("interface TenGigabitEthernet1/0/1", "interface Te1/0/1")
      .replaceAll(" spanning-tree bpduguard enable\n", "")
      .concat("\nspanning-tree portfast bpduguard default\n");
    expect(findings(core1, wrapped)).toEqual([]);
    expect(portName("Twe1/0/1")).toBe(portName("TwentyFiveGigE1/0/1"));
    expect(portName("Po1")).toBe(portName("port-channel 1"));
  });

  it.each([
    ["abbreviated", "int te1/0/1\n sw mo tr\n sw tr allow vl 10,20\n shut"],
    ["for a range of ports", "interface range Te1/0/1 - 2\n switchport mode trunk\n shutdown"],
    ["of an interface in two places", "interface Te1/0/1\n shutdown\ninterface Te1/0/1\n no sw"],
    [
      "that take VLANs away",
      "interface Te1/0/1\n switchport mode trunk\n switchport trunk allowed vlan except 10",
    ],
  ])("reads lines %s", (_, lines) => {
    const port = readRunning(lines).ports.get("tengigabitethernet1/0/1")!;
    expect(port.isShut || port.vlans?.[0]?.last === 9).toBe(true);
  });

  it("fails a host's trunk whose native VLAN is one that the host tags", () => {
    const running = text(core1).replace(
      /( switchport mode trunk)/,
      "$1\n switchport trunk native vlan 20",
    );
    expect(findings(core1, running).join()).toContain("sends VLAN 20 without a tag");
    expect(findings(core1, `vlan dot1q tag native\n${running}`).join()).not.toContain(
      "without a tag",
    );
  });

  it("never throws, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom(...renderSwitch(core1)))),
        (lines) => {
          expect(Array.isArray(findings(core1, lines.join("\n")))).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("reads ten megabytes within a second or two", () => {
    const huge = `${text(core1)}\n${"interface Vlan7\n ip address 10.0.0.1 255.0.0.0\n".repeat(200_000)}`;
    const started = process.cpuUsage();
    expect(findings(core1, huge)).toEqual([]);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(6);
  });
});
