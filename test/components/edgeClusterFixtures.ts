import type { EdgeClusterArgs } from "vmnet";

import { lab } from "./fixtures";

/** Two nodes in the lab's second cluster; the passwords are nobody's. */
export function edgeClusterArgs(changes: Partial<EdgeClusterArgs> = {}): EdgeClusterArgs {
  return {
    nodes: {
      "edge-21": { hostname: "edge-21.lab.example", managementAddress: "192.168.0.31/24" },
      "edge-22": { hostname: "edge-22.lab.example", managementAddress: "192.168.0.32/24" },
    },
    computeManagerId: "6b6f0c5e-vcenter",
    computeClusterId: "domain-c9",
    datastoreId: "datastore-41",
    management: { networkId: "network-11", gatewayAddress: "192.168.0.1" },
    uplinks: [{ uplinkName: "uplink1", networkId: "dvportgroup-68" }],
    uplinkProfilePath: "/infra/host-switch-profiles/nsx-default-uplink-hostswitch-profile",
    overlayZonePath: lab.overlayPath,
    vlanZonePath: lab.vlanPath,
    tepPoolPath: "/infra/ip-pools/teps",
    credentials: { rootPassword: "Only-for-tests-1", adminPassword: "Only-for-tests-2" },
    ...changes,
  };
}
