import { burstBytes, formatBandwidth, inMegabits, megabit, type Bandwidth } from "../bandwidth";
import { FaultList, showName, ValueError } from "../faults";
import { LEAST_SHARES, MOST_SHARES } from "../nioc";
import { sharesOf, TrafficWeight } from "../shares";
import { dscpClass, dscpFault, perHopBehaviour } from "./dscp";
import type { Slice, SliceSet, SliceUplink } from "./types";

const MOST_RANK = 100;
const MOST_BURST_MILLISECONDS = 1000;
/** A bucket smaller than one packet lets nothing through (the guests' MTU). */
const LEAST_BURST_BYTES = 1500;
const WEIGHTS: readonly string[] = Object.values(TrafficWeight);

/** Everything wrong with a set of slices; paths begin at the set. */
export function sliceFaults({ uplink, slices }: SliceSet): FaultList {
  const faults = new FaultList();
  const capacity = readUplink(faults, uplink);
  const entries = Object.entries(slices);
  if (entries.length === 0) {
    const allowed = "one or more, keyed by name, such as 5G_Net";
    faults.add("slices", { message: "no slice is named", value: slices, allowed });
  }
  for (const [name, slice] of entries) {
    checkOne(faults, `slices.${name}`, slice, capacity);
  }
  checkSum(faults, entries, uplink, capacity);
  checkOrder(faults, entries);
  return faults;
}

function readUplink(faults: FaultList, uplink: SliceUplink): number | undefined {
  if (typeof uplink.name !== "string" || uplink.name === "") {
    const allowed = "the name of the link that the slices share";
    faults.add("uplink.name", { message: "this is required", allowed });
  }
  return rate(faults, "uplink.capacity", uplink.capacity);
}

/** Whole Mbit/s; undefined where that cannot be read. */
function rate(faults: FaultList, path: string, given: Bandwidth | undefined): number | undefined {
  if (given === undefined) {
    const allowed = "a rate in whole Mbit/s, such as gigabit(10)";
    faults.add(path, { message: "this is required", allowed, fix: "write it" });
    return undefined;
  }
  return faults.attempt(path, () => inMegabits(given));
}

function checkOne(
  faults: FaultList,
  path: string,
  slice: Slice,
  capacity: number | undefined,
): void {
  const { rank, committed, dscp, weight, shares } = slice;
  if (!(Number.isInteger(rank) && rank >= 1 && rank <= MOST_RANK)) {
    const allowed = `a whole number from 1 to ${MOST_RANK}; 1 is served first`;
    faults.add(`${path}.rank`, { message: "this is no rank", value: rank, allowed });
  }
  const least = rate(faults, `${path}.committed`, committed);
  checkCeiling(faults, path, slice, { least, capacity });
  const fault = dscpFault(dscp);
  if (fault !== undefined) {
    faults.add(`${path}.dscp`, { ...fault, value: dscp });
  }
  if (!WEIGHTS.includes(weight)) {
    const allowed = WEIGHTS.join(", ");
    faults.add(`${path}.weight`, { message: "this is no weight", value: weight, allowed });
  } else if (weight === TrafficWeight.Custom) {
    if (!(
      Number.isInteger(shares) &&
      Number(shares) >= LEAST_SHARES &&
      Number(shares) <= MOST_SHARES
    )) {
      const allowed = `a whole number from ${LEAST_SHARES} to ${MOST_SHARES}`;
      const message = "the custom weight needs its number of shares";
      faults.add(`${path}.shares`, { message, value: shares, allowed });
    }
  } else if (shares !== undefined) {
    const message = `the weight ${weight} has its own number of shares, ${sharesOf(weight)}`;
    faults.add(`${path}.shares`, { message, value: shares, fix: "leave this out, or take custom" });
  }
}

/** A ceiling below what is committed breaks the promise; one above the link is none. */
function checkCeiling(
  faults: FaultList,
  path: string,
  { committed, ceiling = {} }: Slice,
  { least, capacity }: { least?: number; capacity?: number },
): void {
  const { burstMilliseconds } = ceiling;
  const isDuration =
    burstMilliseconds === undefined ||
    (burstMilliseconds >= 1 && burstMilliseconds <= MOST_BURST_MILLISECONDS);
  if (!isDuration) {
    faults.add(`${path}.ceiling.burstMilliseconds`, {
      message: "out of range",
      value: burstMilliseconds,
      allowed: `1 to ${MOST_BURST_MILLISECONDS}`,
    });
  }
  for (const direction of ["ingress", "egress"] as const) {
    const own = ceiling[direction];
    const at = own === undefined ? `${path}.committed` : `${path}.ceiling.${direction}`;
    const most = own === undefined ? least : rate(faults, at, own);
    if (most === undefined) {
      continue;
    }
    if (own !== undefined && least !== undefined && most < least) {
      faults.add(at, {
        message: "the gateway would drop what the slice is promised",
        value: formatBandwidth(own),
        allowed: `at least what is committed, ${formatBandwidth(committed)}`,
        fix: "raise this, or leave it out",
      });
    }
    if (own !== undefined && capacity !== undefined && most > capacity) {
      faults.add(at, {
        message: "the link is slower than this limit, which would never be reached",
        value: formatBandwidth(own),
        allowed: `at most the uplink's capacity, ${formatBandwidth(megabit(capacity))}`,
      });
    }
    if (isDuration) {
      checkBurst(faults, path, own ?? committed, burstMilliseconds);
    }
  }
}

