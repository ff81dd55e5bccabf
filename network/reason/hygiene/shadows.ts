/** Rules that earlier ones hide, and rules whose removal changes nothing: exact, on packet sets. */
import type { Family } from "../../address";
import { BIGINT_STEPS, covers, normalise } from "../../intervals";
import type { DefaultAction, FirewallRule } from "../../model/types";
import { intersectBoxes, subtractBox, type Box } from "../boxes";
import type { Addresses } from "../values";
import {
  directionsOf,
  familiesOf,
  type Direction,
  type RuleList,
  type RuleSpace,
} from "./ruleSpaces";

/** What is known of a rule: the rules that make it superfluous, or why nothing is said. */
export interface Superfluous {
  kind: "shadowed" | "redundant";
  space: RuleSpace;
  /** Shadowed: rules that take its packets. Redundant: those that decide the same after it. */
  by: FirewallRule[];
  /** Redundant: the default action decides the same for some of its packets. */
  byDefault: boolean;
}

export interface Superfluities {
  found: Superfluous[];
  /** Rules that overlap so many others that the exact answer was given up. */
  undecided: FirewallRule[];
}

/** Pieces that one rule's packets may be cut into before the answer is given up. */
const MOST_PIECES = 400;
/** Rules that one rule is compared with. */
const MOST_COMPARED = 20_000;

class TooTangled extends Error {}

/** Every rule of a list that is shadowed or redundant; each claim is about the list without that one rule. */
export function superfluities(list: RuleList, defaultAction: DefaultAction): Superfluities {
  const found: Superfluous[] = [];
  const undecided: FirewallRule[] = [];
  for (const space of list.rules) {
    const { rule } = space;
    if (rule.source.isEmpty || rule.destination.isEmpty || rule.origin.source === "product") {
      continue;
    }
    try {
      const one = judge(list, defaultAction, space);
      if (one !== undefined) {
        found.push(one);
      }
    } catch (error) {
      if (!(error instanceof TooTangled)) {
        throw error;
      }
      undecided.push(rule);
    }
  }
  return { found, undecided };
}

/** One kind of meeting: packets of one family, in one direction, at ports that the same scopes have. */
interface Place {
  direction: Direction;
  family: Family;
  scopes: ReadonlySet<number>;
}

function judge(
  list: RuleList,
  defaultAction: DefaultAction,
  space: RuleSpace,
): Superfluous | undefined {
  const others = list.overlapping(space);
  if (others.length > MOST_COMPARED) {
    throw new TooTangled();
  }
  const places = placesOf(list, space, others);
  const by = new Set<FirewallRule>();
  if (places.length === 0) {
    return undefined;
  }
  const open: { place: Place; rest: Box[] }[] = [];
  let isTangled = false;
  for (const place of places) {
    const own = list.boxesOf(space, place.family);
    const takers = others.filter(
      (other) =>
        other.position < space.position && isMet(other, place) && takes(list, other, space),
    );
    const rest = remaining(list, own, takers, place, by);
    // More than is left does no harm below: what holds for all of the rule's packets holds for those.
    isTangled ||= rest === undefined && mayCover(list, own, takers);
    if (rest === undefined || rest.length > 0) {
      open.push({ place, rest: rest ?? [...own] });
    }
  }
  if (open.length === 0) {
    return { kind: "shadowed", space, by: ordered(by, others), byDefault: false };
  }
  const found = redundancy(list, defaultAction, space, others, open);
  if (found === undefined && isTangled) {
    throw new TooTangled();
  }
  return found;
}

function ordered(by: ReadonlySet<FirewallRule>, others: readonly RuleSpace[]): FirewallRule[] {
  return others.flatMap(({ rule }) => (by.has(rule) ? [rule] : []));
}

function placesOf(list: RuleList, space: RuleSpace, others: readonly RuleSpace[]): Place[] {
  const parts = list.scopes.divide(
    space.scope,
    others.map(({ scope }) => scope),
  );
  return parts.flatMap((scopes) =>
    familiesOf(space.rule)
      .filter((family) => list.boxesOf(space, family).length > 0)
      .flatMap((family) =>
        directionsOf(space.rule).map((direction) => ({ direction, family, scopes })),
      ),
  );
}

function isMet({ rule, scope }: RuleSpace, { direction, scopes }: Place): boolean {
  return scopes.has(scope) && (rule.direction === "IN_OUT" || rule.direction === direction);
}

/**
 * Whether an earlier rule keeps its packets from a later one. A jump to the Application category keeps
 * them from the rules that it skips only; and packets that jumped did not meet what was skipped.
 */
