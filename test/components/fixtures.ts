import {
  type BridgedNetworkArgs,
  type EdgeGatewayArgs,
  type IsolatedNetworkArgs,
  type NatSegmentArgs,
  type NetworkedVmArgs,
  Protocol,
} from "vmnet";

const SITE = "/infra/sites/default/enforcement-points/default";

/** What exists in the lab before anything is deployed (simulator/inventory/lab.yaml). */
export const lab = {
  datacenterId: "datacenter-2",
  tier0Path: "/infra/tier-0s/site-t0",
  edgeClusterPath: `${SITE}/edge-clusters/edge-cluster-01`,
  edgeNodePath: `${SITE}/edge-clusters/edge-cluster-01/edge-nodes/edge-node-01`,
  otherEdgeNodePath: `${SITE}/edge-clusters/edge-cluster-01/edge-nodes/edge-node-02`,
  overlayPath: `${SITE}/transport-zones/overlay-tz`,
  vlanPath: `${SITE}/transport-zones/vlan-tz`,
  host: "host-21",
  otherHost: "host-22",
};

export function bridgedArgs(changes: Partial<BridgedNetworkArgs> = {}): BridgedNetworkArgs {
  return {
    datacenterId: lab.datacenterId,
    hosts: { "esxi-01": { hostSystemId: lab.host }, "esxi-02": { hostSystemId: lab.otherHost } },
    switchName: "vSwitch1",
    uplinks: { active: ["vmnic1"], standby: ["vmnic2"] },
    vlanId: 10,
    ...changes,
  };
}

export function natArgs(changes: Partial<NatSegmentArgs> = {}): NatSegmentArgs {
  return {
    tier0Path: lab.tier0Path,
    edgeClusterPath: lab.edgeClusterPath,
    transportZonePath: lab.overlayPath,
    datacenterId: lab.datacenterId,
    cidr: "10.0.0.0/24",
    ...changes,
  };
}

/** The guide's forward: 5000-6000 outside, 10000-11000 inside. */
export const jobs = {
  protocol: Protocol.Tcp,
  from: ["192.168.1.0/24"],
  outside: { address: "192.168.1.60", ports: "5000-6000" },
  inside: { address: "10.0.0.11", ports: "10000-11000" },
};

export const web = {
  protocol: Protocol.Tcp,
  outside: { address: "192.168.1.61", ports: "443" },
  inside: { address: "10.0.0.12", ports: "8443" },
};

export function sealedArgs(changes: Partial<IsolatedNetworkArgs> = {}): IsolatedNetworkArgs {
  return { datacenterId: lab.datacenterId, transportZonePath: lab.overlayPath, ...changes };
}

export function edgeArgs(changes: Partial<EdgeGatewayArgs> = {}): EdgeGatewayArgs {
  return {
    edgeClusterPath: lab.edgeClusterPath,
    transportZonePath: lab.vlanPath,
    vlanId: 10,
    interfaces: { "edge-01": { edgeNodePath: lab.edgeNodePath, address: "192.168.1.2/24" } },
    ...changes,
  };
}

export function vmArgs(changes: Partial<NetworkedVmArgs> = {}): NetworkedVmArgs {
  return {
    hostSystemId: lab.host,
    resourcePoolId: "resgroup-8",
    datastoreId: "datastore-41",
    template: { uuid: "42300a1b-7c1d-4e2f-8a3b-5d6e7f809a1b", guestId: "ubuntu64Guest" },
    nics: [{ networkId: "network-11", address: "192.168.1.10/24", gateway: "192.168.1.1" }],
    ...changes,
  };
}
