import type { SwitchKind, TeamingPolicy } from "../bridgedNetwork";
import type {
  BalancedCluster,
  ClusterBalancingArgs,
  DrsAutomation,
  HostPlacement,
  SeparatedMachines,
} from "../clusterBalancing";
import type { CrossSwitchVlanArgs, JoinedHost, JoinedSwitch } from "../crossSwitchVlan";
import type {
  DiscoveryOperation,
  DiscoveryProtocol,
  DistributedFabricArgs,
  DistributedGroup,
  DistributedHost,
  LinkAggregation,
  PrivateVlan,
  PrivateVlanPlace,
  PrivateVlanRole,
  SwitchNetflow,
} from "../distributedFabric";
import type {
  AdapterService,
  FabricAdapter,
  FabricHost,
  FabricPortGroup,
  FabricSwitch,
  StandardSwitchFabricArgs,
} from "../standardSwitchFabric";
import type { TrafficWeight } from "../../network/shares";
import type { TrafficShare, TrafficShares } from "../trafficShares";
import type { VMotionHost, VMotionNetworkArgs, VMotionStack } from "../vMotionNetwork";
import { choice, flag, list, map, needed, object, plainNumber, plainText, text } from "./shape";
import { bandwidthShape as bandwidth, uplinksShape as uplinks } from "./sharedShapes";

export const clusterBalancingShape = object<ClusterBalancingArgs>({
  cluster: object<BalancedCluster>({
    datacenterId: text,
    clusterName: plainText,
    hosts: needed(map(text)),
    highAvailability: flag,
  }),
  computeClusterId: text,
  automation: choice<DrsAutomation>(),
  aggressiveness: plainNumber,
  separate: map(object<SeparatedMachines>({ vmIds: needed(list(text)), mandatory: flag })),
  hostGroups: map(list(text)),
  placements: map(
    object<HostPlacement>({
      vmIds: needed(list(text)),
      hostGroup: plainText,
      avoid: flag,
      mandatory: flag,
    }),
  ),
  disposable: flag,
});

export const crossSwitchVlanShape = object<CrossSwitchVlanArgs>({
  datacenterId: text,
  vlanId: plainNumber,
  vlans: plainText,
  switches: needed(
    map(
      object<JoinedSwitch>({
        kind: choice<SwitchKind>(),
        switchName: text,
        distributedSwitchId: text,
        hosts: needed(map(object<JoinedHost>({ hostSystemId: text, uplinks }))),
        uplinks: needed(uplinks),
        uplinkNames: uplinks,
        teaming: choice<TeamingPolicy>(),
        networkName: plainText,
      }),
    ),
  ),
  disposable: flag,
});

const share = object<TrafficShare>({
  weight: choice<TrafficWeight>(),
  shares: plainNumber,
  reservation: bandwidth,
  limit: bandwidth,
});

const shares = object<TrafficShares>({
  backupNfc: share,
  faultTolerance: share,
  hbr: share,
  iscsi: share,
  management: share,
  nfs: share,
  vdp: share,
  virtualMachine: share,
  vmotion: share,
  vsan: share,
});

export const distributedFabricShape = object<DistributedFabricArgs>({
  datacenterId: text,
  switchName: plainText,
  version: plainText,
  hosts: needed(map(object<DistributedHost>({ hostSystemId: text, adapters: list(plainText) }))),
  adapters: list(plainText),
  uplinks,
  teaming: choice<TeamingPolicy>(),
  linkAggregation: choice<LinkAggregation>(),
  mtuBytes: plainNumber,
  discoveryProtocol: choice<DiscoveryProtocol>(),
  discoveryOperation: choice<DiscoveryOperation>(),
  traffic: shares,
  slowestUplink: bandwidth,
  netflow: object<SwitchNetflow>({
    collectorAddress: text,
    collectorPort: plainNumber,
    samplingRate: plainNumber,
    activeFlowSeconds: plainNumber,
    idleFlowSeconds: plainNumber,
    internalFlowsOnly: flag,
    observationDomainId: plainNumber,
  }),
  privateVlans: map(
    object<PrivateVlan>({
      primaryVlanId: plainNumber,
      isolatedVlanId: plainNumber,
      communities: map(plainNumber),
    }),
  ),
  portGroups: map(
    object<DistributedGroup>({
      networkName: plainText,
      vlanId: plainNumber,
      vlans: plainText,
      privateVlan: object<PrivateVlanPlace>({
        privateVlan: plainText,
        role: choice<PrivateVlanRole>(),
        community: plainText,
      }),
      uplinks,
      teaming: choice<TeamingPolicy>(),
      limit: bandwidth,
      burstSizeBytes: plainNumber,
    }),
  ),
  disposable: flag,
});

export const standardSwitchFabricShape = object<StandardSwitchFabricArgs>({
  datacenterId: text,
  hosts: needed(
    map(object<FabricHost>({ hostSystemId: text, uplinks: map(uplinks), addresses: map(text) })),
  ),
  switches: needed(
    map(
      object<FabricSwitch>({
        existing: flag,
        uplinks,
        teaming: choice<TeamingPolicy>(),
        etherChannel: flag,
        mtuBytes: plainNumber,
        portGroups: map(
          object<FabricPortGroup>({
            networkName: plainText,
            vlanId: plainNumber,
            limit: bandwidth,
            burstSizeBytes: plainNumber,
            uplinks,
          }),
        ),
        adapters: map(
          object<FabricAdapter>({
            networkName: plainText,
            vlanId: plainNumber,
            service: choice<AdapterService>(),
            gateway: text,
            mtuBytes: plainNumber,
          }),
        ),
      }),
    ),
  ),
  disposable: flag,
});

export const vMotionNetworkShape = object<VMotionNetworkArgs>({
  hosts: needed(map(object<VMotionHost>({ hostSystemId: text, slot: plainNumber }))),
  cidr: plainText,
  firstAddress: plainText,
  used: map(plainText),
  gateway: plainText,
  vlanId: plainNumber,
  kind: choice<SwitchKind>(),
  switchName: text,
  distributedSwitchId: text,
  uplinks,
  teaming: choice<TeamingPolicy>(),
  networkName: plainText,
  mtuBytes: plainNumber,
  switchMtuBytes: plainNumber,
  stack: choice<VMotionStack>(),
  limit: bandwidth,
  disposable: flag,
});
