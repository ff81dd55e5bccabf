import { nsxPath } from "../../../network/model/paths";
import type { PropertyMap, Resource } from "../../../network/model/resource";
import type { NetworkModel, Port, Router } from "../../../network/model/types";
import type { Surroundings } from "../../../network/model/surroundings";

function lower(kind: string): string {
  return kind.charAt(0).toLowerCase() + kind.slice(1);
}

export function urnOf(type: string, name: string): string {
  return `urn:pulumi:test::vmnet::${type}::${name}`;
}

/** An NSX resource after its creation: path and id are known. */
export function nsx(
  kind: string,
  id: string,
  inputs: PropertyMap,
  more: Partial<Resource> = {},
): Resource {
  const type = `nsxt:index/policy${kind}:Policy${kind}`;
  const own: PropertyMap = { nsxId: id, displayName: id, ...inputs };
  const path = nsxPath(type, id, own);
  const outputs = path === undefined ? own : { ...own, path };
  return { urn: urnOf(type, id), type, name: id, custom: true, id, inputs: own, outputs, ...more };
}

/** A vSphere resource after its creation. */
export function vsphere(
  kind: string,
  name: string,
  id: string,
  inputs: PropertyMap,
  more: Partial<Resource> = {},
): Resource {
  const type = `vsphere:index/${lower(kind)}:${kind}`;
  const own: PropertyMap = { name, ...inputs };
  return {
    urn: urnOf(type, name),
    type,
    name,
    custom: true,
    id,
    inputs: own,
    outputs: own,
    ...more,
  };
}

/** A machine whose guest is told its addresses by cloud-init, as JSON. */
export function machine(
  name: string,
  nics: { networkId: string; address?: string; gateway?: string; mac?: string }[],
  more: PropertyMap = {},
): Resource {
  const ethernets: PropertyMap = {};
  nics.forEach((nic, index) => {
    ethernets[`nic${index}`] = {
      ...(nic.mac === undefined ? {} : { match: { macaddress: nic.mac } }),
      addresses: nic.address === undefined ? [] : [nic.address],
      routes: nic.gateway === undefined ? [] : [{ to: "default", via: nic.gateway }],
    };
  });
  return vsphere("VirtualMachine", name, `uuid-${name}`, {
    hostSystemId: "host-21",
    networkInterfaces: nics.map(({ networkId, mac }) => ({
      networkId,
      ...(mac === undefined ? {} : { macAddress: mac, useStaticMac: true }),
    })),
    extraConfig: {
      "guestinfo.metadata": JSON.stringify({ network: { version: 2, ethernets } }),
    },
    ...more,
  });
}

/** The surroundings of the three-tier example: a corporate LAN on VLAN 10 with a router. */
export const site: Surroundings = {
  format: 1,
  site: "lab",
  fabrics: [{ name: "campus", vlans: "0-200", closedVlans: "100", mtuBytes: 9000 }],
  switches: [
    { name: "vSwitch1", fabric: "campus" },
    { name: "dvs", fabric: "campus" },
  ],
  transportZones: [
    { path: "/infra/zones/vlan", type: "vlan", fabric: "campus" },
    { path: "/infra/zones/overlay", type: "overlay", mtuBytes: 1500 },
  ],
  outside: [
    {
      name: "corp",
      fabric: "campus",
      vlan: 10,
      addresses: ["192.168.1.0/24"],
      gateways: ["192.168.1.1"],
    },
    {
      name: "internet",
      router: "core",
      routerAddresses: ["203.0.113.1"],
      addresses: ["any"],
      except: ["10.0.0.0/8"],
    },
  ],
  routers: [
    {
      name: "core",
      interfaces: [{ name: "vlan10", fabric: "campus", vlan: 10, addresses: ["192.168.1.1/24"] }],
    },
  ],
  services: [{ path: "/infra/services/HTTPS", traffic: ["tcp/443"] }],
  defaults: { distributedFirewall: "ALLOW", gatewayFirewall: "ALLOW" },
};

export const T0 = "/infra/tier-0s/edge";
export const T1 = "/infra/tier-1s/app";
export const GROUPS = "/infra/domains/default/groups";

