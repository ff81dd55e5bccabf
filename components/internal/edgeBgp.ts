import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import type { EdgeGatewayArgs } from "../edgeGateway";
import {
  RouteAction,
  type EdgeBgp,
  type EdgeBgpNeighbor,
  type EdgePrefixList,
  type EdgeRouteMap,
  type EdgeVrf,
} from "../edgeRouting";
import type { Children } from "./children";
import { addressOf } from "./derive";
import { LAN } from "./edgeRead";
import type { AddedUplinks } from "./edgeUplinks";
import { addRedistribution, REDISTRIBUTED_TYPES } from "./redistribution";

type BgpConfig = nsxt.types.input.PolicyTier0GatewayBgpConfig;

/** BGP as a part of the gateway; a VRF sets nothing else than this of it. */
export function bgpConfigOf(bgp: EdgeBgp, vrf: EdgeVrf | undefined): BgpConfig {
  const { enabled = true, ecmp = true, aggregates = {}, asNumber } = bgp;
  const own: BgpConfig = {
    enabled,
    ecmp,
    routeAggregations: Object.values(aggregates)
      .map(({ cidr, summaryOnly = true }) => ({ prefix: cidr, summaryOnly }))
      .sort((a, b) => (a.prefix < b.prefix ? -1 : 1)),
  };
  return vrf === undefined
    ? { ...own, localAsNum: String(asNumber), gracefulRestartMode: "HELPER_ONLY" }
    : own;
}

/** Where a gateway with an edge cluster keeps its BGP settings. */
export function bgpPathBelow(gatewayPath: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.interpolate`${gatewayPath}/locale-services/default/bgp`;
}

export function bgpPathOf(
  gatewayPath: pulumi.Output<string>,
  config: pulumi.Output<nsxt.types.output.PolicyTier0GatewayBgpConfig | undefined>,
): pulumi.Output<string> {
  return pulumi
    .all([config, bgpPathBelow(gatewayPath)])
    .apply(([known, usual]) => known?.path ?? usual);
}

export interface EdgeOwner {
  owner: pulumi.ComponentResource;
  name: string;
  gatewayPath: pulumi.Output<string>;
  bgpPath: pulumi.Output<string>;
}

/** Filters, neighbors and what they are told. */
export function addEdgeBgp(
  children: Children,
  { owner, name, gatewayPath, bgpPath }: EdgeOwner,
  uplinks: AddedUplinks,
  { bgp, prefixLists = {}, routeMaps = {}, redistribution }: EdgeGatewayArgs,
): void {
  const lists = new Map(
    Object.entries(prefixLists).map(([key, list]) => [
      key,
      addPrefixList(children, gatewayPath, key, list),
    ]),
  );
  const maps = new Map(
    Object.entries(routeMaps).map(([key, map]) => [
      key,
      addRouteMap(children, gatewayPath, key, map, lists),
    ]),
  );
  if (bgp === undefined) {
    return;
  }
  const filters = new Map([...lists, ...maps]);
  for (const [key, neighbor] of Object.entries(bgp.neighbors)) {
    addNeighbor(children, bgpPath, key, neighbor, uplinks, filters);
  }
  const rules = Object.entries(redistribution ?? { default: { types: REDISTRIBUTED_TYPES } });
  if (rules.length > 0) {
    const told = rules
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, rule]: [string, { types: string[]; routeMap?: string }]) => {
        const routeMapPath = rule.routeMap === undefined ? undefined : maps.get(rule.routeMap);
        return { name: key, types: rule.types, ...(routeMapPath && { routeMapPath }) };
      });
    const claim = { owner, claimant: name, path: "redistribution" };
    addRedistribution(children, "redistribution", gatewayPath, told, claim);
  }
}

function addPrefixList(
  children: Children,
  gatewayPath: pulumi.Output<string>,
  key: string,
  { entries }: EdgePrefixList,
): pulumi.Output<string> {
  return children.add(nsxt.PolicyGatewayPrefixList, ["prefixes", key], {
    gatewayPath,
    prefixes: entries.map(({ cidr, action = RouteAction.Permit, shortest, longest }) => ({
      action,
      ...(cidr === undefined ? {} : { network: cidr }),
      ...(shortest === undefined ? {} : { ge: shortest }),
      ...(longest === undefined ? {} : { le: longest }),
    })),
  }).path;
}

function addRouteMap(
  children: Children,
  gatewayPath: pulumi.Output<string>,
  key: string,
  { entries }: EdgeRouteMap,
  lists: ReadonlyMap<string, pulumi.Output<string>>,
): pulumi.Output<string> {
  return children.add(nsxt.PolicyGatewayRouteMap, ["map", key], {
    gatewayPath,
    entries: entries.map((entry) => {
      const { prefixLists = [], action = RouteAction.Permit } = entry;
      const { localPreference, prependAsNumber, multiExitDiscriminator: med } = entry;
      const set = {
        ...(localPreference === undefined ? {} : { localPreference }),
        ...(prependAsNumber === undefined ? {} : { asPathPrepend: String(prependAsNumber) }),
        ...(med === undefined ? {} : { med }),
      };
      return {
        action,
        prefixListMatches: prefixLists.flatMap((name) => lists.get(name) ?? []),
        ...(Object.keys(set).length === 0 ? {} : { set }),
      };
    }),
  }).path;
}

function addNeighbor(
  children: Children,
  bgpPath: pulumi.Output<string>,
  key: string,
  neighbor: EdgeBgpNeighbor,
  uplinks: AddedUplinks,
  filters: ReadonlyMap<string, pulumi.Output<string>>,
): void {
  const { bfd = {}, inFilter = "", outFilter = "", maximumRoutes, password } = neighbor;
  const { enabled = true, intervalMilliseconds = 500, multiplier = 3 } = bfd;
  const [inRouteFilter, outRouteFilter] = [filters.get(inFilter), filters.get(outFilter)];
  const interfaces = Object.values(uplinks[neighbor.uplink ?? LAN] ?? {});
  const args = {
    bgpPath,
    neighborAddress: neighbor.address,
    remoteAsNum: String(neighbor.asNumber),
    sourceAddresses: interfaces.map(({ address }) => addressOf(address)),
    holdDownTime: neighbor.holdDownSeconds ?? 180,
    keepAliveTime: neighbor.keepAliveSeconds ?? 60,
    maximumHopLimit: neighbor.hopLimit ?? 1,
    ...(password === undefined ? {} : { password }),
    bfdConfig: { enabled, interval: intervalMilliseconds, multiple: multiplier },
    routeFilterings: [
      {
        addressFamily: "IPV4",
        enabled: true,
        ...(inRouteFilter && { inRouteFilter }),
        ...(outRouteFilter && { outRouteFilter }),
        ...(maximumRoutes === undefined ? {} : { maximumRoutes }),
      },
    ],
  };
  // It speaks from their addresses, which are given as text.
  const dependsOn = interfaces.map(({ resource }) => resource);
  children.add(nsxt.PolicyBgpNeighbor, ["neighbor", key], args, { dependsOn });
}
