import type * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import type { Traffic } from "../network/services";
import type { SecurityTier } from "../network/tiers";
import { Children } from "./internal/children";
import { validated } from "./internal/validated";
import { checkTierFirewall } from "./internal/zoneChecks";
import { addExclusions, addSenderGuards, addZoneGroups } from "./internal/zoneGroups";
import { addZoneRules } from "./internal/zoneRules";
import type { FirewallAction } from "./natSegment";

/** Whether a TierFirewall drops, or only tells what it would drop. */
export enum FirewallMode {
  /** Let through and log what would be dropped. */
  Observe = "observe",
  /** Drop. */
  Enforce = "enforce",
}

/** When a rule is asked; NSX asks category by category. */
export enum RuleStage {
  /** Before anything else: quarantine. */
  Emergency = "Emergency",
  /** Shared services such as DNS and time, before the boundaries between tiers. */
  Infrastructure = "Infrastructure",
  /** After the boundaries between tiers. */
  Application = "Application",
}

/** An NSX tag on machines, as VmTags sets it. */
export interface ZoneTag {
  /** Scope of the tag. Default: the tag with any scope. */
  scope?: string;
  /** The tag itself, such as `production`. */
  tag: string;
}

/** Machines that belong together. At least one of tags, segments, groups and ranges selects them. */
export interface FirewallZone {
  /** The tier that the zone is in: which boundaries it has. */
  tier: SecurityTier;
  /** Machines with any of these NSX tags. Default: none. */
  tags?: ZoneTag[];
  /** Machines on these segments: policy paths. Default: none. */
  segmentPaths?: pulumi.Input<string>[];
  /** Members of these groups: policy paths, such as `groupPath` of a network. Default: none. */
  groupPaths?: pulumi.Input<string>[];
  /** Addresses, networks or ranges: ESXi hosts, a VPN's client pool. Default: none. */
  ranges?: pulumi.Input<string>[];
  /** The zone's networks at other sites, from planCrossSiteZones. Default: none. */
  remoteRanges?: pulumi.Input<string>[];
  /** The only MAC addresses that the zone's machines may send from, keyed by machine. Default: any. */
  macAddresses?: Record<string, pulumi.Input<string>>;
  /** The zone's machines may ask for an address by DHCP. Default: they have fixed ones. */
  dhcpClients?: boolean;
}

/** One end of a rule: everything that any of these names. */
export interface ZonePeer {
  /** Names of zones. Default: none. */
  zones?: string[];
  /** Policy paths of groups that are no zones. Default: none. */
  groupPaths?: pulumi.Input<string>[];
  /** Addresses, networks or ranges. Default: none. */
  ranges?: pulumi.Input<string>[];
}

/** Traffic between zones, or between a zone and something else. */
export interface ZoneRule {
  /** Who opens the connection. Default: anybody. */
  from?: ZonePeer;
  /** Who is reached. Default: anybody. */
  to?: ZonePeer;
  /** With what, such as `[tcp("443")]`; `[anyTraffic()]` for everything. */
  services: Traffic[];
  /** What happens to it. Default: it is let through. @default FirewallAction.Allow */
  action?: FirewallAction;
  /** When the rule is asked. Default: after the boundaries between tiers. @default RuleStage.Application */
  stage?: RuleStage;
  /** Place among the rules of its stage, 1 to 99999, lower first. Default: 2000 for what is dropped or rejected, 3000 for what is let through. */
  sequenceNumber?: number;
  /** Write what matches to the log. Default: as `logAllowed` and `logDrops` say. */
  logged?: boolean;
  /** Label in the log, at most 32 characters. Default: component and key. */
  label?: string;
  /** Keep the rule, and do not ask it. Default: it is asked. */
  disabled?: boolean;
}

/** Machines that the distributed firewall leaves alone. */
export interface FirewallExclusion {
  /** Policy path of a group. Either this, or `tags`. */
  groupPath?: pulumi.Input<string>;
  /** Machines with any of these NSX tags. Either this, or `groupPath`. */
  tags?: ZoneTag[];
}

/** Arguments of {@link TierFirewall}. */
export interface TierFirewallArgs {
  /** The zones, keyed by name. */
  zones: Record<string, FirewallZone>;
  /** What may pass, keyed by name. Default: nothing. */
  rules?: Record<string, ZoneRule>;
  /** Machines that must never be filtered, keyed by name: vCenter, load balancers, whatever runs the firewall. Write `{}` when no such machine is on a prepared host. */
  excluded: Record<string, FirewallExclusion>;
  /** Whether anything is dropped. Default: it is; on a network that is in use begin with observing, and enforce once the log is quiet. @default FirewallMode.Enforce */
  mode?: FirewallMode;
  /** Log what rules let through. Default: not logged. @default false */
  logAllowed?: boolean;
  /** Log what is dropped, or would be. Default: logged. @default true */
  logDrops?: boolean;
  /** Place of the policies among the others of their category, lower first. Default: 1000, after the policies of single networks. @default 1000 */
  policySequenceNumber?: number;
  /** What the NSX ids begin with. Keep the old name here when the component is renamed; another prefix replaces every object. Default: the component's name. */
  nsxIdPrefix?: string;
}

