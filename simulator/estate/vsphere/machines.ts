import type { PropertyMap } from "vmnet/network/model/resource";
import type { Change, Families, Family, World } from "../family";
import { isMap, isAbsent, mapsOf, numberOf, textOf } from "../generic/values";
import { P, V } from "../kinds";
import { guestAddresses } from "../nsx/addresses";
import type { EstateObject } from "../stateFile";
import { EstateRefusal, type CheckFailure } from "../types";
import { duplicateName, hostOf, noSuchObject } from "./lookups";
import { completeDisks, completeNics } from "./machineParts";
import { networkWith } from "./networks";

/** What the real provider refuses at preview beyond the tables; later the datastore is computed. */
function previewFaults(inputs: PropertyMap, olds: PropertyMap | undefined): CheckFailure[] {
  const faults: CheckFailure[] = [];
  if (olds === undefined && isAbsent(inputs["datastoreId"] ?? inputs["datastoreClusterId"])) {
    const reason = "one of datastoreId datastoreClusterId must be specified";
    faults.push({ property: "datastoreId", reason });
  }
  const labels = mapsOf(inputs["disks"]).map((disk) => textOf(disk["label"]));
  labels.forEach((label, index) => {
    if (label !== undefined && labels.indexOf(label) !== index) {
      faults.push({ property: `disks[${index}].label`, reason: `disk: duplicate name ${label}` });
    }
  });
  return faults;
}

/** The cluster that a resource pool belongs to. */
function clusterOfPool(world: World, pool: EstateObject): string | undefined {
  const parent = textOf(pool.outputs["parentResourcePoolId"]) ?? "";
  const above = world.store.get(V.resourcePool, parent);
  return above === undefined ? world.store.get(V.cluster, parent)?.id : clusterOfPool(world, above);
}

/** The host: the one asked for, else the cluster's first (the real one chooses at random). */
function placeOf({ world, inputs }: Change): string {
  const poolId = textOf(inputs["resourcePoolId"]) ?? "";
  const pool = world.store.get(V.resourcePool, poolId);
  if (pool === undefined) {
    throw noSuchObject("ResourcePool", poolId, "resourcePoolId");
  }
  const cluster = clusterOfPool(world, pool);
  const members = world.store.list(V.host).filter((host) => host.outputs["cluster"] === cluster);
  const asked = textOf(inputs["hostSystemId"]);
  if (asked === undefined) {
    return members[0]?.id ?? "";
  }
  const host = hostOf(world, asked, "hostSystemId");
  if (cluster !== undefined && host.outputs["cluster"] !== cluster) {
    throw new EstateRefusal(
      `resource pool "${poolId}" is not on the same cluster as host "${asked}"`,
      "InvalidArgument",
      "hostSystemId",
    );
  }
  return host.id;
}

function datastoreOf({ world, inputs }: Change): { id: string; name: string } {
  const id = textOf(inputs["datastoreId"]);
  const found =
    id === undefined ? world.store.list(P.datastore)[0] : world.store.get(P.datastore, id);
  if (found === undefined) {
    throw noSuchObject("Datastore", id ?? "", "datastoreId");
  }
  return { id: found.id, name: textOf(found.outputs["name"]) ?? found.id };
}

/** Every NIC's network exists, and a standard one exists on the machine's host. */
function admitNetworks(change: Change): void {
  const host = placeOf(change);
  mapsOf(change.inputs["networkInterfaces"]).forEach((nic, index) => {
    const id = textOf(nic["networkId"]) ?? "";
    const property = `networkInterfaces[${index}].networkId`;
    const network = networkWith(change.world, id);
    if (network === undefined) {
      throw noSuchObject("Network", id, property);
    }
    const standard = network.members.filter((member) => member.type === V.hostPortGroup);
    if (
      standard.length > 0 &&
      !standard.some((member) => member.outputs["hostSystemId"] === host)
    ) {
      const hosts = standard.map((member) => String(member.outputs["hostSystemId"])).join(", ");
      throw new EstateRefusal(
        `Network interface ${index + 1} uses network "${network.name}", which is not accessible on host ` +
          `${host} (it is on ${hosts})`,
        "CannotAccessNetwork",
        property,
      );
    }
  });
}

/** What a machine is cloned from; undefined where it is not. */
export function templateOf({ world, inputs }: Change): EstateObject | undefined {
  const clone = inputs["clone"];
  const uuid = isMap(clone) ? textOf(clone["templateUuid"]) : undefined;
  if (uuid === undefined) {
    return undefined;
  }
  const found = world.store.get(V.vm, uuid);
  if (found === undefined) {
    throw new EstateRefusal(
      `cannot locate virtual machine or template with UUID "${uuid}": virtual machine not found`,
      "NotFound",
      "clone.templateUuid",
    );
  }
  return found;
}

