import { joinPath } from "../../network/faults";
import { isBoundary } from "../../network/tiers";
import type { TierFirewallArgs, ZoneRule } from "../tierFirewall";
import type { Checks } from "./checks";
import { Sequence } from "./sequence";
import { checkLabel, checkPeer } from "./zonePeerChecks";
import { defaultSequence, guardedOf } from "./zoneRules";

const ACTIONS = ["ALLOW", "DROP", "REJECT"];
const STAGES = ["Emergency", "Infrastructure", "Application"];

/** The rules of a firewall between zones. */
export function checkZoneRules(checks: Checks, args: TierFirewallArgs): void {
  const rules = args.rules ?? {};
  checks.keys("rules", rules);
  for (const [key, rule] of Object.entries(rules)) {
    checkRule(checks, joinPath("rules", key), args, rule);
  }
  checkOrder(checks, rules);
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

/** NSX leaves the order of rules with one number open; it matters where one lets through and one drops. */
function checkOrder(checks: Checks, rules: Record<string, ZoneRule>): void {
  const holders = new Map<string, { key: string; isDrop: boolean }>();
  for (const [key, rule] of Object.entries(rules)) {
    const isDrop = rule.action !== undefined && rule.action !== "ALLOW";
    const place = `${rule.stage ?? "Application"} ${rule.sequenceNumber ?? defaultSequence(rule)}`;
    const holder = holders.get(place);
    if (holder !== undefined && holder.isDrop !== isDrop) {
      const { key: other } = holder;
      checks.fault(joinPath("rules", key, "sequenceNumber"), {
        message: `${other} has this number, and one of the two lets through what the other drops`,
        value: rule.sequenceNumber ?? defaultSequence(rule),
        allowed: "numbers that say which of them is asked first",
      });
    }
    holders.set(place, holder ?? { key, isDrop });
  }
}
