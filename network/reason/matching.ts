/** Dividing symbolic packets by what a rule asks of their headers. */
import { hasMember, meet } from "../intervals";
import {
  addressValues,
  numberValues,
  onlyAddress,
  PROTOCOL,
  splitAddresses,
  splitNumbers,
  type Halves,
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

/** Divides packets into those that meet a condition and the others, without a needless cut. */
export function matchCondition(vars: Variables, header: Header, condition: Condition): Split {
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
  for (const service of services ?? [undefined]) {
    const next: Variables[] = [];
    for (const part of open) {
      const hit = matchOne(part, header, condition, service, next);
      if (hit !== undefined) {
        matched.push(hit);
      }
    }
    open = next;
  }
  return { matched, rest: open };
}

/** The part that matches one service; what does not goes to `rest`. */
function matchOne(
  vars: Variables,
  header: Header,
  { source, destination }: Condition,
  service: ServiceBox | undefined,
  rest: Variables[],
): Variables | undefined {
  if (service !== undefined && !meetsService(vars, header, service)) {
    rest.push(vars);
    return undefined;
  }
  const cuts: ((part: Variables) => Halves)[] = [];
  if (source !== undefined) {
    cuts.push((part) => splitAddresses(part, header.source, source));
  }
  if (destination !== undefined) {
    cuts.push((part) => splitAddresses(part, header.destination, destination));
  }
  if (service !== undefined) {
    const { protocols, sourcePorts, destinationPorts } = service;
    cuts.push((part) => splitNumbers(part, PROTOCOL, protocols));
    if (sourcePorts !== undefined) {
      cuts.push((part) => splitNumbers(part, header.sourcePort, sourcePorts));
    }
    if (destinationPorts !== undefined) {
      cuts.push((part) => splitNumbers(part, header.destinationPort, destinationPorts));
    }
  }
  const outside: Variables[] = [];
  let inside = vars;
  for (const cut of cuts) {
    const halves = cut(inside);
    if (halves.inside === undefined) {
      rest.push(vars);
      return undefined;
    }
    if (halves.outside !== undefined) {
      outside.push(halves.outside);
    }
    inside = halves.inside;
  }
  rest.push(...outside);
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
