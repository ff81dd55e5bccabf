import type { Protocol } from "../../network/services";
import type { TrafficWeight } from "../../network/shares";
import type { BridgedHost, BridgedNetworkArgs, SwitchKind, TeamingPolicy } from "../bridgedNetwork";
import type { BridgedSegmentArgs } from "../bridgedSegment";
import type { HostOnlyHost, HostOnlyNetworkArgs } from "../hostOnlyNetwork";
import type { InventoryTagsArgs, TagCardinality } from "../inventoryTags";
import type { Isolation, IsolatedNetworkArgs, IsolatedPeer } from "../isolatedNetwork";
import type { MacAllowListArgs } from "../macAllowList";
import type {
  FirewallAction,
  ForwardEnd,
  ForwardHost,
  InboundRule,
  NatSegmentArgs,
  OutboundRule,
  OutsideNetwork,
  PortForward,
  SegmentDhcp,
  SourceNat,
} from "../natSegment";
import type { AdapterType, NetworkedVmArgs, VmNic } from "../networkedVm";
import type { DhcpReservation, RoutedSegmentArgs, SegmentRoute } from "../routedSegment";
import type { SegmentGuardsArgs } from "../segmentGuards";
import type { VmTagsArgs } from "../vmTags";
import {
  choice,
  flag,
  list,
  map,
  needed,
  number,
  object,
  plainNumber,
  plainText,
  text,
  type Shape,
} from "./shape";
import { certificateAuthorityShape } from "./authorityChecks";
import { edgeClusterShape } from "./edgeClusterShapes";
import { edgeGatewayShape } from "./edgeShapes";
import {
  clusterBalancingShape,
  crossSwitchVlanShape,
  distributedFabricShape,
  standardSwitchFabricShape,
  vMotionNetworkShape,
} from "./fabricShapes";
import { openVpnGatewayShape } from "./openVpnShapes";
import { overlayFabricShape } from "./overlayShapes";
import {
  intrusionPreventionShape,
  loadBalancedServiceShape,
  networkMonitoringShape,
  tierFirewallShape,
} from "./ruleShapes";
import {
  bandwidthShape as bandwidth,
  guardsShape as guards,
  trafficShape as traffic,
  uplinksShape as uplinks,
} from "./sharedShapes";
import { tlsFrontendShape } from "./frontendShapes";
import { networkSliceShape } from "./sliceShapes";
import { crossClusterVpnShape } from "./vpnShapes";
import { vmTemplate } from "./templateShape";

const dhcp = object<SegmentDhcp>({
  ranges: needed(list(text)),
  serverAddress: text,
  dnsServers: list(text),
  leaseSeconds: plainNumber,
});
const forwardEnd = object<ForwardEnd>({ address: text, ports: text });
const route = object<SegmentRoute>({ cidr: text, nextHop: text });

const bridgedNetwork = object<BridgedNetworkArgs>({
  datacenterId: text,
  hosts: map(object<BridgedHost>({ hostSystemId: text, uplinks })),
  kind: choice<SwitchKind>(),
  switchName: plainText,
  existingSwitch: flag,
  distributedSwitchId: text,
  distributedSwitchVersion: plainText,
  uplinks,
  networkName: plainText,
  vlanId: plainNumber,
  limit: bandwidth,
  burstSizeBytes: plainNumber,
  teaming: choice<TeamingPolicy>(),
  etherChannel: flag,
  mtuBytes: plainNumber,
  disposable: flag,
});

const bridgedSegment = object<BridgedSegmentArgs>({
  transportZonePath: text,
  datacenterId: text,
  vlanId: number,
  networkName: plainText,
  limit: bandwidth,
  burstSizeBytes: plainNumber,
  guards,
  nsxIdPrefix: plainText,
  disposable: flag,
});

const natSegment = object<NatSegmentArgs>({
  tier0Path: text,
  edgeClusterPath: text,
  transportZonePath: text,
  datacenterId: text,
  cidr: text,
  gatewayAddress: text,
  dhcp,
  outsideNetwork: object<OutsideNetwork>({ cidr: text, used: map(text) }),
  sourceNat: object<SourceNat>({ address: text }),
  portForwards: map(
    object<PortForward>({
      protocol: choice<Protocol>(),
      from: list(text),
      outside: forwardEnd,
      inside: forwardEnd,
      hosts: map(object<ForwardHost>({ outside: text, inside: text })),
    }),
  ),
  inbound: map(
    object<InboundRule>({
      forward: plainText,
      to: text,
      services: list(traffic),
      from: list(text),
      action: choice<FirewallAction>(),
    }),
  ),
  outbound: map(object<OutboundRule>({ to: list(text), services: list(traffic) })),
  logDrops: flag,
  guards,
  nsxIdPrefix: plainText,
  disposable: flag,
});

