/** What an NSX property may refer to. */
export interface Reference {
  /** Kinds of objects that may stand there, with what follows the object's own path. */
  targets: Readonly<Record<string, string>>;
  /** True for a list of references. */
  isList: boolean;
}

const TIERS = ["Tier0Gateway", "Tier1Gateway"];
const SEGMENTS = ["Segment", "VlanSegment", "FixedSegment"];
const INTERFACES = ["Tier0GatewayInterface", "Tier1GatewayInterface"];

function to(...kinds: readonly string[]): Reference {
  return { targets: Object.fromEntries(kinds.map((kind) => [kind, ""])), isList: false };
}

function listOf(...kinds: readonly string[]): Reference {
  return { ...to(...kinds), isList: true };
}

/** Properties that hold paths, by name; the same name has the same meaning in every type. */
export const REFERENCES: Readonly<Record<string, Reference | undefined>> = {
  gatewayPath: to(...TIERS),
  tier0Path: to("Tier0Gateway"),
  connectivityPath: to(...TIERS),
  segmentPath: to(...SEGMENTS),
  transportZonePath: to("TransportZone"),
  edgeClusterPath: to("EdgeCluster"),
  policyPath: to("SecurityPolicy", "ParentSecurityPolicy", "GatewayPolicy", "ParentGatewayPolicy"),
  servicePath: to("IpsecVpnService", "L2VpnService", "LbService"),
  localEndpointPath: to("IpsecVpnLocalEndpoint"),
  // The gateway's own BGP object has no resource when it is configured inline.
  bgpPath: {
    targets: { Tier0Gateway: "/locale-services/default/bgp", BgpConfig: "" },
    isList: false,
  },
  service: to("Service"),
  nestedServicePath: to("Service"),
  poolPath: to("LbPool", "IpPool"),
  groupPath: to("Group"),
  member: to("Group", ...SEGMENTS),
  inRouteFilter: to("GatewayPrefixList", "GatewayRouteMap"),
  outRouteFilter: to("GatewayPrefixList", "GatewayRouteMap"),
  routeMapPath: to("GatewayRouteMap"),
  interface: to(...INTERFACES, "IpsecVpnSession"),
  prefixListMatches: listOf("GatewayPrefixList"),
  sourceGroups: listOf("Group"),
  destinationGroups: listOf("Group"),
  services: listOf("Service"),
  profiles: listOf("ContextProfile"),
  scopes: listOf("Group", ...TIERS, ...INTERFACES, "IpsecVpnSession"),
  memberPaths: listOf("Group", ...SEGMENTS),
  externalInterfacePaths: listOf("Tier0GatewayInterface"),
};
