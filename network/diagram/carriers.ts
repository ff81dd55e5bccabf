/** What carries the networks: port groups, transport zones, switches and uplinks, from the resources. */
import type { NetworkModel } from "../model/types";
import type { PropertyMap, PropertyValue, Resource } from "../model/resource";
import { isUnknown, typeName } from "../model/resource";
import { counted } from "./logical";
import type { Sketch } from "./sketch";

/** A switch on some hosts, while its hosts are being counted. */
interface SwitchDraft {
  kind: "distributedSwitch" | "standardSwitch";
  name: string;
  mtu: string | undefined;
  hosts: Set<string>;
  uplinks: Map<string, Set<string>>;
}

/** Adds what the resources say about the carriers of the networks that are drawn already. */
export function drawCarriers(
  { domains }: NetworkModel,
  resources: readonly Resource[],
  sketch: Sketch,
): void {
  const networks = new Map(
    domains.flatMap(({ id, origins }) =>
      origins.filter(({ source }) => source === "resource").map(({ ref }) => [ref, id]),
    ),
  );
  const switches = readSwitches(resources);
  switches.drafts.forEach((draft, id) => drawSwitch(id, draft, sketch));
  for (const resource of resources) {
    const network = networks.get(resource.urn);
    switch (kindOf(resource)) {
      case "HostPortGroup":
        drawHostPortGroup(resource, network, switches, sketch);
        break;
      case "DistributedPortGroup":
        drawDistributedPortGroup(resource, network, switches, sketch);
        break;
      case "PolicySegment":
      case "PolicyVlanSegment":
        drawSegment(resource, network, sketch);
        break;
    }
  }
  for (const resource of resources) {
    if (kindOf(resource) === "PolicyHostTransportNodeProfile") {
      drawZonesOnSwitches(resource, switches, sketch);
    }
  }
}

interface Switches {
  drafts: Map<string, SwitchDraft>;
  /** By UUID, or by host and name. */
  byKey: Map<string, string>;
}

function readSwitches(resources: readonly Resource[]): Switches {
  const found: Switches = { drafts: new Map(), byKey: new Map() };
  for (const resource of resources) {
    const { urn, id } = resource;
    const values = valuesOf(resource);
    if (kindOf(resource) === "DistributedVirtualSwitch") {
      const hosts = maps(values["hosts"]);
      found.drafts.set(urn, {
        kind: "distributedSwitch",
        name: nameOf(resource),
        mtu: text(values["maxMtu"]),
        hosts: new Set(hosts.flatMap((host) => text(host["hostSystemId"]) ?? [])),
        uplinks: uplinksOf(
          hosts.map((host) => [texts(host["devices"]), text(host["hostSystemId"]) ?? ""]),
        ),
      });
      found.byKey.set(id ?? urn, urn);
    }
    if (kindOf(resource) === "HostVirtualSwitch") {
      const name = nameOf(resource);
      const host = text(values["hostSystemId"]) ?? urn;
      const adapters = texts(values["networkAdapters"]);
      const key = ["switch", providerOf(resource), name, ...adapters].join("|");
      const draft = found.drafts.get(key) ?? {
        kind: "standardSwitch",
        name,
        mtu: text(values["mtu"]),
        hosts: new Set<string>(),
        uplinks: new Map<string, Set<string>>(),
      };
      draft.hosts.add(host);
      const devices = adapters.join(", ");
      draft.uplinks.set(devices, new Set([...(draft.uplinks.get(devices) ?? []), host]));
      found.drafts.set(key, draft);
      found.byKey.set(`${host}|${name}`, key);
    }
  }
  return found;
}

function uplinksOf(given: readonly (readonly [string[], string])[]): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  for (const [devices, host] of given) {
    const name = devices.join(", ");
    all.set(name, new Set([...(all.get(name) ?? []), host]));
  }
  return all;
}

function drawSwitch(id: string, draft: SwitchDraft, sketch: Sketch): void {
  const { kind, name, mtu, hosts, uplinks } = draft;
  const given = [...uplinks].filter(([devices]) => devices !== "");
  sketch.node({
    id,
    layer: "switch",
    kind,
    name,
    details: [
      counted(hosts.size, "host"),
      ...(mtu === undefined ? [] : [`MTU ${mtu}`]),
      ...(given.length === 0 ? ["no uplink"] : []),
    ],
  });
  for (const [devices, at] of given) {
    const uplink = `uplinks|${id}|${devices}`;
    const details = [`on ${counted(at.size, "host")}`];
    sketch.node({ id: uplink, layer: "uplink", kind: "uplinks", name: devices, details });
    sketch.edge(id, uplink);
  }
}

