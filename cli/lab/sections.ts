import type { EstateObject } from "@vmnet/simulator/estate/index";
import type { PropertyValue } from "vmnet/network/model/resource";

type Properties = EstateObject["outputs"];

/** Objects by everything that others may call them: id, path, network id, uuid. */
export class Directory {
  private readonly byKey = new Map<string, EstateObject>();

  constructor(private readonly objects: EstateObject[]) {
    for (const object of objects) {
      const { id, path, internal = {}, outputs } = object;
      const keys = [id, path, outputs.moid, outputs.uuid, outputs.key, ...Object.values(internal)];
      for (const key of keys) {
        if (typeof key === "string" && !this.byKey.has(key)) this.byKey.set(key, object);
      }
    }
  }

  find(value: PropertyValue | undefined): EstateObject | undefined {
    return typeof value === "string" ? this.byKey.get(value) : undefined;
  }

  /** Name of what a property refers to; the last part of a path that leads nowhere. */
  nameOf(value: PropertyValue | undefined): string {
    if (typeof value !== "string" || value === "") return "-";
    const object = this.find(value);
    return object ? displayName(object) : lastPart(value);
  }

  /** Objects whose property refers to this one. */
  referringTo({ path }: EstateObject, property: string): EstateObject[] {
    return this.objects.filter(({ outputs }) => path !== undefined && outputs[property] === path);
  }
}

function lastPart(value: string): string {
  return value.startsWith("/") ? value.slice(value.lastIndexOf("/") + 1) : value;
}

function displayName({ id, outputs }: EstateObject): string {
  const name = outputs.displayName ?? outputs.name ?? outputs.hostname;
  return typeof name === "string" && name !== "" ? name : id;
}

function text(value: PropertyValue | undefined): string {
  if (value === undefined || value === null || value === "") return "-";
  if (Array.isArray(value)) return value.length > 0 ? value.map(text).join(", ") : "-";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function items(value: PropertyValue | undefined): Properties[] {
  return Array.isArray(value)
    ? value.filter(
        (item): item is Properties =>
          typeof item === "object" && item !== null && !Array.isArray(item),
      )
    : [];
}

function vlansOf({ vlanId, vlanIds, vlanRanges }: Properties): string {
  if (Array.isArray(vlanIds)) return text(vlanIds);
  const ranges = items(vlanRanges).map(
    ({ minVlan, maxVlan }) => `${text(minVlan)}-${text(maxVlan)}`,
  );
  return ranges.length > 0 ? ranges.join(", ") : text(vlanId);
}

/** `TCP 10000-11000` of a service. */
function portsOf(service: EstateObject | undefined): string {
  const entries = items(service?.outputs.l4PortSetEntries);
  const ports = entries.map(
    ({ protocol, destinationPorts }) => `${text(protocol)} ${text(destinationPorts)}`,
  );
  return ports.length > 0 ? ports.join(", ") : "-";
}

/** `8 ALLOW, 1 DROP`: the rules inside of a policy and the ones that name it as theirs. */
function rulesOf(policy: EstateObject, directory: Directory): string {
  const own = directory.referringTo(policy, "policyPath").map(({ outputs }) => outputs);
  const numbers = new Map<string, number>();
  for (const { action } of [...items(policy.outputs.rules), ...own]) {
    numbers.set(text(action), (numbers.get(text(action)) ?? 0) + 1);
  }
  return [...numbers].map(([action, number]) => `${number} ${action}`).join(", ") || "-";
}

/** One table of `vmnet lab show`. */
export interface Section {
  title: string;
  types: RegExp;
  columns: Record<string, (object: EstateObject, directory: Directory) => string>;
}

const kind = ({ type }: EstateObject) => type.split(":").at(-1) ?? type;

export const sections: Section[] = [
  {
    title: "Networks",
    types:
      /:(HostPortGroup|DistributedPortGroup|PolicySegment|PolicyVlanSegment|PolicyFixedSegment)$/,
    columns: {
      NAME: displayName,
      KIND: kind,
      VLAN: ({ outputs }) => vlansOf(outputs),
      SUBNETS: ({ outputs }) => text(items(outputs.subnets).map(({ cidr }) => cidr ?? "")),
      "ATTACHED TO": ({ outputs }, directory) =>
        outputs.virtualSwitchName !== undefined
          ? `${text(outputs.virtualSwitchName)} on ${directory.nameOf(outputs.hostSystemId)}`
          : directory.nameOf(outputs.connectivityPath ?? outputs.distributedVirtualSwitchUuid),
    },
  },
  {
    title: "Gateways",
    types: /:PolicyTier[01]Gateway$/,
    columns: {
      NAME: displayName,
      TIER: ({ type }) => (type.includes("Tier0") ? "0" : "1"),
      HA: ({ outputs }) => text(outputs.haMode),
      "EDGE CLUSTER": ({ outputs }, directory) => directory.nameOf(outputs.edgeClusterPath),
      UPLINK: ({ outputs }, directory) => directory.nameOf(outputs.tier0Path),
      ADVERTISES: ({ outputs }) => text(outputs.routeAdvertisementTypes),
    },
  },
  {
    title: "NAT rules",
    types: /:PolicyNatRule$/,
    columns: {
      NAME: displayName,
      GATEWAY: ({ outputs }, directory) => directory.nameOf(outputs.gatewayPath),
      ACTION: ({ outputs }) => text(outputs.action),
      SOURCE: ({ outputs }) => text(outputs.sourceNetworks),
      DESTINATION: ({ outputs }) => text(outputs.destinationNetworks),
      TRANSLATED: ({ outputs }) => text(outputs.translatedNetworks),
      // With a service, translatedPorts holds the outside port of a DNAT rule.
      "OUTSIDE PORTS": ({ outputs }) => text(outputs.translatedPorts),
      INSIDE: ({ outputs }, directory) => portsOf(directory.find(outputs.service)),
    },
  },
  {
    title: "Firewall policies",
    types: /:Policy(Gateway|Security|ParentGateway|ParentSecurity)Policy$/,
    columns: {
      NAME: displayName,
      KIND: kind,
      CATEGORY: ({ outputs }) => text(outputs.category),
      RULES: rulesOf,
    },
  },
  {
    title: "Machines",
    types: /:VirtualMachine$/,
    columns: {
      NAME: displayName,
      HOST: ({ outputs }, directory) => directory.nameOf(outputs.hostSystemId),
      NETWORKS: ({ outputs }, directory) =>
        items(outputs.networkInterfaces)
          .map(({ networkId }) => directory.nameOf(networkId))
          .join(", ") || "-",
      MACS: ({ outputs }) =>
        text(items(outputs.networkInterfaces).map(({ macAddress }) => macAddress ?? "-")),
    },
  },
];
