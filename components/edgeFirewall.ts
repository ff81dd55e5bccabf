import type * as pulumi from "@pulumi/pulumi";

import type { Traffic } from "../network/services";
import type { FirewallAction } from "./natSegment";

/** Traffic through the gateway, or to its own addresses. */
export interface EdgeFirewallRule {
  /** Who opens the connection: addresses, networks or ranges of IPv4 or IPv6, or policy paths of groups. Default: anybody. */
  from?: pulumi.Input<string>[];
  /** Who is reached: addresses, networks or ranges of IPv4 or IPv6, or policy paths of groups. Default: anybody. */
  to?: pulumi.Input<string>[];
  /** With what, such as `[tcp("443")]`; `[anyTraffic()]` for everything. */
  services: Traffic[];
  /** What happens to it. Default: it is let through. @default FirewallAction.Allow */
  action?: FirewallAction;
  /** Place among the rules, 1 to 99999, lower first. Default: 2000 for what is dropped or rejected, 3000 for what is let through. */
  sequenceNumber?: number;
  /** Write what matches to the log. Default: as `logAllowed` and `logDrops` say. */
  logged?: boolean;
  /** Label in the log, at most 32 characters. Default: component and key. */
  label?: string;
  /** Keep the rule, and do not ask it. Default: it is asked. */
  disabled?: boolean;
}

/** The firewall of a tier-0 gateway: what is named may pass, and the rest is dropped. */
export interface EdgeFirewall {
  /** What may pass, keyed by name. Default: nothing but the gateway's own BGP and BFD. */
  rules?: Record<string, EdgeFirewallRule>;
  /** Log what rules let through. Default: not logged. @default false */
  logAllowed?: boolean;
  /** Log what is dropped. Default: logged. @default true */
  logDrops?: boolean;
  /** Place of the policy among the others of its category, lower first. Default: 1000, after those of VPNs on the same gateway, whose interfaces its drop would close. @default 1000 */
  policySequenceNumber?: number;
}
