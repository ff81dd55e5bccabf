/** Rules that allow more than the expectations need, narrowed as far as all of them still hold. */
import { AddressSet } from "../../addressSet";
import type { FirewallRule, NetworkModel, ServiceMatch } from "../../model/types";
import { checkExpectations, Relation, Status, type Expectation } from "../expectation";
import { spaceOfTraffic } from "../expectation/check";
import { SubjectIndex } from "../expectation/subjects";
import { expectationText } from "../expectation/text";
import { existingAddresses } from "../hygiene/existing";
import { changeLines, listsOf, withRules, type PlacedList, type Trials } from "./lists";
import { describe } from "./rules";
import type { Suggestion } from "./types";

/** Rules that are tried; each costs some proofs of all expectations. */
const MOST_RULES = 30;

/** Suggestions for allow rules of which the expectations need a part only, or nothing. */
export function narrowedRules(trials: Trials, expectations: readonly Expectation[]): Suggestion[] {
  const { model } = trials;
  if (expectations.length === 0 || !trials.isPossible) {
    return [];
  }
  const findings = checkExpectations(model, expectations);
  const held = findings.flatMap(({ status, expectation }) =>
    status === Status.Holds ? [expectation] : [],
  );
  return listsOf(model)
    .flatMap((list) => list.rules.map((rule) => ({ list, rule })))
    .filter(({ rule }) => isWide(rule))
    .slice(0, MOST_RULES)
    .flatMap(({ list, rule }) => narrowed(trials, held, list, rule));
}

/** Any service, or one end that is everything. */
function isWide({ action, doubt, origin, source, destination, services }: FirewallRule): boolean {
  return (
    action === "ALLOW" &&
    doubt === undefined &&
    origin.source !== "product" &&
    (services.length === 0 || source.equals(AddressSet.ANY) || destination.equals(AddressSet.ANY))
  );
}

function narrowed(
  trials: Trials,
  held: readonly Expectation[],
  list: PlacedList,
  rule: FirewallRule,
): Suggestion[] {
  const without = replaced(trials.model, list, rule, undefined);
  const needed = brokenIn(without, held);
  const key = JSON.stringify(["advice/narrowRule", list.place, rule.id]);
  if (needed.length === 0) {
    const closed = trials.difference(without);
    // Without any effect it is redundant, which is another suggestion.
    return closed.length === 0
      ? []
      : [
          {
            kind: "narrowRule",
            text: `remove rule ${rule.name} of ${list.name}: no expectation needs it`,
            changes: [change(rule, undefined)],
            effect: "listed",
            proof: [
              `tried on the model: all ${held.length} expectations hold without it`,
              ...changeLines(closed),
            ],
            key,
          },
        ];
  }
  for (const narrow of candidates(trials.model, rule, needed)) {
    const changed = replaced(trials.model, list, rule, narrow);
    if (brokenIn(changed, held).length > 0) {
      continue;
    }
    const closed = trials.difference(changed);
    return closed.length === 0
      ? []
      : [
          {
            kind: "narrowRule",
            text: `narrow rule ${rule.name} of ${list.name} to what ${needed.length === 1 ? "the expectation needs" : `${needed.length} expectations need`}`,
            changes: [change(rule, narrow)],
            effect: "listed",
            proof: [
              `tried on the model: all ${held.length} expectations hold; needed by: ${needed.map(expectationText).join("; ")}`,
              ...changeLines(closed),
            ],
            key,
          },
        ];
  }
  return [];
}

function change(rule: FirewallRule, to: FirewallRule | undefined): Suggestion["changes"][number] {
  return {
    resource: rule.name,
    origin: rule.origin,
    property: "rule",
    from: describe(rule),
    to: to === undefined ? "-" : describe(to),
  };
}

function replaced(
  model: NetworkModel,
  { place }: PlacedList,
  rule: FirewallRule,
  by: FirewallRule | undefined,
): NetworkModel {
  return withRules(model, place, (rules) =>
    rules.flatMap((one) => (one !== rule ? [one] : by === undefined ? [] : [by])),
  );
}

function brokenIn(model: NetworkModel, expectations: readonly Expectation[]): Expectation[] {
  return checkExpectations(model, expectations).flatMap(({ status, expectation }) =>
    status === Status.Holds ? [] : [expectation],
  );
}

/** Narrower rules, the narrowest first. */
function candidates(
  model: NetworkModel,
  rule: FirewallRule,
  needed: readonly Expectation[],
): FirewallRule[] {
  const index = SubjectIndex.of(model);
  const ends = needed.filter(({ relation }) => relation === Relation.CanReach);
  const owned = (subjects: (one: Expectation) => Expectation["from"]) => {
    const ids = new Set(
      ends.flatMap((one) =>
        subjects(one).flatMap((subject) => {
          const found = index.find(subject);
          return "ids" in found ? found.ids : [];
        }),
      ),
    );
    return AddressSet.unionOf(
      model.ports
        .filter(({ owner }) => ids.has(owner))
        .map((port) => wholeNetworks(model, port.domain, port.owned)),
    );
  };
  const [from, to] = [owned((one) => one.from), owned((one) => one.to)];
  // Machines of a rule's own groups may grow: keep what it names, and take away what it does not need.
  const source = rule.source.intersect(from);
  const destination = rule.destination.intersect(to);
  const services = ends.every(({ traffic }) => traffic.length > 0) ? servicesOf(ends) : undefined;
  const asked = services === undefined || rule.services.length > 0 ? {} : { services };
  const { named } = existingAddresses(model);
  const existing = {
    source: rule.source.intersect(named),
    destination: rule.destination.intersect(named),
  };
  const hasAsked = Object.keys(asked).length > 0;
  return [
    { ...rule, source, destination, ...asked },
    { ...rule, source, ...asked },
    { ...rule, destination, ...asked },
    ...(hasAsked ? [{ ...rule, ...asked }] : []),
    { ...rule, source, destination },
    { ...rule, ...existing },
  ].filter((one) => !one.source.isEmpty && !one.destination.isEmpty);
}

/** The networks of a domain where they hold all of the addresses: rules name networks, not the gaps in them. */
function wholeNetworks(
  { ports }: NetworkModel,
  domain: string | undefined,
  owned: AddressSet,
): AddressSet {
  const networks = ports
    .filter((port) => domain !== undefined && port.domain === domain)
    .flatMap(({ addresses }) => addresses.map(({ network }) => network));
  const whole = AddressSet.fromCidr(...networks);
  return !owned.isEmpty && whole.containsAll(owned) ? whole : owned;
}

function servicesOf(expectations: readonly Expectation[]): ServiceMatch[] {
  return expectations.flatMap(({ traffic }) =>
    traffic.map((one): ServiceMatch => {
      const { protocols, destinationPorts } = spaceOfTraffic(one);
      const numbers = protocols?.ranges.map(({ first }) => first);
      return {
        ...(numbers === undefined ? {} : { protocols: numbers }),
        ...(destinationPorts === undefined ? {} : { destinationPorts }),
      };
    }),
  );
}
