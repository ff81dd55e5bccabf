/** Rules that name more than there is, everything, or nothing. */
import { AddressSet } from "../../addressSet";
import type { FirewallRule } from "../../model/types";
import type { Finding, Severity } from "../finding";
import type { ExistingAddresses } from "./existing";
import { keyOfRule, numberText } from "./words";

/** A rule that names this many addresses more than exist is worth a look. */
const LEAST_SURPLUS = 65_536n;

interface Place {
  id: string;
  name: string;
}

/** `hygiene/any-any`, `hygiene/over-wide` and `hygiene/never-matches` of one rule. */
export function wideFindings(
  rule: FirewallRule,
  place: Place,
  existing: ExistingAddresses,
): Finding[] {
  const vain = neverMatches(rule, place, existing);
  if (vain !== undefined) {
    return [vain];
  }
  const isOpen = rule.action === "ALLOW" && rule.doubt === undefined;
  return isOpen ? [...anyAny(rule, place), ...surplus(rule, place, existing)] : [];
}

function finding(
  check: string,
  severity: Severity,
  rule: FirewallRule,
  place: Place,
  more: Pick<Finding, "text" | "evidence" | "fix">,
): Finding {
  const name = `hygiene/${check}`;
  return {
    check: name,
    severity,
    subjects: [rule.name],
    key: keyOfRule(name, place.id, rule.id),
    ...more,
  };
}

function neverMatches(
  rule: FirewallRule,
  place: Place,
  { possible }: ExistingAddresses,
): Finding | undefined {
  const where = `rule ${rule.name} in policy ${rule.policy} of ${place.name}`;
  for (const side of ["source", "destination"] as const) {
    if (rule[side].isEmpty) {
      return finding("never-matches", "warning", rule, place, {
        text: `${where} never matches: its ${side} is empty`,
        evidence: [`no member of its ${side} groups has an address`],
        fix: `put members into the groups of its ${side}, or remove ${rule.name}`,
      });
    }
  }
  for (const side of ["source", "destination"] as const) {
    if (!rule[side].overlaps(possible)) {
      return finding("never-matches", "note", rule, place, {
        text: `${where} never matches what is described: nothing has an address of its ${side}`,
        evidence: [`${side} ${shortText(rule[side])}: nobody in the model has one of these`],
        fix: `describe who has these addresses in the surroundings, or remove ${rule.name}`,
      });
    }
  }
  const isPortless = rule.services.length > 0 && rule.services.every(isVain);
  return isPortless
    ? finding("never-matches", "warning", rule, place, {
        text: `${where} never matches: its services name ports of protocols that have none`,
        evidence: [],
        fix: "name the protocol that has the ports, such as TCP",
      })
    : undefined;
}

function isVain({ protocols, sourcePorts, destinationPorts }: FirewallRule["services"][number]) {
  const withPorts = [6, 17, 132];
  const isMet = (allowed: readonly number[]) =>
    protocols === undefined || protocols.some((one) => allowed.includes(one));
  return (
    protocols?.length === 0 ||
    (sourcePorts !== undefined && !isMet(withPorts)) ||
    (destinationPorts !== undefined && !isMet([...withPorts, 1, 58]))
  );
}

function shortText(set: AddressSet): string {
  const texts = set.toTexts();
  return texts.length > 3 ? `${texts.slice(0, 3).join(", ")}, ...` : texts.join(", ");
}

/** Everything of the families that the rule is about. */
function isEverything(set: AddressSet, { family }: FirewallRule): boolean {
  const families = family === "IPV4_IPV6" ? ([4, 6] as const) : family === "IPV4" ? [4] : [6];
  return families.every((one) => {
    const [range] = set.ranges(one === 4 ? 4 : 6);
    const [whole] = AddressSet.ANY.ranges(one === 4 ? 4 : 6);
    return range?.first === whole?.first && range?.last === whole?.last;
  });
}

function anyAny(rule: FirewallRule, place: Place): Finding[] {
  if (!isEverything(rule.source, rule) || !isEverything(rule.destination, rule)) {
    return [];
  }
  const isAll = rule.services.length === 0;
  const scope =
    rule.appliedTo === undefined
      ? "everywhere"
      : `at ${rule.appliedTo.length} port${rule.appliedTo.length === 1 ? "" : "s"}`;
  return [
    finding(isAll ? "any-any" : "over-wide", "warning", rule, place, {
      text: isAll
        ? `rule ${rule.name} in policy ${rule.policy} of ${place.name} allows any traffic from anybody to anybody`
        : `rule ${rule.name} in policy ${rule.policy} of ${place.name} allows its services from anybody to anybody`,
      evidence: [
        `source any, destination any, ${isAll ? "every service" : "its services"}, ${scope}`,
      ],
      fix: "name the groups that need it; `vmnet advise` shows what the expectations need",
    }),
  ];
}

/** Sides that name far more addresses than anybody has. Everything is no number of addresses. */
function surplus(rule: FirewallRule, place: Place, { possible }: ExistingAddresses): Finding[] {
  const sides = (["source", "destination"] as const).flatMap((side) => {
    const set = rule[side];
    const met = set.intersect(possible);
    // A side that leaves out a few addresses of everything (negated groups) is everything, too.
    const isWhole = isEverything(set, rule) || set.size > 2n ** 31n;
    return !isWhole && set.size - met.size >= LEAST_SURPLUS ? [{ side, set, met }] : [];
  });
  const [first] = sides;
  if (first === undefined) {
    return [];
  }
  return [
    finding("over-wide", "note", rule, place, {
      text: `rule ${rule.name} in policy ${rule.policy} of ${place.name} allows a ${first.side} of ${numberText(first.set.size)} addresses, of which ${numberText(first.met.size)} can exist`,
      evidence: sides.map(
        ({ side, set, met }) =>
          `${side} ${shortText(set)}; in use: ${met.isEmpty ? "none" : shortText(met)}`,
      ),
      fix: `name the networks that exist as its ${first.side}: ${shortText(first.met)}`,
    }),
  ];
}
