/** The real names of a stack, read from its resources. Nothing here throws: files may hold anything. */
import { hostSwitches } from "../handoff/virtual";
import {
  listOf,
  mapOf,
  mapsOf,
  numberOf,
  propertiesOf,
  textOf,
  type Value,
} from "../model/build/values";
import {
  planSyslog,
  SyslogLevel,
  syslogFaults,
  SyslogProtocol,
  type SyslogLines,
  type SyslogServer,
} from "../syslog";
import { plainLine } from "../words";
import { typeName, type PropertyMap, type Resource } from "../model/resource";
import { formatVlans, mergeVlans } from "../vlan";
import type { VmkernelAdapters } from "../probe/sizes";
import type {
  CertificateFacts,
  GatewayFacts,
  HostFacts,
  LoggedRule,
  SiteFacts,
  SwitchFacts,
  VmkernelFacts,
} from "./types";

/** Names of hosts by managed object id, as the site knows them. */
export type HostNames = Readonly<Record<string, { readonly name: string }>>;

interface Read {
  resource: Resource;
  props: PropertyMap;
  name: string;
}

const kind = ({ type }: Resource) => typeName(type);
/** Clipped and on one line, so that no name fills a page. */
function text(value: Value): string | undefined {
  const found = textOf(value);
  return found === undefined ? undefined : plainLine(found);
}

const last = (path: string) => path.slice(path.lastIndexOf("/") + 1);

export function siteFacts(resources: readonly Resource[], names: HostNames = {}): SiteFacts {
  const read = (wanted: string): Read[] =>
    resources
      .filter((resource) => kind(resource) === wanted)
      .map((resource) => {
        const props = propertiesOf(resource);
        const name = text(props["displayName"]) ?? text(props["name"]) ?? plainLine(resource.name);
        return { resource, props, name };
      });
  const endpoints = read("PolicyIpsecVpnLocalEndpoint");
  return {
    hosts: hostsOf(resources, read("Vnic"), names),
    machines: read("VirtualMachine").map(({ props, name }) => ({
      name,
      ...optional("host", text(props["hostSystemId"])),
      macs: mapsOf(props["networkInterfaces"]).flatMap((nic) => text(nic["macAddress"]) ?? []),
    })),
    segments: [...read("PolicySegment"), ...read("PolicyVlanSegment")].map(
      ({ resource, props, name }) => ({
        name,
        path: text(props["path"]) ?? `/infra/segments/${text(props["nsxId"]) ?? resource.name}`,
      }),
    ),
    gateways: gatewaysOf(read),
    neighbors: read("PolicyBgpNeighbor").map(({ props, name }) => ({
      name,
      gateway: gatewayOf(text(props["bgpPath"])),
      address: text(props["neighborAddress"]) ?? "unknown",
      remoteAs: text(props["remoteAsNum"]) ?? "unknown",
    })),
    tunnels: read("PolicyIpsecVpnSession").map(({ props, name }) => {
      const path = text(props["localEndpointPath"]) ?? "";
      const own = endpoints.find((one) => text(one.props["nsxId"]) === last(path));
      return {
        name,
        gateway: gatewayOf(path),
        localAddress: text(own?.props["localAddress"]) ?? "unknown",
        peerAddress: text(props["peerAddress"]) ?? "unknown",
        authentication: text(props["authenticationMode"]) ?? "PSK",
      };
    }),
    certificates: certificatesOf(endpoints),
    logged: [
      ...loggedOf(read("PolicySecurityPolicyRule"), "distributed"),
      ...loggedOf(read("PolicyGatewayPolicyRule"), "gateway"),
    ],
    syslog: syslogOf(read("NetworkMonitoring")),
    routes: read("PolicyStaticRoute").map(({ props }) => ({
      gateway: last(text(props["gatewayPath"]) ?? "unknown"),
      network: text(props["network"]) ?? "unknown",
      hops: mapsOf(props["nextHops"]).flatMap((hop) => text(hop["ipAddress"]) ?? []),
    })),
  };
}

/** VMkernel adapters whose names are known, by the identity of their endpoint in the model. */
export function vmkernelAdapters({ hosts }: SiteFacts): VmkernelAdapters {
  return new Map(
    hosts.flatMap(({ name, vmkernels }) =>
      vmkernels.flatMap(({ urn, adapter, netstack }) =>
        adapter === undefined
          ? []
          : [[urn, { host: name, adapter, ...optional("netstack", netstack) }] as const],
      ),
    ),
  );
}

/** A property where there is a value, and none otherwise. */
function optional<Key extends string, Value>(key: Key, value: Value | undefined) {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}

