import type * as pulumi from "@pulumi/pulumi";

import { parseRange } from "../../network/address";
import { joinPath } from "../../network/faults";
import type { EdgeFirewallRule } from "../edgeFirewall";
import { HaMode, type EdgeGatewayArgs } from "../edgeGateway";
import type { Checks } from "./checks";
import { ACTIONS, checkRuleOrder, isDropped } from "./ruleOrder";
import { Sequence } from "./sequence";
import { isEverything } from "./services";
import { checkLabel } from "./zonePeerChecks";

const MOST_POLICY_NUMBER = 999_999;

/** The gateway's own firewall. */
export function checkEdgeFirewall(checks: Checks, { firewall, haMode }: EdgeGatewayArgs): void {
  if (firewall === undefined) {
    return;
  }
  if (haMode === HaMode.ActiveActive) {
    // NSX takes such a policy without a word and then drops replies (Broadcom KB 388122).
    checks.fault("firewall", {
      message:
        "an active-active gateway has no stateful firewall: a reply may come by another node",
      allowed: "a gateway with haMode active-standby",
      fix: "guard the tier-1 gateways below, which have firewalls of their own, and leave this out",
    });
  }
  const place = "firewall.policySequenceNumber";
  checks.wholeNumber(place, firewall.policySequenceNumber, 0, MOST_POLICY_NUMBER);
  const { rules = {} } = firewall;
  checks.keys("firewall.rules", rules);
  for (const [key, rule] of Object.entries(rules)) {
    checkRule(checks, joinPath("firewall.rules", key), rule);
  }
  checkRuleOrder(checks, "firewall.rules", rules);
}

function checkRule(checks: Checks, path: string, rule: EdgeFirewallRule): void {
  const { from, to, services } = rule;
  checks.oneOf(joinPath(path, "action"), rule.action, ACTIONS);
  const most = Sequence.Terminal - 1;
  checks.wholeNumber(joinPath(path, "sequenceNumber"), rule.sequenceNumber, 1, most);
  checks.traffic(joinPath(path, "services"), services);
  checkLabel(checks, joinPath(path, "label"), rule.label);
  const sources = checkEnd(checks, joinPath(path, "from"), from);
  const targets = checkEnd(checks, joinPath(path, "to"), to);
  if (sources !== undefined && targets !== undefined && sources !== targets) {
    checks.fault(path, {
      message: `packets from IPv${sources} addresses have no IPv${targets} destination`,
      value: { from, to },
      allowed: "addresses of one family on both sides",
    });
  }
  const isAnything = from === undefined && to === undefined && isEverything(services);
  if (isAnything && !isDropped(rule)) {
    checks.fault(path, {
      message: "this lets every packet through, and the drop behind it does nothing",
      allowed: "one or more of from, to and services",
      fix: "for a gateway without a firewall of its own leave `firewall` out",
    });
  }
}

/** The family of an end's addresses, where they have one and nothing else is named. */
function checkEnd(
  checks: Checks,
  path: string,
  end: readonly pulumi.Input<string>[] | undefined,
): 4 | 6 | undefined {
  if (end?.length === 0) {
    checks.fault(path, {
      message: "nobody is named, which NSX takes as everybody",
      value: end,
      allowed: "addresses, networks, ranges, or policy paths of groups",
      fix: "to mean everybody, leave this out",
    });
  }
  const families = (end ?? []).map((one, index) => {
    const at = joinPath(path, `[${index}]`);
    const text: unknown = checks.known(one);
    if (typeof text === "string" && text.startsWith("/")) {
      checks.policyPath(at, one);
      return undefined;
    }
    return checks.parsed(at, one, parseRange)?.family;
  });
  const [first] = families;
  return families.every((family) => family === first) ? first : undefined;
}
