import type { PropertyMap } from "vmnet/network/model/resource";
import type { World } from "../family";
import { mapsOf, textOf } from "../generic/values";
import { P, V } from "../kinds";
import type { EstateObject } from "../stateFile";
import { EstateRefusal } from "../types";
import { networksOf } from "../vsphere/networks";
import type { Lookup } from "./index";

const lastPart = (path: string) => path.slice(path.lastIndexOf("/") + 1);

function notFound(what: string, name: string, known: string[]): EstateRefusal {
  const hint = known.length === 0 ? "" : ` (there are: ${known.slice(0, 12).join(", ")})`;
  return new EstateRefusal(`${what} '${name}' not found${hint}`, "NotFound");
}

/** One object by name or inventory path; none and several are refused. */
function byName(objects: EstateObject[], what: string, name: string): EstateObject {
  const key = lastPart(name);
  const matches = objects.filter((object) => object.outputs["name"] === key || object.id === name);
  const [first] = matches;
  if (first === undefined) {
    throw notFound(
      what,
      name,
      objects.map((object) => textOf(object.outputs["name"]) ?? object.id),
    );
  }
  if (matches.length > 1) {
    throw new EstateRefusal(`path '${name}' resolves to multiple ${what}s`);
  }
  return first;
}

function refuseOtherDatacenter(world: World, args: PropertyMap): void {
  const asked = textOf(args["datacenterId"]);
  const known = [
    world.site.datacenter,
    ...world.store.list(V.datacenter).map((object) => textOf(object.outputs["moid"]) ?? ""),
  ];
  if (asked !== undefined && !known.includes(asked)) {
    throw new EstateRefusal(
      `cannot locate datacenter: ServerFaultCode: The object 'vim.Datacenter:${asked}' has already ` +
        `been deleted or has not been completely created (there is ${known.join(", ")})`,
      "ManagedObjectNotFound",
      "datacenterId",
    );
  }
}

const getDatacenter: Lookup = ({ store, site }, args) => {
  const name = textOf(args["name"]) ?? site.inventory.datacenter.name;
  const found = byName(store.list(V.datacenter), "datacenter", name);
  const machines = store.list(V.vm).flatMap((vm) => textOf(vm.outputs["name"]) ?? []);
  const id = textOf(found.outputs["moid"]) ?? found.id;
  return { id, name, virtualMachines: machines };
};

const getHost: Lookup = (world, args) => {
  refuseOtherDatacenter(world, args);
  const hosts = world.store.list(V.host);
  const asked = textOf(args["name"]);
  if (asked === undefined && hosts.length !== 1) {
    throw new EstateRefusal(
      "error fetching host: default host resolves to multiple instances, please specify",
    );
  }
  const name = asked ?? textOf(hosts[0]?.outputs["hostname"]) ?? "";
  const found = hosts.find((host) => host.outputs["hostname"] === lastPart(name));
  if (found === undefined) {
    throw notFound(
      "error fetching host: host",
      name,
      hosts.map((host) => textOf(host.outputs["hostname"]) ?? ""),
    );
  }
  const cluster = textOf(found.outputs["cluster"]);
  const pool =
    cluster === undefined
      ? undefined
      : world.store.get(V.cluster, cluster)?.outputs["resourcePoolId"];
  return { id: found.id, name, resourcePoolId: pool };
};

const getComputeCluster: Lookup = (world, args) => {
  refuseOtherDatacenter(world, args);
  const found = byName(world.store.list(V.cluster), "cluster", textOf(args["name"]) ?? "");
  return { ...found.outputs, id: found.id };
};

const getDatastore: Lookup = (world, args) => {
  refuseOtherDatacenter(world, args);
  const found = byName(world.store.list(P.datastore), "datastore", textOf(args["name"]) ?? "");
  const { capacityGb, freeGb } = found.outputs;
  return { id: found.id, stats: { capacity: String(capacityGb), free: String(freeGb) } };
};

const getNetwork: Lookup = (world, args) => {
  refuseOtherDatacenter(world, args);
  const name = textOf(args["name"]) ?? "";
  const switchId = textOf(args["distributedVirtualSwitchUuid"]);
  const kinds = mapsOf(args["filters"]).flatMap((filter) => textOf(filter["networkType"]) ?? []);
  const all = networksOf(world);
  const matches = all.filter(
    (network) =>
      network.name === lastPart(name) &&
      (switchId === undefined || network.switchId === switchId) &&
      (kinds.length === 0 || kinds.includes(network.type)),
  );
  const [first] = matches;
  if (first === undefined) {
    throw notFound(
      "error fetching network: network",
      name,
      all.map((network) => network.name),
    );
  }
  if (matches.length > 1) {
    throw new EstateRefusal(
      `path '${name}' resolves to multiple networks; give distributedVirtualSwitchUuid`,
      undefined,
      "name",
    );
  }
  return { id: first.id, type: first.type };
};

