import type { EdgeGatewayArgs } from "vmnet";

import { lab } from "./fixtures";

/** An interface in the LAN on each of two nodes. */
export const both = {
  "edge-01": { edgeNodePath: lab.edgeNodePath, address: "192.168.1.2/24" },
  "edge-02": { edgeNodePath: lab.otherEdgeNodePath, address: "192.168.1.3/24" },
};
export const transit = {
  vlanId: 20,
  interfaces: { "edge-01": { edgeNodePath: lab.edgeNodePath, address: "203.0.113.10/24" } },
};
export const neighbor = { address: "192.168.1.1", asNumber: 65100, unfiltered: true };
export const bgp = { asNumber: 65001, neighbors: { core: neighbor } };
/** Everything that an edge gateway can have at once. */
export const full: Partial<EdgeGatewayArgs> = {
  interfaces: both,
  uplinks: { wan: transit },
  haVips: { lan: { address: "192.168.1.4/24", nodes: ["edge-02", "edge-01"] } },
  prefixLists: { ours: { entries: [{ cidr: "10.0.0.0/8", longest: 24 }] } },
  routeMaps: { prefer: { entries: [{ prefixLists: ["ours"], localPreference: 150 }] } },
  bgp: {
    ...bgp,
    aggregates: { all: { cidr: "10.0.0.0/8" } },
    neighbors: {
      core: { address: "192.168.1.1", asNumber: 65100, inFilter: "prefer", outFilter: "ours" },
      wan: { ...neighbor, address: "203.0.113.1", uplink: "wan", password: "s3cret-word" },
    },
  },
};
