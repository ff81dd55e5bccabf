import type { RoutedSegmentArgs } from "vmnet";

import { lab } from "./fixtures";

export const routedArgs = (changes: Partial<RoutedSegmentArgs> = {}): RoutedSegmentArgs => ({
  tier0Path: lab.tier0Path,
  transportZonePath: lab.overlayPath,
  datacenterId: lab.datacenterId,
  cidr: "192.168.1.0/24",
  ...changes,
});

/** R15 in the guide's networks; the router behind which the second one lies is .9. */
export const far = { cidr: "192.168.2.0/24", nextHop: "192.168.1.9" };

export const dhcp = {
  edgeClusterPath: lab.edgeClusterPath,
  dhcp: { ranges: ["192.168.1.100-192.168.1.199"] },
};