function drawHostPortGroup(
  resource: Resource,
  network: string | undefined,
  { byKey }: Switches,
  sketch: Sketch,
): void {
  const values = valuesOf(resource);
  const name = nameOf(resource);
  const switchName = text(values["virtualSwitchName"]) ?? "unknown switch";
  const own = byKey.get(`${text(values["hostSystemId"]) ?? ""}|${switchName}`);
  const on = own ?? `switch|${providerOf(resource)}|${switchName}|existing`;
  const details = ["exists already"];
  sketch.node({ id: on, layer: "switch", kind: "standardSwitch", name: switchName, details });
  const vlan = text(values["vlanId"]) ?? "0";
  const id = ["portGroup", on, name].join("|");
  sketch.node({ id, layer: "carrier", kind: "portGroup", name, details: [vlanText(vlan)] });
  sketch.edge(id, on);
  if (network !== undefined) {
    sketch.edge(network, id);
  }
}

function drawDistributedPortGroup(
  resource: Resource,
  network: string | undefined,
  { byKey }: Switches,
  sketch: Sketch,
): void {
  const { urn } = resource;
  const values = valuesOf(resource);
  const uuid = text(values["distributedVirtualSwitchUuid"]) ?? "";
  const ranges = maps(values["vlanRanges"]).map(
    ({ minVlan, maxVlan }) => `${text(minVlan) ?? "?"}-${text(maxVlan) ?? "?"}`,
  );
  const vlan = ranges.length > 0 ? `VLAN trunk ${ranges.join(", ")}` : undefined;
  const details = [vlan ?? vlanText(text(values["vlanId"]) ?? "0")];
  sketch.node({ id: urn, layer: "carrier", kind: "portGroup", name: nameOf(resource), details });
  sketch.edge(urn, byKey.get(uuid) ?? "");
  if (network !== undefined) {
    sketch.edge(network, urn);
  }
}

/** An overlay segment is a network of its own; a VLAN segment is one of several ways onto a VLAN. */
function drawSegment(resource: Resource, network: string | undefined, sketch: Sketch): void {
  const values = valuesOf(resource);
  const path = text(values["transportZonePath"]);
  const zone = path === undefined ? undefined : zoneNode(path, resource, sketch);
  if (kindOf(resource) === "PolicySegment") {
    if (network !== undefined && zone !== undefined) {
      sketch.edge(network, zone);
    }
    return;
  }
  const { urn } = resource;
  const details = [`VLAN ${texts(values["vlanIds"]).join(", ")}`, "NSX segment"];
  const name = nameOf(resource);
  sketch.node({ id: urn, layer: "carrier", kind: "vlanSegment", name, details });
  for (const other of [network, zone].flatMap((id) => id ?? [])) {
    sketch.edge(other, urn);
  }
}

/** Managers of two sites name their zones alike, so the provider is part of a zone's identity. */
function zoneNode(path: string, resource: Resource, sketch: Sketch): string {
  const id = `zone|${providerOf(resource)}|${path}`;
  const name = path.slice(path.lastIndexOf("/") + 1);
  sketch.node({ id, layer: "zone", kind: "transportZone", name, details: [] });
  return id;
}

function drawZonesOnSwitches(resource: Resource, { byKey }: Switches, sketch: Sketch): void {
  for (const host of maps(valuesOf(resource)["standardHostSwitches"])) {
    const on = byKey.get(text(host["hostSwitchId"]) ?? "");
    for (const endpoint of on === undefined ? [] : maps(host["transportZoneEndpoints"])) {
      const path = text(endpoint["transportZone"]);
      if (on !== undefined && path !== undefined) {
        sketch.edge(zoneNode(path, resource, sketch), on);
      }
    }
  }
}

function kindOf({ type }: Resource): string {
  return /^(vsphere|nsxt):/.test(type) ? typeName(type) : "";
}

function valuesOf({ inputs, outputs }: Resource): PropertyMap {
  return { ...inputs, ...outputs };
}

function nameOf(resource: Resource): string {
  const { displayName, name } = valuesOf(resource);
  return text(displayName) ?? text(name) ?? resource.name;
}

/** A provider's URN, without its id, which differs from run to run. */
function providerOf({ provider = "" }: Resource): string {
  const end = provider.lastIndexOf("::");
  return provider.startsWith("urn:") && end > 0 ? provider.slice(0, end) : provider;
}

function vlanText(vlan: string): string {
  return vlan === "0" ? "untagged" : vlan === "4095" ? "all VLANs" : `VLAN ${vlan}`;
}

function text(value: PropertyValue | undefined): string | undefined {
  const isPlain = typeof value === "string" || typeof value === "number";
  return isPlain && !isUnknown(value) ? String(value) : undefined;
}

function texts(value: PropertyValue | undefined): string[] {
  return Array.isArray(value) ? value.flatMap((item) => text(item) ?? []) : [];
}

function maps(value: PropertyValue | undefined): PropertyMap[] {
  return Array.isArray(value)
    ? value.filter(
        (item): item is PropertyMap =>
          typeof item === "object" && item !== null && !Array.isArray(item),
      )
    : [];
}
