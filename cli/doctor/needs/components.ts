/** Which needs belong to which component, and to which type of resource. */
import { nsxNeeds } from "./nsx";
import type { ComponentNeeds, Need } from "./types";
import { vsphereNeeds } from "./vsphere";

const catalogue = { ...vsphereNeeds, ...nsxNeeds };

/** Name of a need. */
export type NeedId = keyof typeof catalogue;

/** Every need, by name. */
export const needs: Readonly<Record<NeedId, Need>> = catalogue;

/** What each component needs that the types of its resources do not tell; its class doc lists all. */
export const componentNeeds: Readonly<Record<string, ComponentNeeds<NeedId>>> = {
  BridgedNetwork: { needs: ["etherChannel"] },
  BridgedSegment: { needs: ["preparedHosts", "physicalVlans"] },
  CertificateAuthority: { nothingBeyond: "the package @pulumi/tls in the program" },
  ClusterBalancing: { needs: ["vMotionLicence", "hostsOfNewCluster"] },
  CrossClusterVpn: {
    needs: ["importedCertificates", "openTransport", "noSourceNat", "redistribution"],
  },
  CrossSwitchVlan: { needs: ["edgePorts"] },
  DistributedFabric: { needs: ["physicalMtu"] },
  EdgeCluster: {
    needs: ["computeManager", "physicalMtu", "edgeNames", "antiAffinity", "edgeTrunk"],
  },
  EdgeGateway: { needs: ["edgeTrunk", "lanAddresses"] },
  HostOnlyNetwork: { needs: ["unroutedSubnet"] },
  IntrusionPrevention: { needs: ["mirrorPort"] },
  InventoryTags: { needs: ["tagRight"] },
  IsolatedNetwork: { nothingBeyond: "what its segment and firewall resources need" },
  LoadBalancedService: { needs: ["clientsLetIn"] },
  MacAllowList: { nothingBeyond: "what its distributed firewall policy needs" },
  NatSegment: { needs: ["lanAddresses"] },
  NetworkMonitoring: { needs: ["alarmReceivers", "syslogTyped"] },
  NetworkSlice: { needs: ["networkIoControl", "underlayQueues"] },
  NetworkedVm: { nothingBeyond: "what its machine needs" },
  OpenVpnGateway: { needs: ["packages", "hostTime", "lanAddresses"] },
  OverlayFabric: { needs: ["computeManager", "physicalMtu", "tunnelRouting", "oneNodeProfile"] },
  RoutedSegment: { needs: ["redistribution"] },
  SegmentGuards: { nothingBeyond: "hosts prepared for NSX" },
  StandardSwitchFabric: { needs: ["managementAdapter"] },
  TierFirewall: { needs: ["trustOnFirstUse"] },
  TlsFrontend: { needs: ["packages", "clientsLetIn", "publicName"] },
  VMotionNetwork: { needs: ["oneVMotionService", "physicalMtu"] },
  VmTags: { nothingBeyond: "what its tags need" },
};

const distributed = ["distributedFirewall", "preparedHosts", "distributedPortGroups"] as const;

/** Needs by the last part of a resource's type, whoever makes the resource. */
export const typeNeeds: Readonly<Record<string, readonly NeedId[]>> = {
  Alarm: ["alarmRight"],
  ComputeCluster: ["drs"],
  DistributedPortGroup: ["physicalVlans"],
  DistributedVirtualSwitch: ["enterprisePlus", "freeAdapters"],
  HostPortGroup: ["physicalVlans"],
  HostVirtualSwitch: ["freeAdapters"],
  VirtualMachine: ["template", "poolRoom"],
  Vnic: ["vmkernelRoom"],
  PolicyBgpNeighbor: ["routersMatch"],
  PolicyContextProfile: ["applicationIds"],
  PolicyEdgeTransportNode: ["nsx9"],
  PolicyGatewayPolicy: ["gatewayFirewall"],
  PolicyGatewayPolicyRule: ["gatewayFirewall"],
  PolicyHostTransportNodeCollection: ["computeManager"],
  PolicyIntrusionServicePolicy: ["intrusionLicence", "intrusionPerCluster", "signatures"],
  PolicyIpsecVpnService: ["vpnLicence"],
  PolicyL2VpnService: ["vpnLicence"],
  PolicyLbService: ["loadBalancing", "balancerGateway"],
  PolicySecurityPolicy: [...distributed, "excludeList"],
  PolicySecurityPolicyRule: [...distributed, "excludeList"],
  PolicySegment: ["preparedHosts"],
  PolicySegmentSecurityProfile: ["preparedHosts"],
  PolicyTier0Gateway: ["edgeNodes"],
  PolicyTier1Gateway: ["edgeNodes"],
  PolicyVmTags: ["computeManager", "ownTags"],
};

/** Needs that a resource has only with an input: a tier-1 without an edge cluster runs on the hosts. */
export const needsOnlyWith: Readonly<Partial<Record<NeedId, string>>> = {
  edgeNodes: "edgeClusterPath",
  template: "clone",
};
