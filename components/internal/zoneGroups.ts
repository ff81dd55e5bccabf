import * as nsxt from "@pulumi/nsxt";
import type * as pulumi from "@pulumi/pulumi";

import { logLabel } from "../../network/tiers";
import type { FirewallExclusion, FirewallZone, TierFirewallArgs, ZoneTag } from "../tierFirewall";
import type { Children } from "./children";
import { claimLater } from "./laterClaims";
import { lowerCaseMac } from "./mac";
import { Sequence } from "./sequence";
import { sorted } from "./sorted";

type Criteria = nsxt.types.input.PolicyGroupCriteria;

/** The group of every zone, and what the rules about them need. */
export interface ZonePlan {
  args: TierFirewallArgs;
  groups: Record<string, nsxt.PolicyGroup>;
  /** What has to stand before anything is dropped. */
  after: pulumi.Resource[];
}

/** Whether the firewall runs at any of the zone's machines: addresses alone name none. */
export function isGuarded({
  tags = [],
  segmentPaths = [],
  groupPaths = [],
}: FirewallZone): boolean {
  return tags.length + segmentPaths.length + groupPaths.length > 0;
}

/** Observed traffic passes, under a label of its own. */
export function isObserved({ mode }: TierFirewallArgs): boolean {
  return mode === "observe";
}

/** The label of a rule that drops, or that only tells what it would drop. */
export function dropLabel(args: TierFirewallArgs, name: string): string {
  return logLabel(isObserved(args) ? `observe-${name}` : name);
}

/** Adds one group per zone. */
export function addZoneGroups(
  children: Children,
  zones: Record<string, FirewallZone>,
): Record<string, nsxt.PolicyGroup> {
  const added = Object.entries(zones).map(([key, zone]) => {
    const description = `Zone ${key} in tier ${zone.tier}`;
    const group = children.add(nsxt.PolicyGroup, ["zone", key], { description, ...members(zone) });
    return [key, group] as const;
  });
  return Object.fromEntries(added);
}

/** Criteria in a fixed order, for NSX reports another order as a change. All of them are joined by OR. */
function members(zone: FirewallZone) {
  const paths = [...(zone.segmentPaths ?? []), ...(zone.groupPaths ?? [])];
  const ranges = [...(zone.ranges ?? []), ...(zone.remoteRanges ?? [])];
  return anyOf([
    ...tagCriterias(zone.tags ?? []),
    ...(paths.length === 0 ? [] : [{ pathExpression: { memberPaths: sorted(paths) } }]),
    ...(ranges.length === 0 ? [] : [{ ipaddressExpression: { ipAddresses: sorted(ranges) } }]),
  ]);
}

function anyOf(criterias: Criteria[]) {
  const conjunctions = criterias.slice(1).map(() => ({ operator: "OR" }));
  return { criterias, ...(conjunctions.length === 0 ? {} : { conjunctions }) };
}

/** Conditions of one criterion are all to be met, so every tag is a criterion of its own. */
function tagCriterias(tags: readonly ZoneTag[]): Criteria[] {
  const values = tags.map(({ scope, tag }) => (scope === undefined ? tag : `${scope}|${tag}`));
  return [...new Set(values)].sort().map((value) => ({
    conditions: [{ key: "Tag", memberType: "VirtualMachine", operator: "EQUALS", value }],
  }));
}

/** Adds the entries of the exclude list; returns them. */
export function addExclusions(
  parent: pulumi.Resource,
  children: Children,
  name: string,
  excluded: Record<string, FirewallExclusion>,
): pulumi.Resource[] {
  return Object.entries(excluded).map(([key, { groupPath, tags = [] }]) => {
    const path =
      groupPath ?? children.add(nsxt.PolicyGroup, ["spared", key], anyOf(tagCriterias(tags))).path;
    const member = claimLater(parent, path, {
      type: "nsxt:index:any",
      thing: (text) => `exclude list entry of ${text}`,
      path: `excluded.${key}.groupPath`,
      claimant: name,
    });
    return children.add(nsxt.PolicyFirewallExcludeListMember, ["excluded", key], { member });
  });
}

/**
 * Adds what zones with MAC addresses have: OUT from those is let through, OUT from any other is
 * dropped, and nothing is said of what comes in (R05).
 */
export function addSenderGuards(
  children: Children,
  name: string,
  { args, groups, after }: ZonePlan,
): Record<string, nsxt.PolicyParentSecurityPolicy> {
  const guarded = Object.entries(args.zones).flatMap(([zone, { macAddresses }]) => {
    const group = groups[zone];
    return macAddresses === undefined || group === undefined
      ? []
      : [{ zone, group, macs: Object.values(macAddresses).map(lowerCaseMac) }];
  });
  if (guarded.length === 0) {
    return {};
  }
  const policy = children.add(nsxt.PolicyParentSecurityPolicy, "ethernet", {
    category: "Ethernet",
    // Frames have no state, and the provider's default is stateful.
    stateful: false,
    sequenceNumber: args.policySequenceNumber ?? Sequence.TierPolicy,
  });
  for (const { zone, group, macs } of guarded) {
    const list = children.add(nsxt.PolicyGroup, ["macs", zone], {
      description: `MAC addresses that may send in zone ${zone}`,
      criterias: [{ macaddressExpression: { macAddresses: sorted(macs) } }],
    });
    // NSX wants no IP version at all on Ethernet rules.
    const rule = {
      policyPath: policy.path,
      direction: "OUT",
      ipVersion: "NONE",
      scopes: [group.path],
    };
    const senders = children.add(nsxt.PolicySecurityPolicyRule, ["senders", zone], {
      ...rule,
      action: "ALLOW",
      sequenceNumber: Sequence.Allow,
      sourceGroups: [list.path],
    });
    children.add(
      nsxt.PolicySecurityPolicyRule,
      ["strangers", zone],
      {
        ...rule,
        action: isObserved(args) ? "ALLOW" : "DROP",
        sequenceNumber: Sequence.Terminal,
        logged: args.logDrops ?? true,
        logLabel: dropLabel(args, `${name}-strangers-${zone}`),
      },
      { dependsOn: [...after, senders] },
    );
  }
  return { Ethernet: policy };
}
