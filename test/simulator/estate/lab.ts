import { Estate, EstateRefusal } from "@vmnet/simulator/estate/index";
import { N, P, V } from "@vmnet/simulator/estate/kinds";
import type { ObjectAnswer } from "@vmnet/simulator/estate/index";
import type { PropertyMap } from "vmnet/network/model/resource";

export const point = "/infra/sites/default/enforcement-points/default";
export const overlay = `${point}/transport-zones/overlay-tz`;
export const vlanZone = `${point}/transport-zones/vlan-tz`;
export const edges = `${point}/edge-clusters/edge-cluster-01`;
export const siteT0 = "/infra/tier-0s/site-t0";
export const ids = {
  datacenter: "datacenter-2",
  host: "host-21",
  other: "host-22",
  pool: "resgroup-81",
};
export { N, P, V };

/** An estate in memory with the shortest way to make things and to see refusals. */
export class Lab {
  constructor(readonly estate: Estate = Estate.open()) {}

  /** Checks and creates; fails the test when a check fails. */
  add(type: string, inputs: PropertyMap): ObjectAnswer & { inputs: PropertyMap } {
    const checked = this.estate.check(type, inputs, undefined, { urn: `urn:${type}::auto` });
    expect(checked.failures).toEqual([]);
    return {
      ...this.estate.create(type, checked.inputs, { preview: false }),
      inputs: checked.inputs,
    };
  }

  /** The refusal of a create whose checks pass. */
  refusal(type: string, inputs: PropertyMap): EstateRefusal {
    return refusalOf(() => this.add(type, inputs));
  }

  change(
    type: string,
    made: ObjectAnswer & { inputs: PropertyMap },
    more: PropertyMap,
  ): PropertyMap {
    const { inputs, failures } = this.estate.check(type, { ...made.inputs, ...more }, made.inputs);
    expect(failures).toEqual([]);
    return this.estate.update(type, made.id, made.inputs, made.outputs, inputs, { preview: false });
  }

  /** `property: reason` of every failed check. */
  faults(type: string, inputs: PropertyMap): string[] {
    const { failures } = this.estate.check(type, inputs, undefined);
    return failures.map(({ property, reason }) => `${property}: ${reason}`);
  }

  segment(nsxId: string, more: PropertyMap = {}): ObjectAnswer & { inputs: PropertyMap } {
    return this.add(N.segment, { displayName: nsxId, nsxId, transportZonePath: overlay, ...more });
  }

  tier1(nsxId: string, more: PropertyMap = {}): ObjectAnswer & { inputs: PropertyMap } {
    return this.add(N.tier1, {
      displayName: nsxId,
      nsxId,
      type: "ROUTED",
      tier0Path: siteT0,
      edgeClusterPath: edges,
      haMode: "ACTIVE_STANDBY",
      ...more,
    });
  }

  hostSwitch(more: PropertyMap = {}): ObjectAnswer & { inputs: PropertyMap } {
    return this.add(V.hostSwitch, {
      name: "vSwitch1",
      hostSystemId: ids.host,
      networkAdapters: ["vmnic1"],
      activeNics: ["vmnic1"],
      ...more,
    });
  }

  portGroup(name: string, more: PropertyMap = {}): ObjectAnswer & { inputs: PropertyMap } {
    return this.add(V.hostPortGroup, {
      name,
      hostSystemId: ids.host,
      virtualSwitchName: "vSwitch1",
      ...more,
    });
  }

  /** Asks for a machine in vain, which is when NSX learns of it. */
  inventory(id: string): void {
    const ask = () => this.estate.invoke("nsxt:index/getPolicyVm:getPolicyVm", { biosId: id });
    expect(refusalOf(ask).message).toBe(`Cannot find VM with ID ${id}`);
  }

  network(name: string): string {
    const args = { name, datacenterId: ids.datacenter };
    return String(this.estate.invoke("vsphere:index/getNetwork:getNetwork", args)["id"]);
  }

  machine(
    name: string,
    networkId: string,
    more: PropertyMap = {},
  ): ObjectAnswer & { inputs: PropertyMap } {
    return this.add(V.vm, machineInputs(name, networkId, more));
  }
}

export function machineInputs(
  name: string,
  networkId: string,
  more: PropertyMap = {},
): PropertyMap {
  return {
    name,
    resourcePoolId: ids.pool,
    hostSystemId: ids.host,
    datastoreId: "datastore-41",
    networkInterfaces: [{ networkId }],
    disks: [{ label: "disk0", size: 20 }],
    ...more,
  };
}

export function refusalOf(action: () => unknown): EstateRefusal {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(EstateRefusal);
    return error as EstateRefusal;
  }
  throw new Error("the estate accepted what it should refuse");
}
