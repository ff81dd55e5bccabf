import type { World } from "../family";
import { textOf } from "../generic/values";
import { N, V } from "../kinds";
import type { EstateObject } from "../stateFile";

/** A network as vCenter lists it, the thing that a machine's NIC is on. */
export interface Network {
  /** Managed object id: `network-17` or `dvportgroup-68`. */
  id: string;
  name: string;
  type: "Network" | "DistributedVirtualPortgroup";
  /** UUID of its distributed switch. */
  switchId?: string;
  /** The objects that make it: one distributed group or segment, or same-named host port groups. */
  members: EstateObject[];
}

/**
 * Every network of the datacenter. Host port groups of one name are one network, whatever host they
 * are on; it goes with the last of them. NSX segments appear as distributed port groups.
 */
export function networksOf(world: World): Network[] {
  const networks = new Map<string, Network>();
  for (const object of world.store.list(V.hostPortGroup)) {
    const id = String(object.internal?.["network"] ?? object.id);
    const known = networks.get(id);
    if (known !== undefined) {
      known.members.push(object);
    } else {
      const name = textOf(object.outputs["name"]) ?? "";
      networks.set(id, { id, name, type: "Network", members: [object] });
    }
  }
  for (const object of world.store.list(V.dvpg)) {
    const switchId = textOf(object.outputs["distributedVirtualSwitchUuid"]);
    networks.set(object.id, {
      id: object.id,
      name: textOf(object.outputs["name"]) ?? "",
      type: "DistributedVirtualPortgroup",
      members: [object],
      ...(switchId === undefined ? {} : { switchId }),
    });
  }
  for (const object of world.store.list(N.segment, N.vlanSegment)) {
    const id = String(object.internal?.["network"] ?? object.id);
    const name = textOf(object.outputs["displayName"]) ?? "";
    networks.set(id, { id, name, type: "DistributedVirtualPortgroup", members: [object] });
  }
  return [...networks.values()];
}

/** The network with a managed object id. */
export function networkWith(world: World, id: string): Network | undefined {
  return networksOf(world).find((network) => network.id === id);
}
