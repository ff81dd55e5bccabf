import type { PropertyMap, PropertyValue } from "./resource";
import { isUnknown } from "./resource";

/**
 * Where each NSX type lives in the policy tree. `{id}` is the NSX id, other names are inputs;
 * `{name=value}` is an input with a default. Types that share a collection follow each other, the
 * most common first.
 *
 * Source: NSX Policy API; the provider's answers for fixed `nsxId`s (docs/fidelity.md).
 */
const patterns: Record<string, string> = {
  Tier0Gateway: "/infra/tier-0s/{id}",
  Tier1Gateway: "/infra/tier-1s/{id}",
  Segment: "/infra/segments/{id}",
  VlanSegment: "/infra/segments/{id}",
  SegmentPort: "{segmentPath}/ports/{id}",
  DhcpV4StaticBinding: "{segmentPath}/dhcp-static-binding-configs/{id}",
  Tier0GatewayInterface: "{gatewayPath}/locale-services/default/interfaces/{id}",
  Tier1GatewayInterface: "{gatewayPath}/locale-services/default/interfaces/{id}",
  NatRule: "{gatewayPath}/nat/{type=USER}/nat-rules/{id}",
  StaticRoute: "{gatewayPath}/static-routes/{id}",
  StaticRouteBfdPeer: "{gatewayPath}/static-routes/bfd-peers/{id}",
  GatewayPrefixList: "{gatewayPath}/prefix-lists/{id}",
  GatewayRouteMap: "{gatewayPath}/route-maps/{id}",
  BgpConfig: "{gatewayPath}/locale-services/default/bgp",
  BgpNeighbor: "{bgpPath}/neighbors/{id}",
  EvpnConfig: "{gatewayPath}/evpn",
  GatewayDnsForwarder: "{gatewayPath}/dns-forwarder",
  DnsForwarderZone: "/infra/dns-forwarder-zones/{id}",
  Group: "/infra/domains/{domain=default}/groups/{id}",
  Service: "/infra/services/{id}",
  ContextProfile: "/infra/context-profiles/{id}",
  SecurityPolicy: "/infra/domains/{domain=default}/security-policies/{id}",
  ParentSecurityPolicy: "/infra/domains/{domain=default}/security-policies/{id}",
  GatewayPolicy: "/infra/domains/{domain=default}/gateway-policies/{id}",
  ParentGatewayPolicy: "/infra/domains/{domain=default}/gateway-policies/{id}",
  IntrusionServicePolicy: "/infra/domains/{domain=default}/intrusion-service-policies/{id}",
  SecurityPolicyRule: "{policyPath}/rules/{id}",
  GatewayPolicyRule: "{policyPath}/rules/{id}",
  IntrusionServiceProfile: "/infra/settings/firewall/security/intrusion-services/profiles/{id}",
  DistributedFloodProtectionProfile: "/infra/flood-protection-profiles/{id}",
  GatewayFloodProtectionProfile: "/infra/flood-protection-profiles/{id}",
  DistributedFloodProtectionProfileBinding:
    "{groupPath}/firewall-flood-protection-profile-binding-maps/{id}",
  GatewayFloodProtectionProfileBinding: "{parentPath}/flood-protection-profile-bindings/{id}",
  DhcpServer: "/infra/dhcp-server-configs/{id}",
  DhcpRelay: "/infra/dhcp-relay-configs/{id}",
  QosProfile: "/infra/qos-profiles/{id}",
  GatewayQosProfile: "/infra/gateway-qos-profiles/{id}",
  SpoofGuardProfile: "/infra/spoofguard-profiles/{id}",
  SegmentSecurityProfile: "/infra/segment-security-profiles/{id}",
  MacDiscoveryProfile: "/infra/mac-discovery-profiles/{id}",
  IpDiscoveryProfile: "/infra/ip-discovery-profiles/{id}",
  IpPool: "/infra/ip-pools/{id}",
  IpPoolStaticSubnet: "{poolPath}/ip-subnets/{id}",
  IpPoolBlockSubnet: "{poolPath}/ip-subnets/{id}",
  IpAddressAllocation: "{poolPath}/ip-allocations/{id}",
  IpBlock: "/infra/ip-blocks/{id}",
  IpsecVpnIkeProfile: "/infra/ipsec-vpn-ike-profiles/{id}",
  IpsecVpnTunnelProfile: "/infra/ipsec-vpn-tunnel-profiles/{id}",
  IpsecVpnDpdProfile: "/infra/ipsec-vpn-dpd-profiles/{id}",
  IpsecVpnService: "{gatewayPath|localeServicePath}/ipsec-vpn-services/{id}",
  IpsecVpnLocalEndpoint: "{servicePath}/local-endpoints/{id}",
  IpsecVpnSession: "{servicePath}/sessions/{id}",
  L2VpnService: "{gatewayPath|localeServicePath}/l2vpn-services/{id}",
  L2VpnSession: "{servicePath}/sessions/{id}",
  LbService: "/infra/lb-services/{id}",
  LbPool: "/infra/lb-pools/{id}",
  LbVirtualServer: "/infra/lb-virtual-servers/{id}",
  LbHttpApplicationProfile: "/infra/lb-app-profiles/{id}",
  LbFastTcpApplicationProfile: "/infra/lb-app-profiles/{id}",
  LbHttpMonitorProfile: "/infra/lb-monitor-profiles/{id}",
  LbTcpMonitorProfile: "/infra/lb-monitor-profiles/{id}",
  LbIcmpMonitorProfile: "/infra/lb-monitor-profiles/{id}",
  LbSourceIpPersistenceProfile: "/infra/lb-persistence-profiles/{id}",
  LbClientSslProfile: "/infra/lb-client-ssl-profiles/{id}",
  LbServerSslProfile: "/infra/lb-server-ssl-profiles/{id}",
  UplinkHostSwitchProfile: "/infra/host-switch-profiles/{id}",
  HostTransportNodeProfile: "/infra/host-transport-node-profiles/{id}",
  HostTransportNode: "/infra/sites/default/enforcement-points/default/host-transport-nodes/{id}",
  HostTransportNodeCollection:
    "/infra/sites/default/enforcement-points/default/transport-node-collections/{id}",
  TransportZone: "/infra/sites/default/enforcement-points/default/transport-zones/{id}",
  EdgeCluster: "/infra/sites/default/enforcement-points/default/edge-clusters/{id}",
  EdgeTransportNode: "/infra/sites/default/enforcement-points/default/edge-transport-nodes/{id}",
};