function hostsOf(
  resources: readonly Resource[],
  vnics: readonly Read[],
  names: HostNames,
): HostFacts[] {
  const distributed = new Set(
    resources
      .filter((one) => kind(one) === "DistributedVirtualSwitch")
      .map((one) => text(propertiesOf(one)["name"]) ?? one.name),
  );
  const switches = hostSwitches(resources);
  const ids = [
    ...switches.map(({ host }) => host),
    ...vnics.flatMap(({ props }) => text(props["host"]) ?? []),
  ];
  return [...new Set(ids)]
    .filter((id) => id !== "")
    .map((id) => ({
      id,
      name: plainLine(names[id]?.name ?? id),
      switches: switches
        .filter(({ host }) => host === id)
        .map((one): SwitchFacts => ({
          name: plainLine(one.name),
          kind: distributed.has(one.name) ? "distributed" : "standard",
          adapters: (one.adapters ?? []).map((adapter) => plainLine(adapter)),
          ...optional("mtuBytes", one.mtuBytes),
          groups: one.groups.map(({ name, vlans }) => ({
            name: plainLine(name),
            vlans: formatVlans(mergeVlans(vlans)),
          })),
        })),
      vmkernels: vnics.filter(({ props }) => text(props["host"]) === id).map(vmkernelOf),
    }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** The provider's id ends with the adapter's name: `host-21_vmk1`. */
function vmkernelOf({ resource, props }: Read): VmkernelFacts {
  const [adapter] = /vmk\d{1,3}$/.exec(text(resource.id) ?? "") ?? [];
  return {
    urn: resource.urn,
    ...optional("adapter", adapter),
    ...optional("address", text(mapOf(props["ipv4"])?.["ip"])),
    ...optional("mtuBytes", numberOf(props["mtu"])),
    ...optional("netstack", text(props["netstack"])),
    ...optional("network", text(props["portgroup"]) ?? text(props["distributedPortGroup"])),
  };
}

function gatewaysOf(read: (kind: string) => Read[]): GatewayFacts[] {
  const interfaces = read("PolicyTier0GatewayInterface");
  return ([0, 1] as const).flatMap((tier) =>
    read(`PolicyTier${tier}Gateway`).map(({ resource, props, name }) => {
      const id = text(props["nsxId"]) ?? plainLine(resource.name);
      const path = text(props["path"]) ?? `/infra/tier-${tier}s/${id}`;
      const cluster = text(props["edgeClusterPath"]);
      const nodes = interfaces
        .filter((one) => text(one.props["gatewayPath"]) === path)
        .flatMap((one) => text(one.props["edgeNodePath"]) ?? []);
      return {
        name,
        path,
        tier,
        edgeNodes: [...new Set(nodes.map(last))],
        ...optional("edgeCluster", cluster === undefined ? undefined : last(cluster)),
      };
    }),
  );
}

/** `/infra/tier-0s/edge/...`: the gateway's id. */
function gatewayOf(path = ""): string {
  return /\/tier-[01]s\/([^/]+)/.exec(path)?.[1] ?? "unknown";
}

function certificatesOf(endpoints: readonly Read[]): CertificateFacts[] {
  const found = new Map<
    string,
    { endpoints: { name: string; address: string }[]; authorities: Set<string> }
  >();
  for (const { props, name } of endpoints) {
    const path = text(props["certificatePath"]);
    if (path !== undefined) {
      const one = found.get(last(path)) ?? { endpoints: [], authorities: new Set<string>() };
      const address = text(props["localId"]) ?? text(props["localAddress"]) ?? "unknown";
      one.endpoints.push({ name, address });
      listOf(props["trustCaPaths"]).forEach((ca) =>
        one.authorities.add(last(text(ca) ?? "unknown")),
      );
      found.set(last(path), one);
    }
  }
  return [...found].map(([name, one]) => ({
    name,
    endpoints: one.endpoints,
    authorities: [...one.authorities],
  }));
}

function loggedOf(rules: readonly Read[], firewall: LoggedRule["firewall"]): LoggedRule[] {
  return rules
    .filter(({ props }) => props["logged"] === true)
    .map(({ props, name }) => ({
      name,
      firewall,
      action: text(props["action"]) ?? "ALLOW",
      ...optional("label", text(props["logLabel"])),
    }));
}

/**
 * The lines are made again from the servers, and not copied from the component's output: what an operator
 * types must hold nothing but names that were checked.
 */
function syslogOf(components: readonly Read[]): SyslogLines {
  const found = components.flatMap(({ resource: { urn, inputs } }) =>
    Object.entries(mapOf(inputs["syslog"]) ?? {}).map(
      ([key, value]) => [`${urn} ${key}`, serverOf(value)] as const,
    ),
  );
  const sound = found.filter(([name, one]) => syslogFaults({ [name]: one }).isEmpty);
  // Two components may name one server: the first one counts.
  const distinct = new Map(
    sound.reverse().map(([name, one]) => [JSON.stringify(one), [name, one] as const]),
  );
  const servers = Object.fromEntries(distinct.values());
  return planSyslog(syslogFaults(servers).isEmpty ? servers : {});
}

function serverOf(value: Value): SyslogServer {
  const props = mapOf(value);
  const chosen = <Choice extends string>(choices: readonly Choice[], given: Value) =>
    choices.find((one) => one === text(given));
  return {
    server: textOf(props?.["server"]) ?? "",
    ...optional("port", numberOf(props?.["port"])),
    ...optional("protocol", chosen(Object.values(SyslogProtocol), props?.["protocol"])),
    ...optional("level", chosen(Object.values(SyslogLevel), props?.["level"])),
  };
}
