import { buildModel, UNKNOWN, type Resource, type Surroundings } from "../../../network/model";
import { assumptionsOf, flowsFrom, Verdict } from "../../../network/reason";
import { endpoint, gapTexts, machine, nsx, portsOf, site, urnOf, vsphere } from "./resources";

const overlay = "/infra/zones/overlay";

function hostSwitch(host: string, name: string, uplinks: string[]): Resource {
  const id = `tf-HostVirtualSwitch:${host}:${name}`;
  const inputs = { hostSystemId: host, name, networkAdapters: uplinks, mtu: 1500 };
  return vsphere("HostVirtualSwitch", `${host}-${name}`, id, inputs);
}

function hostGroup(host: string, switchName: string, name: string, vlanId: number): Resource {
  const id = `tf-HostPortGroup:${host}:${name}`;
  const inputs = { hostSystemId: host, virtualSwitchName: switchName, name, vlanId };
  return vsphere("HostPortGroup", `${host}-${name}`, id, inputs);
}

const dvs = vsphere("DistributedVirtualSwitch", "dvs", "50 11", {
  hosts: [
    { hostSystemId: "host-21", devices: ["vmnic2"] },
    { hostSystemId: "host-22", devices: [] },
  ],
  maxMtu: 9000,
  pvlanMappings: [
    { primaryVlanId: 100, secondaryVlanId: 100, pvlanType: "promiscuous" },
    { primaryVlanId: 100, secondaryVlanId: 101, pvlanType: "isolated" },
  ],
});

function group(name: string, inputs: Resource["inputs"]): Resource {
  return vsphere("DistributedPortGroup", name, `dvportgroup-${name}`, {
    distributedVirtualSwitchUuid: "50 11",
    ...inputs,
  });
}

/** The domain and the place of one machine's only NIC. */
function attached(resources: Resource[], networkId: string, host = "host-21", where = site) {
  const vm = machine("vm", [{ networkId, address: "10.1.1.5/24" }], { hostSystemId: host });
  const names = { "network-1": "lan", "network-2": "private", "network-3": "trunk" };
  const model = buildModel([...resources, vm], where, { networkNames: names });
  const [port] = portsOf(model, endpoint(model, "vm"));
  return { model, port: port!, doubt: endpoint(model, "vm").doubt };
}

