import {
  cidrContains,
  cidrOf,
  formatCidr,
  wholeFamily,
  type Address,
  type Cidr,
} from "../../address";
import { NO_ADDRESS, type AddressSet } from "../../addressSet";
import type { Origin, Port, Route, Router } from "../types";
import { addGap, portsOf, surroundingsOrigin, unknown, type Draft } from "./draft";
import type { Gateway, Gateways } from "./gateways";
import type { Item } from "./items";
import { outsideAddresses } from "./nat";
import { readAddress, readNetwork, readSet } from "./readAddress";
import { isUnknown } from "../resource";
import { mapOf, mapsOf, numberOf, textOf, textsOf } from "./values";
import type { StaticRoute } from "../surroundings";

/** Connected routes: one per network, over every domain on which the router has it. */
export function connectedRoutes(draft: Draft, router: Router): Route[] {
  const routes = new Map<string, { route: Route; domains: Set<string> }>();
  const ports = portsOf(draft, router).sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const port of ports) {
    for (const { network } of port.addresses) {
      const place = port.domain ?? port.id;
      const known = routes.get(formatCidr(network));
      const [origin = router.origins[0]] = port.origins;
      if (known === undefined && origin !== undefined) {
        const route: Route = { network, kind: "connected", via: [{ port: port.id }], origin };
        routes.set(formatCidr(network), { route, domains: new Set([place]) });
      } else if (known !== undefined && !known.domains.has(place)) {
        known.domains.add(place);
        known.route.via.push({ port: port.id });
      }
    }
  }
  return [...routes.values()].map(({ route }) => route);
}

/** The port whose network a next hop is in, by the lowest id. */
export function portTowards(draft: Draft, router: Router, nextHop: Address): Port | undefined {
  return portsOf(draft, router)
    .filter((port) => port.addresses.some(({ network }) => cidrContains(network, nextHop)))
    .sort((a, b) => (a.id < b.id ? -1 : 1))[0];
}

/** Static routes of a gateway's resources, the preferred ones first. */
function staticRoutes(draft: Draft, router: Router): Route[] {
  const items = draft.items
    .ofKind("StaticRoute")
    .filter((item) => textOf(item.props["gatewayPath"]) === router.id);
  const ranked = items.flatMap((item) => staticRoute(draft, router, item));
  return ranked.sort((a, b) => a.distance - b.distance).map(({ route }) => route);
}

function staticRoute(
  draft: Draft,
  router: Router,
  item: Item,
): { distance: number; route: Route }[] {
  const network = readNetwork(textOf(item.props["network"]));
  if (network === undefined) {
    addGap(draft, item.origin, "Its network is not known; the route is left out.");
    return [];
  }
  const hops = mapsOf(item.props["nextHops"]);
  const distances = [...new Set(hops.map((hop) => numberOf(hop["adminDistance"]) ?? 1))];
  if (hops.length === 0 || isUnknown(item.props["nextHops"])) {
    const doubt = unknown(`the next hops of route "${item.name}" are not known`);
    return [
      { distance: 1, route: { network, kind: "static", via: [], doubt, origin: item.origin } },
    ];
  }
  return distances
    .sort((a, b) => a - b)
    .map((distance) => {
      const same = hops.filter((hop) => (numberOf(hop["adminDistance"]) ?? 1) === distance);
      const resolved = same.map((hop) => {
        const nextHop = readAddress(textOf(hop["ipAddress"]));
        const scope = textOf(hop["interface"]);
        const port =
          scope === undefined
            ? nextHop && portTowards(draft, router, nextHop)
            : draft.ports.get(`${router.id}#${scope}`);
        return port && { port: port.id, ...(nextHop === undefined ? {} : { nextHop }) };
      });
      const via = resolved.flatMap((hop) => hop ?? []);
      const isWhole = via.length === resolved.length;
      const doubt = unknown(`a next hop of route "${item.name}" is on no described interface`);
      const route: Route = { network, kind: "static", via, origin: item.origin };
      return { distance, route: isWhole ? route : { ...route, doubt } };
    });
}

/** Static routes of a surroundings file; a route without a next hop drops. */
export function statedRoutes(
  draft: Draft,
  router: Router,
  routes: readonly StaticRoute[],
  path: string,
): Route[] {
  return routes.flatMap((stated, index): Route[] => {
    const network = readNetwork(stated.network);
    const origin = surroundingsOrigin(`${path}.routes[${index}]`, `route ${stated.network}`);
    if (network === undefined) {
      return [];
    }
    const nextHop = readAddress(stated.nextHop);
    const port = nextHop && portTowards(draft, router, nextHop);
    if (nextHop !== undefined && port !== undefined) {
      return [{ network, kind: "static", via: [{ port: port.id, nextHop }], origin }];
    }
    const route: Route = { network, kind: "static", via: [], origin };
    const doubt = unknown(`next hop ${stated.nextHop ?? ""} is on no interface of ${router.name}`);
    return [stated.nextHop === undefined ? route : { ...route, doubt }];
  });
}

