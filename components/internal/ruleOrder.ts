import { joinPath } from "../../network/faults";
import type { FirewallAction } from "../natSegment";
import type { Checks } from "./checks";
import { Sequence } from "./sequence";

/** What a named rule may do: the values of the enum, whose file imports this one. */
export const ACTIONS: readonly `${FirewallAction}`[] = ["ALLOW", "DROP", "REJECT"];

/** What decides when a named rule is asked. */
export interface PlacedRule {
  action?: `${FirewallAction}`;
  /** Rules of one stage are asked together. */
  stage?: string;
  sequenceNumber?: number;
}

export function isDropped({ action = "ALLOW" }: PlacedRule): boolean {
  return action !== "ALLOW";
}

/** What is dropped comes before what is let through, wherever nobody says otherwise. */
export function defaultSequence(rule: PlacedRule): number {
  return isDropped(rule) ? Sequence.InboundDrop : Sequence.Allow;
}

/** NSX leaves the order of rules with one number open; it matters where one lets through and one drops. */
export function checkRuleOrder(
  checks: Checks,
  path: string,
  rules: Record<string, PlacedRule>,
): void {
  const holders = new Map<string, { key: string; isDrop: boolean }>();
  for (const [key, rule] of Object.entries(rules)) {
    const isDrop = isDropped(rule);
    const number = rule.sequenceNumber ?? defaultSequence(rule);
    const place = `${rule.stage ?? "Application"} ${number}`;
    const holder = holders.get(place);
    if (holder !== undefined && holder.isDrop !== isDrop) {
      checks.fault(joinPath(path, key, "sequenceNumber"), {
        message: `${holder.key} has this number, and one of the two lets through what the other drops`,
        value: number,
        allowed: "numbers that say which of them is asked first",
      });
    }
    holders.set(place, holder ?? { key, isDrop });
  }
}
