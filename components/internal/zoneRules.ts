import * as nsxt from "@pulumi/nsxt";
import type * as pulumi from "@pulumi/pulumi";

import { udp } from "../../network/services";
import { boundaryPairs, logLabel } from "../../network/tiers";
import type {
  FirewallZone,
  RuleStage,
  TierFirewallArgs,
  ZonePeer,
  ZoneRule,
} from "../tierFirewall";
import type { Children } from "./children";
import { Sequence } from "./sequence";
import { defaultSequence } from "./ruleOrder";
import { serviceEntries, servicesInside } from "./services";
import { sorted } from "./sorted";
import { dropLabel, isGuarded, isObserved, type ZonePlan } from "./zoneGroups";

type Policy = nsxt.PolicyParentSecurityPolicy;
/** The enum's value: components import this file, so it imports their types only. */
const DEFAULT_STAGE = "Application" satisfies `${RuleStage}`;

const CATEGORIES = ["Emergency", "Infrastructure", "Environment", "Application"] as const;
/** What DHCP clients and servers listen on (RFC 2131). */
const DHCP_PORTS = "67-68";

/**
 * Adds the policies of every category and their rules. The policies have no scope of their own, since it
 * would override the rules': each rule is applied to the zones that it names and to no other, so that a
 * zone that is added changes no rule.
 */
export function addZoneRules(
  children: Children,
  name: string,
  plan: ZonePlan,
): Record<string, Policy> {
  const sequenceNumber = plan.args.policySequenceNumber ?? Sequence.TierPolicy;
  const policies = Object.fromEntries(
    CATEGORIES.map((category) => [
      category,
      children.add(nsxt.PolicyParentSecurityPolicy, category.toLowerCase(), {
        category,
        sequenceNumber,
      }),
    ]),
  ) as Record<(typeof CATEGORIES)[number], Policy>;

  addDhcp(children, plan, policies.Infrastructure);
  const allowed = addNamedRules(children, name, plan, (stage) => policies[stage]);
  addBoundaries(children, name, plan, policies.Environment);
  addDefaults(children, name, plan, policies.Application, allowed);
  return policies;
}

function addNamedRules(
  children: Children,
  name: string,
  { args, groups, after }: ZonePlan,
  policyOf: (stage: `${RuleStage}`) => Policy,
): pulumi.Resource[] {
  const groupPath = (zone: string) => groups[zone]?.path ?? "";
  return Object.entries(args.rules ?? {}).map(([key, rule]) => {
    const { action = "ALLOW", stage = DEFAULT_STAGE, from, to } = rule;
    const isDrop = action !== "ALLOW";
    const services = servicesInside(rule.services);
    const guarded = guardedOf(args, zonesOf(from, to));
    const label = rule.label ?? `${name}-${key}`;
    return children.add(
      nsxt.PolicySecurityPolicyRule,
      ["rule", key],
      {
        policyPath: policyOf(stage).path,
        action: isDrop && isObserved(args) ? "ALLOW" : action,
        direction: "IN_OUT",
        sequenceNumber: rule.sequenceNumber ?? defaultSequence(rule),
        ...ends(groupPath, rule),
        scopes: sorted(guarded.map(groupPath)),
        ...services.inputs,
        disabled: rule.disabled ?? false,
        logged: rule.logged ?? (isDrop ? (args.logDrops ?? true) : (args.logAllowed ?? false)),
        logLabel: isDrop ? dropLabel(args, label) : logLabel(label),
      },
      {
        replaceOnChanges: services.replaceOnChanges,
        ...(isDrop ? { dependsOn: after } : {}),
      },
    );
  });
}

/** Names of the zones that a rule has on either side, each once. */
export function zonesOf(from: ZonePeer | undefined, to: ZonePeer | undefined): string[] {
  return [...new Set([...(from?.zones ?? []), ...(to?.zones ?? [])])];
}

/** Those at whose machines the firewall runs. */
export function guardedOf({ zones }: TierFirewallArgs, names: readonly string[]): string[] {
  const isRun = (zone: FirewallZone | undefined) => zone !== undefined && isGuarded(zone);
  return names.filter((name) => isRun(zones[name]));
}

function ends(groupPath: (zone: string) => pulumi.Input<string>, { from, to }: ZoneRule) {
  const list = ({ zones = [], groupPaths = [], ranges = [] }: ZonePeer) =>
    sorted([...zones.map(groupPath), ...groupPaths, ...ranges]);
  return {
    ...(from === undefined ? {} : { sourceGroups: list(from) }),
    ...(to === undefined ? {} : { destinationGroups: list(to) }),
  };
}

function addDhcp(children: Children, { args, groups }: ZonePlan, policy: Policy): void {
  for (const [zone, { dhcpClients }] of Object.entries(args.zones)) {
    const group = groups[zone];
    if (dhcpClients === true && group !== undefined) {
      children.add(nsxt.PolicySecurityPolicyRule, ["dhcp", zone], {
        policyPath: policy.path,
        action: "ALLOW",
        direction: "IN_OUT",
        sequenceNumber: Sequence.InboundAllow,
        // A client that asks has no address yet, so no group holds it.
        scopes: [group.path],
        serviceEntries: serviceEntries([udp(DHCP_PORTS)]),
      });
    }
  }
}

function addBoundaries(
  children: Children,
  name: string,
  { args, groups, after }: ZonePlan,
  policy: Policy,
): void {
  const tiers = Object.entries(args.zones).map(([zone, { tier }]) => [zone, tier] as const);
  for (const { from, to } of boundaryPairs(Object.fromEntries(tiers))) {
    const [source, target] = [groups[from], groups[to]];
    const guarded = guardedOf(args, [from, to]);
    if (source === undefined || target === undefined || guarded.length === 0) {
      continue;
    }
    children.add(
      nsxt.PolicySecurityPolicyRule,
      ["boundary", `${from}.${to}`],
      {
        policyPath: policy.path,
        // An ALLOW here would be the last word, over every policy of category Application.
        action: isObserved(args) ? "JUMP_TO_APPLICATION" : "DROP",
        direction: "IN_OUT",
        sequenceNumber: Sequence.InboundDrop,
        sourceGroups: [source.path],
        destinationGroups: [target.path],
        scopes: sorted(guarded.flatMap((zone) => groups[zone]?.path ?? [])),
        logged: args.logDrops ?? true,
        logLabel: dropLabel(args, `${name}-${from}.${to}`),
      },
      { dependsOn: after },
    );
  }
}

/** Everything else at the zone's machines, in and out. Comes after what is let through. */
function addDefaults(
  children: Children,
  name: string,
  { args, groups, after }: ZonePlan,
  policy: Policy,
  allowed: readonly pulumi.Resource[],
): void {
  for (const [zone, described] of Object.entries(args.zones)) {
    const group = groups[zone];
    if (group === undefined || !isGuarded(described)) {
      continue;
    }
    children.add(
      nsxt.PolicySecurityPolicyRule,
      ["default", zone],
      {
        policyPath: policy.path,
        action: isObserved(args) ? "ALLOW" : "DROP",
        direction: "IN_OUT",
        sequenceNumber: Sequence.Terminal,
        scopes: [group.path],
        logged: args.logDrops ?? true,
        logLabel: dropLabel(args, `${name}-default-${zone}`),
      },
      { dependsOn: [...after, ...allowed] },
    );
  }
}