/** Rows R10 to R12: a bridged LAN, a NAT segment behind a Tier-1, an isolated segment beside it. */
export function threeTiers(): Resource[] {
  return [
    nsx("VlanSegment", "uplink", { vlanIds: ["10"], transportZonePath: "/infra/zones/vlan" }),
    nsx("Tier0Gateway", "edge", { haMode: "ACTIVE_STANDBY", edgeClusterPath: "/infra/edges/1" }),
    nsx("Tier0GatewayInterface", "lan", {
      gatewayPath: T0,
      type: "EXTERNAL",
      segmentPath: "/infra/segments/uplink",
      subnets: ["192.168.1.2/24"],
    }),
    nsx("StaticRoute", "out", {
      gatewayPath: T0,
      network: "0.0.0.0/0",
      nextHops: [{ ipAddress: "192.168.1.1" }],
    }),
    nsx("Tier1Gateway", "app", {
      tier0Path: T0,
      edgeClusterPath: "/infra/edges/1",
      routeAdvertisementTypes: ["TIER1_NAT"],
    }),
    nsx("Segment", "nat", {
      connectivityPath: T1,
      transportZonePath: "/infra/zones/overlay",
      subnets: [{ cidr: "10.0.0.1/24" }],
    }),
    nsx("Segment", "db", {
      connectivityPath: T1,
      transportZonePath: "/infra/zones/overlay",
      subnets: [{ cidr: "10.0.9.1/24" }],
    }),
    nsx("NatRule", "snat", {
      gatewayPath: T1,
      action: "SNAT",
      sourceNetworks: ["10.0.0.0/24"],
      translatedNetworks: ["192.168.1.50"],
      firewallMatch: "MATCH_INTERNAL_ADDRESS",
      rulePriority: 200,
    }),
    nsx("Service", "jobs-inside", {
      l4PortSetEntries: [{ protocol: "TCP", destinationPorts: ["10000-11000"] }],
    }),
    nsx("NatRule", "jobs", {
      gatewayPath: T1,
      action: "DNAT",
      sourceNetworks: ["192.168.1.0/24"],
      destinationNetworks: ["192.168.1.60"],
      translatedNetworks: ["10.0.0.11"],
      service: "/infra/services/jobs-inside",
      translatedPorts: "5000-6000",
      firewallMatch: "MATCH_INTERNAL_ADDRESS",
      rulePriority: 100,
    }),
    nsx("ParentGatewayPolicy", "app-edge", { category: "LocalGatewayRules" }),
    gatewayRule("allow-jobs", 10, {
      action: "ALLOW",
      sourceGroups: ["192.168.1.0/24"],
      destinationGroups: ["10.0.0.11"],
      services: ["/infra/services/jobs-inside"],
    }),
    gatewayRule("drop-all", 100, { action: "DROP" }),
    nsx("Group", "db", {
      criterias: [{ pathExpression: { memberPaths: ["/infra/segments/db"] } }],
    }),
    nsx("Group", "app", {
      criterias: [{ pathExpression: { memberPaths: ["/infra/segments/nat"] } }],
    }),
    nsx("ParentSecurityPolicy", "db-guard", { category: "Application", scopes: [`${GROUPS}/db`] }),
    distributedRule("app-to-db", 10, {
      sourceGroups: [`${GROUPS}/app`],
      destinationGroups: [`${GROUPS}/db`],
      serviceEntries: { l4PortSetEntries: [{ protocol: "TCP", destinationPorts: ["3306"] }] },
      action: "ALLOW",
    }),
    distributedRule("nothing-else", 100, { action: "DROP" }),
    vsphere("HostVirtualSwitch", "vSwitch1", "tf-HostVirtualSwitch:host-21:vSwitch1", {
      hostSystemId: "host-21",
      networkAdapters: ["vmnic1"],
      mtu: 1500,
    }),
    vsphere("HostPortGroup", "lan-10", "tf-HostPortGroup:host-21:lan-10", {
      hostSystemId: "host-21",
      virtualSwitchName: "vSwitch1",
      vlanId: 10,
    }),
    machine("pc", [{ networkId: "network-7", address: "192.168.1.10/24", gateway: "192.168.1.1" }]),
    machine("worker", [{ networkId: "nat", address: "10.0.0.11/24", gateway: "10.0.0.1" }]),
    machine("mysql", [{ networkId: "db", address: "10.0.9.5/24", gateway: "10.0.9.1" }]),
  ];
}

export function gatewayRule(id: string, sequenceNumber: number, inputs: PropertyMap): Resource {
  return nsx("GatewayPolicyRule", id, {
    policyPath: "/infra/domains/default/gateway-policies/app-edge",
    scopes: [T1],
    sequenceNumber,
    ...inputs,
  });
}

export function distributedRule(id: string, sequenceNumber: number, inputs: PropertyMap): Resource {
  return nsx("SecurityPolicyRule", id, {
    policyPath: "/infra/domains/default/security-policies/db-guard",
    sequenceNumber,
    ...inputs,
  });
}

/** Looks parts of a model up by name; fails the test when there is none. */
export function router(model: NetworkModel, name: string): Router {
  const found = model.routers.find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(`no router ${name} among ${model.routers.map((one) => one.name).join(", ")}`);
  }
  return found;
}

export function endpoint(model: NetworkModel, name: string) {
  const found = model.endpoints.find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(
      `no endpoint ${name} among ${model.endpoints.map((one) => one.name).join(", ")}`,
    );
  }
  return found;
}

/** The ports of an endpoint or router. */
export function portsOf(model: NetworkModel, owner: { ports: string[] }): Port[] {
  return owner.ports.map((id) => model.ports.find((port) => port.id === id)!);
}

export function gapTexts(model: NetworkModel): string[] {
  return model.gaps.map(({ origin, message }) => `${origin.label}: ${message}`);
}
