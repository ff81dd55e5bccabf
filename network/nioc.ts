import { formatBandwidth, inMegabits, megabit, type Bandwidth } from "./bandwidth";
import { ValueError } from "./faults";

/**
 * Network I/O Control version 3 of a distributed switch: shares divide what is left of an uplink,
 * reservations are kept free of it, and admission control lets system traffic reserve at most three
 * quarters of an uplink (docs/fidelity.md says what of this is not confirmed).
 */

/** How much of the slowest uplink all classes together may reserve. */
export const MOST_RESERVED_PERCENT = 75;
/** What stands for no reservation: the provider cannot set a reservation back to 0. */
export const LEAST_RESERVATION_MBIT = 1;
export const LEAST_SHARES = 1;
export const MOST_SHARES = 100;

/** Reservations that no uplink can keep. */
export class ReservationError extends ValueError {}

/** What a class reserves in the API's unit; the least there is for a class that reserves nothing. */
export function reservationMbit(reservation: Bandwidth | undefined): number {
  return reservation === undefined ? LEAST_RESERVATION_MBIT : inMegabits(reservation);
}

/** The largest sum that an uplink of this speed can keep. */
export function mostReserved(slowestUplink: Bandwidth): Bandwidth {
  return megabit(Math.floor((inMegabits(slowestUplink) * MOST_RESERVED_PERCENT) / 100));
}

/**
 * Adds up what the classes of traffic reserve, classes without a reservation included with the
 * {@link LEAST_RESERVATION_MBIT} that is written for each.
 *
 * @throws ReservationError when the sum is more than {@link mostReserved} of the slowest uplink
 * @throws BandwidthError for a rate that is not whole Mbit/s
 */
export function sumReservations(
  reservations: Readonly<Record<string, Bandwidth | undefined>>,
  slowestUplink: Bandwidth,
): Bandwidth {
  const mbits = Object.values(reservations).map(reservationMbit);
  const sum = mbits.reduce((total, mbit) => total + mbit, 0);
  const most = mostReserved(slowestUplink);
  if (sum > inMegabits(most)) {
    const named = Object.entries(reservations)
      .filter(([, rate]) => rate !== undefined)
      .map(([name]) => name);
    throw new ReservationError({
      what: `together the classes reserve more than ${MOST_RESERVED_PERCENT} % of the slowest uplink`,
      value: `${sum} Mbit/s`,
      allowed: `at most ${formatBandwidth(most)} of an uplink of ${formatBandwidth(slowestUplink)}`,
      fix: `lower what ${named.join(", ")} reserve: shares divide the rest without any`,
    });
  }
  return megabit(sum);
}