const routedSegment = object<RoutedSegmentArgs>({
  tier0Path: text,
  gatewayPath: text,
  transportZonePath: text,
  datacenterId: text,
  cidr: text,
  gatewayAddress: text,
  routes: map(route),
  connectedNetworks: map(text),
  dhcp,
  edgeClusterPath: text,
  guestRoutes: map(route),
  reservations: map(object<DhcpReservation>({ macAddress: text, address: text })),
  guards,
  nsxIdPrefix: plainText,
  disposable: flag,
});

const isolatedNetwork = object<IsolatedNetworkArgs>({
  isolation: choice<Isolation>(),
  datacenterId: text,
  transportZonePath: text,
  gatewayPath: text,
  cidr: text,
  gatewayAddress: text,
  reachableFrom: map(
    object<IsolatedPeer>({ groupPath: text, addresses: list(text), services: list(traffic) }),
  ),
  logDrops: flag,
  hosts: map(text),
  switchName: plainText,
  guards,
  nsxIdPrefix: plainText,
  disposable: flag,
});

const hostOnlyNetwork = object<HostOnlyNetworkArgs>({
  datacenterId: text,
  hosts: map(object<HostOnlyHost>({ hostSystemId: text, hostAddress: text })),
  networkName: plainText,
  switchName: plainText,
  mtuBytes: plainNumber,
  disposable: flag,
});

const networkedVm = object<NetworkedVmArgs>({
  hostSystemId: text,
  pinToHost: flag,
  resourcePoolId: text,
  datastoreId: text,
  folder: text,
  template: vmTemplate,
  vmName: plainText,
  cpus: plainNumber,
  memoryMb: plainNumber,
  diskSizeGb: plainNumber,
  nics: list(
    object<VmNic>({
      networkId: text,
      address: text,
      gateway: text,
      dnsServers: list(text),
      macAddress: plainText,
      adapterType: choice<AdapterType>(),
      mtuBytes: plainNumber,
      weight: choice<TrafficWeight>(),
      shares: plainNumber,
    }),
  ),
  tagIds: list(text),
  userData: text,
  disposable: flag,
});

const segmentGuards = object<SegmentGuardsArgs>({
  addressesPerPort: plainNumber,
  trustFirstUse: flag,
  learnFromVmTools: flag,
  learnedAddressesOnly: flag,
  allowDhcpServers: flag,
  nsxIdPrefix: plainText,
});

const macAllowList = object<MacAllowListArgs>({
  groupPath: text,
  allowed: map(text),
  logDrops: flag,
  nsxIdPrefix: plainText,
});

const vmTags = object<VmTagsArgs>({
  vmId: text,
  tags: map(list(text)),
  inventoryWaitSeconds: plainNumber,
});

const inventoryTags = object<InventoryTagsArgs>({
  categoryName: plainText,
  description: plainText,
  cardinality: choice<TagCardinality>(),
  associableTypes: list(plainText),
  tags: map(plainText),
});

/** The arguments of every component, by its name. */
export const argShapes: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ["BridgedNetwork", bridgedNetwork],
  ["BridgedSegment", bridgedSegment],
  ["CertificateAuthority", certificateAuthorityShape],
  ["ClusterBalancing", clusterBalancingShape],
  ["CrossClusterVpn", crossClusterVpnShape],
  ["CrossSwitchVlan", crossSwitchVlanShape],
  ["DistributedFabric", distributedFabricShape],
  ["EdgeCluster", edgeClusterShape],
  ["EdgeGateway", edgeGatewayShape],
  ["HostOnlyNetwork", hostOnlyNetwork],
  ["IntrusionPrevention", intrusionPreventionShape],
  ["InventoryTags", inventoryTags],
  ["IsolatedNetwork", isolatedNetwork],
  ["LoadBalancedService", loadBalancedServiceShape],
  ["MacAllowList", macAllowList],
  ["NatSegment", natSegment],
  ["NetworkedVm", networkedVm],
  ["NetworkMonitoring", networkMonitoringShape],
  ["NetworkSlice", networkSliceShape],
  ["OpenVpnGateway", openVpnGatewayShape],
  ["OverlayFabric", overlayFabricShape],
  ["RoutedSegment", routedSegment],
  ["SegmentGuards", segmentGuards],
  ["StandardSwitchFabric", standardSwitchFabricShape],
  ["TierFirewall", tierFirewallShape],
  ["TlsFrontend", tlsFrontendShape],
  ["VMotionNetwork", vMotionNetworkShape],
  ["VmTags", vmTags],
]);