describe("layer-2 domains", () => {
  const lan = [
    hostSwitch("host-21", "vSwitch1", ["vmnic1"]),
    hostGroup("host-21", "vSwitch1", "lan", 20),
  ];
  const alone = (host: string) => [
    hostSwitch(host, "alone", []),
    hostGroup(host, "alone", "private", 0),
  ];
  test.each<[string, Resource[], string, string | undefined]>([
    ["a standard port group", lan, "network-1", "vlan:campus/20"],
    ["a switch without uplinks", alone("host-21"), "network-2", "isolated:host-21/alone/0"],
    [
      "a distributed port group",
      [dvs, group("a", { vlanId: 20 })],
      "dvportgroup-a",
      "vlan:campus/20",
    ],
    [
      "a private VLAN",
      [dvs, group("a", { portPrivateSecondaryVlanId: 101 })],
      "dvportgroup-a",
      "vlan:campus/100",
    ],
    [
      "a VLAN segment",
      [nsx("VlanSegment", "v", { vlanIds: ["20"], transportZonePath: "/infra/zones/vlan" })],
      "v",
      "vlan:campus/20",
    ],
    [
      "an overlay segment, by its path",
      [nsx("Segment", "s", { transportZonePath: overlay })],
      "/infra/segments/s",
      "segment:/infra/segments/s",
    ],
    [
      "a VLAN that the trunk does not carry",
      [dvs, group("a", { vlanId: 300 })],
      "dvportgroup-a",
      "vlan:campus/300@dvs",
    ],
    [
      "a trunk port group",
      [dvs, group("a", { vlanRanges: [{ minVlan: 1, maxVlan: 9 }] })],
      "dvportgroup-a",
      undefined,
    ],
  ])("%s leads to its domain", (_what, resources, networkId, domain) => {
    expect(attached(resources, networkId).port.domain).toBe(domain);
  });

  test("an uplink-less switch is one domain per host", () => {
    const both = [...alone("host-21"), ...alone("host-22")];
    const first = attached(both, "network-2", "host-21").port.domain;
    const second = attached(both, "network-2", "host-22").port.domain;
    expect([first, second]).toEqual(["isolated:host-21/alone/0", "isolated:host-22/alone/0"]);
  });

  test("a distributed switch without uplink on a host is isolated there", () => {
    const { port } = attached([dvs, group("a", { vlanId: 20 })], "dvportgroup-a", "host-22");
    expect(port.domain).toBe("isolated:host-22/dvs/20");
  });

  test.each<[string, Resource["inputs"], Resource["inputs"], string]>([
    ["that uses none of its adapters", { activeNics: [], standbyNics: [] }, {}, "isolated"],
    ["with a standby adapter", { activeNics: [], standbyNics: ["vmnic1"] }, {}, "vlan"],
    ["whose group uses one", { activeNics: [] }, { activeNics: ["vmnic1"] }, "vlan"],
    ["whose group uses another's", { activeNics: ["vmnic1"] }, { activeNics: ["no"] }, "isolated"],
  ])("a standard switch %s", (_, ofSwitch, ofGroup, expected) => {
    const [own, group] = lan;
    const resources = [
      { ...own!, inputs: { ...own!.inputs, ...ofSwitch } },
      { ...group!, inputs: { ...group!.inputs, ...ofGroup } },
    ];
    expect(attached(resources, "network-1").port.domain).toMatch(new RegExp(`^${expected}:`));
  });

  test("a group whose uplinks no adapter of the host fills is isolated there", () => {
    const two = { ...dvs, inputs: { ...dvs.inputs, uplinks: ["up1", "up2"] } };
    const domainOf = (inputs: Resource["inputs"]) =>
      attached([two, group("b", { vlanId: 20, ...inputs })], "dvportgroup-b").port.domain;
    expect(domainOf({})).toBe("vlan:campus/20");
    expect(domainOf({ activeUplinks: ["up2"], standbyUplinks: [] })).toMatch(/^isolated:/);
    expect(domainOf({ activeUplinks: ["up2"], standbyUplinks: ["up1"] })).toBe("vlan:campus/20");
    expect(domainOf({ activeUplinks: ["lag1"] })).toBe("vlan:campus/20");
  });

  test("fails between the blocked ports of a group", () => {
    const blocked = group("b", { vlanId: 20, blockAllPorts: true });
    const vm = (name: string, address: string) =>
      machine(name, [{ networkId: "dvportgroup-b", address }], { hostSystemId: "host-21" });
    const resources = [dvs, blocked, vm("a", "10.1.1.5/24"), vm("b", "10.1.1.6/24")];
    const model = buildModel(resources, site);
    const answers = flowsFrom(model, endpoint(model, "a").id);
    expect(answers.map(({ verdict, reason }) => `${verdict} ${reason}`)).toContain(
      "denied portBlocked",
    );
    expect(answers.map(({ verdict }) => verdict)).not.toContain("allowed");
  });

  test("a private VLAN's port knows its role", () => {
    const { port } = attached(
      [dvs, group("a", { portPrivateSecondaryVlanId: 101 })],
      "dvportgroup-a",
    );
    expect(port.privateVlan).toEqual({ role: "isolated", secondary: 101 });
  });

  test("a trunk port makes the machine doubtful and is named as a gap", () => {
    const trunk = [
      hostSwitch("host-21", "vSwitch1", ["vmnic1"]),
      hostGroup("host-21", "vSwitch1", "trunk", 4095),
    ];
    const { model, doubt } = attached(trunk, "network-3");
    expect(doubt?.reason).toContain("is a trunk");
    expect(gapTexts(model).join()).toContain("A trunk (VLAN 4095)");
  });

  test("the surroundings place a machine on a trunk in one of its VLANs", () => {
    const where: Surroundings = {
      ...site,
      machines: [{ name: "vm", nics: [{ fabric: "campus", vlan: 42 }] }],
    };
    const trunk = [dvs, group("a", { vlanRanges: [{ minVlan: 1, maxVlan: 99 }] })];
    const { port, doubt } = attached(trunk, "dvportgroup-a", "host-21", where);
    expect(port.domain).toBe("vlan:campus/42");
    expect(doubt).toBeUndefined();
  });

  test("a VLAN that the surroundings close is not open", () => {
    const { model } = attached([dvs, group("a", { vlanId: 100 })], "dvportgroup-a");
    expect(model.domains.find(({ id }) => id === "vlan:campus/100")?.open).toBe(false);
  });

  test("the native VLAN takes untagged frames", () => {
    const where: Surroundings = {
      ...site,
      switches: [{ name: "vSwitch1", fabric: "campus", nativeVlan: 7 }],
    };
    const untagged = [
      hostSwitch("host-21", "vSwitch1", ["vmnic1"]),
      hostGroup("host-21", "vSwitch1", "lan", 0),
    ];
    expect(attached(untagged, "network-1", "host-21", where).port.domain).toBe("vlan:campus/7");
  });

  test("one fabric is assumed where the file does not place a switch, and that is noted", () => {
    const { port, model } = attached(lan, "network-1", "host-21", { format: 1, site: "bare" });
    expect(port.domain).toBe("vlan:physical/20");
    expect(gapTexts(model).join()).toMatch(/Assumed: switch "vSwitch1" is connected/);
    const hops = [{ kind: "domain" as const, at: port.domain!, action: "" }];
    expect(assumptionsOf(model, { hops, verdict: Verdict.Allowed })).toEqual([
      'switch "vSwitch1" is connected to the physical fabric "physical"',
    ]);
  });

  test("with several fabrics a switch that the file does not place is on none of them", () => {
    const where: Surroundings = { format: 1, site: "two", fabrics: [{ name: "a" }, { name: "b" }] };
    const { port } = attached(lan, "network-1", "host-21", where);
    expect(port.domain).toBe('vlan:unknown fabric of switch "vSwitch1"/20');
  });

  test("distributed port groups are unknown to the distributed firewall until the file says", () => {
    const resources = [dvs, group("a", { vlanId: 20 })];
    expect(attached(resources, "dvportgroup-a").port.distributedFirewall).toBe("unknown");
    const where = { ...site, defaults: { distributedPortGroupsFiltered: false } };
    const { port } = attached(resources, "dvportgroup-a", "host-21", where);
    expect(port.distributedFirewall).toBe("notCovered");
  });
});

