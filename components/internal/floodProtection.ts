import * as nsxt from "@pulumi/nsxt";
import type * as pulumi from "@pulumi/pulumi";

import type { FloodLimits, FloodProtection } from "../intrusionPrevention";
import type { Children } from "./children";
import { claimLater } from "./laterClaims";
import { Sequence } from "./sequence";

const AT_GATEWAY = {
  tcpHalfOpen: 100_000,
  udpFlows: 100_000,
  icmpFlows: 10_000,
  otherFlows: 10_000,
};
const AT_MACHINE = { tcpHalfOpen: 1000, udpFlows: 10_000, icmpFlows: 1000, otherFlows: 1000 };

/** Every limit is written: one that is left out reads back as whatever the manager chose. */
function limits(defaults: Required<FloodLimits>, given: FloodLimits = {}) {
  const { tcpHalfOpen, udpFlows, icmpFlows, otherFlows } = { ...defaults, ...given };
  return {
    tcpHalfOpenConnLimit: tcpHalfOpen,
    udpActiveFlowLimit: udpFlows,
    icmpActiveFlowLimit: icmpFlows,
    otherActiveConnLimit: otherFlows,
  };
}

/** Adds the profiles that are bound to something, and their bindings. */
export function addFloodProtection(
  parent: pulumi.Resource,
  children: Children,
  name: string,
  protection: FloodProtection = {},
): void {
  const gateways = Object.entries(protection.gatewayPaths ?? {});
  const groups = Object.entries(protection.groups ?? {});
  if (gateways.length > 0) {
    const profile = children.add(nsxt.PolicyGatewayFloodProtectionProfile, "gatewayfloods", {
      ...limits(AT_GATEWAY, protection.gatewayLimits),
    });
    for (const [key, gatewayPath] of gateways) {
      const parentPath = claimLater(parent, gatewayPath, {
        type: "nsxt:index:any",
        thing: (path) => `flood protection of ${path}`,
        path: `floodProtection.gatewayPaths.${key}`,
        claimant: name,
      });
      children.add(
        nsxt.PolicyGatewayFloodProtectionProfileBinding,
        ["gatewayflood", key],
        { displayName: `${name}-gatewayflood-${key}`, parentPath, profilePath: profile.path },
        { ownReferences: ["profilePath"] },
      );
    }
  }
  if (groups.length > 0) {
    const profile = children.add(nsxt.PolicyDistributedFloodProtectionProfile, "machinefloods", {
      ...limits(AT_MACHINE, protection.machineLimits),
      // Answers for the machine until a connection is real, which is what carries it through a flood.
      enableSyncache: true,
      enableRstSpoofing: true,
    });
    for (const [key, { groupPath, sequenceNumber = Sequence.TierPolicy }] of groups) {
      children.add(
        nsxt.PolicyDistributedFloodProtectionProfileBinding,
        ["machineflood", key],
        { groupPath, profilePath: profile.path, sequenceNumber },
        { ownReferences: ["profilePath"] },
      );
    }
  }
}
