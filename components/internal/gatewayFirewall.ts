import * as nsxt from "@pulumi/nsxt";
import type * as pulumi from "@pulumi/pulumi";

import type { InboundRule, NatSegmentArgs } from "../natSegment";
import type { Children } from "./children";
import type { AddedForward } from "./forwards";
import { addGatewayPolicy, GatewayRules } from "./gatewayRules";
import { Sequence } from "./sequence";
import { isEverything, serviceEntries } from "./services";
import { sorted } from "./sorted";

/** What the firewall of one gateway is made from. */
export interface GatewayFirewallPlan extends Pick<
  NatSegmentArgs,
  "cidr" | "inbound" | "outbound" | "logDrops"
> {
  /** Who may send out. Default: the segment's network. */
  senders?: pulumi.Input<string>[];
}

/**
 * Adds the policy of one gateway: exceptions, one rule per forward, what may go out, and the drop of
 * everything else. Returns the last rule.
 */
export function addGatewayFirewall(
  children: Children,
  gatewayPath: pulumi.Output<string>,
  forwards: readonly AddedForward[],
  args: GatewayFirewallPlan,
): nsxt.PolicyGatewayPolicyRule {
  const policy = addGatewayPolicy(children, "policy");
  const rules = new GatewayRules(children, policy.path, gatewayPath);
  const serviceOf = (key: string, services: InboundRule["services"]) =>
    services === undefined || isEverything(services)
      ? []
      : [children.add(nsxt.PolicyService, ["service", key], serviceEntries(services)).path];

  for (const [key, rule] of Object.entries(args.inbound ?? {})) {
    const { action = "DROP", from = [] } = rule;
    const meant = forwards.filter(({ forward }) => forward === rule.forward);
    rules.add(["inbound", key], {
      action,
      sequenceNumber: action === "ALLOW" ? Sequence.InboundAllow : Sequence.InboundDrop,
      sourceGroups: sorted(from),
      destinationGroups: sorted(rule.to === undefined ? meant.map((one) => one.inside) : [rule.to]),
      services:
        rule.services === undefined
          ? sorted(meant.map((one) => one.servicePath))
          : serviceOf(`inbound.${key}`, rule.services),
    });
  }
  for (const { id, from = [], inside, servicePath } of forwards) {
    rules.add(["allow", id], {
      action: "ALLOW",
      sequenceNumber: Sequence.Allow,
      sourceGroups: sorted(from),
      destinationGroups: [inside],
      services: [servicePath],
    });
  }
  const outbound = {
    action: "ALLOW",
    sequenceNumber: Sequence.Outbound,
    sourceGroups: args.senders === undefined ? [args.cidr] : sorted(args.senders),
  };
  if (args.outbound === undefined) {
    rules.add("outbound", outbound);
  }
  for (const [key, { to = [], services }] of Object.entries(args.outbound ?? {})) {
    rules.add(["outbound", key], {
      ...outbound,
      destinationGroups: sorted(to),
      services: serviceOf(`outbound.${key}`, services),
    });
  }
  return rules.dropRest("drop", { logged: args.logDrops ?? true });
}
