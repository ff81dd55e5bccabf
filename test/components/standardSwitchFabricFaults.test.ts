import * as pulumi from "@pulumi/pulumi";
import { StandardSwitchFabric } from "vmnet";

import { standardFabricArgs, withSwitch1 } from "./fabricFixtures";
import { faultsOf, refused } from "./faults";
import { lab } from "./fixtures";
import { runProgram } from "./harness";

describe("a fabric of standard switches fails", () => {
  const faults = (changes: object) =>
    faultsOf(() => new StandardSwitchFabric("fabric", standardFabricArgs(changes)));

  test("fails without datacenter, hosts and switches", async () => {
    expect(await faults({ datacenterId: "", hosts: {}, switches: {} })).toEqual({
      datacenterId: "this is required",
      hosts: "no host is named",
      switches: "no switch is named",
    });
  });

  test("fails for an adapter on two switches, and a switch without any", async () => {
    const { vSwitch1 } = standardFabricArgs().switches;
    const found = await faults({
      switches: {
        vSwitch1,
        vSwitch2: { uplinks: { active: ["vmnic1"] } },
        vSwitch3: { portGroups: { x: { vlanId: 1 } } },
      },
    });
    expect(found["switches.vSwitch2.uplinks"]).toContain("vSwitch1 has this adapter of esxi-01");
    expect(found["hosts.esxi-02.uplinks.vSwitch3"]).toContain("needs a physical adapter");
  });

  test.each<[string, object, string, string]>([
    [
      "a VLAN that does not exist",
      { portGroups: { a: { vlanId: 4095 } } },
      "portGroups.a.vlanId",
      "4095 stands for all",
    ],
    ["no VLAN", { portGroups: { a: {} } }, "portGroups.a.vlanId", "required"],
    [
      "a name with a slash",
      { portGroups: { a: { vlanId: 1, networkName: "a/b" } } },
      "portGroups.a.networkName",
      "cannot be the name",
    ],
    [
      "a key with a blank",
      { portGroups: { "a b": { vlanId: 1 } } },
      "portGroups.a b",
      "names resources",
    ],
    [
      "a burst alone",
      { portGroups: { a: { vlanId: 1, burstSizeBytes: 9 } } },
      "portGroups.a.burstSizeBytes",
      "only with a limit",
    ],
    [
      "another switch's uplink",
      { portGroups: { a: { vlanId: 1, uplinks: { active: ["vmnic3"] } } } },
      "portGroups.a.uplinks",
      "no such uplink on esxi-01",
    ],
    ["no active uplink", { uplinks: { active: [] } }, "uplinks.active", "no active uplink"],
    [
      "an uplink twice",
      { uplinks: { active: ["vmnic1"], standby: ["vmnic1"] } },
      "uplinks",
      "named twice",
    ],
    ["teaming by load", { teaming: "loadbalance_loadbased" }, "teaming", "not one of the choices"],
    ["round robin", { teaming: "round_robin" }, "teaming", "not one of the choices"],
    [
      "IP hash alone",
      { uplinks: { active: ["vmnic1"] }, teaming: "loadbalance_ip" },
      "teaming",
      "without an EtherChannel",
    ],
    [
      "an EtherChannel with teaming by port",
      { etherChannel: true },
      "teaming",
      "behind an EtherChannel",
    ],
    ["an MTU that no switch has", { mtuBytes: 9001 }, "mtuBytes", ""],
    [
      "an adapter larger than its switch",
      { adapters: { backup: { vlanId: 30, mtuBytes: 9000 } } },
      "adapters.backup.mtuBytes",
      "larger packets",
    ],
    [
      "an unknown service",
      { adapters: { backup: { vlanId: 30, service: "vsan" } } },
      "adapters.backup.service",
      "not one of the choices",
    ],
    [
      "a gateway that is none",
      { adapters: { backup: { vlanId: 30, gateway: "x" } } },
      "adapters.backup.gateway",
      "",
    ],
  ])("fails for %s", async (_what, changes, path, words) => {
    const found = await faults(withSwitch1(changes));
    expect(Object.keys(found)).toContain(`switches.vSwitch1.${path}`);
    expect(found[`switches.vSwitch1.${path}`]).toContain(words);
  });

  test("fails for an MTU of a switch that exists", async () => {
    const found = await faults({
      switches: { vSwitch0: { existing: true, mtuBytes: 9000 } },
      hosts: { a: { hostSystemId: "host-21" } },
    });
    expect(found).toEqual({
      "switches.vSwitch0.mtuBytes": "the switch exists and keeps its own MTU",
    });
  });

  test("fails for hosts: one twice, strangers, missing and doubled addresses", async () => {
    const found = await faults({
      hosts: {
        a: { hostSystemId: "host-21", addresses: { backup: "192.168.30.11/24" } },
        b: {
          hostSystemId: "host-21",
          addresses: { backup: "192.168.30.11/24", other: "10.0.0.1/8" },
        },
        c: { hostSystemId: "host-22", uplinks: { vSwitch9: { active: ["vmnic1"] } } },
        d: { hostSystemId: "host-23", addresses: { backup: "192.168.30.13" } },
      },
    });
    expect(found).toEqual({
      "hosts.b.hostSystemId": "a is the same host",
      "hosts.b.addresses.other": "the fabric has no such VMkernel adapter",
      "hosts.b.addresses.backup": "hosts.a.addresses.backup has this already",
      "hosts.c.uplinks.vSwitch9": "the fabric has no such switch",
      "hosts.c.addresses.backup": "this is required",
      "hosts.d.addresses.backup": expect.stringContaining("mask") as string,
    });
  });

  test("fails for a gateway outside of a host's network", async () => {
    const found = await faults(
      withSwitch1({ adapters: { backup: { vlanId: 30, gateway: "192.168.31.1" } } }),
    );
    expect(found["hosts.esxi-01.addresses.backup"]).toContain("gateway is not in the network");
  });

  test("fails for ten adapters, for the provider mixes up vmk1 and vmk10", async () => {
    const keys = Array.from({ length: 10 }, (_, at) => `k${at}`);
    const adapters = Object.fromEntries(keys.map((key) => [key, { vlanId: 30 }]));
    const addresses = Object.fromEntries(keys.map((key, at) => [key, `10.0.${at}.1/24`]));
    const hosts = { a: { hostSystemId: lab.host, addresses } };
    expect((await faults({ hosts, ...withSwitch1({ adapters }) })).switches).toContain("vmk10");
  });

  test("fails for one name on two switches, and for keys that make one child of two", async () => {
    const found = await faults({
      hosts: { c: { hostSystemId: "host-21" }, "b-c": { hostSystemId: "host-22" } },
      switches: {
        vSwitch0: {
          existing: true,
          portGroups: { a: { vlanId: 1 }, x: { vlanId: 3, networkName: "n" } },
        },
        vSwitch1: {
          uplinks: { active: ["vmnic1"] },
          portGroups: { "a-b": { vlanId: 2, networkName: "n" } },
        },
      },
    });
    expect(found["switches.vSwitch1.portGroups.a-b.networkName"]).toContain("has this already");
    expect(found["hosts.c"]).toBe("a has this already");
  });

  test("fails with every fault in one message, with value and allowed", async () => {
    const { message } = await refused(
      () =>
        new StandardSwitchFabric(
          "fabric",
          standardFabricArgs({ datacenterId: "", ...withSwitch1({ mtuBytes: 100 }) }),
        ),
    );
    expect(message).toContain('StandardSwitchFabric "fabric": 2 faults');
    expect(message).toContain("switches.vSwitch1.mtuBytes");
    expect(message).toContain("got 100");
  });

  test("fails for a late address, once it is known", async () => {
    const { errors } = await runProgram(() => {
      const late = pulumi.output(Promise.resolve("192.168.30.0/24"));
      const hosts = { a: { hostSystemId: lab.host, addresses: { backup: late } } };
      return new StandardSwitchFabric("fabric", standardFabricArgs({ hosts }));
    });
    const text = errors.map(({ message }) => message).join("\n");
    expect(text).toContain("hosts.a.addresses.backup");
  });
});
