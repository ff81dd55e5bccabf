import type { PropertyMap } from "vmnet/network/model/resource";
import { shortName } from "../generic/tables";
import { numberOf, textOf } from "../generic/values";
import type { World } from "../family";
import { N, P, V } from "../kinds";
import { localeServices, pathExists } from "../nsx/references";
import { isInventoried } from "../quirks/nsx/inventoryDelay";
import { nsxLabel } from "../refusal";
import { stableUuid } from "../site";
import type { EstateObject } from "../stateFile";
import { EstateRefusal } from "../types";
import type { Lookup } from "./index";

const nameOf = (object: EstateObject) => textOf(object.outputs["displayName"]) ?? "";

/**
 * Finds one object by id, else by name: exact first, then by prefix, as the real data sources do.
 *
 * @param label What the provider's messages call the kind.
 */
export function findNamed(objects: EstateObject[], label: string, args: PropertyMap): EstateObject {
  const id = textOf(args["id"]);
  if (id !== undefined) {
    const found = objects.find((object) => object.id === id);
    if (found === undefined) {
      throw new EstateRefusal(`${label} with ID ${id} was not found`, "NotFound", "id");
    }
    return found;
  }
  const name = textOf(args["displayName"]);
  if (name === undefined) {
    throw new EstateRefusal(
      `Error obtaining ${label} ID or name during read`,
      undefined,
      "displayName",
    );
  }
  const exact = objects.filter((object) => nameOf(object) === name);
  const starting = objects.filter((object) => nameOf(object).startsWith(name));
  const matches = exact.length > 0 ? exact : starting;
  const [first] = matches;
  if (first === undefined) {
    const known = objects.slice(0, 12).map(nameOf).join(", ");
    const hint = known === "" ? "" : ` (there are: ${known})`;
    throw new EstateRefusal(
      `${label} with name '${name}' was not found${hint}`,
      "NotFound",
      "displayName",
    );
  }
  if (matches.length > 1) {
    const how = exact.length > 1 ? "with name" : "with name starting with";
    throw new EstateRefusal(`Found multiple ${label} ${how} '${name}'`, undefined, "displayName");
  }
  return first;
}

function answer(object: EstateObject): PropertyMap {
  return { ...object.outputs, id: object.id, path: object.path };
}

/** A look-up by id or name over some types, narrowed by arguments that the caller gave. */
function named(label: string, types: string[], narrow: string[] = []): Lookup {
  return ({ store }, args) => {
    const objects = store
      .list(...types)
      .filter((object) =>
        narrow.every((key) => args[key] === undefined || object.outputs[key] === args[key]),
      );
    return answer(findNamed(objects, label, args));
  };
}

const getTransportZone: Lookup = ({ store }, args) => {
  const type = textOf(args["transportType"]);
  const zones = store
    .list(N.transportZone)
    .filter((zone) => type === undefined || zone.outputs["transportType"] === type);
  if (args["isDefault"] === true && args["displayName"] === undefined && args["id"] === undefined) {
    const found = zones.find((zone) => zone.outputs["isDefault"] === true);
    if (found === undefined) {
      throw new EstateRefusal(`TransportZone: no default zone of type ${type ?? "any"} was found`);
    }
    return answer(found);
  }
  return answer(findNamed(zones, "TransportZone", args));
};

const getEdgeNode: Lookup = ({ store }, args) => {
  const cluster = textOf(args["edgeClusterPath"]) ?? "";
  const nodes = store
    .list(P.edgeNode)
    .filter((node) => node.outputs["edgeClusterPath"] === cluster);
  const index = numberOf(args["memberIndex"]);
  if (index !== undefined) {
    const found = nodes.find((node) => node.outputs["memberIndex"] === index);
    if (found === undefined) {
      throw new EstateRefusal(
        `PolicyEdgeNode with member index ${index} was not found in ${cluster} (${nodes.length} nodes)`,
        "NotFound",
        "memberIndex",
      );
    }
    return answer(found);
  }
  return answer(findNamed(nodes, "PolicyEdgeNode", args));
};

const getLocaleService: Lookup = ({ store }, args) => {
  const gateway = store.at(textOf(args["gatewayPath"]) ?? "");
  const services = gateway === undefined ? [] : localeServices(gateway);
  const wanted = textOf(args["id"]) ?? textOf(args["displayName"]) ?? "default";
  if (gateway?.path === undefined || !services.includes(wanted)) {
    throw new EstateRefusal(`LocaleService with name '${wanted}' was not found`, "NotFound");
  }
  const path = `${gateway.path}/locale-services/${wanted}`;
  const edgeClusterPath = gateway.outputs["edgeClusterPath"];
  return { id: wanted, displayName: wanted, path, bgpPath: `${path}/bgp`, edgeClusterPath };
};

function existing(world: World, args: PropertyMap): string {
  const path = textOf(args["path"]) ?? "";
  if (!pathExists(world, path)) {
    throw new EstateRefusal(
      `Failed to get realization information for ${path}: not found`,
      "NotFound",
      "path",
    );
  }
  return path;
}

const getRealization: Lookup = (world, args) => {
  const path = existing(world, args);
  return { id: stableUuid(path), state: "REALIZED", realizedId: stableUuid(`realized ${path}`) };
};

