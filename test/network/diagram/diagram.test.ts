import fc from "fast-check";
import {
  diagramDifference,
  grouped,
  isChanged,
  isShapeChanged,
  LAYERS,
  networkDiagram,
} from "../../../network/diagram";
import type { Diagram, DiagramNode } from "../../../network/diagram";
import { buildModel } from "../../../network/model";
import type { Resource } from "../../../network/model/resource";
import { machine, nsx, site, threeTiers, vsphere } from "../model/resources";

const switches: Resource[] = [
  ...["host-21", "host-22"].flatMap((host) => [
    vsphere("HostVirtualSwitch", `vswitch-${host}`, `switch-${host}`, {
      name: "vSwitch1",
      hostSystemId: host,
      networkAdapters: ["vmnic1"],
      mtu: 1500,
    }),
    vsphere("HostPortGroup", `lan-${host}`, `group-${host}`, {
      name: "VM_Bridge",
      hostSystemId: host,
      virtualSwitchName: "vSwitch1",
      vlanId: 10,
    }),
  ]),
  vsphere("DistributedVirtualSwitch", "dvs", "uuid-dvs", {
    hosts: [{ hostSystemId: "host-21", devices: ["vmnic2", "vmnic3"] }],
    maxMtu: 9000,
  }),
  vsphere("DistributedPortGroup", "trunk", "group-trunk", {
    distributedVirtualSwitchUuid: "uuid-dvs",
    vlanRanges: [{ minVlan: 20, maxVlan: 30 }],
  }),
  nsx("HostTransportNodeProfile", "hosts", {
    standardHostSwitches: [
      {
        hostSwitchId: "uuid-dvs",
        transportZoneEndpoints: [{ transportZone: "/infra/zones/overlay" }],
      },
    ],
  }),
];

function drawn(more: readonly Resource[] = [], without: readonly string[] = []): Diagram {
  const resources = [...threeTiers(), ...switches, ...more].filter(
    ({ name }) => !without.includes(name),
  );
  return networkDiagram(buildModel(resources, site), resources);
}

const namesOn = ({ nodes }: Diagram, layer: string) =>
  nodes.filter((node) => node.layer === layer).map(({ name }) => name);

function lines({ nodes, edges }: Diagram): string[] {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  return edges.map(({ from, to }) => `${names.get(from) ?? "?"} - ${names.get(to) ?? "?"}`);
}

