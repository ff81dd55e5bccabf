import { FaultList, FaultsError, type Fault } from "../../faults";
import { crossFaults } from "./cross";
import { surroundingsShape } from "./shapes";
import type { Surroundings } from "./types";

/** Surroundings of a site of which nothing is known. */
export function emptySurroundings(site = "unnamed site"): Surroundings {
  return { format: 1, site };
}

/** Everything wrong with the content of a surroundings file; no faults for a right one. */
export function checkSurroundings(value: unknown): Fault[] {
  const faults = new FaultList();
  const read = surroundingsShape(value, "", faults);
  if (read !== undefined && faults.isEmpty) {
    crossFaults(read, faults);
  }
  return [...faults.faults];
}

/**
 * Reads the content of a surroundings file, as a YAML or JSON parser gives it.
 *
 * @param name Name of the file, for the message.
 * @throws FaultsError with every fault and its path
 */
export function readSurroundings(value: unknown, name = "surroundings"): Surroundings {
  const faults = new FaultList();
  const read = surroundingsShape(value, "", faults);
  if (read !== undefined && faults.isEmpty) {
    crossFaults(read, faults);
  }
  if (read === undefined || !faults.isEmpty) {
    throw new FaultsError(`The surroundings file ${name} cannot be used`, [...faults.faults]);
  }
  return read;
}
