import type { PropertyMap } from "vmnet/network/model/resource";
import { nsxPath } from "vmnet/network/model/paths";
import type { World } from "../family";
import { N, V } from "../kinds";
import { packageOf, shortName } from "./tables";
import { textOf } from "./values";

/** Types whose NSX id is never the `nsxId` argument. */
const randomIds = new Set<string>([N.bgpConfig, N.redistribution, N.haVip]);

const managedObjectPrefixes: Record<string, string> = {
  [V.cluster]: "domain-c",
  [V.resourcePool]: "resgroup-",
  [V.host]: "host-",
  [V.dvpg]: "dvportgroup-",
  "vsphere:index/alarm:Alarm": "alarm-",
};

function vsphereId(type: string, inputs: PropertyMap, world: World): string {
  const prefix = managedObjectPrefixes[type];
  if (prefix !== undefined) {
    return `${prefix}${world.store.nextNumber(prefix)}`;
  }
  const name = textOf(inputs["name"]);
  const cluster = textOf(inputs["computeClusterId"]);
  if (
    cluster !== undefined &&
    /VmAffinityRule|VmAntiAffinityRule|HostRule|DependencyRule/.test(type)
  ) {
    return `${cluster}:${world.store.nextNumber(`rule ${cluster}`, 1)}`;
  }
  if (cluster !== undefined) {
    return `${cluster}:${name ?? textOf(inputs["virtualMachineId"]) ?? ""}`;
  }
  return name ?? `${shortName(type)}-${world.store.nextNumber(type, 1)}`;
}

/** The id (and NSX path) that a new object gets where no hand-written rule says otherwise. */
export function genericIdentity(
  type: string,
  inputs: PropertyMap,
  world: World,
): { id: string; path?: string } {
  if (packageOf(type) !== "nsxt") {
    return { id: vsphereId(type, inputs, world) };
  }
  const chosen = randomIds.has(type) ? undefined : textOf(inputs["nsxId"]);
  const id = chosen ?? world.store.nextUuid(type);
  const path = nsxPath(type, id, inputs);
  return path === undefined ? { id } : { id, path };
}

/** `policySegmentId` for `PolicySegment`: the bridge's mirror of the Terraform id. */
export function mirrorName(type: string): string {
  const name = shortName(type);
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}Id`;
}
