import * as nsxt from "@pulumi/nsxt";
import type * as pulumi from "@pulumi/pulumi";

import type { Children } from "./children";
import { claimLater } from "./laterClaims";

/** What tier-1 gateways have decided to advertise, and the endpoints of VPNs. */
export const REDISTRIBUTED_TYPES = [
  "TIER0_IPSEC_LOCAL_IP",
  "TIER1_CONNECTED",
  "TIER1_LB_VIP",
  "TIER1_NAT",
  "TIER1_STATIC",
];

export interface RedistributionRule {
  name: string;
  types: string[];
  routeMapPath?: pulumi.Input<string>;
}

/** Who writes the redistribution of a gateway, which it has once only. */
export interface RedistributionOwner {
  owner: pulumi.ComponentResource;
  claimant: string;
  /** Where the gateway's path stands in the component's arguments. */
  path: string;
}

/** The one redistribution of a gateway: a second owner is refused, each would undo the other's. */
export function addRedistribution(
  children: Children,
  role: string | readonly [string, string],
  gatewayPath: pulumi.Input<string>,
  rules: readonly RedistributionRule[],
  { owner, claimant, path }: RedistributionOwner,
): nsxt.PolicyGatewayRedistributionConfig {
  const claimed = claimLater(owner, gatewayPath, {
    type: "nsxt:index:any",
    thing: (gateway) => `redistribution of ${gateway}`,
    path,
    claimant,
  });
  return children.add(nsxt.PolicyGatewayRedistributionConfig, role, {
    gatewayPath: claimed,
    bgpEnabled: true,
    ospfEnabled: false,
    rules: rules.map(({ types, ...rule }) => ({ ...rule, types: [...types].sort(), bgp: true })),
  });
}
