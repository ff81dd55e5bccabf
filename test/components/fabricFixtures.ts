import {
  type ClusterBalancingArgs,
  type CrossSwitchVlanArgs,
  type DistributedFabricArgs,
  type StandardSwitchFabricArgs,
  type VMotionNetworkArgs,
} from "vmnet";

import { lab } from "./fixtures";

export const HOST_IDS = ["host-21", "host-22", "host-23", "host-31", "host-32"];

/** The guide's two switches; vSwitch0 is the installer's. */
export function standardFabricArgs(
  changes: Partial<StandardSwitchFabricArgs> = {},
): StandardSwitchFabricArgs {
  return {
    datacenterId: lab.datacenterId,
    hosts: {
      "esxi-01": { hostSystemId: lab.host, addresses: { backup: "192.168.30.11/24" } },
      "esxi-02": { hostSystemId: lab.otherHost, addresses: { backup: "192.168.30.12/24" } },
    },
    switches: {
      vSwitch0: { existing: true, portGroups: { jump: { vlanId: 10 } } },
      vSwitch1: {
        uplinks: { active: ["vmnic1"], standby: ["vmnic2"] },
        portGroups: { production: { vlanId: 20 }, staging: { vlanId: 21 } },
        adapters: { backup: { vlanId: 30 } },
      },
    },
    ...changes,
  };
}

export function distributedFabricArgs(
  changes: Partial<DistributedFabricArgs> = {},
): DistributedFabricArgs {
  return {
    datacenterId: lab.datacenterId,
    hosts: { "esxi-01": { hostSystemId: lab.host }, "esxi-02": { hostSystemId: lab.otherHost } },
    adapters: ["vmnic2", "vmnic3"],
    portGroups: { prod: { vlanId: 20 } },
    ...changes,
  };
}

/** Two standard switches that the program must have made: vSwitch0 is there, vSwitch1 is not. */
export function crossArgs(changes: Partial<CrossSwitchVlanArgs> = {}): CrossSwitchVlanArgs {
  const hosts = {
    "esxi-01": { hostSystemId: lab.host },
    "esxi-02": { hostSystemId: lab.otherHost },
  };
  return {
    datacenterId: lab.datacenterId,
    vlanId: 100,
    switches: {
      left: { switchName: "vSwitch0", hosts, uplinks: { active: ["vmnic0"] } },
      right: { switchName: "vSwitch1", hosts, uplinks: { active: ["vmnic1"] } },
    },
    ...changes,
  };
}

/** The guide's numbers (R22). */
export function vMotionArgs(changes: Partial<VMotionNetworkArgs> = {}): VMotionNetworkArgs {
  return {
    hosts: {
      "esxi-01": { hostSystemId: lab.host, slot: 0 },
      "esxi-02": { hostSystemId: lab.otherHost, slot: 1 },
    },
    cidr: "192.168.10.0/24",
    firstAddress: "192.168.10.100",
    vlanId: 50,
    switchName: "vSwitch0",
    ...changes,
  };
}

export function balancingArgs(changes: Partial<ClusterBalancingArgs> = {}): ClusterBalancingArgs {
  return { computeClusterId: "domain-c8", ...changes };
}

/** The fabric with vSwitch1 changed. */
export const withSwitch1 = (changes: object) => {
  const { vSwitch0, vSwitch1 } = standardFabricArgs().switches;
  return { switches: { vSwitch0: vSwitch0!, vSwitch1: { ...vSwitch1!, ...changes } } };
};

/** A private VLAN with every part. */
export const dividedVlan = {
  primaryVlanId: 300,
  isolatedVlanId: 301,
  communities: { print: 302, cameras: 303 },
};
