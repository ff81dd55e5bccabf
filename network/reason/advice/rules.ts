/** Rules that can go, join or move: each is tried on the model before it is suggested. */
import { AddressSet } from "../../addressSet";
import type { FirewallRule } from "../../model/types";
import type { Finding } from "../finding";
import { serviceBoxes } from "../serviceBoxes";
import { trafficText } from "../text";
import { ALL_PORTS, portSetOf } from "../values";
import { changeLines, listsOf, withRules, type PlacedList, type Trials } from "./lists";
import type { Suggestion } from "./types";

/** A rule's services in words. */
export function servicesText({ services }: FirewallRule): string {
  const boxes = serviceBoxes(services);
  return boxes === undefined
    ? "any"
    : boxes
        .map(({ protocols, sourcePorts = ALL_PORTS, destinationPorts = ALL_PORTS }) =>
          trafficText({
            source: AddressSet.ANY,
            destination: AddressSet.ANY,
            protocols: portSetOf(protocols),
            sourcePorts: portSetOf(sourcePorts),
            destinationPorts: portSetOf(destinationPorts),
          }),
        )
        .join(", ");
}

/** Suggestions from findings about superfluous rules: remove them, or move those that mean something else. */
export function superfluousRules(trials: Trials, findings: readonly Finding[]): Suggestion[] {
  const lists = new Map(listsOf(trials.model).map((list) => [list.place, list]));
  return findings.flatMap((finding): Suggestion[] => {
    const isShadowed = finding.check === "hygiene/shadowed-rule";
    if (!isShadowed && finding.check !== "hygiene/redundant-rule") {
      return [];
    }
    const [, place, id] = JSON.parse(finding.key) as [string, string, string];
    const list = lists.get(place);
    const rule = list?.rules.find((one) => one.id === id);
    if (list === undefined || rule === undefined) {
      return [];
    }
    return isShadowed && finding.severity === "warning"
      ? moved(trials, list, rule, finding)
      : removed(trials, list, rule, finding);
  });
}

function removed(
  trials: Trials,
  { place, name }: PlacedList,
  rule: FirewallRule,
  finding: Finding,
): Suggestion[] {
  const text = `remove rule ${rule.name} of ${name}: ${finding.check === "hygiene/shadowed-rule" ? "earlier rules take all of its packets" : "its packets fare the same without it"}`;
  const base = {
    kind: "removeRule" as const,
    text,
    changes: [
      { resource: rule.name, origin: rule.origin, property: "rule", from: describe(rule), to: "-" },
    ],
    effect: "none" as const,
    key: JSON.stringify(["advice/removeRule", place, rule.id]),
  };
  if (!trials.isPossible) {
    return [{ ...base, proof: ["proved on the rules' packet sets", ...finding.evidence] }];
  }
  const without = withRules(trials.model, place, (rules) => rules.filter((one) => one !== rule));
  const changes = trials.difference(without);
  return changes.length > 0 ? [] : [{ ...base, proof: [equalLine(trials), ...finding.evidence] }];
}

function equalLine({ pairs }: Trials): string {
  return `tried on the model: the flows of all ${pairs} pairs are the same`;
}

/** `ALLOW tcp 443 from 10.0.0.0/24 to any`. */
export function describe(rule: FirewallRule): string {
  const end = (set: AddressSet) => (set.equals(AddressSet.ANY) ? "any" : bounded(set));
  return `${rule.action} ${servicesText(rule)} from ${end(rule.source)} to ${end(rule.destination)}`;
}

function bounded(set: AddressSet): string {
  const texts = set.toTexts();
  return texts.length > 4 ? `${texts.slice(0, 4).join(", ")}, ...` : texts.join(", ");
}