const getVirtualMachine: Lookup = ({ store }, args) => {
  const machines = store.list(V.vm);
  const moid = textOf(args["moid"]);
  const uuid = textOf(args["uuid"]);
  const name = textOf(args["name"]);
  if (name === undefined && uuid === undefined && moid === undefined) {
    throw new EstateRefusal("must specify either name, uuid or moid", undefined, "name");
  }
  const found =
    moid === undefined && uuid === undefined
      ? byName(machines, "error fetching virtual machine: vm", name ?? "")
      : machines.find(
          (vm) => vm.id === uuid || (moid !== undefined && vm.outputs["moid"] === moid),
        );
  if (found === undefined) {
    throw notFound("error fetching virtual machine: vm", moid ?? uuid ?? "", []);
  }
  const nics = mapsOf(found.outputs["networkInterfaces"]);
  return {
    ...found.outputs,
    id: found.id,
    instanceUuid: found.id,
    uuid: found.id,
    networkInterfaceTypes: nics.map((nic) => textOf(nic["adapterType"]) ?? "vmxnet3"),
    scsiType: "pvscsi",
    scsiBusSharing: "noSharing",
    numCoresPerSocket: 1,
  };
};

function poolPath(world: World, pool: EstateObject): string {
  const parent = textOf(pool.outputs["parentResourcePoolId"]) ?? "";
  const above = world.store.get(V.resourcePool, parent);
  const cluster = world.store.get(V.cluster, parent);
  const name = textOf(pool.outputs["name"]) ?? pool.id;
  if (above !== undefined) {
    return `${poolPath(world, above)}/${name}`;
  }
  return `${textOf(cluster?.outputs["name"]) ?? parent}/${name}`;
}

const getResourcePool: Lookup = (world, args) => {
  refuseOtherDatacenter(world, args);
  const pools = world.store.list(V.resourcePool);
  const name = textOf(args["name"]);
  const parent = textOf(args["parentResourcePoolId"]);
  const matches = pools.filter((pool) => {
    const path = poolPath(world, pool);
    const named = name === undefined || path === name || path.endsWith(`/${name}`);
    return named && (parent === undefined || pool.outputs["parentResourcePoolId"] === parent);
  });
  const [first] = matches;
  if (first === undefined) {
    throw notFound(
      "resource pool",
      name ?? "",
      pools.map((pool) => poolPath(world, pool)),
    );
  }
  if (matches.length > 1) {
    const paths = matches.map((pool) => poolPath(world, pool)).join(", ");
    throw new EstateRefusal(`path '${name ?? ""}' resolves to multiple resource pools: ${paths}`);
  }
  return { id: first.id, name: name ?? first.outputs["name"] };
};

const getDistributedVirtualSwitch: Lookup = (world, args) => {
  refuseOtherDatacenter(world, args);
  const found = byName(
    world.store.list(V.dvs),
    "distributed virtual switch",
    textOf(args["name"]) ?? "",
  );
  return { id: found.id, uplinks: found.outputs["uplinks"] };
};

const getFolder: Lookup = ({ store }, args) => {
  const path = textOf(args["path"]) ?? "";
  const found = store
    .list(V.folder)
    .find((folder) => path.endsWith(textOf(folder.outputs["path"]) ?? "\0"));
  if (found === undefined) {
    throw notFound(
      "folder",
      path,
      store.list(V.folder).map((folder) => textOf(folder.outputs["path"]) ?? ""),
    );
  }
  return { id: found.id, path };
};

const token = (name: string) => `vsphere:index/${name}:${name}`;

/** vSphere data sources with rules of their own. */
export const vsphereFunctions: Record<string, Lookup> = {
  [token("getDatacenter")]: getDatacenter,
  [token("getHost")]: getHost,
  [token("getComputeCluster")]: getComputeCluster,
  [token("getDatastore")]: getDatastore,
  [token("getNetwork")]: getNetwork,
  [token("getVirtualMachine")]: getVirtualMachine,
  [token("getResourcePool")]: getResourcePool,
  [token("getDistributedVirtualSwitch")]: getDistributedVirtualSwitch,
  [token("getFolder")]: getFolder,
};
