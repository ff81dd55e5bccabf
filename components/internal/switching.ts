import { burstBytes, inBits, inMegabits, type Bandwidth } from "../../network/bandwidth";
import type { BridgedNetworkArgs } from "../bridgedNetwork";

/** How long a burst may pass at full speed unless the user says otherwise. */
const BURST_MILLISECONDS = 100;

type Prefix = "shaping" | "ingressShaping" | "egressShaping";

/**
 * The arguments of traffic shaping, average and peak in bit/s, burst in bytes. `Enabled` is always
 * written: a port group inherits no flag from its switch.
 */
export function shaping(
  { limit, burstSizeBytes }: { limit?: Bandwidth; burstSizeBytes?: number },
  prefixes: readonly Prefix[],
): Record<string, number | boolean> {
  const entries = prefixes.flatMap((prefix): [string, number | boolean][] =>
    limit === undefined
      ? [[`${prefix}Enabled`, false]]
      : [
          [`${prefix}Enabled`, true],
          [`${prefix}AverageBandwidth`, inBits(limit)],
          [`${prefix}PeakBandwidth`, inBits(limit)],
          [`${prefix}BurstSize`, burstSizeBytes ?? burstBytes(limit, BURST_MILLISECONDS)],
        ],
  );
  return Object.fromEntries(entries);
}

/** The arguments of a segment's QoS profile, average and peak in Mbit/s, burst in bytes. */
export function rateShapers(limit: Bandwidth, burstSizeBytes?: number) {
  const shaper = {
    enabled: true,
    averageBwMbps: inMegabits(limit),
    peakBwMbps: inMegabits(limit),
    burstSize: burstSizeBytes ?? burstBytes(limit, BURST_MILLISECONDS),
  };
  return { ingressRateShaper: shaper, egressRateShaper: shaper };
}

/** Names of a distributed switch's uplinks: the first ones active, the rest in reserve. */
export function uplinkNames(args: BridgedNetworkArgs): {
  active: string[];
  standby: string[];
  all: string[];
} {
  const [first] = Object.values(args.hosts);
  const uplinks = args.uplinks ?? first?.uplinks ?? { active: [] };
  const count = uplinks.active.length + (uplinks.standby?.length ?? 0);
  const all = Array.from({ length: count }, (_, index) => `uplink${index + 1}`);
  const active = all.slice(0, uplinks.active.length);
  return { active, standby: all.slice(active.length), all };
}
