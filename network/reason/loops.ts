/** Packets that come back: who would send them round for ever (docs/semantics.md 5.6). */
import type { Journey, Visit } from "./journey";
import { isSameHeader } from "./reply";
import {
  addressValues,
  numberValues,
  PROTOCOL,
  type AddressField,
  type Header,
  type Variables,
} from "./symbolic";
import { textOf } from "./values";

/** More routers than this are a loop. */
const MOST_ROUTERS = 32;

/** How many variables packets had when they were sent. */
export interface Sent {
  addresses: number;
  numbers: number;
}

/**
 * How many routers the alternatives of one sender's packets may cross together, in every way and reply.
 * Packets without alternatives are not counted: there are as many of those as there are receivers.
 */
export class Effort {
  constructor(private left = 200_000) {}

  /** One more router; false when it is one too many. */
  spend(): boolean {
    this.left -= 1;
    return this.left >= 0;
  }
}

/**
 * Whether packets come to a port of a router as they came before: nothing on the next round can differ
 * from the last one, so they never leave the loop but by ways that the last round has found.
 *
 * @param remembered For replies, the variables that routers recognise them by.
 */
export function isLoop(journey: Journey, port: string, remembered: Sent | undefined): boolean {
  const { visits } = journey;
  if ((visits?.count ?? 0) >= MOST_ROUTERS) {
    return true;
  }
  let state: string | undefined;
  for (let visit = visits; visit !== undefined; visit = visit.previous) {
    if (visit.port !== port) {
      continue;
    }
    if (isUntouched(visit.journey, journey)) {
      return true;
    }
    state ??= stateOf(journey, remembered);
    if (stateAt(visit, remembered) === state) {
      return true;
    }
  }
  return false;
}

/** The very same packets; a cheap way to see what {@link stateOf} says as well. */
function isUntouched(a: Journey, b: Journey): boolean {
  return isSameHeader(a.header, b.header) && sameVariables(a.vars, b.vars);
}

function sameVariables(a: Variables, b: Variables): boolean {
  // Packets that were cut since are other arrays; untouched ones are the same.
  return (
    a.addresses.length === b.addresses.length &&
    a.numbers.length === b.numbers.length &&
    a.addresses.every((values, index) => values === b.addresses[index]) &&
    a.numbers.every((values, index) => values === b.numbers[index])
  );
}

function stateAt(visit: Visit, remembered: Sent | undefined): string {
  visit.state ??= stateOf(visit.journey, remembered);
  return visit.state;
}

/**
 * All that the rest of the way and the reply depend on, as a text: which packets there are, who changed
 * them how, and which firewalls they skipped or met. A translation chooses its values anew in each
 * round; what counts is the set that it chooses from.
 */
function stateOf(journey: Journey, remembered: Sent | undefined): string {
  const { vars, header, translations, bypassed, checks } = journey;
  const text = (one: Header) => headerText(vars, one, remembered);
  const changes = translations.map(({ router, before, after }) =>
    [router, text(before), text(after)].join(">"),
  );
  const met = checks.map(({ point, hasMemory }) => (hasMemory ? point : ""));
  const recognised =
    remembered === undefined
      ? []
      : [
          ...vars.addresses.slice(0, remembered.addresses).map(textOf),
          ...vars.numbers.slice(0, remembered.numbers).map(textOf),
        ];
  return [
    text(header),
    textOf(numberValues(vars, PROTOCOL)),
    ...[changes, bypassed, met].map((list) => [...new Set(list)].sort().join("\n")),
    ...recognised,
  ].join("|");
}

function headerText(vars: Variables, header: Header, remembered: Sent | undefined): string {
  const { addresses = 0, numbers = 0 } = remembered ?? {};
  const address = (field: AddressField) =>
    field.variable < addresses
      ? `${field.variable}+${field.distance}`
      : textOf(addressValues(vars, field));
  const port = (variable: number) =>
    variable < numbers ? `#${variable}` : textOf(numberValues(vars, variable));
  return [
    address(header.source),
    address(header.destination),
    port(header.sourcePort),
    port(header.destinationPort),
  ].join(" ");
}
