import type { PropertyMap } from "../../resource";
import type { DumpObject } from "../dump";
import { isObject, objectsAt, textAt, textsAt } from "../json";
import { camelKeys, gatewayOf, parentOf, pick, splitList } from "./snake";

/** Type token's kind and properties of an object; path, names and tags are added by the caller. */
export interface Converted {
  kind: string;
  props: PropertyMap;
}

type Value = Record<string, unknown>;
/** Turns an object of the API into the properties of a resource. */
export type Convert = (value: Value, path: string) => Converted;

function gatewayInterface(kind: string): Convert {
  return (value, path) => ({
    kind,
    props: {
      gatewayPath: gatewayOf(path),
      subnets: objectsAt(value, "subnets").flatMap((subnet) =>
        textsAt(subnet, "ip_addresses").map(
          (address) => `${address}/${String(subnet["prefix_len"])}`,
        ),
      ),
      ...pick(value, { segmentPath: "segment_path", type: "type", accessVlanId: "access_vlan_id" }),
    },
  });
}

function natRule(value: Value, path: string): Converted {
  return {
    kind: "NatRule",
    props: {
      gatewayPath: gatewayOf(path),
      // The manager's own default; the provider's differs.
      firewallMatch: "MATCH_INTERNAL_ADDRESS",
      sourceNetworks: splitList(value, "source_network"),
      destinationNetworks: splitList(value, "destination_network"),
      translatedNetworks: splitList(value, "translated_network"),
      scopes: textsAt(value, "scope").filter((scope) => scope !== ""),
      ...pick(value, {
        action: "action",
        service: "service",
        translatedPorts: "translated_ports",
        rulePriority: "sequence_number",
        enabled: "enabled",
        firewallMatch: "firewall_match",
      }),
    },
  };
}

function segment(value: Value): Converted {
  const vlans = textsAt(value, "vlan_ids");
  const advanced = value["advanced_config"];
  return {
    kind: vlans.length > 0 ? "VlanSegment" : "Segment",
    props: {
      ...(vlans.length > 0 ? { vlanIds: vlans } : {}),
      subnets: objectsAt(value, "subnets").map((subnet) =>
        pick(subnet, { cidr: "gateway_address" }),
      ),
      ...(isObject(advanced)
        ? { advancedConfig: pick(advanced, { connectivity: "connectivity" }) }
        : {}),
      ...pick(value, {
        connectivityPath: "connectivity_path",
        transportZonePath: "transport_zone_path",
        bridgeConfigs: "bridge_profiles",
        l2Extension: "l2_extension",
      }),
    },
  };
}

function gateway(kind: string): Convert {
  return (value) => {
    const vrf = value["vrf_config"];
    return {
      kind,
      props: {
        enableFirewall: value["disable_firewall"] !== true,
        ...(isObject(vrf) ? { vrfConfig: pick(vrf, { gatewayPath: "tier0_path" }) } : {}),
        routeAdvertisementRules: objectsAt(value, "route_advertisement_rules").map((rule) =>
          pick(rule, {
            name: "name",
            action: "action",
            subnets: "subnets",
            prefixOperator: "prefix_operator",
            routeAdvertisementTypes: "route_advertisement_types",
          }),
        ),
        ...pick(value, {
          haMode: "ha_mode",
          tier0Path: "tier0_path",
          routeAdvertisementTypes: "route_advertisement_types",
        }),
      },
    };
  };
}

function staticRoutes(value: Value, path: string): Converted {
  return {
    kind: "StaticRoute",
    props: {
      gatewayPath: gatewayOf(path),
      nextHops: objectsAt(value, "next_hops").map((hop) => {
        const [scope] = textsAt(hop, "scope");
        return {
          ...pick(hop, { ipAddress: "ip_address", adminDistance: "admin_distance" }),
          ...(scope === undefined ? {} : { interface: scope }),
        };
      }),
      ...pick(value, { network: "network" }),
    },
  };
}

