import type { PropertyMap } from "vmnet/network/model/resource";
import type { Change, World } from "../family";
import { isAbsent, isZero, mapsOf, textOf, textsOf } from "../generic/values";
import { V } from "../kinds";
import type { EstateObject } from "../stateFile";
import { EstateRefusal } from "../types";
import { machinesOn, nameOf } from "./lookups";

/** The version in the caller's state is sent along; it must be the present one. */
export function refuseStale({ before, recorded }: Change, what: string): void {
  const now = textOf(before?.outputs["configVersion"]);
  const sent = textOf(recorded?.["configVersion"]);
  if (now !== undefined && sent !== undefined && now !== sent) {
    throw new EstateRefusal(
      `could not update ${what}: ConcurrentAccess (its configVersion is ${now}, the request has ${sent}; ` +
        "refresh first)",
      "ConcurrentAccess",
      "configVersion",
    );
  }
}

export const nextVersion = (object: EstateObject | undefined) =>
  String(Number(textOf(object?.outputs["configVersion"]) ?? "0") + 1);

export const policyDefaults: PropertyMap = {
  allowPromiscuous: false,
  allowForgedTransmits: false,
  allowMacChanges: false,
  notifySwitches: true,
  failback: true,
  checkBeacon: false,
  teamingPolicy: "loadbalance_srcid",
  blockAllPorts: false,
  netflowEnabled: false,
  txUplink: false,
  directpathGen2Allowed: false,
  ingressShapingEnabled: false,
  egressShapingEnabled: false,
};

export function missing(inputs: PropertyMap, fallbacks: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(fallbacks).filter(([key]) => isAbsent(inputs[key])));
}

/** Without a VLAN range or a private VLAN the VLAN id is what applies. */
export function vlanFallback(inputs: PropertyMap, id: PropertyMap[string]): PropertyMap {
  const other = !isZero(inputs["vlanRanges"]) || !isZero(inputs["portPrivateSecondaryVlanId"]);
  return other ? {} : missing(inputs, { vlanId: id });
}

export function groupsOn(world: World, uuid: string): EstateObject[] {
  return world.store
    .list(V.dvpg)
    .filter((item) => item.outputs["distributedVirtualSwitchUuid"] === uuid);
}

/** Who needs a distributed port group: VMkernel adapters and machines. */
export function usersOf(world: World, group: EstateObject): string[] {
  const adapters = world.store
    .list(V.vnic)
    .filter((vnic) => vnic.outputs["distributedPortGroup"] === group.id)
    .map((vnic) => vnic.id);
  return [...adapters, ...machinesOn(world, group.id).map(nameOf)];
}

export function admitUplinks(inputs: PropertyMap, uplinks: string[], owner: string): void {
  for (const property of ["activeUplinks", "standbyUplinks"]) {
    const stranger = textsOf(inputs[property]).findIndex((name) => !uplinks.includes(name));
    if (stranger >= 0) {
      throw new EstateRefusal(
        `A specified parameter was not correct: "${textsOf(inputs[property])[stranger]}" is no uplink of ` +
          `switch "${owner}" (${uplinks.join(", ")})`,
        "InvalidArgument",
        `${property}[${stranger}]`,
      );
    }
  }
}

/** A private VLAN needs its primary's promiscuous entry, and each secondary id is used once. */
export function admitMappings(mappings: PropertyMap[]): void {
  mappings.forEach((mapping, index) => {
    const { primaryVlanId: primary, secondaryVlanId: secondary, pvlanType } = mapping;
    const at = `pvlanMappings[${index}]`;
    const base = mappings.some(
      (item) => item["pvlanType"] === "promiscuous" && item["primaryVlanId"] === primary,
    );
    if (!base || (pvlanType === "promiscuous") !== (primary === secondary)) {
      throw new EstateRefusal(
        `A specified parameter was not correct: private VLAN ${String(primary)}/${String(secondary)} ` +
          `(${String(pvlanType)}); a primary needs one promiscuous entry with its own id`,
        "InvalidArgument",
        at,
      );
    }
    const twin = mappings.findIndex((item) => item["secondaryVlanId"] === secondary);
    if (twin !== index) {
      throw new EstateRefusal(
        `secondary VLAN ${String(secondary)} is mapped twice`,
        "InvalidArgument",
        at,
      );
    }
  });
}

export function switchOf(world: World, uuid: PropertyMap[string], property: string): EstateObject {
  const found = world.store.get(V.dvs, textOf(uuid) ?? "");
  if (found === undefined) {
    throw new EstateRefusal(`could not find DVS "${String(uuid)}"`, "NotFound", property);
  }
  return found;
}

export const triple = (item: PropertyMap) =>
  `${String(item["primaryVlanId"])}-${String(item["secondaryVlanId"])}-${String(item["pvlanType"])}`;

/** The switch's private VLANs, its own and those of mapping resources. */
export function mappingsOf(world: World, above: EstateObject): PropertyMap[] {
  const own = mapsOf(above.outputs["pvlanMappings"]);
  const apart = world.store
    .list(V.pvlanMapping)
    .map((item) => item.outputs)
    .filter((item) => item["distributedVirtualSwitchId"] === above.id)
    .filter((item) => !own.some((other) => triple(other) === triple(item)));
  return [...own, ...apart];
}