function takes(list: RuleList, earlier: RuleSpace, later: RuleSpace): boolean {
  const { rule, position } = earlier;
  if (rule.doubt !== undefined) {
    return false;
  }
  const isLate = later.rule.category === "Application";
  if (rule.action === "JUMP_TO_APPLICATION") {
    return !isLate;
  }
  const isSkippable = isLate && rule.category !== "Application";
  return !isSkippable || !jumpsBefore(list, position);
}

const firstJumps = new WeakMap<RuleList, number>();

function jumpsBefore(list: RuleList, position: number): boolean {
  let first = firstJumps.get(list);
  if (first === undefined) {
    const at = list.rules.findIndex(({ rule }) => rule.action === "JUMP_TO_APPLICATION");
    first = at < 0 ? Infinity : at;
    firstJumps.set(list, first);
  }
  return first < position;
}

/**
 * A rule's packets at a place that no earlier rule takes; undefined when they are in too many pieces.
 * `by` collects the rules that take some.
 */
function remaining(
  list: RuleList,
  own: readonly Box[],
  takers: readonly RuleSpace[],
  place: Place,
  by: Set<FirewallRule>,
): Box[] | undefined {
  const whole = takers.find((taker) => isCovered(own, list.boxesOf(taker, place.family)));
  if (whole !== undefined) {
    by.add(whole.rule);
    return [];
  }
  let rest = [...own];
  for (const taker of takers) {
    const next = cut(rest, list.boxesOf(taker, place.family));
    if (next !== undefined) {
      by.add(taker.rule);
      rest = next;
    }
    if (rest.length === 0) {
      break;
    }
    if (rest.length > MOST_PIECES) {
      return undefined;
    }
  }
  return rest;
}

/** Whether each box lies in one of the others; cheap, and true of most rules that are hidden at all. */
function isCovered(boxes: readonly Box[], others: readonly Box[]): boolean {
  return boxes.every((box) => others.some((other) => subtractBox(box, other).length === 0));
}

/** Boxes without others; undefined when they share nothing. */
function cut(boxes: readonly Box[], others: readonly Box[]): Box[] | undefined {
  let rest = [...boxes];
  let isCut = false;
  for (const other of others) {
    const next: Box[] = [];
    for (const box of rest) {
      const pieces = subtractBox(box, other);
      isCut ||= pieces.length !== 1 || pieces[0] !== box;
      next.push(...pieces);
    }
    rest = next;
  }
  return isCut ? rest : undefined;
}

/** Whether what is left of a rule fares the same by later rules and the default action. */
function redundancy(
  list: RuleList,
  defaultAction: DefaultAction,
  space: RuleSpace,
  others: readonly RuleSpace[],
  open: readonly { place: Place; rest: Box[] }[],
): Superfluous | undefined {
  const { rule } = space;
  if (rule.action === "JUMP_TO_APPLICATION" || rule.doubt !== undefined) {
    return undefined;
  }
  const isDefault =
    defaultAction.doubt === undefined &&
    defaultAction.action === rule.action &&
    rule.stateful &&
    !rule.logged;
  const later = others.filter(({ position }) => position > space.position);
  const by = new Set<FirewallRule>();
  let byDefault = false;
  for (const { place, rest } of open) {
    const met = later.filter((other) => isMet(other, place));
    if (
      !isDefault &&
      !mayCover(
        list,
        rest,
        met.filter((other) => isSame(other.rule, rule)),
      )
    ) {
      return undefined;
    }
    let left = rest;
    for (const other of met) {
      const boxes = list.boxesOf(other, place.family);
      if (left.length > MOST_PIECES) {
        throw new TooTangled();
      }
      if (isSame(other.rule, rule)) {
        const next = cut(left, boxes);
        if (next !== undefined) {
          by.add(other.rule);
          left = next;
        }
      } else if (left.some((box) => boxes.some((one) => intersectBoxes(box, one)))) {
        return undefined;
      }
      if (left.length === 0) {
        break;
      }
    }
    if (left.length > 0 && !isDefault) {
      return undefined;
    }
    byDefault ||= left.length > 0;
  }
  return { kind: "redundant", space, by: ordered(by, others), byDefault };
}

/** The same decision, memory and record of it. */
function isSame(a: FirewallRule, b: FirewallRule): boolean {
  return (
    a.doubt === undefined &&
    a.action === b.action &&
    a.stateful === b.stateful &&
    (a.logged || !b.logged)
  );
}

/** False when the sources or destinations of rules alone leave some of the packets out. */
function mayCover(list: RuleList, boxes: readonly Box[], rules: readonly RuleSpace[]): boolean {
  const union = (side: "source" | "destination"): Addresses =>
    normalise(
      [...new Set(rules.map((space) => space[side]))].flatMap((set) => [...list.addresses(set)]),
      BIGINT_STEPS,
    );
  const [sources, destinations] = [union("source"), union("destination")];
  return boxes.every(
    ({ source, destination }) => covers(sources, source) && covers(destinations, destination),
  );
}
