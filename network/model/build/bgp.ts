import { formatCidr, type Address } from "../../address";
import { bgpRoutes } from "../bgpRoutes";
import type { Origin, Route, Router } from "../types";
import type { BgpSession, BgpState } from "../underlay";
import { coversType } from "./advertisement";
import { addGap, portsOf, surroundingsOrigin, unknown, type Draft } from "./draft";
import type { Gateway, Gateways } from "./gateways";
import type { Item } from "./items";
import type { PhysicalRouters } from "./outside";
import { readAddress, readNetwork } from "./readAddress";
import { NO_FILTER, routeFilter, type RouteFilter } from "./routeFilters";
import { ownAnnouncements, portTowards, WHOLE_FAMILIES, type Announcement } from "./routes";
import type { PropertyMap } from "../resource";
import { flagOf, mapOf, mapsOf, textOf, textsOf } from "./values";

/** One direction of a BGP session. */
interface Direction {
  from: Router;
  to: Router;
  /** Port of `to`, and the address of `from` that it sends to. */
  port: string;
  nextHop: Address;
  filters: RouteFilter[];
  /** Names of the neighbours that say so. */
  neighbors: string[];
  origin: Origin;
}

/** Routes that gateways and physical routers learn from each other. */
export function addBgpRoutes(
  draft: Draft,
  gateways: Gateways,
  routers: PhysicalRouters,
  announced: Map<Gateway, Announcement[]>,
): BgpState {
  const speakers = bgpSpeakers(draft, routers);
  const directions: Direction[] = [];
  for (const gateway of gateways.values()) {
    if (speaks(draft, gateway)) {
      for (const neighbor of neighborsOf(draft, gateway)) {
        directions.push(...session(draft, gateways, speakers, gateway, neighbor));
      }
    }
  }
  const own = new Map<Router, Announcement[]>();
  for (const gateway of gateways.values()) {
    own.set(gateway.router, redistributed(draft, gateway, gateways, announced));
  }
  for (const { router, announces } of speakers) {
    own.set(router, announces);
  }
  const announcements = [...own].map(([router, list]) => ({
    router: router.id,
    networks: list.map(({ network }) => network),
  }));
  const state = { announcements, sessions: sessionsOf(distinct(directions), announcements) };
  const physical = new Set(
    [...draft.routers.values()].filter(({ kind }) => kind === "physical").map(({ id }) => id),
  );
  for (const [id, routes] of bgpRoutes(state, physical)) {
    draft.routers.get(id)?.routes.push(...routes);
  }
  return state;
}

/** The directions as data: what their filters say about each network that anybody announces. */
function sessionsOf(
  directions: readonly Direction[],
  announcements: BgpState["announcements"],
): BgpSession[] {
  const networks = new Map(
    announcements.flatMap((one) => one.networks.map((network) => [formatCidr(network), network])),
  );
  return directions.map(({ from, to, port, nextHop, filters, neighbors, origin }) => ({
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
  }));
}

interface Speaker {
  router: Router;
  announces: Announcement[];
}

function bgpSpeakers(draft: Draft, routers: PhysicalRouters): Speaker[] {
  return (draft.surroundings.routers ?? []).flatMap((stated, index) => {
    const router = routers.get(stated.name);
    const origin = surroundingsOrigin(`routers[${index}].bgp`, stated.name);
    const announces = (stated.bgp?.announces ?? []).flatMap((text) => {
      const network = readNetwork(text);
      return network === undefined ? [] : [{ type: "BGP", network, origin }];
    });
    return router === undefined || stated.bgp === undefined ? [] : [{ router, announces }];
  });
}

/** BGP is on unless the gateway's own settings, or a resource of theirs, switch it off. */
function speaks(draft: Draft, { item, router }: Gateway): boolean {
  const config = draft.items
    .ofKind("BgpConfig")
    .find(({ props }) => textOf(props["gatewayPath"]) === router.id);
  const inline = mapOf(item?.props["bgpConfig"]);
  return flagOf((config?.props ?? inline)?.["enabled"]) ?? true;
}

