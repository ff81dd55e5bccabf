import type { Objective } from "../../network/objectives";
import type { SyslogLevel, SyslogProtocol, SyslogServer } from "../../network/syslog";
import type { SecurityTier } from "../../network/tiers";
import type {
  FloodGroup,
  FloodLimits,
  FloodProtection,
  IntrusionAction,
  IntrusionPreventionArgs,
  IntrusionSensor,
  IntrusionSeverity,
  SignatureAction,
  SignatureOverride,
  WatchedTraffic,
} from "../intrusionPrevention";
import type {
  BalancedMember,
  BalancedProtocol,
  BalancerSize,
  BalancingAlgorithm,
  HealthCheck,
  LoadBalancedServiceArgs,
  NewBalancer,
} from "../loadBalancedService";
import type { FirewallAction } from "../natSegment";
import type {
  AlarmMail,
  AlarmScope,
  MetricAlarm,
  NetworkEvent,
  NetworkMonitoringArgs,
} from "../networkMonitoring";
import type {
  FirewallExclusion,
  FirewallMode,
  FirewallZone,
  RuleStage,
  TierFirewallArgs,
  ZonePeer,
  ZoneRule,
  ZoneTag,
} from "../tierFirewall";
import { choice, flag, list, map, needed, object, plainNumber, plainText, text } from "./shape";
import { trafficShape as traffic } from "./sharedShapes";

const floodLimits = object<FloodLimits>({
  tcpHalfOpen: plainNumber,
  udpFlows: plainNumber,
  icmpFlows: plainNumber,
  otherFlows: plainNumber,
});

export const intrusionPreventionShape = object<IntrusionPreventionArgs>({
  watched: map(
    object<WatchedTraffic>({
      scopePaths: needed(list(text)),
      sources: list(text),
      destinations: list(text),
      servicePaths: list(text),
      action: choice<IntrusionAction>(),
      logged: flag,
    }),
  ),
  action: choice<IntrusionAction>(),
  severities: list(choice<IntrusionSeverity>()),
  attackTypes: list(plainText),
  signatures: map(
    object<SignatureOverride>({
      signatureId: plainText,
      action: choice<SignatureAction>(),
      enabled: flag,
    }),
  ),
  floodProtection: object<FloodProtection>({
    gatewayPaths: map(text),
    gatewayLimits: floodLimits,
    groups: map(object<FloodGroup>({ groupPath: text, sequenceNumber: plainNumber })),
    machineLimits: floodLimits,
  }),
  sensor: object<IntrusionSensor>({
    homeNetworks: needed(list(plainText)),
    scanConnections: plainNumber,
    floodConnections: plainNumber,
    firstSid: plainNumber,
  }),
  nsxIdPrefix: plainText,
});

export const loadBalancedServiceShape = object<LoadBalancedServiceArgs>({
  balancer: object<NewBalancer>({ gatewayPath: text, size: choice<BalancerSize>() }),
  balancerPath: text,
  address: text,
  ports: needed(list(text)),
  protocol: choice<BalancedProtocol>(),
  members: needed(
    map(
      object<BalancedMember>({
        address: text,
        port: plainNumber,
        weight: plainNumber,
        backup: flag,
        draining: flag,
      }),
    ),
  ),
  algorithm: choice<BalancingAlgorithm>(),
  health: object<HealthCheck>({
    intervalSeconds: plainNumber,
    timeoutSeconds: plainNumber,
    fallCount: plainNumber,
    riseCount: plainNumber,
    port: plainNumber,
    path: plainText,
    statusCodes: list(plainNumber),
  }),
  persistenceSeconds: plainNumber,
  accessLog: flag,
  nsxIdPrefix: plainText,
});

export const networkMonitoringShape = object<NetworkMonitoringArgs>({
  entityId: text,
  scope: choice<AlarmScope>(),
  events: list(choice<NetworkEvent>()),
  metrics: map(
    object<MetricAlarm>({
      counterId: plainNumber,
      redAbove: plainNumber,
      yellowAbove: plainNumber,
      forSeconds: plainNumber,
    }),
  ),
  mail: object<AlarmMail>({ to: plainText, subject: plainText }),
  snmp: flag,
  objectives: map(
    object<Objective>({
      from: plainText,
      to: plainText,
      service: traffic,
      latencyMilliseconds: plainNumber,
      lossPercent: plainNumber,
      utilisationPercent: plainNumber,
    }),
  ),
  syslog: map(
    object<SyslogServer>({
      server: plainText,
      port: plainNumber,
      protocol: choice<SyslogProtocol>(),
      level: choice<SyslogLevel>(),
    }),
  ),
});

const zoneTags = list(object<ZoneTag>({ scope: plainText, tag: plainText }));
const peer = object<ZonePeer>({
  zones: list(plainText),
  groupPaths: list(text),
  ranges: list(text),
});

export const tierFirewallShape = object<TierFirewallArgs>({
  zones: needed(
    map(
      object<FirewallZone>({
        tier: choice<SecurityTier>(),
        tags: zoneTags,
        segmentPaths: list(text),
        groupPaths: list(text),
        ranges: list(text),
        remoteRanges: list(text),
        macAddresses: map(text),
        dhcpClients: flag,
      }),
    ),
  ),
  rules: map(
    object<ZoneRule>({
      from: peer,
      to: peer,
      services: needed(list(traffic)),
      action: choice<FirewallAction>(),
      stage: choice<RuleStage>(),
      sequenceNumber: plainNumber,
      logged: flag,
      label: plainText,
      disabled: flag,
    }),
  ),
  excluded: needed(map(object<FirewallExclusion>({ groupPath: text, tags: zoneTags }))),
  mode: choice<FirewallMode>(),
  logAllowed: flag,
  logDrops: flag,
  policySequenceNumber: plainNumber,
  nsxIdPrefix: plainText,
});
