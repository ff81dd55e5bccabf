/** Dividing symbolic packets by what a rule asks of their headers. */
import { hasMember, meet } from "../intervals";
import {
  addressValues,
  narrowAddresses,
  narrowNumbers,
  numberValues,
  onlyAddress,
  PROTOCOL,
  splitAddresses,
  splitNumbers,
  type AddressField,
  type Header,
  type Variables,
} from "./symbolic";
import type { Addresses, Numbers } from "./values";

/** Whether two sets share an address. */
function addressesMeet(values: Addresses, set: Addresses): boolean {
  const only = onlyAddress(values);
  return only === undefined ? meet(values, set) : hasMember(set, only);
}

/** A service as protocols and ports; absent ports mean that they are not looked at. */
export interface ServiceBox {
  protocols: Numbers;
  sourcePorts?: Numbers;
  destinationPorts?: Numbers;
}

/** What a rule asks of a header; absent parts match everything. */
export interface Condition {
  source?: Addresses;
  destination?: Addresses;
  services?: readonly ServiceBox[];
}

export interface Split {
  matched: Variables[];
  rest: Variables[];
}

/** A rule that names no service looks at none. */
const EVERY_SERVICE = [undefined];

/**
 * Divides packets into those that meet a condition and the others, without a needless cut.
 *
 * @param isRestWanted False when nobody asks for the others: they are then not made, or not all.
 */
export function matchCondition(
  vars: Variables,
  header: Header,
  condition: Condition,
  isRestWanted = true,
): Split {
  const { source, destination, services } = condition;
  const misses =
    (source !== undefined && !addressesMeet(addressValues(vars, header.source), source)) ||
    (destination !== undefined &&
      !addressesMeet(addressValues(vars, header.destination), destination));
  if (misses) {
    return { matched: [], rest: [vars] };
  }
  const matched: Variables[] = [];
  let open = [vars];
  let left = services?.length ?? 1;
  for (const service of services ?? EVERY_SERVICE) {
    left -= 1;
    const next: Variables[] = [];
    const rest = isRestWanted || left > 0 ? next : undefined;
    for (const part of open) {
      const hit = matchOne(part, header, condition, service, rest);
      if (hit !== undefined) {
        matched.push(hit);
      }
    }
    open = next;
  }
  return { matched, rest: open };
}

/** The part that matches one service; what does not goes to `rest`, where that is wanted. */
function matchOne(
  vars: Variables,
  header: Header,
  { source, destination }: Condition,
  service: ServiceBox | undefined,
  rest: Variables[] | undefined,
): Variables | undefined {
  if (service !== undefined && !meetsService(vars, header, service)) {
    rest?.push(vars);
    return undefined;
  }
  const outside: Variables[] | undefined = rest === undefined ? undefined : [];
  let inside: Variables | undefined = vars;
  if (source !== undefined) {
    inside = cutAddresses(inside, header.source, source, outside);
  }
  if (inside !== undefined && destination !== undefined) {
    inside = cutAddresses(inside, header.destination, destination, outside);
  }
  if (inside !== undefined && service !== undefined) {
    const { protocols, sourcePorts, destinationPorts } = service;
    inside = cutNumbers(inside, PROTOCOL, protocols, outside);
    if (inside !== undefined && sourcePorts !== undefined) {
      inside = cutNumbers(inside, header.sourcePort, sourcePorts, outside);
    }
    if (inside !== undefined && destinationPorts !== undefined) {
      inside = cutNumbers(inside, header.destinationPort, destinationPorts, outside);
    }
  }
  if (inside === undefined) {
    rest?.push(vars);
  } else if (outside !== undefined) {
    rest?.push(...outside);
  }
  return inside;
}

/** The packets inside of a set; the others go to `rest`, where that is wanted. */
function cutAddresses(
  vars: Variables,
  field: AddressField,
  set: Addresses,
  rest: Variables[] | undefined,
): Variables | undefined {
  if (rest === undefined) {
    return narrowAddresses(vars, field, set);
  }
  const { inside, outside } = splitAddresses(vars, field, set);
  if (outside !== undefined) {
    rest.push(outside);
  }
  return inside;
}

function cutNumbers(
  vars: Variables,
  variable: number,
  set: Numbers,
  rest: Variables[] | undefined,
): Variables | undefined {
  if (rest === undefined) {
    return narrowNumbers(vars, variable, set);
  }
  const { inside, outside } = splitNumbers(vars, variable, set);
  if (outside !== undefined) {
    rest.push(outside);
  }
  return inside;
}

function meetsService(vars: Variables, header: Header, service: ServiceBox): boolean {
  const { protocols, sourcePorts, destinationPorts } = service;
  return (
    meet(numberValues(vars, PROTOCOL), protocols) &&
    (sourcePorts === undefined || meet(numberValues(vars, header.sourcePort), sourcePorts)) &&
    (destinationPorts === undefined ||
      meet(numberValues(vars, header.destinationPort), destinationPorts))
  );
}
