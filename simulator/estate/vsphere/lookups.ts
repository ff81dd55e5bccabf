import type { World } from "../family";
import { mapsOf, textOf, textsOf, type Maybe } from "../generic/values";
import { V } from "../kinds";
import type { EstateObject } from "../stateFile";
import { EstateRefusal } from "../types";

/** A managed object id that vCenter does not know. */
export function noSuchObject(kind: string, id: string, property: string): EstateRefusal {
  return new EstateRefusal(
    `The object 'vim.${kind}:${id}' has already been deleted or has not been completely created`,
    "ManagedObjectNotFound",
    property,
  );
}

/** vCenter's answer when somebody else holds a thing. */
export function inUse(name: string, by: string, property?: string): EstateRefusal {
  return new EstateRefusal(`The resource '${name}' is in use: ${by}.`, "ResourceInUse", property);
}

export function duplicateName(name: string): EstateRefusal {
  return new EstateRefusal(`The name '${name}' already exists.`, "DuplicateName", "name");
}

/** The host with an id. */
export function hostOf(world: World, id: Maybe, property: string): EstateObject {
  const host = world.store.get(V.host, textOf(id) ?? "");
  if (host === undefined) {
    throw noSuchObject("HostSystem", String(id), property);
  }
  return host;
}

/** Names of a host's physical adapters; undefined for a host that the inventory does not describe. */
export function physicalNics(world: World, host: string): string[] | undefined {
  return world.site.host(host)?.host.nics.map((nic) => nic.name);
}

interface NicUser {
  nic: string;
  type: string;
  id: string;
  name: string;
}

/** Which switch has which physical adapter of a host. */
function nicUsers(world: World, host: string): NicUser[] {
  const users: NicUser[] = [];
  for (const object of world.store.list(V.hostSwitch)) {
    if (object.outputs["hostSystemId"] === host) {
      const name = textOf(object.outputs["name"]) ?? object.id;
      textsOf(object.outputs["networkAdapters"]).forEach((nic) =>
        users.push({ nic, type: object.type, id: object.id, name }),
      );
    }
  }
  for (const object of world.store.list(V.dvs)) {
    const name = textOf(object.outputs["name"]) ?? object.id;
    for (const member of mapsOf(object.outputs["hosts"])) {
      if (member["hostSystemId"] === host) {
        textsOf(member["devices"]).forEach((nic) =>
          users.push({ nic, type: object.type, id: object.id, name }),
        );
      }
    }
  }
  return users;
}

/** A physical adapter exists, is named once, and belongs to one switch of its host. */
export function admitNics(
  world: World,
  host: string,
  nics: string[],
  own: { type: string; id: string },
  property: string,
): void {
  const known = physicalNics(world, host);
  const users = nicUsers(world, host).filter(
    (user) => user.type !== own.type || user.id !== own.id,
  );
  nics.forEach((nic, index) => {
    const at = `${property}[${index}]`;
    if (known !== undefined && !known.includes(nic)) {
      throw new EstateRefusal(
        `The object or item referred to could not be found: host ${host} has no physical adapter ` +
          `"${nic}" (it has ${known.join(", ")})`,
        "NotFound",
        at,
      );
    }
    if (nics.indexOf(nic) !== index) {
      throw new EstateRefusal(`"${nic}" is named twice`, "InvalidArgument", at);
    }
    const user = users.find((item) => item.nic === nic);
    if (user !== undefined) {
      throw inUse(nic, `switch "${user.name}" of host ${host} has it`, at);
    }
  });
}

/** Machines with a NIC on a network; templates count too. */
export function machinesOn(world: World, network: string): EstateObject[] {
  return world.store
    .list(V.vm)
    .filter((vm) =>
      mapsOf(vm.outputs["networkInterfaces"]).some((nic) => nic["networkId"] === network),
    );
}

export const nameOf = (object: EstateObject) => textOf(object.outputs["name"]) ?? object.id;
