import type * as pulumi from "@pulumi/pulumi";
import { AdapterService, gigabit, StandardSwitchFabric, TeamingPolicy } from "vmnet";

import { HOST_IDS, standardFabricArgs, withSwitch1 } from "./fabricFixtures";
import { lab } from "./fixtures";
import { growsInPlace, GROWTH_TIMEOUT_MILLISECONDS, namesInBoth } from "./growth";
import { built, valueOf } from "./harness";

jest.setTimeout(GROWTH_TIMEOUT_MILLISECONDS);

type Args = Parameters<typeof standardFabricArgs>[0];
const build = (changes: Args = {}) =>
  built(() => new StandardSwitchFabric("fabric", standardFabricArgs(changes)));

describe("a fabric of standard switches", () => {
  test("has vSwitch1 on every host, and port groups on both switches (R20)", async () => {
    const { names } = await build();
    expect(names()).toEqual([
      "fabric",
      "fabric-adapter-backup-esxi-01",
      "fabric-adapter-backup-esxi-02",
      "fabric-hostgroup-backup-esxi-01",
      "fabric-hostgroup-backup-esxi-02",
      "fabric-portgroup-jump-esxi-01",
      "fabric-portgroup-jump-esxi-02",
      "fabric-portgroup-production-esxi-01",
      "fabric-portgroup-production-esxi-02",
      "fabric-portgroup-staging-esxi-01",
      "fabric-portgroup-staging-esxi-02",
      "fabric-switch-vSwitch1-esxi-01",
      "fabric-switch-vSwitch1-esxi-02",
    ]);
  });

  test("teams by port, the nearest to 'switch independent' that there is (R43)", async () => {
    const { find } = await build();
    for (const name of ["fabric-switch-vSwitch1-esxi-01", "fabric-portgroup-production-esxi-01"]) {
      expect(find(name).inputs).toMatchObject({
        teamingPolicy: "loadbalance_srcid",
        activeNics: ["vmnic1"],
        standbyNics: ["vmnic2"],
        allowPromiscuous: false,
        allowForgedTransmits: false,
        allowMacChanges: false,
        notifySwitches: true,
      });
      expect(Object.keys(find(name).inputs)).not.toContain("failback");
    }
    expect(find("fabric-switch-vSwitch1-esxi-01").inputs.networkAdapters).toEqual([
      "vmnic1",
      "vmnic2",
    ]);
  });

  test("leaves the adapters of a switch that exists alone", async () => {
    const { find } = await build();
    const { inputs } = find("fabric-portgroup-jump-esxi-01");
    expect(inputs).toMatchObject({ name: "jump", virtualSwitchName: "vSwitch0", vlanId: 10 });
    expect(Object.keys(inputs)).not.toContain("activeNics");
  });

  test("takes a host's own adapters, an EtherChannel, an MTU and a limit", async () => {
    const { find } = await build({
      hosts: {
        "esxi-01": {
          hostSystemId: lab.host,
          uplinks: { vSwitch1: { active: ["vmnic2", "vmnic3"] } },
        },
      },
      switches: {
        vSwitch1: {
          uplinks: { active: ["vmnic1", "vmnic2"] },
          teaming: TeamingPolicy.IpHash,
          etherChannel: true,
          mtuBytes: 9000,
          portGroups: { production: { vlanId: 20, networkName: "Prod", limit: gigabit(1) } },
        },
      },
    });
    expect(find("fabric-switch-vSwitch1-esxi-01").inputs).toMatchObject({
      networkAdapters: ["vmnic2", "vmnic3"],
      teamingPolicy: "loadbalance_ip",
      mtu: 9000,
    });
    expect(find("fabric-portgroup-production-esxi-01").inputs).toMatchObject({
      name: "Prod",
      activeNics: ["vmnic2", "vmnic3"],
      shapingEnabled: true,
      shapingAverageBandwidth: 1e9,
    });
  });

  test("gives every host an adapter with its own address, on a port group of its own", async () => {
    const { find } = await build();
    expect(find("fabric-hostgroup-backup-esxi-02").inputs).toMatchObject({
      name: "backup",
      virtualSwitchName: "vSwitch1",
      vlanId: 30,
    });
    const adapter = find("fabric-adapter-backup-esxi-02");
    expect(adapter.inputs).toMatchObject({
      host: lab.otherHost,
      portgroup: "backup",
      netstack: "defaultTcpipStack",
      ipv4: { ip: "192.168.30.12", netmask: "255.255.255.0" },
    });
    expect(Object.keys(adapter.inputs)).not.toContain("services");
    expect(adapter.ignoreChanges).toEqual(["services"]);
    expect(adapter.replaceOnChanges).toEqual(["portgroup"]);
  });

  test("makes the adapters of a host one after the other, over all switches", async () => {
    const addresses = { mgmt: "10.0.1.11/24", backup: "10.0.2.11/24", replica: "10.0.3.11/24" };
    const { find } = await build({
      hosts: { "esxi-01": { hostSystemId: lab.host, addresses } },
      switches: {
        vSwitch0: {
          existing: true,
          adapters: {
            mgmt: { vlanId: 11, service: AdapterService.Management, gateway: "10.0.1.1" },
          },
        },
        vSwitch1: {
          uplinks: { active: ["vmnic1"] },
          adapters: { backup: { vlanId: 12 }, replica: { vlanId: 13 } },
        },
      },
    });
    const chained = (name: string) => find(`fabric-adapter-${name}-esxi-01`).dependencies;
    expect(chained("backup")).toContain("fabric-adapter-mgmt-esxi-01");
    expect(chained("replica")).toContain("fabric-adapter-backup-esxi-01");
    expect(find("fabric-adapter-mgmt-esxi-01")).toMatchObject({
      inputs: { services: ["management"], ipv4: { ip: "10.0.1.11", gw: "10.0.1.1" } },
      ignoreChanges: [],
    });
  });

  test("says which networks there are and which VLANs the physical ports must carry", async () => {
    const { value } = await build();
    const fabric = value as StandardSwitchFabric;
    expect(await valueOf(fabric.trunkVlans)).toEqual({ vSwitch0: "10", vSwitch1: "20-21,30" });
    expect(await valueOf(fabric.networkNames)).toEqual({
      jump: "jump",
      production: "production",
      staging: "staging",
    });
    expect(await valueOf(fabric.switchNames)).toEqual({
      vSwitch0: "vSwitch0",
      vSwitch1: "vSwitch1",
    });
    expect(Object.values(await valueOf(fabric.networkIds))).toEqual([
      expect.stringMatching(/^network-/),
      expect.stringMatching(/^network-/),
      expect.stringMatching(/^network-/),
    ]);
  });

  test("is protected unless disposable; every child is deleted before it is replaced", async () => {
    const { registrations } = await build();
    const kept = registrations.filter(({ protect }) => protect).map(({ name }) => name);
    expect(kept).toHaveLength(8);
    expect(kept.join()).not.toMatch(/adapter|hostgroup/);
    for (const child of registrations.filter(({ custom }) => custom)) {
      expect(child).toMatchObject({ parent: "fabric", deleteBeforeReplace: true });
    }
    const lab2 = await build({ disposable: true });
    expect(lab2.registrations.map(({ protect }) => protect)).not.toContain(true);
  });

  test("registers the same in a preview as in an update", async () => {
    const names = await namesInBoth(() => new StandardSwitchFabric("fabric", standardFabricArgs()));
    expect(names).toHaveLength(13);
  });

  test("grows by a host without touching the rest", async () => {
    await growsInPlace({
      entry: (index) => ({
        hostSystemId: HOST_IDS[index]!,
        addresses: { backup: `192.168.30.${11 + index}/24` },
      }),
      program: (hosts) => new StandardSwitchFabric("fabric", standardFabricArgs({ hosts })),
    });
  });

  test("grows by a port group without touching the rest", async () => {
    await growsInPlace({
      entry: (index) => ({ vlanId: 100 + index }),
      program: (portGroups) =>
        new StandardSwitchFabric("fabric", standardFabricArgs(withSwitch1({ portGroups }))),
    });
  });

  test("grows by a VMkernel adapter without touching the rest", async () => {
    await growsInPlace({
      entry: (index) => ({ vlanId: 200 + index }),
      program: (adapters) => {
        const names = Object.keys(adapters);
        const address = (host: number) =>
          Object.fromEntries(
            names.map((name) => [name, `10.${host}.${adapters[name]!.vlanId}.1/24`]),
          );
        const hosts = {
          "esxi-01": { hostSystemId: lab.host, addresses: address(1) },
          "esxi-02": { hostSystemId: lab.otherHost, addresses: address(2) },
        };
        const changes = { hosts, ...withSwitch1({ adapters }) };
        return new StandardSwitchFabric("fabric", standardFabricArgs(changes));
      },
    });
  });

  test("grows by a switch in the middle without touching the others", async () => {
    // A host of the lab has three free adapters, so the switches are these.
    const one = (index: number) => ({
      uplinks: { active: [`vmnic${index}`] },
      portGroups: { [`group${index}`]: { vlanId: index } },
    });
    const hosts = { a: { hostSystemId: lab.host } };
    const before = await build({ hosts, switches: { a: one(1), c: one(3) } });
    const after = await build({ hosts, switches: { a: one(1), b: one(2), c: one(3) } });
    const kept = before.registrations.filter(({ custom }) => custom);
    expect(kept).toHaveLength(4);
    for (const { name, inputs, parent } of kept) {
      expect(after.find(name)).toMatchObject({ inputs, parent });
    }
    expect(after.names()).toHaveLength(before.names().length + 2);
  });

  test("of somebody else registers nothing", async () => {
    const existing = {
      switchNames: { vSwitch0: "vSwitch0" },
      networkIds: { jump: "network-7" },
      networkNames: { jump: "Jump" },
    };
    const { names, value } = await built(() => StandardSwitchFabric.fromExisting(existing));
    expect(names()).toEqual([]);
    const { networkIds } = value as { networkIds: pulumi.Output<object> };
    expect(await valueOf(networkIds)).toEqual({ jump: "network-7" });
  });
});
