/**
 * Families of networks beyond one Tier-0 with its Tier-1s: each is laid over the planned site, so that
 * several of them meet in one network. Where a product turns settings into routes (BGP and its
 * filters, redistribution, a VRF's links), the routes are drawn.
 */
import type { Port, Router } from "../../network/model/types";
import { natRule, route } from "./parts";
import { addMachine, addSubnet, defaultRoutes, type Site, type Subnet } from "./randomParts";
import { AddressSet } from "../../network/addressSet";
import { someDoubt } from "./randomRules";

/** What a family is laid over. */
export interface Base {
  /** Between the site and the LAN, where there is one. */
  edge?: Router;
  /** The first Tier-1, its first segment and the subnet of that. */
  tier1: Router;
  segment: string;
  subnet: Subnet;
  families: readonly (4 | 6)[];
}

const isV6 = (text: string) => text.includes(":");

/** A static route for each network that has a next hop of its family. */
function routeBy(owner: Router, networks: readonly string[], port: Port, hops: readonly string[]) {
  for (const network of networks) {
    const hop = hops.find((candidate) => isV6(candidate) === isV6(network));
    if (hop !== undefined) {
      owner.routes.push(route(network, port, hop));
    }
  }
}

function isGateway({ kind }: Router): boolean {
  return kind === "tier0" || kind === "vrf" || kind === "tier1";
}

function sideOf(router: Router): Port["side"] {
  return isGateway(router) ? "service" : "none";
}

/** A VLAN over two switches, behind a gateway's second interface; at times a private one. */
function planVlan(site: Site, { edge, tier1, families }: Base, isPrivate: boolean): void {
  const { plan, chance } = site;
  const gateway = edge ?? tier1;
  const subnet = addSubnet(site, 20, families);
  plan.domain("vlan20", { kind: "vlan", vlan: 20, open: chance.maybe(0.1) });
  const inner = plan.port(gateway, "vlan20", subnet.interfaces(1), { side: sideOf(gateway) });
  const machines = ["standard-a", "distributed-b", ...(isPrivate ? ["distributed-c"] : [])];
  machines.forEach((id, index) => {
    const coverage = chance.weighted({ notCovered: 2, covered: 2, unknown: 0.3 });
    addMachine(site, id, "vlan20", subnet, 2 + index, coverage, false);
  });
  if (isPrivate) {
    inner.privateVlan = { role: "promiscuous", secondary: 20 };
    const places = [
      { role: "community" as const, secondary: 21 },
      { role: "community" as const, secondary: chance.pick([21, 22]) },
      { role: "isolated" as const, secondary: 23 },
    ];
    const others = plan.model.ports.filter(
      ({ domain, id }) => domain === "vlan20" && id !== inner.id,
    );
    others.forEach((port, index) => {
      port.privateVlan = places[index];
    });
  }
}

/** A machine on a port group that carries every VLAN, with a network card's worth of each of two. */
function planTrunk(site: Site, { families }: Base): void {
  const { plan } = site;
  const subnet = addSubnet(site, 42, families);
  plan.domain("vlan42", { kind: "vlan", vlan: 42 });
  const other = plan.model.domains.find(({ id }) => id === "vlan20");
  const from = site.subnets.find(({ number }) => number === 20);
  const trunked = plan.endpoint("trunked");
  plan.port(trunked, "vlan42", subnet.interfaces(3));
  if (other !== undefined && from !== undefined) {
    defaultRoutes(trunked, plan.port(trunked, other.id, from.interfaces(5)), from, 1);
  }
  addMachine(site, "tagged", "vlan42", subnet, 2, "notCovered", false);
}

/** Static routes of a Tier-1 or Tier-0: to a machine, to the gateway above, to nowhere, or two ways. */
function planStatics(site: Site, { edge, tier1, families }: Base): void {
  const { plan, chance } = site;
  const owner = chance.pick([tier1, edge ?? tier1]);
  const away = families.map((family) => (family === 4 ? "10.0.62.0/30" : "fd00:0:0:62::/126"));
  site.hosts.push(...away);
  for (const network of chance.maybe(0.5) ? away : [chance.pick(site.hosts)]) {
    const whole = network.includes("/") ? network : `${network}/${isV6(network) ? 128 : 32}`;
    const ports = plan.model.ports.filter(({ owner: id }) => id === owner.id);
    const hops = site.hosts.filter((host) => !host.includes("/") && isV6(host) === isV6(network));
    const ways = Array.from({ length: chance.weighted({ 0: 1, 1: 4, 2: 2 }) === "2" ? 2 : 1 });
    const via = ways.flatMap(() => {
      const port = chance.pick(ports);
      return port === undefined || hops.length === 0
        ? []
        : route(whole, port, chance.pick(hops)).via;
    });
    const [first] = ports;
    if (first !== undefined) {
      const kept = chance.maybe(0.15) ? [] : via;
      owner.routes.push(route(whole, first, undefined, { kind: "static", via: kept }));
    }
  }
}

/** Routes that the provider's router learns from the edge, and the edge from it, through filters. */
function planBgp(site: Site, { edge }: Base): void {
  const { plan, chance } = site;
  const provider = plan.model.routers.find(({ id }) => id === "isp");
  if (edge === undefined || provider === undefined) {
    return;
  }
  const learned = { kind: "bgp" as const };
  const neighbours: [Router, Router][] = [
    [edge, provider],
    [provider, edge],
  ];
  for (const [learner, teacher] of neighbours) {
    const own = learner.routes.filter(({ kind }) => kind === "default");
    const taught = teacher.routes.filter(({ kind }) => kind !== "default");
    for (const { via } of own) {
      for (const { network } of taught.filter(() => chance.maybe(0.8))) {
        const known = learner.routes.some(
          (other) =>
            other.network.family === network.family && other.network.first === network.first,
        );
        const hop = via[0]?.nextHop;
        if (!known && hop?.family === network.family) {
          const origin = own[0]!.origin;
          learner.routes.push({ network, via, origin, ...learned, ...someDoubt(chance, 0.05) });
        }
      }
    }
    if (chance.maybe(0.7)) {
      learner.routes = learner.routes.filter(({ kind }) => kind !== "default");
    }
  }
}

