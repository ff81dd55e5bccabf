import type * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";

import { inMegabits } from "../../network/bandwidth";
import { STANDARD_MTU_BYTES } from "../../network/mtu";
import { reservationMbit } from "../../network/nioc";
import { formatVlans, mergeVlans, parseVlans, type VlanRange } from "../../network/vlan";
import { TeamingPolicy, type Uplinks } from "../bridgedNetwork";
import type {
  DistributedFabricArgs,
  DistributedGroup,
  PrivateVlan,
  PrivateVlanPlace,
  SwitchNetflow,
} from "../distributedFabric";
import type { TrafficShare, TrafficShares } from "../trafficShares";
import type { Children } from "./children";
import { claim } from "./claims";
import { shaping } from "./switching";

/** Classes of traffic, and what the provider's arguments begin with. */
export const TRAFFIC_CLASSES: Record<keyof TrafficShares, string> = {
  backupNfc: "backupnfc",
  faultTolerance: "faulttolerance",
  hbr: "hbr",
  iscsi: "iscsi",
  management: "management",
  nfs: "nfs",
  vdp: "vdp",
  virtualMachine: "virtualmachine",
  vmotion: "vmotion",
  vsan: "vsan",
};

/** Names of the uplinks: those given, or one per adapter. */
export function uplinksOf({ uplinks, adapters, hosts }: DistributedFabricArgs): Uplinks {
  if (uplinks !== undefined) {
    return uplinks;
  }
  const count = Math.max(
    adapters?.length ?? 0,
    ...Object.values(hosts).map((host) => host.adapters?.length ?? 0),
  );
  return { active: Array.from({ length: count }, (_, index) => `uplink${index + 1}`) };
}

/** Both lists, always: one alone keeps the other's earlier members. */
export function uplinkOrder({ active, standby = [] }: Uplinks) {
  return { activeUplinks: active, standbyUplinks: standby };
}

export function addDistributedSwitch(
  children: Children,
  name: string,
  args: DistributedFabricArgs,
): vsphere.DistributedVirtualSwitch {
  const uplinks = uplinksOf(args);
  const mappings = Object.values(args.privateVlans ?? {}).flatMap(mappingsOf);
  return children.add(
    vsphere.DistributedVirtualSwitch,
    "switch",
    {
      name,
      datacenterId: args.datacenterId,
      version: args.version ?? "8.0.0",
      maxMtu: args.mtuBytes ?? STANDARD_MTU_BYTES,
      uplinks: [...uplinks.active, ...(uplinks.standby ?? [])],
      ...uplinkOrder(uplinks),
      teamingPolicy: args.teaming ?? TeamingPolicy.SourceId,
      hosts: Object.values(args.hosts).map(({ hostSystemId, adapters }) => {
        return { hostSystemId, devices: adapters ?? args.adapters ?? [] };
      }),
      linkDiscoveryProtocol: args.discoveryProtocol ?? "cdp",
      linkDiscoveryOperation: args.discoveryOperation ?? "both",
      ...trafficArguments(args.traffic ?? {}),
      ...netflowArguments(args.netflow),
      ...(mappings.length === 0 ? {} : { pvlanMappings: mappings }),
    },
    { protect: args.disposable !== true },
  );
}

/** Every class is written: what is left out keeps its earlier value. */
function trafficArguments(traffic: TrafficShares): Record<string, string | number> {
  const entries = Object.entries(TRAFFIC_CLASSES).flatMap(([key, prefix]) => {
    const own: TrafficShare | undefined = traffic[key as keyof TrafficShares];
    return Object.entries(shareArguments(own ?? {}, key)).map(([argument, value]) => {
      return [`${prefix}${argument}`, value] as const;
    });
  });
  return Object.fromEntries(entries);
}

function shareArguments(
  { weight, shares, reservation, limit }: TrafficShare,
  key: string,
): Record<string, string | number> {
  const usual = key === "virtualMachine" ? "high" : "normal";
  return {
    ShareLevel: weight ?? (shares === undefined ? usual : "custom"),
    ...(shares === undefined ? {} : { ShareCount: shares }),
    ReservationMbit: reservationMbit(reservation),
    MaximumMbit: limit === undefined ? -1 : inMegabits(limit),
  };
}

function netflowArguments(netflow: SwitchNetflow | undefined) {
  return netflow === undefined
    ? {}
    : {
        netflowCollectorIpAddress: netflow.collectorAddress,
        netflowCollectorPort: netflow.collectorPort ?? 2055,
        netflowSamplingRate: netflow.samplingRate ?? 0,
        netflowActiveFlowTimeout: netflow.activeFlowSeconds ?? 60,
        netflowIdleFlowTimeout: netflow.idleFlowSeconds ?? 15,
        netflowInternalFlowsOnly: netflow.internalFlowsOnly ?? false,
        netflowObservationDomainId: netflow.observationDomainId ?? 1,
      };
}

