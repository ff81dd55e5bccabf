import type { ObjectAnswer } from "@vmnet/simulator/estate/index";
import type { PropertyMap } from "vmnet/network/model/resource";
import type { Lab } from "./lab";
import { edges, ids, machineInputs, N, overlay, siteT0, V, vlanZone } from "./lab";

const named = (nsxId: string) => ({ displayName: nsxId, nsxId });
const group = (id: string) => `/infra/domains/default/groups/${id}`;

/** One object of every type with rules of its own, each usable by the ones after it. */
export function everything(
  lab: Lab,
): { type: string; made: ObjectAnswer & { inputs: PropertyMap } }[] {
  const all: { type: string; made: ObjectAnswer & { inputs: PropertyMap } }[] = [];
  const add = (type: string, inputs: PropertyMap) => {
    const made = lab.add(type, inputs);
    all.push({ type, made });
    return made;
  };
  add(V.datacenter, { name: "DC-new" });
  add(V.folder, { path: "apps", type: "vm", datacenterId: ids.datacenter });
  const category = add(V.tagCategory, {
    name: "zone",
    cardinality: "SINGLE",
    associableTypes: ["VirtualMachine"],
  });
  add(V.tag, { name: "blue", categoryId: category.id, description: "d" });
  add(V.resourcePool, {
    name: "mine",
    parentResourcePoolId: "resgroup-8",
    scaleDescendantsShares: "disabled",
  });
  add(V.cluster, { name: "empty", datacenterId: ids.datacenter, drsEnabled: true });
  add(V.hostSwitch, {
    name: "vSwitch1",
    hostSystemId: ids.host,
    networkAdapters: ["vmnic1"],
    activeNics: ["vmnic1"],
  });
  add(V.hostPortGroup, {
    name: "prod",
    hostSystemId: ids.host,
    virtualSwitchName: "vSwitch1",
    vlanId: 100,
    allowPromiscuous: true,
  });
  add(V.vnic, {
    host: ids.host,
    portgroup: "prod",
    ipv4: { ip: "192.168.10.100", netmask: "255.255.255.0" },
    services: ["vmotion"],
  });
  const dvs = add(V.dvs, {
    name: "dvs",
    datacenterId: ids.datacenter,
    ignoreOtherPvlanMappings: true,
    hosts: [{ hostSystemId: ids.host, devices: ["vmnic2"] }],
  });
  add(V.dvpg, {
    name: "g",
    distributedVirtualSwitchUuid: dvs.id,
    vlanRanges: [{ minVlan: 1, maxVlan: 9 }],
  });
  add(V.pvlanMapping, {
    distributedVirtualSwitchId: dvs.id,
    primaryVlanId: 100,
    secondaryVlanId: 100,
    pvlanType: "promiscuous",
  });
  add(N.vlanSegment, { ...named("uplink"), transportZonePath: vlanZone, vlanIds: ["10"] });
  add(N.tier0, {
    ...named("t0"),
    haMode: "ACTIVE_STANDBY",
    edgeClusterPath: edges,
    bgpConfig: { localAsNum: "65001" },
  });
  add(N.tier0Interface, {
    ...named("i0"),
    gatewayPath: "/infra/tier-0s/t0",
    segmentPath: "/infra/segments/uplink",
    subnets: ["192.168.1.2/24"],
  });
  add(N.bgpNeighbor, {
    ...named("peer"),
    bgpPath: "/infra/tier-0s/t0/locale-services/default/bgp",
    neighborAddress: "192.168.1.1",
    remoteAsNum: "65100",
    bfdConfig: { enabled: false },
  });
  add(N.prefixList, {
    ...named("pl"),
    gatewayPath: "/infra/tier-0s/t0",
    prefixes: [{ network: "10.0.0.0/8", action: "PERMIT" }],
  });
  add(N.routeMap, {
    ...named("rm"),
    gatewayPath: "/infra/tier-0s/t0",
    entries: [
      { prefixListMatches: ["/infra/tier-0s/t0/prefix-lists/pl"], set: { localPreference: 200 } },
    ],
  });
  add(N.redistribution, {
    gatewayPath: "/infra/tier-0s/t0",
    bgpEnabled: true,
    rules: [{ name: "r", types: ["TIER1_NAT"] }],
  });
  add(N.tier0, {
    ...named("t0b"),
    haMode: "ACTIVE_STANDBY",
    localeServices: [{ edgeClusterPath: edges }],
  });
  add(N.bgpConfig, { gatewayPath: "/infra/tier-0s/t0b", localAsNum: "65002" });
  add(N.tier1, {
    ...named("t1"),
    tier0Path: "/infra/tier-0s/t0",
    type: "ROUTED",
    edgeClusterPath: edges,
    haMode: "ACTIVE_STANDBY",
    routeAdvertisementTypes: ["TIER1_NAT"],
  });
  add(N.staticRoute, {
    ...named("sr"),
    gatewayPath: "/infra/tier-1s/t1",
    network: "10.9.0.0/16",
    nextHops: [{ ipAddress: "10.0.0.9" }],
  });
  add(N.dhcpServer, { ...named("dhcp"), edgeClusterPath: edges });
  add(N.dhcpRelay, { ...named("relay"), serverAddresses: ["10.0.0.5"] });
  add(N.macDiscovery, named("md"));
  add(N.ipDiscovery, named("ipd"));
  add(N.spoofGuard, named("sg"));
  add(N.segmentSecurity, named("ss"));
  add(N.qosProfile, { ...named("qos"), ingressRateShaper: { averageBwMbps: 1000 } });
  add(N.gatewayQosProfile, { ...named("gqos"), committedBandwidth: 1000, burstSize: 100_000 });
  add(N.edgeTransportNode, {
    ...named("edge"),
    hostname: "edge.example",
    switches: [{ pnics: [{ deviceName: "fp-eth0", uplinkName: "uplink1" }] }],
    vmDeploymentConfig: { computeManagerId: "vc", computeId: "domain-c9", storageId: "ds" },
  });
  const clusterProfile =
    "/infra/edge-cluster-high-availability-profiles/nsx-default-edge-high-availability-profile";
  add(N.edgeCluster, { ...named("edges"), edgeClusterProfilePath: clusterProfile });
  add(N.segment, {
    ...named("web"),
    transportZonePath: overlay,
    connectivityPath: "/infra/tier-1s/t1",
    dhcpConfigPath: "/infra/dhcp-server-configs/dhcp",
    subnets: [
      {
        cidr: "10.0.0.1/24",
        dhcpRanges: ["10.0.0.50-10.0.0.60"],
        dhcpV4Config: { serverAddress: "10.0.0.2/24" },
      },
    ],
    advancedConfig: { connectivity: "ON" },
    discoveryProfile: { macDiscoveryProfilePath: "/infra/mac-discovery-profiles/md" },
    securityProfile: {
      spoofguardProfilePath: "/infra/spoofguard-profiles/sg",
      securityProfilePath: "/infra/segment-security-profiles/ss",
    },
  });
  add(N.tier1Interface, {
    ...named("i1"),
    gatewayPath: "/infra/tier-1s/t1",
    segmentPath: "/infra/segments/uplink",
    subnets: ["192.168.1.3/24"],
  });
  add(N.staticBinding, {
    ...named("sb"),
    segmentPath: "/infra/segments/web",
    ipAddress: "10.0.0.11",
    macAddress: "00:50:56:00:00:01",
  });
  add(N.service, {
    ...named("jobs"),
    l4PortSetEntries: [{ protocol: "TCP", destinationPorts: ["10000-11000"] }],
  });
  add(N.natRule, {
    ...named("snat"),
    action: "SNAT",
    gatewayPath: "/infra/tier-1s/t1",
    sourceNetworks: ["10.0.0.0/24"],
    translatedNetworks: ["192.168.1.50"],
  });
  add(N.natRule, {
    ...named("dnat"),
    action: "DNAT",
    gatewayPath: "/infra/tier-1s/t1",
    destinationNetworks: ["192.168.1.60"],
    translatedNetworks: ["10.0.0.11"],
    service: "/infra/services/jobs",
    translatedPorts: "5000-6000",
    firewallMatch: "MATCH_INTERNAL_ADDRESS",
  });
  add(N.group, {
    ...named("web"),
    criterias: [{ pathExpression: { memberPaths: ["/infra/segments/web"] } }],
  });
  add(N.contextProfile, { ...named("tls"), appIds: [{ values: ["SSL"] }] });
  add(N.parentGatewayPolicy, { ...named("gp"), category: "LocalGatewayRules" });
  add(N.gatewayRule, {
    ...named("allow"),
    policyPath: "/infra/domains/default/gateway-policies/gp",
    sequenceNumber: 10,
    scopes: ["/infra/tier-1s/t1"],
    services: ["/infra/services/HTTPS"],
  });
  add(N.gatewayPolicy, {
    ...named("gp2"),
    category: "Default",
    rules: [{ displayName: "r", scopes: [siteT0] }],
  });
  add(N.parentSecurityPolicy, { ...named("sp"), category: "Application", scopes: [group("web")] });
  add(N.securityRule, {
    ...named("drop"),
    policyPath: "/infra/domains/default/security-policies/sp",
    sequenceNumber: 10,
    action: "DROP",
  });
  add(N.securityPolicy, {
    ...named("sp2"),
    category: "Ethernet",
    stateful: false,
    rules: [{ displayName: "a" }, { displayName: "b", sequenceNumber: 5 }, { displayName: "c" }],
  });
  add(N.idsPolicy, {
    ...named("ids"),
    rules: [
      {
        displayName: "r",
        idsProfiles: [
          "/infra/settings/firewall/security/intrusion-services/profiles/DefaultIDSProfile",
        ],
      },
    ],
  });
  add(N.ipPool, named("pool"));
  add(N.poolSubnet, {
    ...named("ps"),
    poolPath: "/infra/ip-pools/pool",
    cidr: "10.1.0.0/24",
    allocationRanges: [{ start: "10.1.0.10", end: "10.1.0.20" }],
  });
  add(N.allocation, { ...named("al"), poolPath: "/infra/ip-pools/pool" });
  add(N.transportZone, { ...named("tz"), transportType: "VLAN_BACKED" });
  add(N.uplinkProfile, {
    ...named("up"),
    mtu: 9000,
    transportVlan: 0,
    teaming: { policy: "LOADBALANCE_SRCID", actives: [{ uplinkName: "u1", uplinkType: "PNIC" }] },
  });
  add(N.floodBinding, {
    displayName: "fb",
    parentPath: "/infra/tier-1s/t1",
    profilePath: "/infra/flood-protection-profiles/default-gateway-flood-protection-profile",
  });
  add(N.ipsecService, { ...named("vpn"), gatewayPath: "/infra/tier-0s/t0" });
  add(N.excludeMember, { member: group("web") });
  add(N.haVip, {
    configs: [
      {
        externalInterfacePaths: [
          "/infra/tier-0s/t0/locale-services/default/interfaces/i0",
          "/infra/tier-1s/t1/locale-services/default/interfaces/i1",
        ],
        vipSubnets: ["192.168.1.9/24"],
      },
    ],
  });
  const vm = add(
    V.vm,
    machineInputs("vm1", lab.network("web"), {
      guestId: "ubuntu64Guest",
      clone: { templateUuid: "42300a1b-7c1d-4e2f-8a3b-5d6e7f809a1b" },
      folder: "apps",
    }),
  );
  lab.inventory(vm.id);
  add(N.vmTags, { instanceId: vm.id, tags: [{ scope: "tier", tag: "web" }] });
  add(V.antiAffinityRule, {
    name: "apart",
    computeClusterId: "domain-c8",
    virtualMachineIds: [vm.id],
  });
  add(V.affinityRule, {
    name: "together",
    computeClusterId: "domain-c8",
    virtualMachineIds: [vm.id],
  });
  return all;
}
