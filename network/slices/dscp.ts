/** Codepoints of differentiated services, as far as slices need them. */

/** Six bits; what begins with 110 or 111 belongs to the network itself (RFC 4594, 3.1). */
export const MOST_SLICE_DSCP = 47;

/** Codepoints that are served after best effort, whatever their number says. */
const BELOW_BEST_EFFORT: ReadonlyMap<number, string> = new Map([
  [1, "LE (RFC 8622)"],
  [8, "CS1 (RFC 3662)"],
]);

/** Names of single codepoints (RFC 3246, RFC 5865, RFC 8622). */
const NAMES: ReadonlyMap<number, string> = new Map([
  [1, "LE"],
  [44, "VOICE-ADMIT"],
  [46, "EF"],
]);

/**
 * The class of a codepoint, 0 to 7: its first three bits. A higher class is served no later than a
 * lower one (RFC 2474, 4.2.2.2), and switches map these bits to queues and to 802.1p priorities; within
 * a class the other bits tell what is dropped first, not what is served first.
 */
export function dscpClass(dscp: number): number {
  return dscp >> 3;
}

/** `EF`, `CS5`, `AF31`; the number where a codepoint has no name (RFC 2474, RFC 2597, RFC 3246). */
export function perHopBehaviour(dscp: number): string {
  const low = dscp & 7;
  const own = NAMES.get(dscp);
  if (own !== undefined) {
    return own;
  }
  if (low === 0) {
    return `CS${dscpClass(dscp)}`;
  }
  const assured = dscpClass(dscp) >= 1 && dscpClass(dscp) <= 4 && low % 2 === 0;
  return assured ? `AF${dscpClass(dscp)}${low / 2}` : String(dscp);
}

/** What is wrong with a codepoint for a slice; undefined when nothing is. */
export function dscpFault(
  dscp: number,
): { message: string; allowed: string; fix?: string } | undefined {
  const allowed = `a whole number from 0 to ${MOST_SLICE_DSCP}, such as 46 (EF), 34 (AF41), 0 (best effort)`;
  if (!Number.isInteger(dscp) || dscp < 0 || dscp > 63) {
    return { message: "this is not a codepoint", allowed };
  }
  if (dscp > MOST_SLICE_DSCP) {
    const message =
      "routing itself has this class (RFC 4594): a full slice would cut off BGP and BFD";
    return { message, allowed, fix: "take 46 (EF) for what must be served first" };
  }
  const lower = BELOW_BEST_EFFORT.get(dscp);
  if (lower !== undefined) {
    const message = `${lower} is served after best effort, whatever its number says`;
    return { message, allowed, fix: "take 0 (best effort) or 10 (AF11)" };
  }
  return undefined;
}