const getSegmentRealization: Lookup = (world, args) => {
  const path = existing(world, args);
  const segment = world.store.at(path);
  return { id: path, state: "success", networkName: segment === undefined ? "" : nameOf(segment) };
};

/** A machine's ids as NSX inventories them; the external id is the instance UUID. */
function machine(vm: EstateObject): PropertyMap {
  return {
    id: vm.id,
    displayName: vm.outputs["name"],
    biosId: vm.id,
    externalId: vm.id,
    instanceId: vm.id,
    vifIds: [],
    tags: [],
  };
}

const getVm: Lookup = (world, args) => {
  const machines = world.store.list(V.vm).filter((vm) => vm.internal?.["template"] === undefined);
  const ids = ["id", "biosId", "externalId", "instanceId"].flatMap(
    (key) => textOf(args[key]) ?? [],
  );
  const asObjects = machines.map((vm) => ({ ...vm, outputs: { displayName: vm.outputs["name"] } }));
  const found =
    ids.length > 0 ? machines.find((vm) => ids.includes(vm.id)) : findNamed(asObjects, "VM", args);
  if (found === undefined || !isInventoried(world, found.id)) {
    const asked = ids.join(", ") || String(args["displayName"]);
    throw new EstateRefusal(`Cannot find VM with ID ${asked}`, "NotFound");
  }
  return machine(machines.find((vm) => vm.id === found.id) ?? found);
};

const getVms: Lookup = ({ store }) => {
  const items: PropertyMap = {};
  for (const vm of store.list(V.vm).filter((item) => item.internal?.["template"] === undefined)) {
    items[textOf(vm.outputs["name"]) ?? vm.id] = vm.id;
  }
  return { id: stableUuid("machines"), items };
};

function pathsByName(type: string): Lookup {
  return ({ store }) => {
    const items = Object.fromEntries(
      store.list(type).map((object) => [nameOf(object), object.path]),
    );
    return { id: stableUuid(type), items };
  };
}

const managementCluster: Lookup = ({ site }) => ({
  id: stableUuid("management cluster"),
  nodeSha256Thumbprint: stableUuid(site.inventory.nsx.version).replace(/-/g, ""),
});

const token = (name: string) => `nsxt:index/${name}:${name}`;

const plain: [name: string, label: string, types: string[], narrow?: string[]][] = [
  ["getPolicyTier0Gateway", "Tier0", [N.tier0]],
  ["getPolicyTier1Gateway", "Tier1", [N.tier1]],
  ["getPolicyEdgeCluster", "PolicyEdgeCluster", [N.edgeCluster], ["sitePath"]],
  ["getPolicySegment", "Segment", [N.segment, N.vlanSegment]],
  ["getPolicyService", "Service", [N.service]],
  ["getPolicyGroup", "Group", [N.group]],
  ["getPolicyContextProfile", "ContextProfile", [N.contextProfile]],
  ["getPolicyCertificate", "TlsCertificate", [P.certificate]],
  ["getPolicySite", "Site", [P.site]],
  ["getPolicyGatewayInterface", "Interface", [N.tier0Interface, N.tier1Interface], ["gatewayPath"]],
  ["getComputeManager", "ComputeManager", [P.computeManager]],
  ["getComputeCollection", "ComputeCollection", [P.computeCollection]],
];

/** Types with a data source that differs from the resource only in its name. */
const sameName = [
  "DhcpServer",
  "IpBlock",
  "IpPool",
  "QosProfile",
  "IntrusionServiceProfile",
  "IpsecVpnService",
  "UplinkHostSwitchProfile",
  "HostTransportNode",
  "HostTransportNodeProfile",
  "EdgeTransportNode",
].map((kind) => `nsxt:index/policy${kind}:Policy${kind}`);

const appProfiles = ["LbHttpApplicationProfile", "LbFastTcpApplicationProfile"];
const monitors = ["LbHttpMonitorProfile", "LbTcpMonitorProfile", "LbIcmpMonitorProfile"];
const typesOf = (kinds: string[]) => kinds.map((kind) => `nsxt:index/policy${kind}:Policy${kind}`);

/** NSX data sources. */
export const nsxFunctions: Record<string, Lookup> = {
  ...Object.fromEntries(
    plain.map(([name, label, types, narrow]) => [token(name), named(label, types, narrow)]),
  ),
  ...Object.fromEntries(
    sameName.map((type) => [token(`get${shortName(type)}`), named(nsxLabel(type), [type])]),
  ),
  [token("getPolicyLbAppProfile")]: named("LBAppProfile", typesOf(appProfiles)),
  [token("getPolicyLbMonitor")]: named("LBMonitorProfile", typesOf(monitors)),
  [token("getPolicyTransportZone")]: getTransportZone,
  [token("getPolicyEdgeNode")]: getEdgeNode,
  [token("getPolicyGatewayLocaleService")]: getLocaleService,
  [token("getPolicyRealizationInfo")]: getRealization,
  [token("getPolicySegmentRealization")]: getSegmentRealization,
  [token("getPolicyVm")]: getVm,
  [token("getPolicyVms")]: getVms,
  [token("getPolicyGroups")]: pathsByName(N.group),
  [token("getPolicyServices")]: pathsByName(N.service),
  [token("getManagementCluster")]: managementCluster,
};
