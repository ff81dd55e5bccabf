/**
 * Small random networks that have everything in network/model/types.ts somewhere. A sensible site is
 * planned first, so that many packets arrive; then rules are drawn, and a few faults are put in.
 */
import { parseAddress } from "../../network/address";
import { AddressSet } from "../../network/addressSet";
import type { NetworkModel, Port, Router } from "../../network/model/types";
import { ORIGIN, Plan, route } from "./parts";
import { Chance } from "./random";
import { planFamilies } from "./randomFamilies";
import { putFaults } from "./randomFaults";
import {
  addMachine,
  addSubnet,
  DEFAULTS,
  defaultRoutes,
  type Site,
  type Subnet,
} from "./randomParts";
import { drawRules } from "./randomRules";
import { drawServers } from "./randomServers";

export function randomNetwork(seed: number): NetworkModel {
  const chance = new Chance(seed);
  const site: Site = {
    ...{
      plan: new Plan(),
      chance,
      subnets: [],
      hosts: [],
      natAddresses: new Map(),
      balanced: [],
      drawn: 0,
      portSets: [],
    },
  };
  planSite(site, chance.pick([[4], [4], [4], [6], [4, 6]]));
  drawRules(site);
  drawServers(site);
  putFaults(site);
  return site.plan.model;
}

function planSite(site: Site, families: readonly (4 | 6)[]): void {
  const { plan, chance } = site;
  const lan = addSubnet(site, 1, families);
  plan.domain("lan", { kind: "vlan", vlan: 10, open: chance.maybe(0.3), mtuBytes: 1500 });
  const tier0 = chance.maybe(0.75) ? planEdge(site, lan) : undefined;
  const corp = plan.endpoint("corp", { kind: "network" });
  const whole = chance.maybe(0.4);
  const corpPort = plan.port(corp, "lan", whole || chance.maybe(0.4) ? lan.interfaces(5) : [], {
    owned: AddressSet.of(...(whole ? lan.networks() : lan.host(5))),
  });
  defaultRoutes(corp, corpPort, lan, 1);
  if (chance.maybe(0.35)) {
    addMachine(site, "metal", "lan", lan, 4, "notCovered", chance.maybe(0.3));
  }
  const base = { edge: tier0, families, ...planTier1(site, "t1a", 0, lan, tier0, families) };
  if (chance.maybe(0.12) && tier0 !== undefined) {
    planVrf(site, tier0, families);
  } else if (chance.maybe(0.15)) {
    planTier1(site, "t1b", 1, lan, tier0, families);
  }
  if (chance.maybe(0.15)) {
    planIsolated(site, families);
  }
  planFamilies(site, base);
}

/** A VRF below the edge, with routes of its own and a Tier-1 that only it knows. */
function planVrf(site: Site, edge: Router, families: readonly (4 | 6)[]): void {
  const { plan, chance } = site;
  const transit = addSubnet(site, 46, families);
  plan.domain("vrflan", { kind: "vlan", vlan: 46 });
  const vrf = plan.router("vrf", { kind: "vrf" });
  const side = edge.kind === "tier0" || edge.kind === "vrf" ? "service" : "none";
  const down = plan.port(edge, "vrflan", transit.interfaces(1), { side });
  const up = plan.port(vrf, "vrflan", transit.interfaces(6), { side: "service" });
  site.natAddresses.set("vrf", [transit.host(4), transit.host(5)]);
  defaultRoutes(vrf, up, transit, 1);
  planTier1(site, "t1b", 1, transit, vrf, families);
  for (const { network } of vrf.routes.filter(({ kind }) => kind === "advertised")) {
    const nextHop = transit.host(6).map((text) => parseAddress(text));
    const hop = nextHop.find(({ family }) => family === network.family);
    if (hop !== undefined && chance.maybe(0.9)) {
      const via = [{ port: down.id, nextHop: hop }];
      edge.routes.push({ network, kind: "static", via, origin: ORIGIN });
    }
  }
}

/** The router between the site and the LAN, and at times the provider's router with the internet. */
function planEdge(site: Site, lan: Subnet): Router {
  const { plan, chance } = site;
  const kind = chance.weighted({ tier0: 5, vrf: 2, physical: 1, machine: 1 });
  const gateway = kind === "tier0" || kind === "vrf";
  const edge = plan.router("t0", { kind, hasServiceRouter: gateway && chance.maybe(0.9) });
  const uplink = plan.port(edge, "lan", lan.interfaces(1), { side: gateway ? "service" : "none" });
  if (gateway) {
    site.natAddresses.set("t0", [lan.host(2), lan.host(3)]);
  }
  if (chance.maybe(0.5)) {
    const provider = plan.router("isp", { kind: "physical", hasServiceRouter: false });
    const inner = plan.port(provider, "lan", lan.interfaces(6));
    const world = addSubnet(site, 8, lan.families);
    plan.domain("world", { kind: "outside", open: chance.maybe(0.5) });
    plan.port(provider, "world", world.interfaces(1));
    const internet = plan.endpoint("internet", { kind: "network" });
    const port = plan.port(internet, "world", [], { owned: AddressSet.of(...world.networks()) });
    defaultRoutes(internet, port, world, 1);
    defaultRoutes(provider, inner, lan, 1);
    defaultRoutes(edge, uplink, lan, 6);
  }
  return edge;
}