/** A network that a gateway tells others about, by the product's name for its kind. */
export interface Announcement {
  type: string;
  network: Cidr;
  origin: Origin;
}

function announce(type: string, set: AddressSet, origin: Origin): Announcement[] {
  return set.toCidrs().map((network) => ({ type, network, origin }));
}

/** Addresses of virtual servers of a gateway's load balancers. */
export function virtualServers(draft: Draft, gateway: Gateway): { address: Cidr; item: Item }[] {
  const services = new Set(
    draft.items
      .ofKind("LbService")
      .filter((item) => textOf(item.props["connectivityPath"]) === gateway.router.id)
      .flatMap(({ path }) => path ?? []),
  );
  return draft.items.ofKind("LbVirtualServer").flatMap((item) => {
    const address = readNetwork(textOf(item.props["ipAddress"]));
    const service = textOf(item.props["servicePath"]);
    return address !== undefined && service !== undefined && services.has(service)
      ? [{ address, item }]
      : [];
  });
}

/** Everything that a gateway could announce of its own, with the types of `tier` (TIER0, TIER1). */
export function ownAnnouncements(draft: Draft, gateway: Gateway, tier: string): Announcement[] {
  const { router } = gateway;
  const all: Announcement[] = [];
  for (const port of portsOf(draft, router)) {
    const [origin] = port.origins;
    const isSegment = port.side === "distributed";
    const detail = isSegment ? "SEGMENT" : "INTERFACE";
    for (const { network } of origin === undefined || port.peer !== undefined
      ? []
      : port.addresses) {
      all.push({ type: `${tier}_${detail}`, network, origin: origin ?? gatewayOrigin(router) });
    }
  }
  for (const route of router.routes.filter(({ kind }) => kind === "static")) {
    all.push({ type: `${tier}_STATIC`, network: route.network, origin: route.origin });
  }
  for (const rule of router.nat) {
    all.push(...announce(`${tier}_NAT`, outsideAddresses(rule), rule.origin));
  }
  for (const { address, item } of virtualServers(draft, gateway)) {
    all.push({ type: `${tier}_LB_VIP`, network: address, origin: item.origin });
    const pool = draft.items.atPath(textOf(item.props["poolPath"]) ?? "");
    for (const text of textsOf(mapOf(pool?.props["snat"])?.["ipPoolAddresses"]).known) {
      all.push(
        ...announce(`${tier}_LB_SNAT`, readSet(text) ?? NO_ADDRESS, pool?.origin ?? item.origin),
      );
    }
  }
  for (const item of draft.items.ofKind("GatewayDnsForwarder")) {
    const address = readNetwork(textOf(item.props["listenerIp"]));
    if (address !== undefined && textOf(item.props["gatewayPath"]) === router.id) {
      all.push({ type: `${tier}_DNS_FORWARDER_IP`, network: address, origin: item.origin });
    }
  }
  for (const { address, item } of localEndpoints(draft, router.id)) {
    const network = cidrOf(address, address.family === 4 ? 32 : 128);
    all.push({ type: `${tier}_IPSEC_LOCAL`, network, origin: item.origin });
  }
  return all;
}

function gatewayOrigin(router: Router): Origin {
  return router.origins[0] ?? { source: "product", ref: router.id, label: router.name };
}

/** Local endpoints of the IPsec services of a gateway. */
export function localEndpoints(
  draft: Draft,
  gatewayId: string,
): { address: Address; item: Item }[] {
  return draft.items.ofKind("IpsecVpnLocalEndpoint").flatMap((item) => {
    const address = readAddress(textOf(item.props["localAddress"]));
    const owner = gatewayOfService(draft, textOf(item.props["servicePath"]));
    return address !== undefined && owner === gatewayId ? [{ address, item }] : [];
  });
}

/** The gateway of a VPN service: what its path starts with. */
export function gatewayOfService(
  draft: Draft,
  servicePath: string | undefined,
): string | undefined {
  const match = /^(.*\/tier-[01]s\/[^/]+)\//.exec(servicePath ?? "");
  const service = servicePath === undefined ? undefined : draft.items.atPath(servicePath);
  return (
    match?.[1] ??
    textOf(service?.props["gatewayPath"]) ??
    gatewayOfLocale(textOf(service?.props["localeServicePath"]))
  );
}

function gatewayOfLocale(path: string | undefined): string | undefined {
  return /^(.*\/tier-[01]s\/[^/]+)/.exec(path ?? "")?.[1];
}

/** Connected and static routes of every gateway; `advertise` adds the rest. */
export function addOwnRoutes(draft: Draft, gateways: Gateways): void {
  for (const { router, stated } of gateways.values()) {
    router.routes.push(...connectedRoutes(draft, router), ...staticRoutes(draft, router));
    if (stated !== undefined) {
      router.routes.push(...statedRoutes(draft, router, stated.gateway.routes ?? [], stated.path));
    }
  }
}

/** Both default routes. */
export const WHOLE_FAMILIES: readonly Cidr[] = [wholeFamily(4), wholeFamily(6)];
