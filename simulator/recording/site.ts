/** The simulated site that a recording describes: what was looked up exists there under its real ids. */
import type { PropertyMap } from "vmnet/network/model/resource";
import type { Inventory, InventoryCluster, InventoryHost } from "../estate/inventory";
import { eachText, textOf } from "../estate/generic/values";
import { V } from "../estate/kinds";
import type { EstateObject } from "../estate/stateFile";
import { shortName } from "../estate/generic/tables";
import type { Recording } from "./format";

/** What to open an estate with. */
export interface SiteOfRecording {
  inventory: Inventory;
  /** Objects that an inventory has no place for. */
  objects: EstateObject[];
}

type Results = (name: string) => PropertyMap[];

/**
 * Kinds that were looked up consist of what was found and nothing else; the other kinds are those of
 * the base inventory, and so is what no look-up tells: a host's adapters, standard switches and VMkernel
 * adapters (those of the base's host of the same name, else of the same place in the list), and licences.
 */
export function siteOf({ lookups }: Recording, base: Inventory): SiteOfRecording {
  const results: Results = (name) =>
    lookups
      .filter(({ token }) => shortName(token) === name)
      .map(({ args, result }) => ({ ...args, ...result }));
  const datacenter = datacenterOf(results, base);
  const nsx = nsxOf(results, base, pathsIn(lookups.map(({ result }) => result)));
  const inventory = { ...base, datacenter, nsx };
  return { inventory, objects: objectsOf(results, inventory) };
}

const last = (path: string) => path.slice(path.lastIndexOf("/") + 1);
const nameIn = (found: PropertyMap) =>
  last(textOf(found["displayName"]) ?? textOf(found["name"]) ?? textOf(found["id"]) ?? "");
const idIn = (found: PropertyMap) => textOf(found["id"]) ?? "";

/** One of each id; a look-up by another argument finds the same object. */
function distinct(found: readonly PropertyMap[]): PropertyMap[] {
  return [...new Map(found.map((one) => [idIn(one), one])).values()];
}

function orElse<T>(found: readonly NoInfer<T>[], otherwise: T[]): T[] {
  return found.length > 0 ? [...found] : otherwise;
}

function datacenterOf(results: Results, { datacenter: base }: Inventory): Inventory["datacenter"] {
  const [found] = results("getDatacenter");
  const datastores = distinct(results("getDatastore")).map((one) => ({
    name: nameIn(one),
    moid: idIn(one),
    capacityGb: 1_000_000,
  }));
  return {
    ...base,
    ...(found === undefined ? {} : { name: nameIn(found), moid: idIn(found) }),
    clusters: clustersOf(results, base),
    datastores: orElse(datastores, base.datastores),
  };
}

interface MemberCluster extends InventoryCluster {
  /** Its root resource pool, by which its hosts are told. */
  pool: string | undefined;
}

function clustersOf(results: Results, base: Inventory["datacenter"]) {
  const found = distinct(results("getComputeCluster"));
  const hosts = distinct(results("getHost"));
  const known = base.clusters.flatMap((cluster) => cluster.hosts);
  const hostOf = (one: PropertyMap, index: number): InventoryHost[] => {
    const like = known.find(({ name }) => name === nameIn(one)) ?? known[index % known.length];
    return like === undefined ? [] : [{ ...like, name: nameIn(one), moid: idIn(one) }];
  };
  const clusters: MemberCluster[] = found.map((one, index) => ({
    intrusionDetection: base.clusters[index % base.clusters.length]?.intrusionDetection ?? false,
    name: nameIn(one),
    moid: idIn(one),
    resourcePools: [],
    hosts: [],
    pool: textOf(one["resourcePoolId"]),
  }));
  const all = orElse<MemberCluster>(
    clusters,
    base.clusters.slice(0, hosts.length > 0 ? 1 : undefined).map((one) => ({
      ...one,
      pool: undefined,
      hosts: hosts.length > 0 ? [] : one.hosts,
    })),
  );
  hosts.forEach((one, index) => {
    const pool = textOf(one["resourcePoolId"]);
    const own = all.find((cluster) => cluster.pool !== undefined && cluster.pool === pool);
    (own ?? all[0])?.hosts.push(...hostOf(one, index));
  });
  // Nobody asked for a host: the cluster is not empty, but who is in it is not known.
  if (hosts.length === 0 && clusters.length > 0) {
    all[0]?.hosts.push(...known);
  }
  return all.map(({ pool: _pool, ...cluster }) => cluster);
}

