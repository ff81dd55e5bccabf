/** What goes wrong in a random network: zero to three of these, drawn by their weight. */
import { parseAddress, parseCidr } from "../../network/address";
import { AddressSet } from "../../network/addressSet";
import type { Port, Route } from "../../network/model/types";
import { ORIGIN } from "./parts";
import type { Site } from "./randomParts";
import { someDoubt } from "./randomRules";

export function putFaults(site: Site): void {
  const names = Object.keys(FAULTS) as (keyof typeof FAULTS)[];
  const count = Number(site.chance.weighted({ 0: 3, 1: 3, 2: 2, 3: 1 }));
  for (let n = 0; n < count; n += 1) {
    FAULTS[site.chance.pick(names)](site);
  }
}

function anyRoutes({ plan, chance }: Site): Route[] {
  const holders = [...plan.model.routers, ...plan.model.endpoints];
  return chance.pick(holders.filter(({ routes }) => routes.length > 0)).routes;
}

function anyRoute(site: Site): Route {
  return site.chance.pick(anyRoutes(site));
}

function sharedDomain({ plan, chance }: Site): Port[] {
  const { id } = chance.pick(plan.model.domains);
  return plan.model.ports.filter(({ domain }) => domain === id);
}

function families(addresses: AddressSet): number[] {
  return addresses.toRanges().map(({ family }) => family);
}

const FAULTS = {
  lostRoute(site: Site) {
    const routes = anyRoutes(site);
    routes.splice(site.chance.below(routes.length), 1);
  },
  blackhole(site: Site) {
    anyRoute(site).via = [];
  },
  doubtfulRoute(site: Site) {
    Object.assign(anyRoute(site), someDoubt(site.chance, 1));
  },
  doubtfulEndpoint({ plan, chance }: Site) {
    Object.assign(chance.pick(plan.model.endpoints), someDoubt(chance, 1));
  },
  doubtfulRouter({ plan, chance }: Site) {
    Object.assign(chance.pick(plan.model.routers), someDoubt(chance, 1));
  },
  wrongNextHop(site: Site) {
    const found = anyRoute(site);
    const hosts = site.hosts.filter((text) => !text.includes("/"));
    const hop = parseAddress(site.chance.pick(hosts));
    if (hop.family === found.network.family) {
      for (const way of found.via) {
        way.nextHop = hop;
      }
    }
  },
  onLinkDefault(site: Site) {
    for (const way of anyRoute(site).via) {
      delete way.nextHop;
    }
  },
  secondWay(site: Site) {
    const { plan, chance } = site;
    const router = chance.pick(plan.model.routers);
    const found = chance.pick(router.routes);
    const other = chance.pick(router.routes);
    if (found !== undefined && other !== undefined) {
      const sameFamily = found.network.family === other.network.family;
      found.via = [...found.via, ...(sameFamily ? other.via : [])].slice(0, 3);
    }
  },
  /** A network that the edge sends down and the Tier-1 sends back up. */
  loop({ plan, chance }: Site) {
    const [edge] = plan.model.routers;
    const port = plan.model.ports.find(({ owner, peer }) => owner === edge?.id && peer);
    const network = parseCidr(chance.pick(["10.0.60.0/30", "fd00:0:0:60::/126"]));
    if (edge !== undefined && port !== undefined) {
      edge.routes.unshift({ network, kind: "bgp", via: [{ port: port.id }], origin: ORIGIN });
    }
  },
  /** A part of another's network, sent somewhere else. */
  moreSpecific(site: Site) {
    const { plan, chance } = site;
    const router = chance.pick(plan.model.routers);
    const text = chance.pick(site.hosts.filter((host) => !host.includes("/")));
    const network = parseCidr(`${text}/${text.includes(":") ? 128 : 32}`);
    const model = chance.pick(router.routes);
    if (model?.network.family === network.family) {
      router.routes.push({ ...model, network, kind: "static" });
    }
  },
  /** Two machines, or a machine and a router, with one address. */
  duplicate(site: Site) {
    const [a, b] = site.chance.shuffled(sharedDomain(site));
    const distinct = a?.owner !== b?.owner;
    if (a !== undefined && b !== undefined && distinct && a.addresses.length > 0) {
      b.addresses = [...b.addresses, ...a.addresses];
      b.owned = b.owned.union(AddressSet.fromAddress(...a.addresses.map(({ address }) => address)));
    }
  },
  answersForOthers(site: Site) {
    const port = site.chance.pick(sharedDomain(site));
    port!.answersFor = port!.answersFor.union(AddressSet.of(site.chance.pick(site.hosts)));
  },
  privateVlan(site: Site) {
    const { chance } = site;
    for (const port of sharedDomain(site)) {
      if (chance.maybe(0.85)) {
        const role = chance.pick(["promiscuous", "community", "community", "isolated"] as const);
        port.privateVlan = {
          role,
          secondary: role === "promiscuous" ? 100 : 101 + chance.below(2),
        };
      }
    }
  },
  coverage({ plan, chance }: Site) {
    for (const port of chance.some(plan.model.ports)) {
      port.distributedFirewall = chance.pick(["covered", "notCovered", "unknown"] as const);
    }
  },
  noServiceRouter({ plan, chance }: Site) {
    chance.pick(plan.model.routers).hasServiceRouter = false;
  },
  disabledFirewall({ plan, chance }: Site) {
    chance.pick(plan.model.routers).firewall.enabled = false;
  },
  otherSide({ plan, chance }: Site) {
    const owners = new Set(plan.model.routers.map(({ id }) => id));
    const port = chance.pick(plan.model.ports.filter(({ owner }) => owners.has(owner)));
    port.side = chance.pick(["service", "distributed", "none"] as const);
  },
  openDomain({ plan, chance }: Site) {
    const domain = chance.pick(plan.model.domains);
    domain.open = !domain.open;
  },
  lostAddress({ plan, chance }: Site) {
    const port = chance.pick(plan.model.ports.filter(({ owned }) => families(owned).length > 1));
    if (port !== undefined) {
      port.addresses = port.addresses.filter(({ address }) => address.family === 4);
    }
  },
};