/** What others need to know of zones. */
export interface TierFirewallRef {
  /** Policy paths of the zones' groups, by zone. */
  groupPaths: pulumi.Output<Record<string, string>>;
}

/** Zones that exist; arguments of {@link TierFirewall.fromExisting}. */
export interface ExistingTierFirewall {
  groupPaths: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * Zones of a network, the tiers they are in, and exactly what may pass between them; all else is
 * dropped at the machines themselves (R30, R31).
 *
 * ```
 *   asked in this order        what it holds
 *   Ethernet        senders    per zone with MAC addresses: those may send, no other
 *   Emergency       rules      quarantine
 *   Infrastructure  rules      DHCP, and services that cross boundaries: DNS, time
 *   Environment     boundary   DMZ to core, management, VPN; production to management, VPN
 *   Application     rules      what zones may do, then per zone: everything else is dropped
 * ```
 *
 * Creates:
 * 1. per zone the group `<name>-zone-<zone>`, and with MAC addresses `<name>-macs-<zone>`;
 * 2. the policies `<name>-emergency`, `<name>-infrastructure`, `<name>-environment` and
 *    `<name>-application`, and `<name>-ethernet` where a zone has MAC addresses;
 * 3. per rule one object `<name>-rule-<key>`, its services inside it: inserting a rule creates that
 *    one and touches no other, so rule ids in logs and counters stay;
 * 4. per pair of zones with a boundary between their tiers `<name>-boundary-<from>.<to>`;
 * 5. per zone `<name>-default-<zone>`: everything else, in and out; with DHCP `<name>-dhcp-<zone>`;
 *    with MAC addresses `<name>-senders-<zone>` and `<name>-strangers-<zone>`;
 * 6. per exclusion an entry of the exclude list `<name>-excluded-<key>`, and with tags the group
 *    `<name>-spared-<key>`.
 *
 * A rule is enforced at the machines of the zones that it names, on both sides. A zone of addresses
 * alone is a peer only: the firewall runs at machines, and NSX applies no rule to a group that holds
 * nothing but addresses. ESXi hosts are such a zone: VMkernel traffic never meets this firewall, and
 * what guards the hosts is the physical network's access list.
 *
 * A boundary stands before every rule of stage Application, those of other components too; a service
 * that has to cross one is a rule of stage Infrastructure. With `mode: observe` nothing is dropped:
 * boundaries jump on to the Application category, and the last rules let through. They log under the
 * labels `observe-...`. Observing lets through what a later policy or the firewall's default rule would drop
 * for these machines, so it is a step on the way in, never a state to stay in.
 *
 * IPv6 is covered as IPv4 is: what no rule allows is dropped, neighbour discovery included.
 *
 * Needs on site: a licence with distributed firewall, prepared hosts, machines on segments, their tags
 * (VmTags); groups of segments want "trust on first use" off (SegmentGuards), or they keep a machine's
 * first address. At most 100 groups can be on the exclude list.
 *
 * Transforms may match `nsxt:index/policyGroup:PolicyGroup`,
 * `nsxt:index/policyParentSecurityPolicy:PolicyParentSecurityPolicy`,
 * `nsxt:index/policySecurityPolicyRule:PolicySecurityPolicyRule`,
 * `nsxt:index/policyFirewallExcludeListMember:PolicyFirewallExcludeListMember`.
 */
export class TierFirewall extends pulumi.ComponentResource {
  /** Policy paths of the zones' groups, by zone. */
  readonly groupPaths: pulumi.Output<Record<string, string>>;
  /** Policy paths of the policies, by category. */
  readonly policyPaths: pulumi.Output<Record<string, string>>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: TierFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:TierFirewall",
      name,
      (args = validated("TierFirewall", name, args, checkTierFirewall)),
      opts,
    );
    const children = new Children(this, name, args.nsxIdPrefix);
    const { zones } = args;

    // Spared first: enforcing before the exclude list stands could cut off vCenter.
    const spared = addExclusions(this, children, name, args.excluded);
    const groups = addZoneGroups(children, zones);
    const policies = addZoneRules(children, name, { args, groups, after: spared });
    const senders = addSenderGuards(children, name, { args, groups, after: spared });

    this.groupPaths = pulumi.all(pathsOf(groups));
    this.policyPaths = pulumi.all(pathsOf({ ...policies, ...senders }));
    this.registerOutputs({ groupPaths: this.groupPaths, policyPaths: this.policyPaths });
  }

  /** Zones that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingTierFirewall): TierFirewallRef {
    return { groupPaths: pulumi.output(existing.groupPaths) };
  }
}

type Pathed = nsxt.PolicyGroup | nsxt.PolicyParentSecurityPolicy;

function pathsOf(objects: Record<string, Pathed>): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(Object.entries(objects).map(([key, { path }]) => [key, path]));
}
