import { formatCidr } from "../../address";
import { bgpRoutes } from "../bgpRoutes";
import type { Route, Router } from "../types";
import type { BgpSession, BgpState } from "../underlay";
import { coversType } from "./advertisement";
import { passesFirewalls } from "./bgpPassage";
import { bgpSessions, bgpSpeakers, type Direction, type Speaker } from "./bgpSessions";
import type { Draft } from "./draft";
import type { Gateway, Gateways } from "./gateways";
import type { PhysicalRouters } from "./outside";
import { routeFilter } from "./routeFilters";
import { ownAnnouncements, type Announcement } from "./routes";
import type { Tunnel } from "./tunnels";
import { closeDeadTunnels } from "./tunnelTransport";
import { flagOf, mapOf, mapsOf, textOf, textsOf } from "./values";

/** What is known of BGP before its routes are. */
export interface Bgp {
  speakers: Speaker[];
  /** What each router tells its neighbours of its own. */
  announcements: BgpState["announcements"];
}

/**
 * What every router announces; gateway firewalls must be there already. Tunnels whose ends do not reach each other are closed, because sessions over
 * them and what those bring do not exist either.
 */
export function prepareBgp(
  draft: Draft,
  gateways: Gateways,
  routers: PhysicalRouters,
  announced: Map<Gateway, Announcement[]>,
  tunnels: readonly Tunnel[],
): Bgp {
  const speakers = bgpSpeakers(draft, routers);
  const announcements = () => announcementsOf(draft, gateways, announced, speakers);
  const outer = new Set(tunnels.flatMap(({ ends }) => ends.map(({ port }) => port.id)));
  const transport = bgpSessions(draft, gateways, speakers).filter(
    (direction) => !outer.has(direction.port) && passesFirewalls(draft, direction),
  );
  closeDeadTunnels(draft, tunnels, learned(draft, stateOf(transport, announcements())));
  return { speakers, announcements: announcements() };
}

/** Routes that gateways and physical routers learn from each other. */
export function addBgpRoutes(
  draft: Draft,
  gateways: Gateways,
  { speakers, announcements }: Bgp,
): BgpState {
  const directions = bgpSessions(draft, gateways, speakers).filter((direction) =>
    passesFirewalls(draft, direction),
  );
  const state = stateOf(directions, announcements);
  for (const [id, routes] of learned(draft, state)) {
    draft.routers.get(id)?.routes.push(...routes);
  }
  return state;
}

/** Routes by the id of the router that learns them. */
function learned(draft: Draft, state: BgpState): Map<string, Route[]> {
  const physical = [...draft.routers.values()].filter(({ kind }) => kind === "physical");
  return bgpRoutes(state, new Set(physical.map(({ id }) => id)));
}

function announcementsOf(
  draft: Draft,
  gateways: Gateways,
  announced: Map<Gateway, Announcement[]>,
  speakers: readonly Speaker[],
): BgpState["announcements"] {
  const own = new Map<Router, Announcement[]>();
  for (const gateway of gateways.values()) {
    own.set(gateway.router, redistributed(draft, gateway, gateways, announced));
  }
  for (const { router, announces } of speakers) {
    own.set(router, announces);
  }
  return [...own].map(([router, list]) => ({
    router: router.id,
    networks: list.map(({ network }) => network),
  }));
}

/** The directions as data: what their filters say about each network that anybody announces. */
function stateOf(
  directions: readonly Direction[],
  announcements: BgpState["announcements"],
): BgpState {
  const networks = new Map(
    announcements.flatMap((one) => one.networks.map((network) => [formatCidr(network), network])),
  );
  const sessions = directions.map(
    ({ from, to, port, nextHop, filters, neighbors, origin }): BgpSession => ({
      from: from.id,
      to: to.id,
      port,
      nextHop,
      ranks: Object.fromEntries(
        [...networks].flatMap(([text, network]): [string, number][] => {
          const ranks = filters.map((filter) => filter(network)?.rank);
          return ranks.some((rank) => rank === undefined)
            ? []
            : [[text, ranks.reduce<number>((sum, rank) => sum + (rank ?? 0), 1)]];
        }),
      ),
      neighbors,
      origin,
    }),
  );
  return { announcements, sessions };
}

/** Redistribution rules of a gateway: their own resource, or inline. */
function redistributed(
  draft: Draft,
  gateway: Gateway,
  gateways: Gateways,
  announced: Map<Gateway, Announcement[]>,
): Announcement[] {
  const { router, item } = gateway;
  const own = draft.items
    .ofKind("GatewayRedistributionConfig")
    .find(({ props }) => textOf(props["gatewayPath"]) === router.id);
  const inline = [
    mapOf(item?.props["redistributionConfig"]),
    ...mapsOf(item?.props["localeServices"]).map((service) =>
      mapOf(service["redistributionConfig"]),
    ),
  ].find((config) => mapsOf(config?.["rules"]).length > 0);
  const config = own?.props ?? inline;
  const isOn = flagOf(config?.["bgpEnabled"]) ?? flagOf(config?.["enabled"]) ?? true;
  const user = own ?? item;
  if (config === undefined || !isOn || user === undefined) {
    return [];
  }
  const below = [...gateways.values()].filter(({ uplink }) => uplink?.tier0 === gateway);
  const all = [
    ...ownAnnouncements(draft, gateway, "TIER0"),
    ...below.flatMap((tier1) => announced.get(tier1) ?? []),
  ];
  const rules = mapsOf(config["rules"]).filter((rule) => flagOf(rule["bgp"]) !== false);
  const filters = rules.map((rule) => ({
    types: textsOf(rule["types"]).known,
    filter: routeFilter(draft, textOf(rule["routeMapPath"]), user),
  }));
  return all.filter((announcement) =>
    filters.some(
      ({ types, filter }) =>
        coversType(types, announcement) && filter(announcement.network) !== undefined,
    ),
  );
}
