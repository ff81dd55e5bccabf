import { ValueError } from "./faults";

/** How eagerly DRS moves machines, as the vSphere Client's slider counts: 1 conservative, 5 aggressive. */
export const LEAST_AGGRESSIVENESS = 1;
export const MOST_AGGRESSIVENESS = 5;

/** A number that is no place of the slider. */
export class AggressivenessError extends ValueError {}

/**
 * The API's migration threshold for a place of the client's slider (R44). The API counts the other
 * way round, 1 being the most aggressive, and the provider hands its number on unconverted.
 *
 * @throws AggressivenessError unless a whole number from 1 to 5; 100 is the guide's own number
 */
export function drsMigrationThreshold(aggressiveness: number): number {
  const isPlace =
    Number.isInteger(aggressiveness) &&
    aggressiveness >= LEAST_AGGRESSIVENESS &&
    aggressiveness <= MOST_AGGRESSIVENESS;
  if (!isPlace) {
    throw new AggressivenessError({
      what: "this is no place of the DRS slider",
      value: aggressiveness,
      allowed: "1 (conservative) to 5 (aggressive)",
      fix: "there is no priority of 100; for the most eager balancing write 5",
    });
  }
  return LEAST_AGGRESSIVENESS + MOST_AGGRESSIVENESS - aggressiveness;
}
