import type { EdgeFirewall, EdgeFirewallRule } from "../edgeFirewall";
import type {
  EdgeGatewayArgs,
  EdgeInterface,
  EdgeStaticRoute,
  EdgeUplink,
  HaMode,
} from "../edgeGateway";
import type {
  EdgeAggregate,
  EdgeBfd,
  EdgeBgp,
  EdgeBgpNeighbor,
  EdgeHaVip,
  EdgePrefix,
  EdgePrefixList,
  EdgeRedistribution,
  EdgeRouteMap,
  EdgeRouteMapEntry,
  EdgeVrf,
  RedistributedType,
  RouteAction,
} from "../edgeRouting";
import type { FirewallAction } from "../natSegment";
import {
  choice,
  flag,
  list,
  map,
  needed,
  number,
  object,
  plainNumber,
  plainText,
  text,
} from "./shape";
import { secretText } from "./secretShape";
import { trafficShape } from "./sharedShapes";

const interfaces = map(object<EdgeInterface>({ edgeNodePath: text, address: text }));

const bgp = object<EdgeBgp>({
  enabled: flag,
  asNumber: plainNumber,
  ecmp: flag,
  aggregates: map(object<EdgeAggregate>({ cidr: plainText, summaryOnly: flag })),
  neighbors: needed(
    map(
      object<EdgeBgpNeighbor>({
        address: text,
        asNumber: plainNumber,
        uplink: plainText,
        inFilter: plainText,
        outFilter: plainText,
        unfiltered: flag,
        maximumRoutes: plainNumber,
        password: secretText,
        bfd: object<EdgeBfd>({
          enabled: flag,
          intervalMilliseconds: plainNumber,
          multiplier: plainNumber,
        }),
        holdDownSeconds: plainNumber,
        keepAliveSeconds: plainNumber,
        hopLimit: plainNumber,
      }),
    ),
  ),
});

const prefixList = object<EdgePrefixList>({
  entries: needed(
    list(
      object<EdgePrefix>({
        cidr: plainText,
        action: choice<RouteAction>(),
        shortest: plainNumber,
        longest: plainNumber,
      }),
    ),
  ),
});

const routeMap = object<EdgeRouteMap>({
  entries: needed(
    list(
      object<EdgeRouteMapEntry>({
        prefixLists: list(plainText),
        action: choice<RouteAction>(),
        localPreference: plainNumber,
        prependAsNumber: plainNumber,
        multiExitDiscriminator: plainNumber,
      }),
    ),
  ),
});

const firewall = object<EdgeFirewall>({
  rules: map(
    object<EdgeFirewallRule>({
      from: list(text),
      to: list(text),
      services: needed(list(trafficShape)),
      action: choice<FirewallAction>(),
      sequenceNumber: plainNumber,
      logged: flag,
      label: plainText,
      disabled: flag,
    }),
  ),
  logAllowed: flag,
  logDrops: flag,
  policySequenceNumber: plainNumber,
});

export const edgeGatewayShape = object<EdgeGatewayArgs>({
  edgeClusterPath: text,
  transportZonePath: text,
  vlanId: number,
  interfaces,
  staticRoutes: map(object<EdgeStaticRoute>({ cidr: text, nextHop: text })),
  mtuBytes: plainNumber,
  haMode: choice<HaMode>(),
  uplinks: map(
    object<EdgeUplink>({
      vlanId: number,
      interfaces,
      transportZonePath: text,
      mtuBytes: plainNumber,
    }),
  ),
  haVips: map(
    object<EdgeHaVip>({ address: text, nodes: needed(list(plainText)), uplink: plainText }),
  ),
  bgp,
  prefixLists: map(prefixList),
  routeMaps: map(routeMap),
  redistribution: map(
    object<EdgeRedistribution>({
      types: needed(list(choice<RedistributedType>())),
      routeMap: plainText,
    }),
  ),
  firewall,
  vrf: object<EdgeVrf>({ parentPath: text, trunkVlanIds: needed(list(plainText)) }),
  nsxIdPrefix: plainText,
  disposable: flag,
});