describe("the diagram of a network", () => {
  const diagram = drawn();

  test("has every object on its layer, from the outside to the cables", () => {
    expect(namesOn(diagram, "outside").sort()).toEqual(["corp", "internet"]);
    expect(namesOn(diagram, "router")).toEqual(["core"]);
    expect(namesOn(diagram, "tier0")).toEqual(["edge"]);
    expect(namesOn(diagram, "tier1")).toEqual(["app"]);
    expect(namesOn(diagram, "network")).toEqual(
      expect.arrayContaining([expect.stringContaining("VLAN 10")]),
    );
    expect(namesOn(diagram, "carrier").sort()).toEqual(["VM_Bridge", "lan-10", "trunk", "uplink"]);
    expect(namesOn(diagram, "zone").sort()).toEqual(["overlay", "vlan"]);
    expect(namesOn(diagram, "switch").sort()).toEqual(["dvs", "vSwitch1"]);
    expect(namesOn(diagram, "uplink").sort()).toEqual(["vmnic1", "vmnic2, vmnic3"]);
  });

  test("joins them as packets and cables do", () => {
    const all = lines(diagram);
    expect(all).toEqual(
      expect.arrayContaining([
        "internet - core",
        "edge - app",
        "VM_Bridge - vSwitch1",
        "vSwitch1 - vmnic1",
        "overlay - dvs",
        "dvs - vmnic2, vmnic3",
        "trunk - dvs",
      ]),
    );
    expect(all.filter((line) => line.includes("VM_Bridge"))).toContain(
      "VLAN 10 on campus - VM_Bridge",
    );
  });

  test("says what a reader wants to know of each object", () => {
    const details = (name: string) => diagram.nodes.find((node) => node.name === name)?.details;
    expect(details("vSwitch1")).toEqual(["2 hosts", "MTU 1500"]);
    expect(details("dvs")).toEqual(["1 host", "MTU 9000"]);
    expect(details("trunk")).toEqual(["VLAN trunk 20-30"]);
    expect(details("app")?.join()).toMatch(/NAT rule/);
  });

  test("takes any values that properties may hold", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(switches.length - 1), (value, index) => {
        const broken = switches.map((resource, at) => {
          const keys = Object.keys(resource.inputs);
          const inputs = Object.fromEntries(keys.map((key) => [key, value])) as Resource["inputs"];
          return at === index ? { ...resource, inputs, outputs: inputs } : resource;
        });
        const { nodes, edges } = networkDiagram(buildModel(broken, site), broken);
        const ids = new Set(nodes.map(({ id }) => id));
        expect(edges.every(({ from, to }) => ids.has(from) && ids.has(to))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe("the difference of two diagrams", () => {
  test("is empty for the same network", () => {
    expect(isChanged(diagramDifference(drawn(), drawn()))).toBe(false);
  });

  test("marks what is added, removed and changed, with what it was", () => {
    const head = drawn(
      [vsphere("HostVirtualSwitch", "other", "x", { name: "other", mtu: 9000 })],
      ["vswitch-host-22", "lan-host-22"],
    );
    const { nodes } = diagramDifference(drawn([nsx("Tier1Gateway", "old", {})]), head);
    const status = (name: string) => nodes.find((node) => node.name === name)?.status;
    expect(status("other")).toBe("added");
    expect(status("old")).toBe("removed");
    expect(nodes.find(({ name }) => name === "vSwitch1")).toMatchObject({
      status: "changed",
      details: ["1 host", "MTU 1500", "was 2 hosts"],
    });
    expect(status("edge")).toBeUndefined();
  });

  test("notices rules that differ while their number stays", () => {
    const forward = {
      gatewayPath: "/infra/tier-1s/app",
      action: "SNAT",
      sourceNetworks: ["10.0.0.0/24"],
    };
    const side = (address: string) =>
      drawn([nsx("NatRule", "more", { ...forward, translatedNetworks: [address] })]);
    const difference = diagramDifference(side("192.168.1.70"), side("192.168.1.71"));
    const { nodes } = difference;
    expect([isChanged(difference), isShapeChanged(difference)]).toEqual([true, false]);
    const gateway = nodes.find(({ name }) => name === "app");
    expect(gateway?.status).toBe("changed");
    expect(gateway?.details).toContain("rules or routes differ");
  });
});

describe("a large diagram", () => {
  const crowd = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      machine(`node-${index}`, [
        { networkId: "network-1", address: `10.0.${index >> 8}.${index & 255}/16` },
      ]),
    );

  test("has one node for machines of the same networks", () => {
    const machines = grouped(drawn(crowd(12))).nodes.filter(({ kind }) => kind === "machine");
    const group = machines.find(({ count }) => count !== undefined);
    expect(group?.name).toMatch(/^1[2-9] machines$/);
    expect(group?.details.at(-1)).toMatch(/^and \d+ more$/);
  });

  test("keeps added machines apart from those that stay", () => {
    const difference = diagramDifference(drawn(crowd(10)), drawn(crowd(16)));
    const statuses = grouped(difference)
      .nodes.filter(({ count }) => count !== undefined)
      .map(({ count, status }) => [count, status]);
    expect(statuses).toContainEqual([6, "added"]);
  });

  test("stays legible with thousands of segments and machines", () => {
    const nodes: DiagramNode[] = [
      { id: "t1", layer: "tier1", kind: "tier1", name: "t1", details: [] },
    ];
    const edges: Diagram["edges"] = [];
    for (let index = 0; index < 3000; index += 1) {
      const segment = `segment-${index}`;
      nodes.push({ id: segment, layer: "network", kind: "segment", name: segment, details: [] });
      edges.push({ from: "t1", to: segment, kind: "attachment" });
      const own = `machine-${index}`;
      nodes.push({ id: own, layer: "machine", kind: "machine", name: own, details: [] });
      edges.push({ from: segment, to: own, kind: "attachment" });
    }
    const { nodes: left, edges: lines } = grouped({ nodes, edges });
    expect(left.map(({ name }) => name)).toEqual(["t1", "3000 segments", "3000 machines"]);
    expect(lines).toHaveLength(2);
  });

  test("loses no object, no status and no line of what it joins", () => {
    const layer = fc.constantFrom(...LAYERS.map(({ id }) => id));
    const status = fc.constantFrom(undefined, "added" as const, "removed" as const);
    const arbitrary = fc
      .array(fc.record({ layer, status }), { minLength: 1, maxLength: 200 })
      .chain((given) => {
        const nodes = given.map(({ layer: on, status: is }, index): DiagramNode => ({
          id: `n${index}`,
          layer: on,
          kind: on === "machine" ? "machine" : "segment",
          name: `n${index}`,
          details: [],
          ...(is === undefined ? {} : { status: is }),
        }));
        const end = fc.nat(nodes.length - 1).map((index) => `n${index}`);
        const edge = fc.record({ from: end, to: end, kind: fc.constant("attachment" as const) });
        return fc.array(edge, { maxLength: 200 }).map((edges): Diagram => ({ nodes, edges }));
      });
    fc.assert(
      fc.property(arbitrary, (diagram) => {
        const { nodes, edges } = grouped(diagram);
        const ids = new Set(nodes.map(({ id }) => id));
        const total = (list: readonly DiagramNode[], is: string) =>
          list
            .filter(({ status: one = "same" }) => one === is)
            .reduce((sum, { count = 1 }) => sum + count, 0);
        for (const is of ["same", "added", "removed"]) {
          expect(total(nodes, is)).toBe(total(diagram.nodes, is));
        }
        expect(ids.size).toBe(nodes.length);
        expect(edges.every(({ from, to }) => ids.has(from) && ids.has(to))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
