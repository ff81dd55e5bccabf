import type { Cabling } from "../../../network/handoff";
import type { PropertyMap, Resource } from "../../../network/model/resource";

export function made(kind: string, name: string, inputs: PropertyMap, id = name): Resource {
  const type = `x:index/${kind}:${kind}`;
  const urn = `urn:pulumi:s::p::${type}::${name}`;
  return { urn, type, name, custom: true, id, inputs, outputs: {} };
}

const host = (number: number) => `host-${number}`;

/** A standard switch on two hosts, a distributed one with a private VLAN, and a gateway with BGP. */
export const resources: Resource[] = [
  ...[1, 2].flatMap((number) => [
    made("HostVirtualSwitch", `vs-${number}`, {
      name: "vSwitch1",
      hostSystemId: host(number),
      networkAdapters: ["vmnic1"],
      mtu: 9000,
    }),
    ...[10, 20].map((vlanId) =>
      made("HostPortGroup", `pg-${vlanId}-${number}`, {
        name: `net ${vlanId}`,
        hostSystemId: host(number),
        virtualSwitchName: "vSwitch1",
        vlanId,
      }),
    ),
  ]),
  made("HostPortGroup", "kept", {
    name: "kept",
    hostSystemId: "host-1",
    virtualSwitchName: "vSwitch0",
    vlanId: 0,
  }),
  made("HostVirtualSwitch", "hashed", {
    name: "vSwitch9",
    hostSystemId: "host-2",
    networkAdapters: ["vmnic8", "vmnic9"],
    mtu: 1500,
    teamingPolicy: "loadbalance_ip",
  }),
  made("HostPortGroup", "hashed-group", {
    name: "storage",
    hostSystemId: "host-2",
    virtualSwitchName: "vSwitch9",
    vlanId: 70,
  }),
  made(
    "DistributedVirtualSwitch",
    "dvs",
    {
      name: "dvs",
      maxMtu: 9000,
      hosts: [{ hostSystemId: "host-1", devices: ["vmnic2"] }],
      pvlanMappings: [
        { primaryVlanId: 300, secondaryVlanId: 300, pvlanType: "promiscuous" },
        { primaryVlanId: 300, secondaryVlanId: 301, pvlanType: "isolated" },
      ],
    },
    "uuid-1",
  ),
  made("DistributedPortGroup", "dmz", {
    name: "dmz",
    distributedVirtualSwitchUuid: "uuid-1",
    portPrivateSecondaryVlanId: 301,
  }),
  made("DistributedPortGroup", "guests", {
    name: "guests",
    distributedVirtualSwitchUuid: "uuid-1",
    vlanRanges: [{ minVlan: 100, maxVlan: 103 }],
  }),
  made("PolicyUplinkHostSwitchProfile", "up", {
    path: "/p/up",
    displayName: "up",
    transportVlan: 40,
  }),
  made("PolicyHostTransportNodeProfile", "tn", {
    standardHostSwitches: [{ hostSwitchId: "uuid-1", uplinkProfile: "/p/up" }],
  }),
  made("PolicyVlanSegment", "uplink", {
    displayName: "uplink",
    transportZonePath: "/infra/tz/vlan-tz",
    vlanIds: ["50"],
  }),
  made("PolicyTier0Gateway", "t0", {
    path: "/infra/tier-0s/t0",
    bgpConfig: { localAsNum: "65001" },
  }),
  made("PolicyTier0GatewayInterface", "up-1", {
    gatewayPath: "/infra/tier-0s/t0",
    subnets: ["192.0.2.2/29"],
  }),
  made("PolicyBgpNeighbor", "isp", {
    bgpPath: "/infra/tier-0s/t0/locale-services/default/bgp",
    neighborAddress: "192.0.2.1",
    remoteAsNum: "64999",
    bfdConfig: { enabled: true },
    password: "planted-4711",
  }),
];

export const cabling: Cabling = {
  switches: [
    {
      name: "core-1",
      platform: "ios-xe",
      spanningTreePriority: 4096,
      autonomousSystem: 64999,
      interfaces: { 50: "192.0.2.1/29" },
    },
    { name: "core-2", platform: "nx-os", spanningTreePriority: 8192, interfaces: {} },
  ],
  cables: [
    {
      host: "esx-1",
      adapter: "vmnic1",
      switch: "core-1",
      port: "TenGigabitEthernet1/0/1",
      transportZones: [],
    },
    {
      host: "host-2",
      adapter: "vmnic1",
      switch: "core-2",
      port: "Ethernet1/1",
      transportZones: [],
    },
    {
      host: "esx-1",
      adapter: "vmnic2",
      switch: "core-2",
      port: "Ethernet1/2",
      transportZones: ["vlan-tz"],
    },
    {
      host: "host-2",
      adapter: "vmnic8",
      switch: "core-1",
      port: "TenGigabitEthernet1/0/8",
      transportZones: [],
    },
    {
      host: "host-2",
      adapter: "vmnic9",
      switch: "core-1",
      port: "TenGigabitEthernet1/0/9",
      transportZones: [],
    },
  ],
  links: [
    {
      from: { switch: "core-1", port: "HundredGigE1/0/49" },
      to: { switch: "core-2", port: "Ethernet1/49" },
    },
  ],
};

export const site = {
  "host-1": { name: "esx-1", switches: [{ name: "vSwitch0", adapters: ["vmnic0"] }] },
};
