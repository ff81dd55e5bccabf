import { readFileSync } from "node:fs";
import {
  defaultInventoryPath,
  Estate,
  InventoryError,
  loadInventory,
  parseInventory,
} from "@vmnet/simulator/estate/index";
import { Site } from "@vmnet/simulator/estate/site";

const text = readFileSync(defaultInventoryPath(), "utf8");

function faultsOf(changed: string): string[] {
  try {
    parseInventory(changed, "mine.yaml");
  } catch (error) {
    expect(error).toBeInstanceOf(InventoryError);
    return (error as InventoryError).faults;
  }
  throw new Error("the inventory was accepted");
}

describe("the lab's inventory", () => {
  const inventory = loadInventory();

  test("has two clusters of three hosts with four NICs each", () => {
    const { clusters } = inventory.datacenter;
    expect(clusters.map((cluster) => cluster.hosts.length)).toEqual([3, 3]);
    expect(clusters.flatMap((cluster) => cluster.hosts.map((host) => host.nics.length))).toEqual([
      4, 4, 4, 4, 4, 4,
    ]);
    const switches = clusters.flatMap((cluster) => cluster.hosts.flatMap((host) => host.switches));
    expect(switches.every((item) => item.name === "vSwitch0" && item.nics[0] === "vmnic0")).toBe(
      true,
    );
  });

  test("has zones of both kinds, two edge clusters of two nodes, a Tier-0 and a template", () => {
    const { nsx, datacenter } = inventory;
    expect(nsx.transportZones.map((zone) => zone.type)).toEqual([
      "OVERLAY_STANDARD",
      "VLAN_BACKED",
    ]);
    expect(nsx.edgeClusters.map((cluster) => cluster.nodes.length)).toEqual([2, 2]);
    expect(nsx.tier0Gateways).toMatchObject([{ name: "site-t0", haMode: "ACTIVE_STANDBY" }]);
    expect(datacenter.templates).toMatchObject([{ nics: ["vmxnet3"] }]);
  });

  test("gives every object one id", () => {
    const objects = Estate.open({ inventory }).objects();
    expect(new Set(objects.map((object) => `${object.type} ${object.id}`)).size).toBe(
      objects.length,
    );
    expect(objects.every((object) => object.origin === "inventory")).toBe(true);
  });

  test("counts ids in file order where none are given", () => {
    const site = new Site(parseInventory(text.replace(/^\s+moid: (host|domain).*$/gm, "")));
    expect(site.hosts.map((host) => host.moid)).toEqual([
      "host-21",
      "host-22",
      "host-23",
      "host-24",
      "host-25",
      "host-26",
    ]);
    expect(site.cluster("domain-c9")?.rootPool).toBe("resgroup-9");
  });
});

describe("inventory faults", () => {
  test.each([
    [
      "an unknown field",
      text.replace("mtuBytes: 1500", "mtuByts: 1500"),
      /switches\[0\]\.mtuByts: unknown field .*; did you mean "mtuBytes"\?/,
    ],
    [
      "a wrong type",
      text.replace("memoryMb: 2048", "memoryMb: much"),
      /^datacenter\.templates\[0\]\.memoryMb: /,
    ],
    [
      "a wrong choice",
      text.replace("type: VLAN_BACKED", "type: VLAN"),
      /^nsx\.transportZones\[1\]\.type: /,
    ],
    ["a missing part", text.replace("  version: 4.2.1\n", ""), /^nsx\.version: /],
    ["another format", text.replace("format: 1", "format: 2"), /^format: /],
    ["no YAML", "a: [", /./],
    [
      "a host's name twice",
      text.replace("esxi-02.lab", "esxi-01.lab"),
      /^datacenter\.clusters\[0\]\.hosts\[1\]\.name: datacenter\.clusters\[0\]\.hosts\[0\]\.name has this already/,
    ],
    [
      "a switch with a NIC that its host does not have",
      text.replace("nics: [vmnic0]", "nics: [vmnic7]"),
      /switches\[0\]\.nics\[0\]: the host has no adapter of this name \(got "vmnic7"; allowed: vmnic0/,
    ],
    [
      "a VMkernel adapter on no port group",
      text.replace("portGroup: Management Network", "portGroup: Managment Network"),
      /vmk0 is on a port group that no switch of the host has .*did you mean "Management Network"\?$/,
    ],
    [
      "a Tier-0 on no edge cluster",
      text.replace("edgeCluster: edge-cluster-01", "edgeCluster: none"),
      /nsx\.tier0Gateways\[0\]\.edgeCluster: no edge cluster of this name is listed \(got "none"/,
    ],
  ])("fails: %s", (_title, changed, expected) => {
    expect(changed).not.toBe(text);
    expect(faultsOf(changed)[0]).toMatch(expected);
  });

  test("fails: several faults together, each with its path", () => {
    const faults = faultsOf(text.replace("cpus: 2", "cpus: 0").replace("sizeGb: 20", "sizeGb: -1"));
    expect(faults.map((fault) => fault.split(":")[0])).toEqual([
      "datacenter.templates[0].cpus",
      "datacenter.templates[0].disks[0].sizeGb",
    ]);
  });

  test("fails: a file that is not there", () => {
    expect(() => loadInventory("/nowhere/lab.yaml")).toThrow(
      /The inventory \/nowhere\/lab\.yaml cannot be used/,
    );
  });
});
