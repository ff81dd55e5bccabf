import { parseAddress, parseCidr, parseInterfaceCidr } from "../../address";
import { FaultList, type Fault } from "../../faults";
import { guestRoutingShape, type GuestRouting } from "./routing";
import { choice, list, object, optional, required, text } from "./shape";
import type { StaticRoute } from "./types";

/**
 * The `extraConfig` entry in which a machine's resource says what nobody can read in its guest's
 * settings: those are secret, or not known before other resources exist. JSON in the words of the
 * surroundings file's `machines`.
 */
export const DECLARED_MACHINE = "guestinfo.vmnet.machine";

/** What a machine's resource declares. */
export interface DeclaredMachine {
  /** Version of the shape; always 1. */
  format: 1;
  /** One per NIC, in order; read where the guest's settings cannot be. */
  nics?: { addresses: string[] }[];
  gateways?: string[];
  routes?: StaticRoute[];
  routing?: GuestRouting;
}

const shape = object({
  format: required(choice(1)),
  nics: optional(list(object({ addresses: required(list(text(parseInterfaceCidr))) }))),
  gateways: optional(list(text(parseAddress))),
  routes: optional(
    list(object({ network: required(text(parseCidr)), nextHop: optional(text(parseAddress)) })),
  ),
  routing: optional(guestRoutingShape),
});

/** The entry's value. */
export function declaredMachineText(machine: Omit<DeclaredMachine, "format">): string {
  return JSON.stringify({ format: 1, ...machine });
}

/** Reads the entry's value; every fault with its path when it is wrong. */
export function readDeclaredMachine(value: string): DeclaredMachine | { faults: readonly Fault[] } {
  const faults = new FaultList();
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    faults.add("", { message: "not JSON", value, allowed: "an object in JSON" });
    return { faults: faults.faults };
  }
  const read = shape(parsed, "", faults);
  return read === undefined || !faults.isEmpty ? { faults: faults.faults } : read;
}
