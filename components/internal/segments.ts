import * as nsxt from "@pulumi/nsxt";
import type * as pulumi from "@pulumi/pulumi";

import type { SegmentDhcp } from "../natSegment";
import type { GuardProfiles } from "../segmentGuards";
import type { Children } from "./children";
import { interfaceOf, Slot } from "./derive";
import type { OptionRoute } from "./guestRoutes";
import { lookedUpNetworkId } from "./networkIds";

/** How long vCenter may take to show a new segment as a network. */
const REALIZATION_SECONDS = 300;
const DAY_SECONDS = 86_400;

/** What an overlay segment is made from. */
export interface SegmentPlan {
  description: string;
  transportZonePath: pulumi.Input<string>;
  /** The gateway that it is connected to; `own` when the same component makes it. Default: none. */
  gateway?: { path: pulumi.Input<string>; own: boolean };
  /** Left out for a segment without subnet. */
  cidr?: pulumi.Input<string>;
  gatewayAddress?: pulumi.Input<string>;
  dhcp?: SegmentDhcp;
  edgeClusterPath?: pulumi.Input<string>;
  /** What option 121 gives to machines. Default: nothing is written, and nothing was. */
  guestRoutes?: pulumi.Input<OptionRoute[]>;
  guards?: GuardProfiles;
  protect: boolean;
}

/** Adds a segment, its DHCP server if it has one, and the group of its machines. */
export function addOverlaySegment(
  children: Children,
  plan: SegmentPlan,
): { segment: nsxt.PolicySegment; group: nsxt.PolicyGroup; gatewayCidr: pulumi.Input<string> } {
  const { dhcp, cidr = "", gateway } = plan;
  const gatewayCidr = cidr === "" ? "" : interfaceOf(cidr, plan.gatewayAddress, Slot.Gateway);
  const leaseTime = dhcp?.leaseSeconds ?? DAY_SECONDS;
  const server =
    dhcp === undefined
      ? undefined
      : children.add(nsxt.PolicyDhcpServer, "dhcp", {
          edgeClusterPath: plan.edgeClusterPath,
          leaseTime,
        });
  const subnet: nsxt.types.input.PolicySegmentSubnet = { cidr: gatewayCidr };
  if (dhcp !== undefined) {
    subnet.dhcpRanges = dhcp.ranges;
    subnet.dhcpV4Config = {
      serverAddress: interfaceOf(cidr, dhcp.serverAddress, Slot.DhcpServer),
      dnsServers: dhcp.dnsServers ?? [],
      leaseTime,
      ...(plan.guestRoutes === undefined ? {} : { dhcpOption121s: plan.guestRoutes }),
    };
  }
  const segment = children.add(
    nsxt.PolicySegment,
    "segment",
    {
      description: plan.description,
      transportZonePath: plan.transportZonePath,
      ...(gateway === undefined ? {} : { connectivityPath: gateway.path }),
      ...(cidr === "" ? {} : { subnets: [subnet] }),
      ...(server === undefined ? {} : { dhcpConfigPath: server.path }),
      ...guardArguments(plan.guards),
    },
    {
      protect: plan.protect,
      // A gateway or DHCP server that is replaced cannot be deleted under its segment.
      ownReferences: [
        ...(gateway?.own === true ? ["connectivityPath"] : []),
        ...(server === undefined ? [] : ["dhcpConfigPath"]),
      ],
    },
  );
  return { segment, group: machinesOf(children, segment), gatewayCidr };
}

/** A segment of either kind. */
type AnySegment = nsxt.PolicySegment | nsxt.PolicyVlanSegment;

/** Adds the group of a segment's machines. */
export function machinesOf(children: Children, segment: AnySegment): nsxt.PolicyGroup {
  return children.add(
    nsxt.PolicyGroup,
    "group",
    { criterias: [{ pathExpression: { memberPaths: [segment.path] } }] },
    { ownReferences: ["criterias"] },
  );
}

/** The arguments that bind profiles to a segment's ports; paths only, the rest is the provider's. */
export function guardArguments(guards: GuardProfiles | undefined) {
  if (guards === undefined) {
    return {};
  }
  const {
    macDiscoveryProfilePath,
    ipDiscoveryProfilePath,
    spoofGuardProfilePath: spoofguardProfilePath,
    securityProfilePath,
  } = guards;
  const isGiven = (...paths: unknown[]) => paths.some((path) => path !== undefined);
  return {
    ...(isGiven(macDiscoveryProfilePath, ipDiscoveryProfilePath)
      ? { discoveryProfile: { macDiscoveryProfilePath, ipDiscoveryProfilePath } }
      : {}),
    ...(isGiven(spoofguardProfilePath, securityProfilePath)
      ? { securityProfile: { spoofguardProfilePath, securityProfilePath } }
      : {}),
  };
}

/**
 * The network that vCenter shows for a segment; only a look-up after its creation can tell. Machines
 * wait for it, and so for `guards`: none starts on a network whose last firewall rule is missing.
 */
export function networkIdOf(
  parent: pulumi.Resource,
  segment: AnySegment,
  guards: readonly pulumi.Resource[],
  datacenterId: pulumi.Input<string>,
): pulumi.Output<string> {
  return lookedUpNetworkId(
    parent,
    { name: segment.displayName, datacenterId, retryTimeout: REALIZATION_SECONDS },
    [segment, ...guards],
  );
}
