/** Faults of routes, of what announces and filters them, of gateways and of tunnels. */
import type { PropertyMap } from "vmnet/network/model/resource";
import { all, eachOf, eachText, listOf, removed, set, within, without } from "./operator";
import type { Operator } from "./operator";

const gone: Operator = () => [removed];

const route: Operator = ({ network }) => [
  removed,
  ...(typeof network !== "string" || network.endsWith("/0")
    ? []
    : [set("every network", "network", network.includes(":") ? "::/0" : "0.0.0.0/0")]),
];

const ADVERTISED = ["TIER1_CONNECTED", "TIER1_NAT", "TIER1_STATIC_ROUTES", "TIER1_LB_VIP"];
const REDISTRIBUTED = [
  "TIER0_CONNECTED",
  "TIER0_STATIC",
  "TIER0_NAT",
  "TIER0_IPSEC_LOCAL_IP",
  "TIER1_CONNECTED",
  "TIER1_NAT",
  "TIER1_STATIC",
  "TIER1_LB_VIP",
];

/** Each given type taken away, and each one that is not given added. */
function types(key: string, verb: string, known: readonly string[]): Operator {
  return (props) => {
    const given = listOf(props[key]);
    return given.length === 0
      ? []
      : [
          ...eachText(key, (type) => `does not ${verb} ${type}`, true)(props),
          ...known
            .filter((type) => !given.includes(type))
            .map((type) => set(`${verb}s ${type}`, key, [...given, type])),
        ];
  };
}

const firewallOff: Operator = ({ enableFirewall }) =>
  enableFirewall === false ? [] : [set("firewall off", "enableFirewall", false)];

const permits: Operator = ({ action }) =>
  action === "DENY" ? [set("permits", "action", "PERMIT")] : [];

const advertisementRules = eachOf(
  "routeAdvertisementRules",
  ({ name }, index) => `advertisement rule ${String(name ?? index + 1)}`,
  all(gone, permits, without({ subnets: "every network" })),
);

const gateway: Operator = all(
  firewallOff,
  types("routeAdvertisementTypes", "advertise", ADVERTISED),
  advertisementRules,
);

const bgpOff: Operator = ({ enabled }) =>
  enabled === false ? [] : [set("BGP off", "enabled", false)];

const prefixes = eachOf(
  "prefixes",
  ({ network, action }) => `${String(action ?? "PERMIT")} ${String(network ?? "any")}`,
  all(gone, permits, ({ network, action }) =>
    action === "DENY" || network === undefined || network === "ANY"
      ? []
      : [
          {
            what: "for every network",
            apply: ({ ge: _ge, le: _le, ...rest }: PropertyMap) => ({ ...rest, network: "ANY" }),
          },
        ],
  ),
);

const entries = eachOf(
  "entries",
  ({ action }, index) => `entry ${index + 1} (${String(action)})`,
  all(
    gone,
    permits,
    without({ prefixListMatches: "for every network", set: "without preference" }),
  ),
);

const neighbor: Operator = all(
  gone,
  eachOf(
    "routeFilterings",
    ({ addressFamily }) => String(addressFamily),
    without({ inRouteFilter: "accepts everything", outRouteFilter: "tells everything" }),
  ),
);

const redistribution: Operator = all(
  gone,
  eachOf(
    "rules",
    ({ name }, index) => `rule ${String(name ?? index + 1)}`,
    all(
      gone,
      types("types", "redistribute", REDISTRIBUTED),
      without({ routeMapPath: "without route map" }),
    ),
  ),
);

const segment: Operator = (props) =>
  props.connectivityPath === undefined
    ? []
    : without({ connectivityPath: "off its gateway" })(props);

/** By kind of resource; a segment's VLANs are among the layer-2 faults. */
export const ROUTING: Readonly<Record<string, Operator>> = {
  StaticRoute: route,
  BgpConfig: bgpOff,
  BgpNeighbor: neighbor,
  GatewayPrefixList: all(gone, prefixes),
  GatewayRouteMap: all(gone, entries),
  GatewayRedistributionConfig: redistribution,
  Tier0Gateway: all(firewallOff, within("bgpConfig", bgpOff)),
  Tier1Gateway: all(gateway, without({ tier0Path: "off its Tier-0" })),
  Tier0GatewayInterface: gone,
  Tier1GatewayInterface: gone,
  Tier0GatewayHaVipConfig: gone,
  GatewayDnsForwarder: gone,
  Segment: segment,
  FixedSegment: segment,
  IpsecVpnSession: ({ enabled }) => (enabled === false ? [] : [removed]),
  IpsecVpnService: ({ enabled }) => (enabled === false ? [] : [set("off", "enabled", false)]),
  IpsecVpnLocalEndpoint: gone,
  DhcpV4StaticBinding: gone,
};