function checkBurst(
  faults: FaultList,
  path: string,
  rated: Bandwidth,
  milliseconds: number | undefined,
): void {
  if (milliseconds === undefined) {
    return;
  }
  const bytes = burstBytes(rated, milliseconds);
  if (bytes < LEAST_BURST_BYTES) {
    faults.add(`${path}.ceiling.burstMilliseconds`, {
      message: `a burst of ${bytes} bytes holds no whole packet, so nothing would pass`,
      value: milliseconds,
      allowed: `a time in which ${formatBandwidth(rated)} make ${LEAST_BURST_BYTES} bytes or more`,
    });
  }
}

function checkSum(
  faults: FaultList,
  entries: readonly [string, Slice][],
  uplink: SliceUplink,
  capacity: number | undefined,
): void {
  const rates = entries.map(([, { committed }]) => megabitsOf(committed));
  if (capacity === undefined || rates.some((one) => one === undefined)) {
    return;
  }
  const sum = rates.reduce<number>((total, one) => total + (one ?? 0), 0);
  if (sum > capacity) {
    faults.add("slices", {
      message: "together the slices are promised more than the uplink carries",
      value: `${sum} Mbit/s`,
      allowed: `at most ${formatBandwidth(uplink.capacity)} of uplink ${showName(uplink.name)}`,
      fix: "lower what is committed: a ceiling above it lends what others leave",
    });
  }
}

/** As {@link inMegabits}, for a rate whose faults stand elsewhere. */
function megabitsOf(given: Bandwidth): number | undefined {
  try {
    return inMegabits(given);
  } catch (error) {
    if (error instanceof ValueError || error instanceof TypeError) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Ranks are the users' word for the order; codepoints are what switches see of it, shares what hosts
 * do. Each slice is compared with the one before it, so that each fault names two neighbours.
 */
function checkOrder(faults: FaultList, entries: readonly [string, Slice][]): void {
  const inOrder = [...entries].sort(([, a], [, b]) => a.rank - b.rank);
  inOrder.forEach(([name, slice], index) => {
    const path = `slices.${name}`;
    const [previous, ahead] = inOrder[index - 1] ?? [];
    if (slice.trustMachines === true && index > 0) {
      faults.add(`${path}.trustMachines`, {
        message: `a machine of this slice could mark its packets like those of ${showName(inOrder[0]?.[0] ?? "")}`,
        value: true,
        allowed: "for the slice of the best rank only",
        fix: "leave this out: NSX marks what the machines send",
      });
    }
    if (previous === undefined || ahead === undefined) {
      return;
    }
    const before = showName(previous);
    if (ahead.rank === slice.rank) {
      const message = `${before} has this rank already`;
      faults.add(`${path}.rank`, { message, value: slice.rank, allowed: "a rank of its own" });
      return;
    }
    const rankText = `rank ${slice.rank}, behind ${before} with rank ${ahead.rank}`;
    if (isCodepoint(ahead.dscp) && isCodepoint(slice.dscp)) {
      checkClasses(faults, path, slice.dscp, { before, rankText, dscp: ahead.dscp });
    }
    const mine = sharesOf(slice.weight, slice.shares);
    const theirs = sharesOf(ahead.weight, ahead.shares);
    if (mine !== undefined && theirs !== undefined && mine >= theirs) {
      faults.add(`${path}.weight`, {
        message: `${mine} shares do not fit to ${rankText}, which has ${theirs}`,
        value: slice.weight,
        allowed: `fewer than ${theirs} shares`,
        fix: "exchange the ranks, or lower the weight",
      });
    }
  });
}

const isCodepoint = (dscp: number) => dscpFault(dscp) === undefined;

function checkClasses(
  faults: FaultList,
  path: string,
  dscp: number,
  ahead: { before: string; rankText: string; dscp: number },
): void {
  const [mine, theirs] = [dscpClass(dscp), dscpClass(ahead.dscp)];
  if (mine < theirs) {
    return;
  }
  faults.add(`${path}.dscp`, {
    message:
      mine === theirs
        ? `${perHopBehaviour(dscp)} is in one class with ${perHopBehaviour(ahead.dscp)} of ${ahead.before}, so both share a queue`
        : `${perHopBehaviour(dscp)} is served before ${perHopBehaviour(ahead.dscp)}, and does not fit to ${ahead.rankText}`,
    value: dscp,
    allowed: `a codepoint of a class below ${theirs}: less than ${theirs * 8}`,
    fix: mine === theirs ? undefined : "exchange the ranks, or lower the codepoint",
  });
}