/** A clone has its template's kind of guest; its disks are the template's, in order, none smaller. */
function admitClone(change: Change): void {
  const wanted = mapsOf(change.inputs["disks"]);
  const template = templateOf(change)?.outputs ?? {};
  const [guest = "other-64", theirs] = [change.inputs["guestId"], template["guestId"]].map(textOf);
  if (theirs !== undefined && guest !== theirs) {
    throw new EstateRefusal(
      `invalid guest ID "${guest}" for clone. Please set it to "${theirs}"`,
      undefined,
      "guestId",
    );
  }
  mapsOf(template["disks"]).forEach((disk, index) => {
    const mine = wanted[index];
    if (mine === undefined) {
      throw new EstateRefusal(
        `not enough disks in configuration - the template has ${index + 1} or more, got ${wanted.length}`,
        undefined,
        "disks",
      );
    }
    const [size, least] = [numberOf(mine["size"]), numberOf(disk["size"]) ?? 0];
    if (size !== undefined && size < least) {
      throw new EstateRefusal(
        `disks[${index}]: size must be at least the template's, ${least} GB, got ${size}`,
        undefined,
        `disks[${index}].size`,
      );
    }
  });
}

/** Found at power-on, which the provider waits for. */
function admitMemory({ inputs }: Change): void {
  const memory = numberOf(inputs["memory"]) ?? 1024;
  if (memory % 4 !== 0) {
    throw new EstateRefusal(
      `Memory (RAM) size (${memory}) is invalid.`,
      "GenericVmConfigFault",
      "memory",
    );
  }
}

/**
 * Machines of one folder have different names. Duplicate MAC or guest addresses are not refused:
 * vCenter raises an alarm at most.
 */
function admitName({ world, id, inputs }: Change): void {
  const name = textOf(inputs["name"]) ?? "";
  const folder = textOf(inputs["folder"]) ?? "";
  const twin = world.store
    .list(V.vm)
    .find(
      (vm) =>
        vm.id !== id &&
        vm.outputs["name"] === name &&
        (textOf(vm.outputs["folder"]) ?? "") === folder,
    );
  if (twin !== undefined) {
    throw duplicateName(name);
  }
}

const machine: Family = {
  check: (inputs, _world, olds) => previewFaults(inputs, olds),
  identify: (_inputs, world) => ({ id: `42${world.store.nextUuid("machine").slice(2)}` }),
  admit(change) {
    placeOf(change);
    datastoreOf(change);
    admitName(change);
    admitNetworks(change);
    admitMemory(change);
    if (change.before === undefined) {
      admitClone(change);
    }
  },
  complete(change) {
    const { world, id, inputs, before } = change;
    const old = before?.outputs ?? {};
    const datastore = datastoreOf(change);
    const addresses = guestAddresses(inputs);
    const name = textOf(inputs["name"]) ?? "";
    const fallbacks: PropertyMap = {
      guestId: "other-64",
      hardwareVersion: 21,
      annotation: "",
      eptRviMode: "automatic",
      hvMode: "hvAuto",
      cpuShareCount: 1000 * (numberOf(inputs["numCpus"]) ?? 1),
      memoryShareCount: 10 * (numberOf(inputs["memory"]) ?? 1024),
      storagePolicyId: "",
    };
    const open = Object.entries(fallbacks).filter(([key]) => inputs[key] === undefined);
    return {
      outputs: {
        ...Object.fromEntries(open),
        uuid: id,
        moid: old["moid"] ?? `vm-${world.store.nextNumber("vm-")}`,
        hostSystemId: placeOf(change),
        datastoreId: datastore.id,
        networkInterfaces: completeNics(world, inputs, old),
        disks: completeDisks(world, inputs, old, datastore),
        guestIpAddresses: addresses,
        ...(addresses[0] === undefined ? {} : { defaultIpAddress: addresses[0] }),
        changeVersion: String(Number(textOf(old["changeVersion"]) ?? "0") + 1),
        imported: false,
        rebootRequired: false,
        powerState: "on",
        vappTransports: [],
        vmwareToolsStatus: "guestToolsRunning",
        vmxPath: `${name}/${name}.vmx`,
      },
    };
  },
  locate(id, { store }) {
    const name = id.slice(id.lastIndexOf("/") + 1);
    return store.list(V.vm).find((vm) => vm.outputs["moid"] === id || vm.outputs["name"] === name)
      ?.id;
  },
};

export const machineFamilies: Families = { [V.vm]: machine };
