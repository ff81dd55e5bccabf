import { formatAddress, type Address } from "../../address";
import { isUnknown, type PropertyMap } from "../resource";
import type { Origin, Port, Route, Router } from "../types";
import { addGap, portsOf, surroundingsOrigin, unknown, type Draft } from "./draft";
import type { Gateway, Gateways } from "./gateways";
import type { Item } from "./items";
import type { PhysicalRouters } from "./outside";
import { readAddress, readNetwork } from "./readAddress";
import { NO_FILTER, routeFilter, type RouteFilter } from "./routeFilters";
import { portTowards, WHOLE_FAMILIES, type Announcement } from "./routes";
import { flagOf, mapOf, mapsOf, numberOf, textOf, textsOf } from "./values";

/** One direction of a BGP session. */
export interface Direction {
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

/**
 * Every BGP session that comes up, as its two directions. Two described gateways must both speak BGP and
 * name each other; a physical router answers whoever names it.
 */
export function bgpSessions(
  draft: Draft,
  gateways: Gateways,
  speakers: readonly Speaker[],
): Direction[] {
  const directions: Direction[] = [];
  for (const gateway of gateways.values()) {
    if (speaks(draft, gateway)) {
      for (const neighbor of neighborsOf(draft, gateway)) {
        directions.push(...session(draft, gateways, speakers, gateway, neighbor));
      }
    }
  }
  return distinct(directions);
}

/** A physical router that speaks BGP, with what it announces. */
export interface Speaker {
  router: Router;
  announces: Announcement[];
}

/** Those that the surroundings file describes. */
export function bgpSpeakers(draft: Draft, routers: PhysicalRouters): Speaker[] {
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
  const given = neighbor.props["neighborAddress"];
  const address = readAddress(textOf(given));
  const others = [...gateways.values()]
    .map((other) => other.router)
    .filter((other) => other !== router);
  const peer =
    address &&
    [...speakers.map((speaker) => speaker.router), ...others].find((other) =>
      owns(draft, other, address),
    );
  const port = address && portTowards(draft, router, address);
  if (address !== undefined && port === undefined && isNeverUp(router, neighbor)) {
    const where = `no network of ${router.name} has it`;
    addGap(draft, neighbor.origin, `No BGP session with ${textOf(given) ?? ""}: ${where}.`);
    return [];
  }
  if (address === undefined || peer === undefined || port === undefined) {
    noteUnknownPeer(draft, router, neighbor);
    return [];
  }
  const other = gateways.get(peer.id);
  if (other?.item !== undefined && !answers(draft, other, router)) {
    const why = `${peer.name} has no neighbour at ${router.name}, or speaks no BGP`;
    addGap(draft, neighbor.origin, `No BGP session with ${textOf(given) ?? ""}: ${why}.`);
    return [];
  }
  const families = mapsOf(neighbor.props["routeFilterings"]).filter(
    (entry) => flagOf(entry["enabled"]) !== false,
  );
  const filters = (key: string) => [byFamily(draft, families, key, neighbor)];
  const { origin } = neighbor;
  const neighbors = [neighbor.name];
  // Each edge node has a session of its own, from its own address.
  return sourcesOf(draft, router, neighbor, port).flatMap(({ port: own, address: source }) => {
    const back = source && portTowards(draft, peer, source);
    const inwards = { from: peer, to: router, port: own.id, nextHop: address, origin };
    return [
      { ...inwards, filters: filters("inRouteFilter"), neighbors },
      ...(back === undefined || source === undefined
        ? []
        : [
            {
              from: router,
              to: peer,
              port: back.id,
              nextHop: source,
              filters: filters("outRouteFilter"),
              neighbors,
              origin,
            },
          ]),
    ];
  });
}

interface Source {
  port: Port;
  address?: Address;
}

/** Addresses from which a neighbour is spoken to; those that the gateway does not have bring nothing. */
function sourcesOf(draft: Draft, router: Router, { props, origin }: Item, port: Port): Source[] {
  const given = textsOf(props["sourceAddresses"]);
  const stated = given.known.flatMap((text) => readAddress(text) ?? []);
  const owned = stated.flatMap((address): Source[] => {
    const owner = portsOf(draft, router).find((one) => one.owned.contains(address));
    return owner === undefined ? [] : [{ port: owner, address }];
  });
  if (owned.length > 0) {
    return owned;
  }
  if (stated.length === 0 || given.hasUnknown || router.doubt !== undefined) {
    const address = stated[0] ?? port.addresses[0]?.address;
    return [{ port, ...(address === undefined ? {} : { address }) }];
  }
  addGap(draft, origin, `No BGP session: ${router.name} has none of its source addresses.`);
  return [];
}

/** A neighbour on no network of the gateway is not reached within one hop, and more need a setting. */
function isNeverUp({ doubt }: Router, neighbor: Item): boolean {
  const hops = neighbor.props["maximumHopLimit"];
  return doubt === undefined && !isUnknown(hops) && (numberOf(hops) ?? 1) <= 1;
}

/** Whether a gateway has the other one as a neighbour, too. */
function answers(draft: Draft, gateway: Gateway, other: Router): boolean {
  return (
    speaks(draft, gateway) &&
    neighborsOf(draft, gateway).some(({ props }) => {
      const address = readAddress(textOf(props["neighborAddress"]));
      return address === undefined || owns(draft, other, address);
    })
  );
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
  // Sessions are looked at twice: with and without the tunnels that turn out to be down.
  if (!router.routes.some((route) => route.origin === origin && route.doubt !== undefined)) {
    router.routes.push(...WHOLE_FAMILIES.map((network): Route => ({ network, ...lost })));
  }
}

/** Both ends may name each other; one session counts once, with the filters of both. */
function distinct(directions: readonly Direction[]): Direction[] {
  const found = new Map<string, Direction>();
  for (const direction of directions) {
    const key = `${direction.from.id} ${direction.to.id} ${direction.port} ${formatAddress(direction.nextHop)}`;
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
