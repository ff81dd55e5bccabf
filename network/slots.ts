import {
  formatAddress,
  isUsableHost,
  parseAddress,
  parseCidr,
  rangeContains,
  cidrContains,
  parseRange,
  type Address,
  type Cidr,
} from "./address";
import { allocate, type Allocation } from "./allocation";
import { FaultList, FaultsError, ValueError } from "./faults";

const SUBJECT = "slots";
const ALLOWED = "a whole number from 0 that nobody else has";

/** A slot that cannot be somebody's. */
export class SlotError extends ValueError {}

/** What {@link planSlots} decides from; all plain data. */
export interface SlotRequest {
  /** The network, such as `192.168.10.0/24`. */
  cidr: string;
  /** Address of slot 0, such as `192.168.10.100`. */
  first: string;
  /** The slot of each name, from 0; undefined where none was chosen yet. */
  slots: Readonly<Record<string, number | undefined>>;
  /** Addresses, networks or ranges that nobody gets, by role. Default: none. */
  reserved?: Readonly<Record<string, string>>;
}

/**
 * Addresses by slot (R22): a name's address is the first one plus its slot, so it depends on nothing
 * but the name's own entry, and a name added or taken out anywhere moves no other.
 *
 *     first .100, slots { a: 0, c: 1, b: 2 }  ->  { a: .100, c: .101, b: .102 }
 *
 * A name without a slot is a fault which says the next free one: chosen silently, it would change
 * with the names around it.
 *
 * @throws FaultsError with everything wrong: paths are `cidr`, `first` and `slots.<name>`
 */
export function planSlots(request: SlotRequest): Allocation {
  const faults = new FaultList();
  const cidr = faults.attempt("cidr", () => parseCidr(request.cidr));
  const first = faults.attempt("first", () => parseAddress(request.first));
  if (cidr === undefined || first === undefined) {
    throw faults.toError(SUBJECT);
  }
  if (!cidrContains(cidr, first)) {
    const message = "the first address is not in the network";
    faults.add("first", {
      message,
      value: request.first,
      allowed: `an address of ${request.cidr}`,
    });
    throw faults.toError(SUBJECT);
  }
  const plan = new Map<string, string>();
  for (const [name, slot] of Object.entries(request.slots)) {
    if (slot !== undefined) {
      const place = { cidr, first, slot };
      const address = faults.attempt(`slots.${name}`, () => slotAddress(request, place, plan));
      if (address !== undefined) {
        plan.set(name, address);
      }
    }
  }
  addMissing(request, first, plan, faults);
  faults.throwIfAny(SUBJECT);
  return Object.fromEntries(plan);
}

/** @throws SlotError for a slot that is no number, no host address, or somebody's */
function slotAddress(
  { cidr: network, first: start, reserved = {} }: SlotRequest,
  { cidr, first, slot }: { cidr: Cidr; first: Address; slot: number },
  plan: ReadonlyMap<string, string>,
): string {
  const refuse = (what: string) => new SlotError({ what, value: slot, allowed: ALLOWED });
  if (!Number.isInteger(slot) || slot < 0) {
    throw refuse("this is no slot");
  }
  const address = { family: first.family, value: first.value + BigInt(slot) };
  if (!isUsableHost(cidr, address)) {
    throw refuse(`${start} plus ${slot} is no host address of ${network}`);
  }
  const text = formatAddress(address);
  const holder = [...plan].find(([, taken]) => taken === text);
  const role = Object.entries(reserved).find(([, range]) =>
    rangeContains(parseRange(range), address),
  );
  if (holder !== undefined) {
    throw refuse(`${holder[0]} has this slot already`);
  }
  if (role !== undefined) {
    throw refuse(`${text} is taken (${role[0]})`);
  }
  return text;
}

/** Says of every name without a slot which one is free, as the allocation serves them. */
function addMissing(
  request: SlotRequest,
  first: Address,
  plan: ReadonlyMap<string, string>,
  faults: FaultList,
): void {
  const wanted = Object.entries(request.slots)
    .filter(([, slot]) => slot === undefined)
    .map(([name]) => name);
  const { cidr, reserved } = request;
  const free = servedOrNothing(() =>
    allocate({
      cidr,
      first: request.first,
      existing: Object.fromEntries(plan),
      wanted,
      ...(reserved === undefined ? {} : { reserved: { ...reserved } }),
    }),
  );
  for (const name of wanted) {
    const address = free[name];
    faults.add(`slots.${name}`, {
      message: "the slot is missing",
      allowed: ALLOWED,
      fix:
        address === undefined
          ? "no address is left: use a larger network"
          : `write ${parseAddress(address).value - first.value}, which is ${address}`,
    });
  }
}

function servedOrNothing(serve: () => Allocation): Allocation {
  try {
    return serve();
  } catch (error) {
    if (!(error instanceof FaultsError)) {
      throw error;
    }
    return {};
  }
}