/** `Tier1Gateway` of `nsxt:index/policyTier1Gateway:PolicyTier1Gateway`; undefined for other types. */
function kindOf(type: string): string | undefined {
  return /^nsxt:index\/policy\w+:Policy(\w+)$/.exec(type)?.[1];
}

/** The type token of a kind such as `Tier1Gateway`. */
function tokenOf(kind: string): string {
  return `nsxt:index/policy${kind}:Policy${kind}`;
}

/** NSX types that have a path of their own. */
export function typesWithPath(): string[] {
  return Object.keys(patterns).map(tokenOf);
}

function known(value: PropertyValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" && !isUnknown(value) ? value : undefined;
}

/** The prefix of a multi-tenancy project; empty outside of projects, undefined while unknown. */
function projectPrefix(inputs: PropertyMap): string | undefined {
  const context = inputs["context"];
  if (context === undefined || context === null) {
    return "";
  }
  const isObject = typeof context === "object" && !Array.isArray(context);
  const project = isObject ? known(context["projectId"]) : undefined;
  return project === undefined ? undefined : `/orgs/default/projects/${project}`;
}

/**
 * The policy path that an object has, or will have once it exists.
 *
 * @param type Type token, e.g. `nsxt:index/policySegment:PolicySegment`.
 * @param id NSX id (the input `nsxId`, or the resource's id).
 * @param inputs Inputs; parents (`gatewayPath`, `policyPath`, `segmentPath`, ...) are read from them.
 * @returns undefined when the type has no path, or when the id or a parent is not known.
 */