interface PvlanMapping {
  primaryVlanId: number;
  secondaryVlanId: number;
  pvlanType: string;
}

/** Inline, because a mapping of its own makes the switch's next update fail (ConcurrentAccess). */
function mappingsOf({ primaryVlanId, isolatedVlanId, communities }: PrivateVlan): PvlanMapping[] {
  const one = (secondaryVlanId: number, pvlanType: string) => {
    return { primaryVlanId, secondaryVlanId, pvlanType };
  };
  return [
    one(primaryVlanId, "promiscuous"),
    ...(isolatedVlanId === undefined ? [] : [one(isolatedVlanId, "isolated")]),
    ...Object.values(communities ?? {}).map((id) => one(id, "community")),
  ];
}

/** The secondary VLAN of a place; undefined when the private VLAN has no such part. */
export function secondaryVlan(
  { role, community }: PrivateVlanPlace,
  owner: PrivateVlan | undefined,
): number | undefined {
  switch (role) {
    case "promiscuous":
      return owner?.primaryVlanId;
    case "isolated":
      return owner?.isolatedVlanId;
    default:
      return owner?.communities?.[community ?? ""];
  }
}

/** A group and what it is on. */
interface GroupPlan {
  key: string;
  group: DistributedGroup;
  switchId: pulumi.Output<string>;
}

export function addDistributedGroup(
  parent: pulumi.Resource,
  children: Children,
  name: string,
  args: DistributedFabricArgs,
  { key, group, switchId }: GroupPlan,
) {
  const networkName = group.networkName ?? key;
  claim(parent, "vsphere:index:any", `network ${networkName}`, "networkName", name);
  const { id } = children.add(
    vsphere.DistributedPortGroup,
    ["portgroup", key],
    {
      name: networkName,
      distributedVirtualSwitchUuid: switchId,
      type: "earlyBinding",
      ...vlanArguments(group, args.privateVlans ?? {}),
      teamingPolicy: group.teaming ?? args.teaming ?? TeamingPolicy.SourceId,
      ...uplinkOrder(group.uplinks ?? uplinksOf(args)),
      ...shaping(group, ["ingressShaping", "egressShaping"]),
      // Left out when there is no collector: the provider cannot turn it off again, and without a
      // collector nothing is exported.
      ...(args.netflow === undefined ? {} : { netflowEnabled: true }),
    },
    { protect: args.disposable !== true, replaceOnChanges: groupReplacements(group) },
  );
  return { key, networkName, id };
}

/**
 * What the provider reports as done and does not do. It never turns a trunk into anything else, and
 * shows no difference for the ranges that are gone; the description, which names the kind, does.
 */
export function groupReplacements({ vlanId, limit }: DistributedGroup): string[] {
  return [
    "description",
    ...(vlanId === 0 ? ["vlanId"] : []),
    ...(limit === undefined ? ["ingressShapingEnabled", "egressShapingEnabled"] : []),
  ];
}

/** The VLAN arguments of a group, and the description that tells their kinds apart. */
export function vlanArguments(
  { vlanId, vlans, privateVlan }: DistributedGroup,
  privateVlans: Readonly<Record<string, PrivateVlan>>,
) {
  if (vlans !== undefined) {
    return {
      description: "Trunk, kept by vmnet",
      vlanRanges: parseVlans(vlans).map(rangeArguments),
    };
  }
  if (privateVlan !== undefined) {
    return {
      description: "Private VLAN, kept by vmnet",
      portPrivateSecondaryVlanId: secondaryVlan(privateVlan, privateVlans[privateVlan.privateVlan]),
    };
  }
  return { description: "Access port group, kept by vmnet", vlanId };
}

export function rangeArguments({ first, last }: VlanRange) {
  return { minVlan: first, maxVlan: last };
}

/** Every VLAN on the physical ports. */
export function groupVlans({ portGroups, privateVlans }: DistributedFabricArgs): string {
  const ofGroups = Object.values(portGroups ?? {}).flatMap(({ vlanId, vlans }) => {
    const access = vlanId === undefined ? [] : [{ first: vlanId, last: vlanId }];
    return vlans === undefined ? access : parseVlans(vlans);
  });
  const ofParts = Object.values(privateVlans ?? {})
    .flatMap(mappingsOf)
    .map(({ secondaryVlanId: id }) => ({ first: id, last: id }));
  return formatVlans(mergeVlans([...ofGroups, ...ofParts]));
}
