import { joinPath } from "../../network/faults";
import { isBoundary } from "../../network/tiers";
import type { TierFirewallArgs, ZoneRule } from "../tierFirewall";
import type { Checks } from "./checks";
import { ACTIONS, checkRuleOrder } from "./ruleOrder";
import { Sequence } from "./sequence";
import { checkLabel, checkPeer } from "./zonePeerChecks";
import { guardedOf } from "./zoneRules";

const STAGES = ["Emergency", "Infrastructure", "Application"];

/** The rules of a firewall between zones. */
export function checkZoneRules(checks: Checks, args: TierFirewallArgs): void {
  const rules = args.rules ?? {};
  checks.keys("rules", rules);
  for (const [key, rule] of Object.entries(rules)) {
    checkRule(checks, joinPath("rules", key), args, rule);
  }
  checkRuleOrder(checks, "rules", rules);
}

function checkRule(checks: Checks, path: string, args: TierFirewallArgs, rule: ZoneRule): void {
  const zones = Object.keys(args.zones ?? {});
  checks.oneOf(joinPath(path, "action"), rule.action, ACTIONS);
  checks.oneOf(joinPath(path, "stage"), rule.stage, STAGES);
  const most = Sequence.Terminal - 1;
  checks.wholeNumber(joinPath(path, "sequenceNumber"), rule.sequenceNumber, 1, most);
  checks.traffic(joinPath(path, "services"), rule.services);
  checkLabel(checks, joinPath(path, "label"), rule.label);
  const from = checkPeer(checks, joinPath(path, "from"), rule.from, zones);
  const to = checkPeer(checks, joinPath(path, "to"), rule.to, zones);
  const isMistyped = [rule.from, rule.to].some((peer) =>
    peer?.zones?.some((zone) => !zones.includes(zone)),
  );
  if (!isMistyped && guardedOf(args, [...from, ...to]).length === 0) {
    checks.fault(path, {
      message: "the rule would be asked at no machine",
      value: { from: rule.from, to: rule.to },
      allowed: "a zone with tags, segments or groups on one side or the other",
      fix: "zones of addresses alone are peers: the firewall runs at machines",
    });
  }
  checkBoundaries(checks, path, args, rule, { from, to });
}

/** A rule that a boundary undoes says something that does not happen. */
function checkBoundaries(
  checks: Checks,
  path: string,
  { zones }: TierFirewallArgs,
  rule: ZoneRule,
  { from, to }: { from: string[]; to: string[] },
): void {
  const isAsked = rule.stage === undefined || rule.stage === "Application";
  if (!isAsked || (rule.action !== undefined && rule.action !== "ALLOW")) {
    return;
  }
  for (const source of from) {
    for (const target of to) {
      const [a, b] = [zones[source], zones[target]];
      if (a !== undefined && b !== undefined && source !== target && isBoundary(a.tier, b.tier)) {
        checks.fault(path, {
          message: `there is a boundary from ${source} (${a.tier}) to ${target} (${b.tier})`,
          allowed: "connections that cross no boundary between tiers",
          fix: "for a shared service that has to cross it: stage RuleStage.Infrastructure",
        });
      }
    }
  }
}
