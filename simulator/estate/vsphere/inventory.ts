import type { PropertyMap } from "vmnet/network/model/resource";
import type { Change, Families, Family, World } from "../family";
import { isZero, textOf, textsOf } from "../generic/values";
import { V } from "../kinds";
import { EstateRefusal } from "../types";
import { duplicateName, hostOf, inUse, nameOf, noSuchObject } from "./lookups";

/** The resource's id is its name; `moid` is what other resources take. */
const datacenter: Family = {
  complete: ({ world, before }) => ({
    outputs: {
      moid: before?.outputs["moid"] ?? `datacenter-${world.store.nextNumber("datacenter-")}`,
    },
  }),
};

const folderLetters: Record<string, string> = {
  vm: "v",
  network: "n",
  host: "h",
  datastore: "s",
  datacenter: "d",
};

const trimmed = (path: PropertyMap[string]) => (textOf(path) ?? "").replace(/^\/+|\/+$/g, "");

const folder: Family = {
  identify(inputs, world) {
    const letter = folderLetters[textOf(inputs["type"]) ?? ""] ?? "v";
    return { id: `group-${letter}${world.store.nextNumber("group-")}` };
  },
  admit({ world, id, inputs }) {
    const type = textOf(inputs["type"]) ?? "";
    if (type !== "datacenter" && textOf(inputs["datacenterId"]) === undefined) {
      throw new EstateRefusal(
        `datacenter_id cannot be empty when creating a folder of type ${type}`,
        undefined,
        "datacenterId",
      );
    }
    const path = trimmed(inputs["path"]);
    const same = world.store
      .list(V.folder)
      .filter((item) => item.id !== id && item.outputs["type"] === type);
    if (same.some((item) => trimmed(item.outputs["path"]) === path)) {
      throw duplicateName(path);
    }
    const parent = path.split("/").slice(0, -1).join("/");
    if (parent !== "" && !same.some((item) => trimmed(item.outputs["path"]) === parent)) {
      throw new EstateRefusal(
        `error trying to determine parent folder: folder '${parent}' not found`,
        "NotFound",
        "path",
      );
    }
  },
  release(object, { store }) {
    const path = trimmed(object.outputs["path"]);
    const inside = [...store.list(V.folder), ...store.list(V.vm, V.dvs)].filter((item) => {
      const place =
        item.type === V.folder
          ? trimmed(item.outputs["path"])
          : `${trimmed(item.outputs["folder"])}/x`;
      return item.id !== object.id && place.startsWith(`${path}/`);
    });
    if (inside.length > 0) {
      throw new EstateRefusal(
        `folder is not empty, please remove all items before deleting: ${inside.map(nameOf).join(", ")}`,
      );
    }
  },
};

function admitPool({ world, id, inputs }: Change): void {
  const parent = textOf(inputs["parentResourcePoolId"]) ?? "";
  if (world.store.get(V.resourcePool, parent) === undefined) {
    throw noSuchObject("ResourcePool", parent, "parentResourcePoolId");
  }
  const twin = world.store
    .list(V.resourcePool)
    .find(
      (pool) =>
        pool.id !== id &&
        pool.outputs["parentResourcePoolId"] === parent &&
        pool.outputs["name"] === inputs["name"],
    );
  if (twin !== undefined) {
    throw duplicateName(textOf(inputs["name"]) ?? "");
  }
}

/** Shares by level, as vCenter counts them for a pool. */
const poolShares: Record<string, [cpu: number, memory: number]> = {
  low: [2000, 81920],
  normal: [4000, 163840],
  high: [8000, 327680],
};

const resourcePool: Family = {
  admit: admitPool,
  complete({ inputs }) {
    const [cpu] = poolShares[textOf(inputs["cpuShareLevel"]) ?? "normal"] ?? [4000];
    const [, memory] = poolShares[textOf(inputs["memoryShareLevel"]) ?? "normal"] ?? [0, 163840];
    return {
      outputs: {
        cpuShares: inputs["cpuShares"] ?? cpu,
        memoryShares: inputs["memoryShares"] ?? memory,
      },
    };
  },
  /** Machines and pools of a pool that goes move up to its parent. */
  removed(object, world) {
    const parent = object.outputs["parentResourcePoolId"];
    for (const item of world.store.list(V.vm, V.resourcePool)) {
      const key = item.type === V.vm ? "resourcePoolId" : "parentResourcePoolId";
      if (item.outputs[key] === object.id) {
        world.store.put({ ...item, outputs: { ...item.outputs, [key]: parent } });
      }
    }
  },
};

const serviceUrn = (kind: string, world: World) =>
  `urn:vmomi:InventoryService${kind}:${world.store.nextUuid(kind)}:GLOBAL`;

