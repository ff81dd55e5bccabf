import type { NetworkEvent } from "../networkMonitoring";

/** What raises an alarm about an event of a host's network, and what clears it. */
export interface EventKinds {
  title: string;
  status: "red" | "yellow";
  raisedBy: readonly string[];
  clearedBy: readonly string[];
}

const REDUNDANCY_RESTORED = [
  "esx.clear.net.redundancy.restored",
  "esx.clear.net.dvport.redundancy.restored",
];

/**
 * Ids of the VMkernel observations (vobd) that vCenter receives as events, for standard switches and,
 * with `dvport`, for distributed ones.
 */
export const NETWORK_EVENTS: Readonly<Record<NetworkEvent, EventKinds>> = {
  linkdown: {
    title: "link down",
    status: "red",
    raisedBy: ["esx.problem.net.vmnic.linkstate.down"],
    clearedBy: ["esx.clear.net.vmnic.linkstate.up"],
  },
  redundancydegraded: {
    title: "uplink redundancy degraded",
    status: "yellow",
    raisedBy: ["esx.problem.net.redundancy.degraded", "esx.problem.net.dvport.redundancy.degraded"],
    clearedBy: REDUNDANCY_RESTORED,
  },
  redundancylost: {
    title: "uplink redundancy lost",
    status: "red",
    raisedBy: ["esx.problem.net.redundancy.lost", "esx.problem.net.dvport.redundancy.lost"],
    clearedBy: REDUNDANCY_RESTORED,
  },
  connectivitylost: {
    title: "network connectivity lost",
    status: "red",
    raisedBy: ["esx.problem.net.connectivity.lost", "esx.problem.net.dvport.connectivity.lost"],
    clearedBy: [
      "esx.clear.net.connectivity.restored",
      "esx.clear.net.dvport.connectivity.restored",
    ],
  },
};