export function nsxPath(
  type: string,
  id: string | undefined,
  inputs: PropertyMap,
): string | undefined {
  const kind = kindOf(type);
  const pattern = kind === undefined || !Object.hasOwn(patterns, kind) ? undefined : patterns[kind];
  if (pattern === undefined) {
    return undefined;
  }
  let complete = true;
  const path = pattern.replace(/\{([^}]+)\}/g, (_, part: string) => {
    const [names = "", fallback] = part.split("=");
    const value =
      names === "id"
        ? known(id)
        : names
            .split("|")
            .map((name) => known(inputs[name]))
            .find((found) => found !== undefined);
    complete &&= (value ?? fallback) !== undefined;
    return value ?? fallback ?? "";
  });
  const prefix =
    path.startsWith("/infra/") && pattern.startsWith("/infra/") ? projectPrefix(inputs) : "";
  return complete && prefix !== undefined ? `${prefix}${path}` : undefined;
}

interface Reader {
  type: string;
  expression: RegExp;
  weight: number;
}

/** What a parent's path looks like, by the name of the input that gives it. */
const parents: Record<string, string> = {
  gatewayPath: "/infra/tier-[01]s/[^/]+",
  segmentPath: "/infra/(?:tier-1s/[^/]+/)?segments/[^/]+",
  bgpPath: "/infra/tier-0s/[^/]+/locale-services/[^/]+/bgp",
  policyPath: "/infra/domains/[^/]+/[a-z-]+-policies/[^/]+",
  groupPath: "/infra/domains/[^/]+/groups/[^/]+",
  parentPath: "/infra/tier-[01]s/[^/]+(?:/locale-services/[^/]+)?",
  poolPath: "/infra/ip-pools/[^/]+",
};

/** Parents that are narrower for one kind than the input's name says. */
const narrower: Record<string, Record<string, string>> = {
  Tier0GatewayInterface: { gatewayPath: "/infra/tier-0s/[^/]+" },
  Tier1GatewayInterface: { gatewayPath: "/infra/tier-1s/[^/]+" },
  SecurityPolicyRule: { policyPath: "/infra/domains/[^/]+/security-policies/[^/]+" },
  GatewayPolicyRule: { policyPath: "/infra/domains/[^/]+/gateway-policies/[^/]+" },
  IpsecVpnLocalEndpoint: { servicePath: "/infra/.+/ipsec-vpn-services/[^/]+" },
  IpsecVpnSession: { servicePath: "/infra/.+/ipsec-vpn-services/[^/]+" },
  L2VpnSession: { servicePath: "/infra/.+/l2vpn-services/[^/]+" },
};

const serviceParent = "/infra/tier-[01]s/[^/]+(?:/locale-services/[^/]+)?";

function readerOf(kind: string, pattern: string): Reader {
  const source = pattern
    .replace("locale-services/default", "locale-services/[^/]+")
    .replace(/\{([^}]+)\}/g, (_, part: string) => {
      const name = part.split("=")[0] ?? "";
      const parent = name.includes("|") ? serviceParent : (narrower[kind]?.[name] ?? parents[name]);
      return name === "id" || parent === undefined ? "[^/]+" : parent;
    });
  return {
    type: tokenOf(kind),
    expression: new RegExp(`^(?:/orgs/[^/]+/projects/[^/]+)?${source}$`),
    weight: pattern.replace(/\{[^}]+\}/g, "").length,
  };
}

const readers = Object.entries(patterns).map(([kind, pattern]) => readerOf(kind, pattern));

/** Every type whose objects may have this path, the likeliest first; empty for an unknown path. */
export function typesOfPath(path: string): string[] {
  return readers
    .filter((reader) => reader.expression.test(path))
    .sort((a, b) => b.weight - a.weight)
    .map((reader) => reader.type);
}

/** The likeliest type of the object at a path; undefined for an unknown path. */
export function typeOfPath(path: string): string | undefined {
  return typesOfPath(path)[0];
}

/** The last part of a path: the object's NSX id. */
export function idOfPath(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