describe("networks of NICs during a preview", () => {
  const lan = [
    hostSwitch("host-21", "vSwitch1", ["vmnic1"]),
    hostGroup("host-21", "vSwitch1", "lan", 20),
    hostGroup("host-21", "vSwitch1", "dmz", 30),
  ];
  const urn = (name: string) =>
    urnOf("vsphere:index/hostPortGroup:HostPortGroup", `host-21-${name}`);
  const preview = (networks: string[], dependencies: string[]) => {
    const nics = networks.map((networkId) => ({ networkId, address: "10.1.1.5/24" }));
    const vm: Resource = {
      ...machine("vm", nics),
      propertyDependencies: { networkInterfaces: dependencies },
    };
    const model = buildModel([...lan, vm], site);
    return { ports: portsOf(model, endpoint(model, "vm")), doubt: endpoint(model, "vm").doubt };
  };

  test("an unknown network is the only one that the machine depends on", () => {
    const { ports, doubt } = preview([UNKNOWN], [urn("lan")]);
    expect(ports[0]!.domain).toBe("vlan:campus/20");
    expect(doubt).toBeUndefined();
  });

  test("two unknown networks stay unknown: which NIC has which is not certain", () => {
    const { ports, doubt } = preview([UNKNOWN, UNKNOWN], [urn("lan"), urn("dmz")]);
    expect(ports.map(({ domain }) => domain)).toEqual([undefined, undefined]);
    expect(doubt?.reason).toContain("not known yet");
  });

  test("an id that nothing describes is a doubt that names it", () => {
    expect(preview(["network-99"], []).doubt?.reason).toContain("network-99");
  });
});