/** A rule that others with another action hide: moved before them, it does what it says. */
function moved(
  trials: Trials,
  { place, name, rules }: PlacedList,
  rule: FirewallRule,
  finding: Finding,
): Suggestion[] {
  const before = rules.find(
    (one) => one.name === finding.subjects[1] && one.category === rule.category,
  );
  if (before === undefined || !trials.isPossible) {
    return [];
  }
  const changed = withRules(trials.model, place, (list) =>
    list.flatMap((one) => (one === rule ? [] : one === before ? [rule, one] : [one])),
  );
  const changes = trials.difference(changed);
  return [
    {
      kind: "moveRule",
      text: `move rule ${rule.name} of ${name} before ${before.name}, or remove it: today it never decides`,
      changes: [
        {
          resource: rule.name,
          origin: rule.origin,
          property: "sequenceNumber",
          from: `after ${before.name}`,
          to: `before ${before.name}`,
        },
      ],
      effect: changes.length === 0 ? "none" : "listed",
      proof:
        changes.length === 0
          ? [`${equalLine(trials)}: removing it is enough`]
          : ["moved, exactly this changes:", ...changeLines(changes)],
      key: JSON.stringify(["advice/moveRule", place, rule.id]),
    },
  ];
}

/** Neighbours that differ in their services only: one rule says the same. */
export function mergedRules(trials: Trials): Suggestion[] {
  return listsOf(trials.model).flatMap((list) => {
    const runs: FirewallRule[][] = [];
    for (const rule of list.rules) {
      const run = runs[runs.length - 1];
      const first = run?.[0];
      if (run !== undefined && first !== undefined && mayJoin(first, rule)) {
        run.push(rule);
      } else {
        runs.push([rule]);
      }
    }
    return runs.filter((run) => run.length > 1).flatMap((run) => merged(trials, list, run));
  });
}

function mayJoin(a: FirewallRule, b: FirewallRule): boolean {
  const scope = ({ appliedTo }: FirewallRule) => appliedTo?.slice().sort().join("\n");
  return (
    a.origin.source !== "product" &&
    a.policy === b.policy &&
    a.category === b.category &&
    a.action === b.action &&
    a.direction === b.direction &&
    a.family === b.family &&
    a.stateful === b.stateful &&
    a.logged === b.logged &&
    a.label === b.label &&
    a.doubt === undefined &&
    b.doubt === undefined &&
    a.services.length > 0 &&
    b.services.length > 0 &&
    a.source.equals(b.source) &&
    a.destination.equals(b.destination) &&
    scope(a) === scope(b)
  );
}

function merged(trials: Trials, list: PlacedList, run: readonly FirewallRule[]): Suggestion[] {
  const [first] = run;
  if (first === undefined) {
    return [];
  }
  const one: FirewallRule = { ...first, services: run.flatMap(({ services }) => services) };
  const gone = new Set(run.slice(1));
  const changed = withRules(trials.model, list.place, (rules) =>
    rules.flatMap((rule) => (rule === first ? [one] : gone.has(rule) ? [] : [rule])),
  );
  if (trials.isPossible && trials.difference(changed).length > 0) {
    return [];
  }
  const others = run.slice(1).map(({ name }) => name);
  return [
    {
      kind: "mergeRules",
      text: `join ${run.length} rules of ${list.name} that differ in their services only: ${run.map(({ name }) => name).join(", ")}`,
      changes: [
        {
          resource: first.name,
          origin: first.origin,
          property: "services",
          from: servicesText(first),
          to: servicesText(one),
        },
        ...run.slice(1).map((rule) => ({
          resource: rule.name,
          origin: rule.origin,
          property: "rule",
          from: describe(rule),
          to: "-",
        })),
      ],
      effect: "none",
      proof: [
        trials.isPossible
          ? equalLine(trials)
          : "neighbours with equal ends, scope, action and memory match what one of them matches",
        `${others.length} rule${others.length === 1 ? "" : "s"} less`,
      ],
      key: JSON.stringify(["advice/mergeRules", list.place, run.map(({ id }) => id)]),
    },
  ];
}
