/** A list of firewall rules as exact sets of packets, with an index of what overlaps what. */
import type { Family } from "../../address";
import { meet } from "../../intervals";
import type { FirewallRule } from "../../model/types";
import { SetRegister } from "../addressIndex";
import { isEmptyBox, ofFamily, type Box } from "../boxes";
import { serviceBoxes } from "../serviceBoxes";
import type { ServiceBox } from "../matching";
import { addressesOf, ALL_PORTS, ALL_PROTOCOLS, type Addresses } from "../values";
import { Scopes } from "./scopes";

/** A rule with what the checks ask of it. */
export interface RuleSpace {
  rule: FirewallRule;
  /** Place in the list. */
  position: number;
  /** Numbers of equal address sets. */
  source: number;
  destination: number;
  /** Number of the scope; 0 = everywhere. */
  scope: number;
  services: readonly ServiceBox[] | undefined;
}

const DIRECTIONS = ["IN", "OUT"] as const;
export type Direction = (typeof DIRECTIONS)[number];

export function directionsOf({ direction }: FirewallRule): readonly Direction[] {
  return direction === "IN_OUT" ? DIRECTIONS : [direction];
}

export function familiesOf({ family }: FirewallRule): readonly Family[] {
  return family === "IPV4_IPV6" ? [4, 6] : [family === "IPV4" ? 4 : 6];
}

/** The rules of one firewall in their order. */
export class RuleList {
  readonly rules: readonly RuleSpace[];
  readonly scopes: Scopes;
  private readonly register = new SetRegister();
  private readonly overlaps = new Map<number, ReadonlySet<number>>();
  private readonly boxes = new Map<string, readonly Box[]>();
  private readonly bySource = new Map<number, RuleSpace[]>();

  /** @param everywhere Ports at which rules without a scope are evaluated. */
  constructor(rules: readonly FirewallRule[], everywhere: readonly string[]) {
    this.scopes = new Scopes(everywhere);
    this.rules = rules.map((rule, position) => ({
      rule,
      position,
      source: this.register.numberOf(addressesOf(rule.source)),
      destination: this.register.numberOf(addressesOf(rule.destination)),
      scope: this.scopes.numberOf(rule.appliedTo),
      services: serviceBoxes(rule.services),
    }));
    for (const space of this.rules) {
      const same = this.bySource.get(space.source) ?? [];
      same.push(space);
      this.bySource.set(space.source, same);
    }
  }

  addresses(set: number): Addresses {
    return this.register.sets[set] ?? [];
  }

  /** The packets of one family that a rule asks for, scope and direction apart. */
  boxesOf(space: RuleSpace, family: Family): readonly Box[] {
    const key = `${space.position} ${family}`;
    const known = this.boxes.get(key);
    if (known !== undefined) {
      return known;
    }
    const isAsked = familiesOf(space.rule).includes(family);
    const made = !isAsked
      ? []
      : (space.services ?? [undefined])
          .map((service) =>
            ofFamily(
              {
                source: this.addresses(space.source),
                destination: this.addresses(space.destination),
                protocols: service?.protocols ?? ALL_PROTOCOLS,
                sourcePorts: service?.sourcePorts ?? ALL_PORTS,
                destinationPorts: service?.destinationPorts ?? ALL_PORTS,
              },
              family,
            ),
          )
          .filter((box) => !isEmptyBox(box));
    this.boxes.set(key, made);
    return made;
  }

  /** Rules that may share packets with a rule, in their order; itself is not among them. */
  overlapping(space: RuleSpace): RuleSpace[] {
    const destinations = this.setsMeeting(space.destination);
    const found: RuleSpace[] = [];
    for (const set of this.setsMeeting(space.source)) {
      for (const other of this.bySource.get(set) ?? []) {
        if (
          other !== space &&
          destinations.has(other.destination) &&
          servicesMeet(other.services, space.services)
        ) {
          found.push(other);
        }
      }
    }
    return found.sort((a, b) => a.position - b.position);
  }

  private setsMeeting(set: number): ReadonlySet<number> {
    const known = this.overlaps.get(set);
    if (known !== undefined) {
      return known;
    }
    const own = this.addresses(set);
    const first = own[0]?.first ?? 0n;
    const last = own[own.length - 1]?.last ?? -1n;
    const made = new Set<number>();
    this.register.sets.forEach((other, number) => {
      const from = other[0]?.first;
      const to = other[other.length - 1]?.last;
      const isApart = from === undefined || to === undefined || from > last || to < first;
      if (!isApart && (number === set || meet(own, other))) {
        made.add(number);
      }
    });
    this.overlaps.set(set, made);
    return made;
  }
}

function servicesMeet(
  a: readonly ServiceBox[] | undefined,
  b: readonly ServiceBox[] | undefined,
): boolean {
  if (a === undefined || b === undefined) {
    return true;
  }
  return a.some((one) =>
    b.some(
      (other) =>
        meet(one.protocols, other.protocols) &&
        meet(one.destinationPorts ?? ALL_PORTS, other.destinationPorts ?? ALL_PORTS) &&
        meet(one.sourcePorts ?? ALL_PORTS, other.sourcePorts ?? ALL_PORTS),
    ),
  );
}