function alreadyThere(name: string, what: string): EstateRefusal {
  return new EstateRefusal(
    `already_exists: ${what} with the name '${name}' already exists`,
    "AlreadyExists",
    "name",
  );
}

const tagCategory: Family = {
  identify: (_inputs, world) => ({ id: serviceUrn("Category", world) }),
  admit({ world, id, inputs }) {
    const name = textOf(inputs["name"]) ?? "";
    if (
      world.store
        .list(V.tagCategory)
        .some((item) => item.id !== id && item.outputs["name"] === name)
    ) {
      throw alreadyThere(name, "a category");
    }
  },
  removed(object, { store }) {
    const tags = store.list(V.tag).filter((tag) => tag.outputs["categoryId"] === object.id);
    tags.forEach((tag) => store.remove(tag.type, tag.id));
  },
};

const tag: Family = {
  identify: (_inputs, world) => ({ id: serviceUrn("Tag", world) }),
  admit({ world, id, inputs }) {
    const category = textOf(inputs["categoryId"]) ?? "";
    if (world.store.get(V.tagCategory, category) === undefined) {
      throw new EstateRefusal(
        `could not find category with ID "${category}"`,
        "NotFound",
        "categoryId",
      );
    }
    const name = textOf(inputs["name"]) ?? "";
    const twin = world.store
      .list(V.tag)
      .find(
        (item) =>
          item.id !== id &&
          item.outputs["categoryId"] === category &&
          item.outputs["name"] === name,
      );
    if (twin !== undefined) {
      throw alreadyThere(name, "a tag of this category");
    }
  },
};

/** Host membership is written on the hosts too, where look-ups read it. */
function moveHosts(world: World, cluster: string, hosts: string[]): void {
  for (const host of world.store.list(V.host)) {
    const joins = hosts.includes(host.id);
    const leaves = host.outputs["cluster"] === cluster && !joins;
    if (joins || leaves) {
      const rest = { ...host.outputs };
      delete rest["cluster"];
      world.store.put({ ...host, outputs: joins ? { ...rest, cluster } : rest });
    }
  }
}

const cluster: Family = {
  admit({ world, id, inputs }) {
    textsOf(inputs["hostSystemIds"]).forEach((host, index) => {
      const at = hostOf(world, host, `hostSystemIds[${index}]`).outputs["cluster"];
      const elsewhere = textOf(at);
      if (elsewhere !== undefined && elsewhere !== id && !isZero(inputs["hostSystemIds"])) {
        throw inUse(host, `it is in cluster ${elsewhere}`, `hostSystemIds[${index}]`);
      }
    });
    const twin = world.store
      .list(V.cluster)
      .find((item) => item.id !== id && item.outputs["name"] === inputs["name"]);
    if (twin !== undefined) {
      throw duplicateName(textOf(inputs["name"]) ?? "");
    }
  },
  complete: ({ world, before }) => ({
    outputs: {
      resourcePoolId:
        before?.outputs["resourcePoolId"] ?? `resgroup-${world.store.nextNumber("resgroup-")}`,
    },
  }),
  settle({ world, id, inputs, before }, object) {
    moveHosts(world, id, textsOf(inputs["hostSystemIds"]));
    if (before === undefined) {
      const pool = textOf(object.outputs["resourcePoolId"]) ?? "";
      const outputs = { name: "Resources", parentResourcePoolId: id };
      world.store.put({ type: V.resourcePool, id: pool, outputs, origin: "managed" });
    }
  },
  removed(object, world) {
    moveHosts(world, object.id, []);
    world.store.remove(V.resourcePool, textOf(object.outputs["resourcePoolId"]) ?? "");
  },
};

/** A rule names machines of its cluster; their UUIDs, not their moids. */
const machineRule: Family = {
  admit({ world, inputs }) {
    const ids = textsOf(inputs["virtualMachineIds"]);
    const stranger = ids.findIndex((id) => world.store.get(V.vm, id) === undefined);
    if (stranger >= 0) {
      throw new EstateRefusal(
        `virtual machine with UUID "${ids[stranger]}" not found`,
        "NotFound",
        `virtualMachineIds[${stranger}]`,
      );
    }
    const home = textOf(inputs["computeClusterId"]) ?? "";
    if (world.store.get(V.cluster, home) === undefined) {
      throw noSuchObject("ClusterComputeResource", home, "computeClusterId");
    }
  },
};

export const inventoryFamilies: Families = {
  [V.datacenter]: datacenter,
  [V.folder]: folder,
  [V.resourcePool]: resourcePool,
  [V.tagCategory]: tagCategory,
  [V.tag]: tag,
  [V.cluster]: cluster,
  [V.antiAffinityRule]: machineRule,
  [V.affinityRule]: machineRule,
};
