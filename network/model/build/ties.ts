/**
 * What the sequence numbers leave open. The Policy API says of policies and of rules that those with one
 * number have an order that is not deterministic; the provider gives every policy 0 that has none.
 */
import { textOf } from "./values";
import type { PolicySource, RuleSource } from "./policySources";

interface Placed {
  place: string;
  unit: string;
  rules: readonly RuleSource[];
}

/** Marks the rules that share a place with rules of another unit which do something else. */
export function addTies(policies: readonly PolicySource[]): void {
  tie(
    policies.map(({ id, category, sequence, rules }) => ({
      place: `sequence number ${sequence} of category ${category}`,
      unit: id,
      rules,
    })),
  );
  for (const policy of policies) {
    tie(
      policy.rules.map((rule) => ({
        place: `sequence number ${rule.sequence} of policy ${policy.id}`,
        unit: rule.id,
        rules: [rule],
      })),
    );
  }
}

function tie(all: readonly Placed[]): void {
  const byPlace = new Map<string, Placed[]>();
  for (const placed of all) {
    const same = byPlace.get(placed.place) ?? [];
    byPlace.set(placed.place, same);
    same.push(placed);
  }
  for (const sharing of byPlace.values()) {
    const actions = sharing.flatMap(({ rules }) =>
      rules.map(({ props }) => textOf(props["action"])),
    );
    if (sharing.length > 1 && new Set(actions).size > 1) {
      for (const { place, unit, rules } of sharing) {
        for (const rule of rules) {
          rule.ties = [...(rule.ties ?? []), { place, unit }];
        }
      }
    }
  }
}
