import { gigabit, TrafficWeight, type NetworkSliceArgs, type SliceSet } from "vmnet";

import { lab } from "./fixtures";

/** The guide's two slices on one uplink: 5G before 4G (R60). */
export const slicePlan: SliceSet = {
  uplink: { name: "core", capacity: gigabit(10) },
  slices: {
    "5G_Net": {
      rank: 10,
      committed: gigabit(6),
      ceiling: { ingress: gigabit(9), egress: gigabit(8) },
      dscp: 46,
      weight: TrafficWeight.High,
    },
    "4G": { rank: 20, committed: gigabit(3), dscp: 18, weight: TrafficWeight.Normal },
  },
};

export function sliceArgs(changes: Partial<NetworkSliceArgs> = {}): NetworkSliceArgs {
  return {
    plan: slicePlan,
    slice: "5G_Net",
    tier0Path: lab.tier0Path,
    edgeClusterPath: lab.edgeClusterPath,
    transportZonePath: lab.overlayPath,
    datacenterId: lab.datacenterId,
    segments: { users: { cidr: "10.50.0.0/24", networkName: "5G_Net" } },
    ...changes,
  };
}
