import { burstBytes, inMegabits, type Bandwidth } from "../bandwidth";
import { sharesOf } from "../shares";
import { dscpClass, perHopBehaviour } from "./dscp";
import { sliceFaults } from "./faults";
import type { PlannedSlice, RateLimit, Slice, SliceSet } from "./types";

const SUBJECT = "slices";
/** How long a burst may pass at full speed unless the user says otherwise. */
const BURST_MILLISECONDS = 100;

/**
 * Slices with nothing left open; `queue` says in which order they are served.
 *
 *     rank   1 5G_Net   EF     queue 1   high     6 Gbit/s of 10, up to 8
 *           10 4G       AF21   queue 2   normal   3 Gbit/s of 10, up to 8
 *
 * A plan depends on the order of ranks only, never on that of the map: a slice that is added between
 * two others moves the queue numbers behind it and nothing else.
 *
 * @throws FaultsError with everything wrong
 */
export function planSlices(set: SliceSet): Record<string, PlannedSlice> {
  sliceFaults(set).throwIfAny(SUBJECT);
  const inOrder = Object.entries(set.slices).sort(([, a], [, b]) => a.rank - b.rank);
  return Object.fromEntries(inOrder.map(([name, slice], index) => [name, planned(slice, index)]));
}

function planned(slice: Slice, index: number): PlannedSlice {
  const { rank, committed, ceiling = {}, dscp, trustMachines = false, weight, shares } = slice;
  const { ingress = committed, egress = committed, burstMilliseconds } = ceiling;
  return {
    rank,
    queue: index + 1,
    dscp,
    behaviour: perHopBehaviour(dscp),
    classOfService: dscpClass(dscp),
    trustMachines,
    committedMbit: inMegabits(committed),
    ingress: limitOf(ingress, burstMilliseconds),
    egress: limitOf(egress, burstMilliseconds),
    weight,
    shares: sharesOf(weight, shares) ?? 0,
  };
}

function limitOf(rate: Bandwidth, milliseconds = BURST_MILLISECONDS): RateLimit {
  return { mbit: inMegabits(rate), burstBytes: burstBytes(rate, milliseconds) };
}