function neighborsOf(draft: Draft, { router }: Gateway): Item[] {
  return draft.items
    .ofKind("BgpNeighbor")
    .filter(({ props }) => textOf(props["bgpPath"])?.startsWith(`${router.id}/`) === true);
}

function session(
  draft: Draft,
  gateways: Gateways,
  speakers: readonly Speaker[],
  gateway: Gateway,
  neighbor: Item,
): Direction[] {
  const { router } = gateway;
  const address = readAddress(textOf(neighbor.props["neighborAddress"]));
  const others = [...gateways.values()]
    .map((other) => other.router)
    .filter((other) => other !== router);
  const peer =
    address &&
    [...speakers.map((speaker) => speaker.router), ...others].find((other) =>
      owns(draft, other, address),
    );
  const port = address && portTowards(draft, router, address);
  if (address === undefined || peer === undefined || port === undefined) {
    noteUnknownPeer(draft, router, neighbor);
    return [];
  }
  const sources = textsOf(neighbor.props["sourceAddresses"]).known;
  const source = readAddress(sources[0]) ?? port.addresses[0]?.address;
  const back = source && portTowards(draft, peer, source);
  const families = mapsOf(neighbor.props["routeFilterings"]).filter(
    (entry) => flagOf(entry["enabled"]) !== false,
  );
  const filters = (key: string) => [byFamily(draft, families, key, neighbor)];
  const { origin } = neighbor;
  const inwards = {
    from: peer,
    to: router,
    port: port.id,
    nextHop: address,
    neighbors: [neighbor.name],
    origin,
  };
  return [
    { ...inwards, filters: filters("inRouteFilter") },
    ...(back === undefined || source === undefined
      ? []
      : [
          {
            from: router,
            to: peer,
            port: back.id,
            nextHop: source,
            filters: filters("outRouteFilter"),
            neighbors: [neighbor.name],
            origin,
          },
        ]),
  ];
}

function owns(draft: Draft, router: Router, address: Address): boolean {
  return portsOf(draft, router).some(({ owned }) => owned.contains(address));
}

function byFamily(draft: Draft, families: PropertyMap[], key: string, user: Item): RouteFilter {
  const filterOf = (family: 4 | 6) => {
    const entry = families.find(
      (candidate) => textOf(candidate["addressFamily"]) === `IPV${family}`,
    );
    return entry === undefined ? NO_FILTER : routeFilter(draft, textOf(entry[key]), user);
  };
  const [v4, v6] = [filterOf(4), filterOf(6)];
  return (network) => (network.family === 4 ? v4(network) : v6(network));
}

/** What such a neighbour announces is not known, so nothing is without a route. */
function noteUnknownPeer(draft: Draft, router: Router, neighbor: Item): void {
  const address = textOf(neighbor.props["neighborAddress"]) ?? "of unknown address";
  const reason = `BGP neighbour ${address} is not described; what it announces is not known`;
  const { origin } = neighbor;
  addGap(draft, origin, `${reason}. Give it in the surroundings under routers[].bgp.`);
  const lost = { kind: "bgp" as const, via: [], doubt: unknown(reason), origin };
  router.routes.push(...WHOLE_FAMILIES.map((network): Route => ({ network, ...lost })));
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

/** Both ends may name each other; one session counts once, with the filters of both. */
function distinct(directions: readonly Direction[]): Direction[] {
  const found = new Map<string, Direction>();
  for (const direction of directions) {
    const key = `${direction.from.id} ${direction.to.id} ${direction.port}`;
    const known = found.get(key);
    found.set(
      key,
      known === undefined
        ? direction
        : {
            ...known,
            filters: [...known.filters, ...direction.filters],
            neighbors: [...known.neighbors, ...direction.neighbors],
          },
    );
  }
  return [...found.values()];
}