/** An address of a Tier-1 for virtual servers, which the edge sends down; who serves there is drawn later. */
function planBalancer(site: Site, { edge, tier1, subnet, families }: Base): void {
  const { plan, chance } = site;
  const down = plan.model.ports.find(({ owner, peer }) => owner === edge?.id && peer !== undefined);
  const uplink = plan.model.ports.find(
    ({ owner, side }) => owner === tier1.id && side === "service",
  );
  const addresses = families.map((family) => (family === 4 ? "10.0.30.4" : "fd00:0:0:30::4"));
  site.hosts.push(...addresses);
  site.balanced.push({ router: tier1, addresses, members: [subnet, chance.pick(site.subnets)] });
  for (const address of addresses) {
    const network = `${address}/${isV6(address) ? 128 : 32}`;
    if (edge !== undefined && down !== undefined && chance.maybe(0.8)) {
      edge.routes.push(route(network, down, undefined, { kind: "advertised" }));
    }
    if (uplink !== undefined && chance.maybe(0.5)) {
      uplink.answersFor = uplink.answersFor.union(AddressSet.of(address));
    }
  }
}

/** A machine that routes for clients behind it (a VPN server): by routes, or as its own address. */
function planGuestRouter(site: Site, { tier1, segment, subnet, families }: Base): void {
  const { plan, chance } = site;
  const clients = addSubnet(site, 45, families);
  const masquerades = chance.maybe(0.5);
  const guest = plan.router("guest", { kind: "machine", hasServiceRouter: masquerades });
  const outer = plan.port(guest, segment, subnet.interfaces(5), {
    side: masquerades ? "service" : "none",
    distributedFirewall: chance.maybe(0.8) ? "covered" : "notCovered",
    mac: "00:50:56:00:00:0f",
  });
  site.hosts.push(...subnet.host(5));
  plan.domain("clients", { kind: "outside", open: chance.maybe(0.2) });
  plan.port(guest, "clients", clients.interfaces(1));
  addMachine(site, "client", "clients", clients, 2, "notCovered", false);
  if (chance.maybe(0.7)) {
    const pool = [...clients.host(3), ...clients.host(4)];
    const roamers = plan.endpoint("roamers", { kind: "network", apart: true });
    const port = plan.port(roamers, "clients", [], { owned: AddressSet.of(...pool) });
    defaultRoutes(roamers, port, clients, 1);
    site.hosts.push(...pool);
  }
  defaultRoutes(guest, outer, subnet, 1);
  if (masquerades) {
    const source = AddressSet.of(...clients.networks());
    const translated = AddressSet.of(...subnet.host(5));
    guest.nat.push(natRule("masquerade", "SNAT", { source, translated, firewallMatch: "BYPASS" }));
  }
  if (!masquerades || chance.maybe(0.2)) {
    const inner = plan.model.ports.find(
      ({ owner, domain }) => owner === tier1.id && domain === segment,
    );
    if (inner !== undefined) {
      routeBy(tier1, clients.networks(), inner, subnet.host(5));
    }
  }
}

/** Another site behind a route-based tunnel, whose ends have addresses of their own. */
function planTunnel(site: Site, { edge, tier1, families }: Base): void {
  const { plan, chance } = site;
  const near = edge ?? tier1;
  const transit = addSubnet(site, 52, families);
  const far = addSubnet(site, 50, families);
  const kind = chance.weighted({ tier0: 2, tier1: 2, machine: 1 });
  const gateway = plan.router("site2", { kind, hasServiceRouter: kind !== "machine" });
  const side = sideOf(near);
  const [here, there] = plan.link(near, gateway, side, sideOf(gateway), [
    transit.interfaces(1),
    transit.interfaces(2),
  ]);
  plan.domain("site2lan", { kind: chance.maybe(0.5) ? "segment" : "vlan" });
  plan.port(gateway, "site2lan", far.interfaces(1), { side: "distributed" });
  const coverage = kind === "machine" ? "notCovered" : "covered";
  addMachine(site, "clerk", "site2lan", far, 2, coverage, false);
  if (kind !== "machine" && chance.maybe(0.5)) {
    site.natAddresses.set("site2", [transit.host(4), transit.host(5)]);
  }
  routeBy(near, far.networks(), here, transit.host(2));
  defaultRoutes(gateway, there, transit, 1);
}

/** Draws some families. Two machines more make a network slower to ask, so most networks have few. */
export function planFamilies(site: Site, base: Base): void {
  const { chance } = site;
  if (chance.maybe(0.24)) {
    planVlan(site, base, chance.maybe(0.5));
    if (chance.maybe(0.4)) {
      planTrunk(site, base);
    }
  }
  if (chance.maybe(0.2)) {
    planBalancer(site, base);
  }
  if (chance.maybe(0.17)) {
    planGuestRouter(site, base);
  }
  if (chance.maybe(0.18)) {
    planTunnel(site, base);
  }
  if (chance.maybe(0.35)) {
    planBgp(site, base);
  }
  if (chance.maybe(0.15)) {
    planStatics(site, base);
  }
}
