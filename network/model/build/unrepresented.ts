import { addGap, type Draft } from "./draft";
import type { Item } from "./items";
import { flagOf } from "./values";

/** Kinds that other modules turn into parts of the model. */
const REPRESENTED = [
  "HostVirtualSwitch",
  "HostPortGroup",
  "DistributedVirtualSwitch",
  "DistributedPortGroup",
  "DistributedVirtualSwitchPvlanMapping",
  "VirtualMachine",
  "Vnic",
  "Segment",
  "VlanSegment",
  "FixedSegment",
  "SegmentPort",
  "DhcpV4StaticBinding",
  "Tier0Gateway",
  "Tier1Gateway",
  "Tier0GatewayInterface",
  "Tier1GatewayInterface",
  "Tier0GatewayHaVipConfig",
  "NatRule",
  "StaticRoute",
  "GatewayPrefixList",
  "GatewayRouteMap",
  "BgpConfig",
  "BgpNeighbor",
  "GatewayRedistributionConfig",
  "GatewayDnsForwarder",
  "Group",
  "Service",
  "SecurityPolicy",
  "ParentSecurityPolicy",
  "SecurityPolicyRule",
  "GatewayPolicy",
  "ParentGatewayPolicy",
  "GatewayPolicyRule",
  "FirewallExcludeListMember",
  "VmTags",
  "IpsecVpnService",
  "IpsecVpnLocalEndpoint",
  "IpsecVpnSession",
  "LbService",
  "LbVirtualServer",
  "LbPool",
  "LbHttpApplicationProfile",
  "LbFastTcpApplicationProfile",
  "LbFastUdpApplicationProfile",
  "LbUdpApplicationProfile",
  "TransportZone",
];

/** Kinds that change nothing about which packets arrive, or are read through another kind. */
const WITHOUT_EFFECT = [
  "ContextProfile",
  "DhcpServer",
  "DhcpRelay",
  "DnsForwarderZone",
  "IpPool",
  "IpPoolStaticSubnet",
  "IpPoolBlockSubnet",
  "IpAddressAllocation",
  "IpBlock",
  "QosProfile",
  "GatewayQosProfile",
  "MacDiscoveryProfile",
  "IpDiscoveryProfile",
  "IpsecVpnIkeProfile",
  "IpsecVpnTunnelProfile",
  "IpsecVpnDpdProfile",
  "StaticRouteBfdPeer",
  "LbHttpMonitorProfile",
  "LbTcpMonitorProfile",
  "LbIcmpMonitorProfile",
  "LbSourceIpPersistenceProfile",
  "LbClientSslProfile",
  "LbServerSslProfile",
  "UplinkHostSwitchProfile",
  "HostTransportNodeProfile",
  "HostTransportNode",
  "HostTransportNodeCollection",
  "EdgeCluster",
  "EdgeTransportNode",
  "ComputeManager",
  "IntrusionServiceProfile",
  "DistributedFloodProtectionProfile",
  "GatewayFloodProtectionProfile",
  "Alarm",
  "ComputeCluster",
  "ComputeClusterHostGroup",
  "ComputeClusterVmAffinityRule",
  "ComputeClusterVmAntiAffinityRule",
  "ComputeClusterVmDependencyRule",
  "ComputeClusterVmGroup",
  "ComputeClusterVmHostRule",
  "ConfigurationProfile",
  "CustomAttribute",
  "Datacenter",
  "DrsVmOverride",
  "EntityPermissions",
  "Folder",
  "GuestOsCustomization",
  "Host",
  "ResourcePool",
  "Role",
  "Tag",
  "TagCategory",
];

/** What a kind that the model leaves out means for verdicts. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  IntrusionServicePolicy:
    "Intrusion prevention looks into the payload: allowed traffic may still be dropped by a signature.",
  SpoofGuardProfile:
    "Spoof guard is not represented, except for machines that route: a machine that sends from an address it was not given is dropped.",
  SegmentSecurityProfile:
    "Segment security is not represented: frames it filters (DHCP servers, BPDUs) are not in the model.",
  DistributedFloodProtectionProfileBinding:
    "Flood protection is not represented: allowed traffic above its limits is dropped.",
  GatewayFloodProtectionProfileBinding:
    "Flood protection is not represented: allowed traffic above its limits is dropped.",
  L2VpnService: "Layer-2 VPN is not represented: machines behind it are missing.",
  L2VpnSession: "Layer-2 VPN is not represented: machines behind it are missing.",
  EvpnConfig: "EVPN is not represented: routes that it brings are missing.",
};

const SILENT = new Set([...REPRESENTED, ...WITHOUT_EFFECT]);

/** A spoof guard that binds no addresses drops nothing. */
function isOpenGuard({ kind, props }: Item): boolean {
  return kind === "SpoofGuardProfile" && flagOf(props["addressBindingAllowlist"]) === false;
}

/** Names every resource that the model leaves out, and every path that two resources claim. */
export function noteUnrepresented(draft: Draft): void {
  for (const item of draft.items.all) {
    if (!SILENT.has(item.kind) && !isOpenGuard(item)) {
      const message = Object.hasOwn(LEFT_OUT, item.kind) ? LEFT_OUT[item.kind] : undefined;
      addGap(
        draft,
        item.origin,
        message ?? `Resources of type ${item.resource.type} are not represented.`,
      );
    }
  }
  for (const { kept, dropped } of draft.items.duplicates) {
    addGap(
      draft,
      dropped.origin,
      `The same object as "${kept.resource.urn}" (${kept.path ?? kept.id}); this one is left out.`,
    );
  }
}
