/**
 * Small random networks that have everything in network/model/types.ts somewhere. A sensible site is
 * planned first, so that many packets arrive; then rules are drawn, and a few faults are put in.
 */
import { AddressSet } from "../../network/addressSet";
import type { Endpoint, NetworkModel, Port, Router } from "../../network/model/types";
import type { PortSet } from "../../network/ports";
import { Plan, route } from "./parts";
import { Chance } from "./random";
import { putFaults } from "./randomFaults";
import { drawRules } from "./randomRules";

/** A network of both, or one, of the families: hosts 1 to 6 of 10.0.n.0/29 and fd00:0:0:n::/125. */
export class Subnet {
  constructor(
    readonly number: number,
    readonly families: readonly (4 | 6)[],
  ) {}

  networks(): string[] {
    return this.families.map((family) =>
      family === 4 ? `10.0.${this.number}.0/29` : `fd00:0:0:${this.number}::/125`,
    );
  }

  host(host: number): string[] {
    return this.families.map((family) =>
      family === 4 ? `10.0.${this.number}.${host}` : `fd00:0:0:${this.number}::${host}`,
    );
  }

  interfaces(host: number): string[] {
    return this.host(host).map((address) => `${address}/${address.includes(":") ? 125 : 29}`);
  }
}

/** What the drawing of rules needs to know of the plan. */
export interface Site {
  plan: Plan;
  chance: Chance;
  subnets: Subnet[];
  /** Single addresses and networks as texts, of machines, NAT and nobody. */
  hosts: string[];
  /** Outside addresses per gateway, as lists of one address per family. */
  natAddresses: Map<string, string[][]>;
  /** Firewall rules drawn so far; their names. */
  drawn: number;
  /** The few port sets that all rules of this network share, so that source port pools stay small. */
  portSets: PortSet[];
}

const DEFAULTS = { 4: "0.0.0.0/0", 6: "::/0" } as const;

export function randomNetwork(seed: number): NetworkModel {
  const chance = new Chance(seed);
  const site: Site = {
    ...{
      plan: new Plan(),
      chance,
      subnets: [],
      hosts: [],
      natAddresses: new Map(),
      drawn: 0,
      portSets: [],
    },
  };
  planSite(site, chance.pick([[4], [4], [4], [6], [4, 6]]));
  drawRules(site);
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
  const tier1s = chance.maybe(0.25) ? ["t1a", "t1b"] : ["t1a"];
  tier1s.forEach((id, index) => planTier1(site, id, index, lan, tier0, families));
  if (chance.maybe(0.2)) {
    planIsolated(site, families);
  }
  if (chance.maybe(0.25) && tier0 !== undefined) {
    planBranch(site, tier0, families);
  }
}

function addSubnet(site: Site, number: number, families: readonly (4 | 6)[]): Subnet {
  const kept =
    families.length > 1 && site.chance.maybe(0.3) ? [site.chance.pick(families)] : families;
  const subnet = new Subnet(number, kept);
  site.subnets.push(subnet);
  site.hosts.push(...subnet.networks());
  return subnet;
}

function defaultRoutes(
  owner: Endpoint | Router,
  port: Port,
  subnet: Subnet,
  gateway: number,
): void {
  for (const hop of subnet.host(gateway)) {
    const kind = "default" as const;
    owner.routes.push(route(DEFAULTS[hop.includes(":") ? 6 : 4], port, hop, { kind }));
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
): void {
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
  const segments = 1 + chance.below(index === 0 ? 3 : 2);
  for (let n = 0; n < segments; n += 1) {
    const subnet = addSubnet(site, 11 + index * 5 + n, families);
    planSegment(site, gateway, `${id}s${n}`, subnet);
    if (chance.maybe(0.85)) {
      advertised.push(...subnet.networks());
    }
  }
  const via = links.map(([port]) => ({ port: port.id }));
  for (const network of edge === undefined ? [] : advertised) {
    edge?.routes.push(route(network, links[0]![0], undefined, { kind: "advertised", via }));
  }
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

function addMachine(
  site: Site,
  id: string,
  domain: string,
  subnet: Subnet,
  host: number,
  distributedFirewall: Port["distributedFirewall"],
  vmkernel: boolean,
): void {
  const { plan, chance } = site;
  const machine = plan.endpoint(id, { kind: vmkernel ? "vmkernel" : "machine" });
  const mac = `00:50:56:00:00:${(plan.model.ports.length + 16).toString(16)}`;
  const port = plan.port(machine, domain, subnet.interfaces(host), {
    distributedFirewall,
    ...(chance.maybe(0.7) && { mac }),
  });
  defaultRoutes(machine, port, subnet, 1);
  site.hosts.push(...subnet.host(host));
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

/** A branch office behind a tunnel. */
function planBranch(site: Site, edge: Router, families: readonly (4 | 6)[]): void {
  const { plan, chance } = site;
  const subnet = addSubnet(site, 50, families);
  const office = plan.router("office", { kind: "machine", hasServiceRouter: false });
  const [here, there] = plan.link(edge, office, chance.maybe(0.8) ? "service" : "none", "none");
  plan.domain("officelan", { kind: "vlan", vlan: 20 });
  plan.port(office, "officelan", subnet.interfaces(1));
  addMachine(site, "clerk", "officelan", subnet, 2, "notCovered", false);
  edge.routes.push(...subnet.networks().map((network) => route(network, here)));
  office.routes.push(...subnet.families.map((family) => route(DEFAULTS[family], there)));
}