function planTier1(
  site: Site,
  id: string,
  index: number,
  lan: Subnet,
  edge: Router | undefined,
  families: readonly (4 | 6)[],
): { tier1: Router; segment: string; subnet: Subnet } {
  const { plan, chance } = site;
  const gateway = plan.router(id, { hasServiceRouter: chance.maybe(0.85) });
  const links: [Port, Port][] = [];
  if (edge !== undefined) {
    const side = edge.kind === "tier0" || edge.kind === "vrf" ? "service" : "none";
    const count = chance.maybe(0.15) ? 2 : 1;
    for (let n = 0; n < count; n += 1) {
      links.push(plan.link(edge, gateway, chance.maybe(0.3) ? "distributed" : side, "service"));
    }
    const via = links.map(([, port]) => ({ port: port.id }));
    const port = links[0]![1];
    gateway.routes.push(
      ...lan.families.map((family) =>
        route(DEFAULTS[family], port, undefined, { kind: "default", via }),
      ),
    );
  } else {
    const uplink = plan.port(gateway, "lan", lan.interfaces(index === 0 ? 1 : 6), {
      side: "service",
    });
    if (chance.maybe(0.3)) {
      defaultRoutes(gateway, uplink, lan, index === 0 ? 6 : 1);
    }
  }
  const outside = addSubnet(site, 30 + index, lan.families);
  const natAddresses =
    edge === undefined ? [lan.host(2 + index)] : [1, 2].map((n) => outside.host(n));
  site.natAddresses.set(id, natAddresses);
  const advertised = edge === undefined ? [] : outside.networks();
  if (edge !== undefined && chance.maybe(0.3)) {
    natAddresses[0] = lan.host(2);
    answerBelow(site, edge, links[0]![0], lan.host(2));
  }
  const segments = chance.maybe(index === 0 ? 0.5 : 0.2) ? 2 : 1;
  const subnets: Subnet[] = [];
  for (let n = 0; n < segments; n += 1) {
    const subnet = addSubnet(site, 11 + index * 5 + n, families);
    subnets.push(subnet);
    planSegment(site, gateway, `${id}s${n}`, subnet);
    if (chance.maybe(0.85)) {
      advertised.push(...subnet.networks());
    }
  }
  const via = links.map(([port]) => ({ port: port.id }));
  for (const network of edge === undefined ? [] : advertised) {
    edge?.routes.push(route(network, links[0]![0], undefined, { kind: "advertised", via }));
  }
  return { tier1: gateway, segment: `${id}s0`, subnet: subnets[0]! };
}

/** The edge answers on the LAN for NAT addresses of a Tier-1 and sends them down. */
function answerBelow({ plan, chance }: Site, edge: Router, down: Port, addresses: string[]): void {
  const uplink = plan.model.ports.find(({ id }) => id === edge.ports[0]);
  if (uplink !== undefined) {
    uplink.answersFor = uplink.answersFor.union(AddressSet.of(...addresses));
  }
  for (const address of addresses) {
    const full = address.includes(":") ? 128 : 32;
    const length = chance.maybe(0.3) ? full - 1 : full;
    const kind = chance.pick(["advertised", "static"] as const);
    edge.routes.push(route(`${address}/${length}`, down, undefined, { kind }));
  }
}

function planSegment(site: Site, gateway: Router, id: string, subnet: Subnet): void {
  const { plan, chance } = site;
  plan.domain(id, { open: chance.maybe(0.1) });
  const side = chance.maybe(0.2) ? "service" : "distributed";
  plan.port(gateway, id, subnet.interfaces(1), { side });
  const machines = 1 + chance.below(2);
  for (let n = 0; n < machines; n += 1) {
    addMachine(site, `${id}m${n}`, id, subnet, 2 + n, "covered", false);
  }
}

/** A switch of one host: a machine there, and a second network card of one that is elsewhere. */
function planIsolated(site: Site, families: readonly (4 | 6)[]): void {
  const { plan, chance } = site;
  const subnet = addSubnet(site, 40, families);
  plan.domain("island", { kind: "isolatedSwitch" });
  const second = chance.pick(plan.model.endpoints.filter(({ kind }) => kind === "machine"));
  plan.port(second, "island", subnet.interfaces(3));
  addMachine(site, "hermit", "island", subnet, 2, "notCovered", false);
}
