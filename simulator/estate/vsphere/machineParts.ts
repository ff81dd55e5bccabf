import type { PropertyMap } from "vmnet/network/model/resource";
import type { World } from "../family";
import { mapsOf, textOf } from "../generic/values";

/** A generated MAC address of vCenter's range; lower case, as vCenter answers. */
function generatedMac(world: World): string {
  const hex = world.store.nextNumber("machine mac", 1).toString(16).padStart(6, "0");
  const first = (0x80 + (parseInt(hex.slice(0, 2), 16) % 0x40)).toString(16);
  return `00:50:56:${first}:${hex.slice(2, 4)}:${hex.slice(4, 6)}`;
}

const shares: Record<string, number> = { low: 25, normal: 50, high: 100 };

/**
 * NICs as vCenter answers them. A MAC address counts only together with `useStaticMac`; otherwise a
 * generated one is there, whatever the program wrote.
 */
export function completeNics(
  world: World,
  inputs: PropertyMap,
  before: PropertyMap,
): PropertyMap[] {
  const old = mapsOf(before["networkInterfaces"]);
  return mapsOf(inputs["networkInterfaces"]).map((nic, index) => {
    const previous = old[index] ?? {};
    const fixed = nic["useStaticMac"] === true ? textOf(nic["macAddress"]) : undefined;
    const wasGenerated =
      previous["useStaticMac"] !== true ? textOf(previous["macAddress"]) : undefined;
    const level = textOf(nic["bandwidthShareLevel"]) ?? "normal";
    return {
      ...nic,
      key: 4000 + index,
      deviceAddress: `pci:0:${7 + index}`,
      macAddress: fixed ?? wasGenerated ?? generatedMac(world),
      bandwidthShareCount: nic["bandwidthShareCount"] ?? shares[level] ?? 50,
    };
  });
}

/** Disks as vCenter answers them. */
export function completeDisks(
  world: World,
  inputs: PropertyMap,
  before: PropertyMap,
  datastore: { id: string; name: string },
): PropertyMap[] {
  const old = mapsOf(before["disks"]);
  const machine = textOf(inputs["name"]) ?? "";
  return mapsOf(inputs["disks"]).map((disk, index) => {
    const file = index === 0 ? machine : `${machine}_${index}`;
    const previous = old.find((item) => item["label"] === disk["label"]);
    return {
      ...disk,
      key: 2000 + index,
      deviceAddress: `scsi:0:${String(disk["unitNumber"] ?? index)}`,
      datastoreId: textOf(disk["datastoreId"]) ?? datastore.id,
      path: textOf(disk["path"]) ?? `[${datastore.name}] ${machine}/${file}.vmdk`,
      uuid: textOf(disk["uuid"]) ?? textOf(previous?.["uuid"]) ?? world.store.nextUuid("disk"),
    };
  });
}
