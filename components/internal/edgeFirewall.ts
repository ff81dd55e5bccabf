import type * as pulumi from "@pulumi/pulumi";

import { logLabel } from "../../network/tiers";
import type { EdgeFirewall } from "../edgeFirewall";
import type { EdgeGatewayArgs } from "../edgeGateway";
import type { EdgeBgpNeighbor } from "../edgeRouting";
import type { Children } from "./children";
import { addressOf } from "./derive";
import { LAN } from "./edgeRead";
import type { AddedUplinks } from "./edgeUplinks";
import { addGatewayPolicy, GatewayRules, routingTraffic } from "./gatewayRules";
import { defaultSequence, isDropped } from "./ruleOrder";
import { Sequence } from "./sequence";
import { serviceEntries, servicesInside } from "./services";
import { sorted } from "./sorted";

/** The policy of the whole gateway: its own routing, what is named, and the drop of everything else. */
export function addEdgeFirewall(
  children: Children,
  name: string,
  gatewayPath: pulumi.Output<string>,
  uplinks: AddedUplinks,
  { firewall, bgp }: EdgeGatewayArgs,
): void {
  if (firewall === undefined) {
    return;
  }
  const number = firewall.policySequenceNumber ?? Sequence.EdgePolicy;
  const policy = addGatewayPolicy(children, "policy", number);
  const rules = new GatewayRules(children, policy.path, gatewayPath);
  const before = [
    ...Object.entries(bgp?.neighbors ?? {}).map(([key, neighbor]) =>
      addRoutingRule(rules, key, neighbor, uplinks),
    ),
    ...addNamedRules(rules, name, firewall),
  ];
  // Dropped first, the sessions would break until their rules stand.
  const label = logLabel(`${name}-drop`);
  rules.dropRest("drop", { logged: firewall.logDrops ?? true, logLabel: label }, before);
}

/** Either side opens the connection, so both are in both lists. */
function addRoutingRule(
  rules: GatewayRules,
  key: string,
  { address, uplink = LAN, bfd, hopLimit }: EdgeBgpNeighbor,
  uplinks: AddedUplinks,
): pulumi.Resource {
  const own = Object.values(uplinks[uplink] ?? {}).map((one) => addressOf(one.address));
  const ends = sorted([address, ...own]);
  return rules.add(["bgp", key], {
    action: "ALLOW",
    sequenceNumber: Sequence.InboundAllow,
    sourceGroups: ends,
    destinationGroups: ends,
    serviceEntries: serviceEntries(routingTraffic({ bfd: bfd?.enabled, hopLimit })),
  });
}

function addNamedRules(
  rules: GatewayRules,
  name: string,
  { rules: named = {}, logAllowed = false, logDrops = true }: EdgeFirewall,
): pulumi.Resource[] {
  return Object.entries(named).map(([key, rule]) => {
    const { action = "ALLOW", from, to, disabled = false, logged, label } = rule;
    const { inputs, replaceOnChanges } = servicesInside(rule.services);
    return rules.add(
      ["rule", key],
      {
        action,
        sequenceNumber: rule.sequenceNumber ?? defaultSequence(rule),
        ...(from === undefined ? {} : { sourceGroups: sorted(from) }),
        ...(to === undefined ? {} : { destinationGroups: sorted(to) }),
        ...inputs,
        disabled,
        logged: logged ?? (isDropped(rule) ? logDrops : logAllowed),
        logLabel: logLabel(label ?? `${name}-${key}`),
      },
      { replaceOnChanges },
    );
  });
}
