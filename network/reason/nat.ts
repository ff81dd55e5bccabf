/** Address translation over symbolic packets (docs/semantics.md section 5). */
import { common, meet, normalise, NUMBER_STEPS } from "../intervals";
import type { NatRule } from "../model/types";
import { serviceBoxes } from "./serviceBoxes";
import {
  freeAddresses,
  freeNumbers,
  matchCondition,
  PROTOCOL,
  splitAddresses,
  splitNumbers,
  type Condition,
  type Header,
  type Variables,
} from "./symbolic";
import { addressesOf, ALL_PORTS, FAMILY_ADDRESSES, PORT_PROTOCOLS, type Addresses } from "./values";

/** Which end of the crossing of a router: destinations change at ingress, sources at egress. */
export type Crossing = "ingress" | "egress";

/** One straight piece of a 1:1 translation. */
interface Shift {
  from: Addresses;
  distance: bigint;
}

interface CompiledNat {
  rule: NatRule;
  condition: Condition;
  shifts: Record<Crossing, readonly Shift[]>;
}

/** Packets with the translation that applies to them, if any. */
export interface NatChoice {
  vars: Variables;
  nat?: CompiledNat;
}

/** Packets with their header after a translation. */
export interface Translated {
  vars: Variables;
  header: Header;
}

const AT: Record<Crossing, ReadonlySet<string>> = {
  ingress: new Set(["DNAT", "NO_DNAT", "REFLEXIVE"]),
  egress: new Set(["SNAT", "NO_SNAT", "REFLEXIVE"]),
};

export class CompiledNatTable {
  private readonly rules: readonly CompiledNat[];

  constructor(rules: readonly NatRule[]) {
    this.rules = rules.map((rule) => {
      const services = serviceBoxes(rule.services);
      const inside = addressesOf(rule.source);
      const outside = rule.translated === undefined ? [] : addressesOf(rule.translated);
      const isReflexive = rule.action === "REFLEXIVE";
      return {
        rule,
        condition: {
          source: inside,
          destination: addressesOf(rule.destination),
          ...(services === undefined ? {} : { services }),
        },
        shifts: {
          ingress: isReflexive ? shiftsBetween(outside, inside) : [],
          egress: isReflexive ? shiftsBetween(inside, outside) : [],
        },
      };
    });
  }

  /** Divides packets by the first rule that applies to them at a port. */
  choose(vars: Variables, header: Header, port: string, crossing: Crossing): NatChoice[] {
    const choices: NatChoice[] = [];
    let open = [vars];
    for (const nat of this.rules) {
      const { rule } = nat;
      const applies =
        AT[crossing].has(rule.action) && (rule.ports === undefined || rule.ports.includes(port));
      if (!applies || !canTranslate(rule, header)) {
        continue;
      }
      const next: Variables[] = [];
      for (const part of open) {
        const { matched, rest } = matchCondition(part, header, conditionAt(nat, crossing));
        next.push(...rest);
        choices.push(...matched.map((hit) => ({ vars: hit, nat })));
      }
      open = next;
    }
    return [...choices, ...open.map((part) => ({ vars: part }))];
  }
}

/** A translation without an address of the packet's family is not about such packets. */
function canTranslate({ action, translated }: NatRule, { family }: Header): boolean {
  const isException = action === "NO_DNAT" || action === "NO_SNAT";
  return (
    isException ||
    (translated !== undefined && meet(addressesOf(translated), FAMILY_ADDRESSES[family]))
  );
}

/** A 1:1 rule looks at the address that it would change, and at nothing else. */
function conditionAt({ rule, condition, shifts }: CompiledNat, crossing: Crossing): Condition {
  if (rule.action !== "REFLEXIVE") {
    return condition;
  }
  const side = crossing === "ingress" ? "destination" : "source";
  const from = shifts[crossing].flatMap((shift) => [...shift.from]);
  return { [side]: from };
}

/**
 * The pieces of the map from the n-th address of one set to the n-th of another; addresses without a
 * partner are left out.
 *
 *     from  [----a----][--b--]
 *     to    [--c--][----d----]     pieces: c with the head of a, and so on
 */
export function shiftsBetween(from: Addresses, to: Addresses): Shift[] {
  const shifts: Shift[] = [];
  let i = 0;
  let j = 0;
  let left = from[0];
  let right = to[0];
  while (left !== undefined && right !== undefined) {
    const leftSize = left.last - left.first;
    const rightSize = right.last - right.first;
    const size = leftSize < rightSize ? leftSize : rightSize;
    shifts.push({
      from: [{ first: left.first, last: left.first + size }],
      distance: right.first - left.first,
    });
    const leftNext: bigint = left.first + size + 1n;
    const rightNext: bigint = right.first + size + 1n;
    left = leftNext > left.last ? from[++i] : { first: leftNext, last: left.last };
    right = rightNext > right.last ? to[++j] : { first: rightNext, last: right.last };
  }
  return shifts;
}

/** Applies the translation of a chosen rule. */
export function translate(
  vars: Variables,
  header: Header,
  nat: CompiledNat,
  crossing: Crossing,
): Translated[] {
  const { rule } = nat;
  if (rule.action === "NO_DNAT" || rule.action === "NO_SNAT") {
    return [{ vars, header }];
  }
  if (rule.action === "REFLEXIVE") {
    return shifted(vars, header, nat.shifts[crossing], crossing);
  }
  const [withAddress, changed] = withNewAddress(vars, header, rule, crossing);
  if (crossing === "egress") {
    const [withPort, sourcePort] = freeNumbers(withAddress, ALL_PORTS);
    return [{ vars: withPort, header: { ...changed, sourcePort } }];
  }
  const { translatedPorts } = rule;
  if (translatedPorts === undefined) {
    return [{ vars: withAddress, header: changed }];
  }
  const { inside, outside } = splitNumbers(withAddress, PROTOCOL, PORT_PROTOCOLS);
  const results: Translated[] = outside === undefined ? [] : [{ vars: outside, header: changed }];
  if (inside !== undefined) {
    const ports = normalise(translatedPorts.ranges, NUMBER_STEPS);
    const [withPort, destinationPort] = freeNumbers(inside, ports);
    results.push({ vars: withPort, header: { ...changed, destinationPort } });
  }
  return results;
}

function withNewAddress(
  vars: Variables,
  header: Header,
  rule: NatRule,
  crossing: Crossing,
): [Variables, Header] {
  if (rule.translated === undefined) {
    return [vars, header];
  }
  const values = common(addressesOf(rule.translated), FAMILY_ADDRESSES[header.family]);
  const [changed, variable] = freeAddresses(vars, values);
  const field = { variable, distance: 0n };
  return [
    changed,
    crossing === "ingress" ? { ...header, destination: field } : { ...header, source: field },
  ];
}

function shifted(
  vars: Variables,
  header: Header,
  shifts: readonly Shift[],
  crossing: Crossing,
): Translated[] {
  const field = crossing === "ingress" ? header.destination : header.source;
  return shifts.flatMap(({ from, distance }) => {
    const { inside } = splitAddresses(vars, field, from);
    const movedField = { ...field, distance: field.distance + distance };
    const changed =
      crossing === "ingress"
        ? { ...header, destination: movedField }
        : { ...header, source: movedField };
    return inside === undefined ? [] : [{ vars: inside, header: changed }];
  });
}
