import { type Case, named, gateway, served, bareT0, testRefusals } from "./cases";
import { edges, N, overlay, siteT0, vlanZone } from "./lab";

const cases: Case[] = [
  [
    "a fixed id that is taken",
    N.group,
    named("g"),
    /^Resource with id g already exists$/,
    (lab) => void lab.add(N.group, named("g")),
  ],
  [
    "a routed Tier-1 without Tier-0",
    N.tier1,
    { ...named("t"), type: "ROUTED" },
    /^tier0_path needs to be specified for gateway type ROUTED$/,
  ],
  [
    "a Tier-1 below a Tier-1",
    N.tier1,
    { ...named("t"), tier0Path: "/infra/tier-1s/t1" },
    /is no Tier-0 gateway/,
    gateway,
  ],
  [
    "haMode NONE with an edge cluster",
    N.tier1,
    { ...named("t"), edgeClusterPath: edges, haMode: "NONE" },
    /ha_mode can not be set to NONE/,
  ],
  [
    "a reference to nothing",
    N.tier1,
    { ...named("t"), tier0Path: "/infra/tier-0s/none" },
    /^Failed to create Tier1 t: The object path=\[\/infra\/tier-0s\/none\] referenced by .* does not exist \(code 500012\)$/,
  ],
  [
    "BGP without an edge cluster",
    N.tier0,
    { ...named("t"), bgpConfig: { localAsNum: "65001" } },
    /BGP needs an edge cluster/,
  ],
  [
    "an interface without locale service",
    N.tier0Interface,
    {
      ...named("i"),
      gatewayPath: "/infra/tier-0s/bare",
      segmentPath: "/infra/segments/v",
      subnets: ["192.168.1.2/24"],
    },
    /^No locale services found for GW bare$/,
    (lab) => {
      bareT0(lab);
      lab.add(N.vlanSegment, { ...named("v"), transportZonePath: vlanZone, vlanIds: ["10"] });
    },
  ],
  [
    "an EXTERNAL interface without segment",
    N.tier0Interface,
    { ...named("i"), gatewayPath: siteT0, subnets: ["192.168.1.2/24"] },
    /^segment_path is mandatory for interface of type EXTERNAL$/,
  ],
  [
    "a Tier-0 interface on a Tier-1",
    N.tier0Interface,
    {
      ...named("i"),
      gatewayPath: "/infra/tier-1s/t1",
      segmentPath: "/infra/segments/web",
      subnets: ["10.0.0.9/24"],
    },
    /is no Tier-0 gateway/,
    served,
  ],
  [
    "two interfaces with one address",
    N.tier1Interface,
    {
      ...named("i2"),
      gatewayPath: "/infra/tier-1s/t1",
      segmentPath: "/infra/segments/web",
      subnets: ["10.0.0.9/24"],
    },
    /10\.0\.0\.9 is already used/,
    (lab) => {
      served(lab);
      lab.add(N.tier1Interface, {
        ...named("i1"),
        gatewayPath: "/infra/tier-1s/t1",
        segmentPath: "/infra/segments/web",
        subnets: ["10.0.0.9/24"],
      });
    },
  ],
  [
    "a segment without zone",
    N.segment,
    named("s"),
    /^transport_zone_path needs to be specified for infra segment on local manager$/,
  ],
  [
    "a segment on something else than a zone",
    N.segment,
    { ...named("s"), transportZonePath: edges },
    /is no transport zone/,
  ],
  [
    "VLAN ids on an overlay zone",
    N.segment,
    { ...named("s"), transportZonePath: overlay, vlanIds: ["10"] },
    /not allowed on the overlay/,
  ],
  [
    "a VLAN zone without VLAN ids",
    N.segment,
    { ...named("s"), transportZonePath: vlanZone },
    /needs vlanIds/,
  ],
  [
    "a VLAN segment on an overlay zone",
    N.vlanSegment,
    { ...named("s"), transportZonePath: overlay, vlanIds: ["10"] },
    /type VLAN_BACKED/,
  ],
  [
    "VLAN 4095 on a segment",
    N.vlanSegment,
    { ...named("s"), transportZonePath: vlanZone, vlanIds: ["4095"] },
    /VLAN 4095 is not in the range/,
  ],
  [
    "a network address as gateway",
    N.segment,
    { ...named("s"), transportZonePath: overlay, subnets: [{ cidr: "10.0.0.0/24" }] },
    /network or broadcast address of 10\.0\.0\.0\/24/,
  ],
  [
    "a DHCP range outside of its subnet",
    N.segment,
    {
      ...named("s"),
      transportZonePath: overlay,
      subnets: [{ cidr: "10.0.0.1/24", dhcpRanges: ["10.0.1.5-10.0.1.9"] }],
    },
    /DHCP range 10\.0\.1\.5-10\.0\.1\.9 is not in the subnet/,
  ],
  [
    "a DHCP range that holds the gateway",
    N.segment,
    {
      ...named("s"),
      transportZonePath: overlay,
      subnets: [{ cidr: "10.0.0.1/24", dhcpRanges: ["10.0.0.1-10.0.0.9"] }],
    },
    /holds 10\.0\.0\.1/,
  ],
  [
    "DHCP ranges that overlap",
    N.segment,
    {
      ...named("s"),
      transportZonePath: overlay,
      subnets: [{ cidr: "10.0.0.1/24", dhcpRanges: ["10.0.0.5-10.0.0.9", "10.0.0.9-10.0.0.12"] }],
    },
    /overlap/,
  ],
  [
    "a DHCP server outside of its subnet",
    N.segment,
    {
      ...named("s"),
      transportZonePath: overlay,
      subnets: [{ cidr: "10.0.0.1/24", dhcpV4Config: { serverAddress: "10.0.1.2/24" } }],
    },
    /DHCP server address 10\.0\.1\.2\/24/,
  ],
  [
    "overlapping subnets on one gateway",
    N.segment,
    {
      ...named("s"),
      transportZonePath: overlay,
      connectivityPath: "/infra/tier-1s/t1",
      subnets: [{ cidr: "10.0.0.129/25" }],
    },
    /overlaps with 10\.0\.0\.0\/24/,
    served,
  ],
];

describe("what NSX refuses of gateways and segments", () => testRefusals(cases));
