import type { PropertyMap } from "vmnet/network/model/resource";
import type { Change, Family, World } from "../family";
import { isZero, mapsOf, textOf, textsOf } from "../generic/values";
import { V } from "../kinds";
import {
  admitMappings,
  admitUplinks,
  groupsOn,
  missing,
  nextVersion,
  policyDefaults,
  refuseStale,
  usersOf,
  vlanFallback,
} from "./distributedParts";
import { admitNics, duplicateName, hostOf, inUse, nameOf, noSuchObject } from "./lookups";

/** `50 63 1b e9 14 fe fc a6-c7 3c de f5 16 76 ae b3`: a switch's UUID has blanks. */
function switchUuid(world: World): string {
  const hex = world.store.nextUuid("switch").replace(/-/g, "");
  const pairs = hex.match(/../g) ?? [];
  return `50 ${pairs.slice(1, 8).join(" ")}-${pairs.slice(8).join(" ")}`;
}

const trafficClasses = [
  "faulttolerance",
  "hbr",
  "iscsi",
  "management",
  "nfs",
  "vdp",
  "virtualmachine",
  "vmotion",
  "vsan",
  "backupnfc",
];

function switchDefaults(): PropertyMap {
  const values: PropertyMap = {
    ...policyDefaults,
    maxMtu: 1500,
    version: "8.0.3",
    lacpApiVersion: "multipleLag",
    lacpEnabled: false,
    lacpMode: "passive",
    multicastFilteringMode: "legacyFiltering",
    networkResourceControlVersion: "version3",
    vlanId: 0,
  };
  for (const name of trafficClasses) {
    values[`${name}ShareLevel`] = "normal";
    values[`${name}ShareCount`] = 50;
    values[`${name}ReservationMbit`] = 0;
    values[`${name}MaximumMbit`] = -1;
  }
  return values;
}

/** A host that leaves may not have VMkernel adapters on the switch. */
function admitLeavers({ world, id, inputs, before }: Change): void {
  const staying = mapsOf(inputs["hosts"]).map((member) => member["hostSystemId"]);
  for (const member of mapsOf(before?.outputs["hosts"])) {
    const host = member["hostSystemId"];
    const adapter = world.store
      .list(V.vnic)
      .find(
        (vnic) => vnic.outputs["host"] === host && vnic.outputs["distributedSwitchPort"] === id,
      );
    if (!staying.includes(host) && adapter !== undefined) {
      throw inUse(
        String(before?.outputs["name"]),
        `host ${String(host)} has ${adapter.id} on it`,
        "hosts",
      );
    }
  }
}

/** A distributed switch. */
export const dvs: Family = {
  identify: (_inputs, world) => ({ id: switchUuid(world) }),
  admit(change) {
    const { world, type, id, inputs } = change;
    refuseStale(change, "DVS");
    const name = textOf(inputs["name"]) ?? "";
    const centres = world.store.list(V.datacenter).map((item) => item.outputs["moid"]);
    if (!centres.includes(inputs["datacenterId"])) {
      throw noSuchObject("Datacenter", String(inputs["datacenterId"]), "datacenterId");
    }
    const twin = world.store
      .list(V.dvs)
      .find(
        (item) =>
          item.id !== id &&
          item.outputs["name"] === name &&
          item.outputs["folder"] === inputs["folder"],
      );
    if (twin !== undefined) {
      throw duplicateName(name);
    }
    const members = mapsOf(inputs["hosts"]);
    members.forEach((member, index) => {
      const host = hostOf(world, member["hostSystemId"], `hosts[${index}].hostSystemId`).id;
      admitNics(world, host, textsOf(member["devices"]), { type, id }, `hosts[${index}].devices`);
    });
    if (!isZero(inputs["uplinks"])) {
      admitUplinks(inputs, textsOf(inputs["uplinks"]), name);
    }
    admitMappings(mapsOf(inputs["pvlanMappings"]));
    admitLeavers(change);
  },
  complete({ inputs, before }) {
    const uplinks = textsOf(inputs["uplinks"]);
    const names = uplinks.length > 0 ? uplinks : [1, 2, 3, 4].map((number) => `dvUplink${number}`);
    const { vlanId, ...defaults } = switchDefaults();
    return {
      outputs: {
        ...missing(inputs, {
          ...defaults,
          uplinks: names,
          activeUplinks: names,
          standbyUplinks: [],
        }),
        ...vlanFallback(inputs, vlanId),
        configVersion: nextVersion(before),
      },
    };
  },
  release(object, world) {
    for (const group of groupsOn(world, object.id)) {
      const users = usersOf(world, group);
      if (users.length > 0) {
        throw inUse(nameOf(object), `port group "${nameOf(group)}" has ${users.join(", ")}`);
      }
    }
  },
  removed(object, world) {
    const mappings = world.store
      .list(V.pvlanMapping)
      .filter((item) => item.outputs["distributedVirtualSwitchId"] === object.id);
    [...groupsOn(world, object.id), ...mappings].forEach((item) =>
      world.store.remove(item.type, item.id),
    );
  },
};