function nsxOf(results: Results, { nsx: base }: Inventory, paths: string[]): Inventory["nsx"] {
  const zones = distinct(results("getPolicyTransportZone")).map((one) => ({
    name: nameIn(one),
    id: idIn(one),
    type: zoneType(textOf(one["transportType"])),
    default: one["isDefault"] === true,
  }));
  const nodes = results("getPolicyEdgeNode");
  const edgeClusters = distinct(results("getPolicyEdgeCluster")).map((one) => ({
    name: nameIn(one),
    id: idIn(one),
    nodes: distinct(
      nodes.filter((node) => textOf(node["edgeClusterPath"]) === textOf(one["path"])),
    ).map((node) => ({ name: nameIn(node), id: idIn(node) })),
  }));
  const edges = orElse(edgeClusters, base.edgeClusters);
  const tier0Gateways = distinct(results("getPolicyTier0Gateway")).map((one) => {
    const like = base.tier0Gateways.find(({ id }) => id === idIn(one));
    const edgeId = last(textOf(one["edgeClusterPath"]) ?? "");
    const edge = edges.find(({ id }) => id === edgeId) ?? edges[0];
    return {
      haMode: like?.haMode ?? ("ACTIVE_STANDBY" as const),
      ...(like?.asn === undefined ? {} : { asn: like.asn }),
      name: nameIn(one),
      id: idIn(one),
      ...(edge === undefined ? {} : { edgeCluster: edge.name }),
    };
  });
  return {
    ...base,
    transportZones: orElse(zones, base.transportZones),
    edgeClusters: edges,
    tier0Gateways: orElse(tier0Gateways, base.tier0Gateways),
    readOnlyPaths: [...new Set([...base.readOnlyPaths, ...paths])],
  };
}

function zoneType(type: string | undefined): Inventory["nsx"]["transportZones"][number]["type"] {
  return type === "VLAN_BACKED" || type === "OVERLAY_ENS" ? type : "OVERLAY_STANDARD";
}

/** Every policy path that an answer names exists on the site. */
function pathsIn(results: readonly PropertyMap[]): string[] {
  const paths = new Set<string>();
  for (const result of results) {
    eachText(result, (text) => {
      if (/^\/(infra|global-infra|orgs)\/[^*]+$/.test(text)) paths.add(text);
    });
  }
  return [...paths];
}

function objectsOf(results: Results, { datacenter }: Inventory): EstateObject[] {
  const hosts = datacenter.clusters.flatMap((cluster) => cluster.hosts);
  const [cluster] = datacenter.clusters;
  const objects: EstateObject[] = [];
  const add = (type: string, id: string, outputs: PropertyMap, internal?: object) => {
    if (id === "") return;
    const own = JSON.parse(JSON.stringify(outputs)) as PropertyMap;
    const more = internal === undefined ? {} : { internal: { ...internal } };
    objects.push({ type, id, outputs: own, origin: "inventory", ...more });
  };
  for (const one of results("getDatacenter").slice(1)) {
    add(V.datacenter, nameIn(one), { name: nameIn(one), moid: idIn(one) });
  }
  for (const one of [...results("getComputeCluster"), ...results("getHost")]) {
    const own = datacenter.clusters.find(
      ({ moid, hosts: members }) =>
        moid === idIn(one) || members.some((host) => host.moid === idIn(one)),
    );
    const parent = own?.moid ?? "domain-c8";
    add(V.resourcePool, textOf(one["resourcePoolId"]) ?? "", {
      name: "Resources",
      parentResourcePoolId: parent,
    });
  }
  for (const one of results("getResourcePool")) {
    const parent = textOf(one["parentResourcePoolId"]) ?? cluster?.moid ?? "domain-c8";
    add(V.resourcePool, idIn(one), { name: nameIn(one), parentResourcePoolId: parent });
  }
  for (const one of results("getDistributedVirtualSwitch")) {
    add(V.dvs, idIn(one), { name: nameIn(one), uplinks: one["uplinks"] ?? [], hosts: [] });
  }
  for (const one of results("getVirtualMachine")) {
    const id = textOf(one["uuid"]) ?? idIn(one);
    add(V.vm, id, { ...one, name: nameIn(one) }, { template: 1 });
  }
  for (const one of results("getFolder")) {
    add(V.folder, idIn(one), { path: one["path"] });
  }
  for (const one of results("getNetwork")) {
    networkObjects(one, hosts, add);
  }
  return objects;
}

/** A network's own object, or the port group of its name on every host. */
function networkObjects(
  one: PropertyMap,
  hosts: readonly InventoryHost[],
  add: (type: string, id: string, outputs: PropertyMap, internal?: object) => void,
): void {
  const name = nameIn({ name: one["name"] });
  const internal = { network: idIn(one) };
  if (one["type"] !== "Network") {
    const distributedVirtualSwitchUuid = one["distributedVirtualSwitchUuid"];
    add(V.dvpg, idIn(one), { name, distributedVirtualSwitchUuid }, internal);
    return;
  }
  for (const { moid = "", switches } of hosts) {
    const groups = switches.flatMap((item) => item.portGroups.map((group) => ({ item, group })));
    const known = groups.find(({ group }) => group.name === name);
    const outputs = {
      name,
      hostSystemId: moid,
      virtualSwitchName: known?.item.name ?? switches[0]?.name ?? "vSwitch0",
      vlanId: known?.group.vlanId ?? 0,
      key: `key-vim.host.PortGroup-${name}`,
    };
    add(V.hostPortGroup, `tf-HostPortGroup:${moid}:${name}`, outputs, internal);
  }
}
