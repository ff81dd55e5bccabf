/** Address translation over symbolic packets (docs/semantics.md section 5). */
import type { Family } from "../address";
import { common, normalise, NUMBER_STEPS } from "../intervals";
import type { NatRule } from "../model/types";
import { serviceBoxes } from "./serviceBoxes";
import { matchCondition, type Condition } from "./matching";
import {
  freeAddresses,
  freeNumbers,
  PROTOCOL,
  splitAddresses,
  splitNumbers,
  type Header,
  type Variables,
} from "./symbolic";
import {
  addressesOf,
  ALL_PORTS,
  FAMILY_ADDRESSES,
  PORT_PROTOCOLS,
  type Addresses,
  type Numbers,
} from "./values";

/** Which end of the crossing of a router: destinations change at ingress, sources at egress. */
export type Crossing = "ingress" | "egress";

/** One straight piece of a 1:1 translation. */
interface Shift {
  from: Addresses;
  distance: bigint;
}

interface CompiledNat {
  rule: NatRule;
  condition: Record<Crossing, Condition>;
  shifts: Record<Crossing, readonly Shift[]>;
  /** The new addresses that packets of a family may get. */
  translated: Record<Family, Addresses>;
  translatedPorts: Numbers | undefined;
}

/** Packets with the translation that applies to them, if any. */
export interface NatChoice {
  vars: Variables;
  nat?: CompiledNat;
  /** A rule of the same priority that does something else with them. */
  rival?: NatRule;
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
  private readonly rules: Readonly<Record<Crossing, readonly CompiledNat[]>>;

  constructor(rules: readonly NatRule[]) {
    const compiled = rules.map(compiledNat);
    this.rules = {
      ingress: compiled.filter(({ rule }) => AT.ingress.has(rule.action)),
      egress: compiled.filter(({ rule }) => AT.egress.has(rule.action)),
    };
  }

  /** Divides packets by the first rule that applies to them at a port. */
  choose(vars: Variables, header: Header, port: string, crossing: Crossing): NatChoice[] {
    const choices: NatChoice[] = [];
    let open = [vars];
    const applying = this.rules[crossing].filter(
      (nat) => nat.rule.ports?.includes(port) !== false && canTranslate(nat, header),
    );
    for (const [index, nat] of applying.entries()) {
      const next: Variables[] = [];
      for (const part of open) {
        const { matched, rest } = matchCondition(part, header, nat.condition[crossing]);
        next.push(...rest);
        const rivals = rivalsOf(nat, applying.slice(index + 1));
        choices.push(...matched.flatMap((hit) => contested(hit, header, nat, rivals, crossing)));
      }
      open = next;
    }
    return [...choices, ...open.map((part) => ({ vars: part }))];
  }
}

/** Rules of the same priority with another effect: what comes first is not known. */
function rivalsOf({ rule }: CompiledNat, later: readonly CompiledNat[]): readonly CompiledNat[] {
  return later.filter(
    (other) => other.rule.priority === rule.priority && !isAlike(other.rule, rule),
  );
}

function isAlike(a: NatRule, b: NatRule): boolean {
  const isSame = <T extends { equals(other: T): boolean }>(one?: T, other?: T) =>
    one === undefined || other === undefined ? one === other : one.equals(other);
  const isException = a.action.startsWith("NO_");
  return (
    a.action === b.action &&
    (isException ||
      (a.action !== "REFLEXIVE" &&
        a.firewallMatch === b.firewallMatch &&
        isSame(a.translated, b.translated) &&
        isSame(a.translatedPorts, b.translatedPorts)))
  );
}

function contested(
  vars: Variables,
  header: Header,
  nat: CompiledNat,
  rivals: readonly CompiledNat[],
  crossing: Crossing,
): NatChoice[] {
  const choices: NatChoice[] = [];
  let open = [vars];
  for (const { rule, condition } of rivals) {
    open = open.flatMap((part) => {
      const { matched, rest } = matchCondition(part, header, condition[crossing]);
      choices.push(...matched.map((hit) => ({ vars: hit, nat, rival: rule })));
      return rest;
    });
  }
  return [...choices, ...open.map((part) => ({ vars: part, nat }))];
}

function compiledNat(rule: NatRule): CompiledNat {
  const services = serviceBoxes(rule.services);
  const inside = addressesOf(rule.source);
  const outside = rule.translated === undefined ? [] : addressesOf(rule.translated);
  const isReflexive = rule.action === "REFLEXIVE";
  const shifts = {
    ingress: isReflexive ? shiftsBetween(outside, inside) : [],
    egress: isReflexive ? shiftsBetween(inside, outside) : [],
  };
  const condition: Condition = {
    source: inside,
    destination: addressesOf(rule.destination),
    ...(services === undefined ? {} : { services }),
  };
  return {
    rule,
    shifts,
    // A 1:1 rule looks at the address that it would change, and at nothing else.
    condition: isReflexive
      ? {
          ingress: { destination: fromOf(shifts.ingress) },
          egress: { source: fromOf(shifts.egress) },
        }
      : { ingress: condition, egress: condition },
    translated: {
      4: common(outside, FAMILY_ADDRESSES[4]),
      6: common(outside, FAMILY_ADDRESSES[6]),
    },
    translatedPorts: rule.translatedPorts && normalise(rule.translatedPorts.ranges, NUMBER_STEPS),
  };
}

function fromOf(shifts: readonly Shift[]): Addresses {
  return shifts.flatMap(({ from }) => [...from]);
}

/** A translation without an address of the packet's family is not about such packets. */
function canTranslate({ rule, translated }: CompiledNat, { family }: Header): boolean {
  const isException = rule.action === "NO_DNAT" || rule.action === "NO_SNAT";
  return isException || translated[family].length > 0;
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
  const [withAddress, changed] = withNewAddress(vars, header, nat, crossing);
  if (crossing === "egress") {
    const [withPort, sourcePort] = freeNumbers(withAddress, ALL_PORTS);
    return [{ vars: withPort, header: { ...changed, sourcePort } }];
  }
  const { translatedPorts } = nat;
  if (translatedPorts === undefined) {
    return [{ vars: withAddress, header: changed }];
  }
  const { inside, outside } = splitNumbers(withAddress, PROTOCOL, PORT_PROTOCOLS);
  const results: Translated[] = outside === undefined ? [] : [{ vars: outside, header: changed }];
  if (inside !== undefined) {
    const [withPort, destinationPort] = freeNumbers(inside, translatedPorts);
    results.push({ vars: withPort, header: { ...changed, destinationPort } });
  }
  return results;
}

function withNewAddress(
  vars: Variables,
  header: Header,
  { translated }: CompiledNat,
  crossing: Crossing,
): [Variables, Header] {
  const [changed, variable] = freeAddresses(vars, translated[header.family]);
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