function neighbor(value: Value, path: string): Converted {
  return {
    kind: "BgpNeighbor",
    props: {
      bgpPath: parentOf(path),
      routeFilterings: objectsAt(value, "route_filtering").map((filter) => {
        const [inwards] = textsAt(filter, "in_route_filters");
        const [outwards] = textsAt(filter, "out_route_filters");
        return {
          ...pick(filter, { addressFamily: "address_family", enabled: "enabled" }),
          ...(inwards === undefined ? {} : { inRouteFilter: inwards }),
          ...(outwards === undefined ? {} : { outRouteFilter: outwards }),
        };
      }),
      ...pick(value, { neighborAddress: "neighbor_address", sourceAddresses: "source_addresses" }),
    },
  };
}

function session(value: Value, path: string): Converted {
  const [tunnel = {}] = objectsAt(value, "tunnel_interfaces");
  const [subnet = {}] = objectsAt(tunnel, "ip_subnets");
  const isRouteBased = textAt(value, "resource_type") === "RouteBasedIPSecVpnSession";
  return {
    kind: "IpsecVpnSession",
    props: {
      vpnType: isRouteBased ? "RouteBased" : "PolicyBased",
      servicePath: parentOf(path),
      ...pick(subnet, { ipAddresses: "ip_addresses", prefixLength: "prefix_length" }),
      ...pick(value, {
        enabled: "enabled",
        localEndpointPath: "local_endpoint_path",
        peerAddress: "peer_address",
      }),
    },
  };
}

/** Objects that make routing, by the API's `resource_type`. */
export const ROUTING: Readonly<Record<string, Convert>> = {
  Segment: segment,
  Tier0: gateway("Tier0Gateway"),
  Tier1: gateway("Tier1Gateway"),
  Tier0Interface: gatewayInterface("Tier0GatewayInterface"),
  Tier1Interface: gatewayInterface("Tier1GatewayInterface"),
  PolicyNatRule: natRule,
  StaticRoutes: staticRoutes,
  BgpRoutingConfig: (value, path) => ({
    kind: "BgpConfig",
    props: { gatewayPath: gatewayOf(path), ...pick(value, { enabled: "enabled" }) },
  }),
  BgpNeighborConfig: neighbor,
  PrefixList: (value, path) => ({
    kind: "GatewayPrefixList",
    props: { gatewayPath: gatewayOf(path), ...pick(value, { prefixes: "prefixes" }) },
  }),
  Tier0RouteMap: (value, path) => ({
    kind: "GatewayRouteMap",
    props: {
      gatewayPath: gatewayOf(path),
      entries: objectsAt(value, "entries").map((entry) => ({
        ...pick(entry, { action: "action", prefixListMatches: "prefix_list_matches" }),
        communityListMatches: objectsAt(entry, "community_list_matches").map(() => ({})),
        set: camelKeys(entry["set"]) ?? null,
      })),
    },
  }),
  PolicyTransportZone: (value) => ({
    kind: "TransportZone",
    props: pick(value, { transportType: "tz_type" }),
  }),
  IPSecVpnService: (_value, path) => ({
    kind: "IpsecVpnService",
    props: { gatewayPath: gatewayOf(path) },
  }),
  IPSecVpnLocalEndpoint: (value, path) => ({
    kind: "IpsecVpnLocalEndpoint",
    props: { servicePath: parentOf(path), ...pick(value, { localAddress: "local_address" }) },
  }),
  RouteBasedIPSecVpnSession: session,
  PolicyBasedIPSecVpnSession: session,
  DhcpV4StaticBindingConfig: (value, path) => ({
    kind: "DhcpV4StaticBinding",
    props: {
      segmentPath: parentOf(path),
      ...pick(value, {
        ipAddress: "ip_address",
        macAddress: "mac_address",
        gatewayAddress: "gateway_address",
      }),
    },
  }),
};

/** What locale services say about their gateway. */
export function localeService(object: DumpObject): PropertyMap {
  const { value } = object;
  const config = value["route_redistribution_config"];
  const rules = isObject(config) ? objectsAt(config, "redistribution_rules") : [];
  return {
    ...pick(value, { edgeClusterPath: "edge_cluster_path" }),
    ...(isObject(config)
      ? {
          redistributionConfig: {
            ...pick(config, { enabled: "bgp_enabled" }),
            rules: rules.map((rule) =>
              pick(rule, {
                name: "name",
                types: "route_redistribution_types",
                routeMapPath: "route_map_path",
              }),
            ),
          },
        }
      : {}),
  };
}
