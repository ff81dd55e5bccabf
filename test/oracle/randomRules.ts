/** Firewall rules, NAT rules and groups of the random networks. */
import { AddressSet, ANY_ADDRESS } from "../../network/addressSet";
import type {
  DefaultAction,
  Doubt,
  FirewallRule,
  NatRule,
  Router,
  ServiceMatch,
} from "../../network/model/types";
import { PortSet } from "../../network/ports";
import { DEPENDS, firewallRule, natRule, ORIGIN, UNSURE } from "./parts";
import type { Chance } from "./random";
import type { Site } from "./randomParts";

const PORT_SETS = ["22", "80-81", "1000-1003", "81-1000"].map((text) => PortSet.of(text));
const ECHO = PortSet.fromRanges([{ first: 2048, last: 2048 }]);
const LOW_TYPES = PortSet.fromRanges([{ first: 0, last: 4095 }]);

export function drawRules(site: Site): void {
  const { plan, chance } = site;
  site.portSets = chance.shuffled(PORT_SETS).slice(0, 2);
  drawGroups(site);
  for (const router of plan.model.routers) {
    const outside = site.natAddresses.get(router.id);
    if (outside !== undefined) {
      drawNat(site, router, outside);
      drawGatewayFirewall(site, router);
    }
  }
  const { firewall } = plan.model;
  firewall.defaultAction = defaultAction(chance, 0.9);
  const categories = ["Emergency", "Infrastructure", "Environment", "Application", "Application"];
  firewall.rules = categories.flatMap((category) =>
    chance.maybe(0.35) ? [drawRule(site, category, portIds(site))] : [],
  );
  drawTies(chance, firewall.rules);
  firewall.ethernet = chance.maybe(0.25) ? [drawEthernet(site), drawEthernet(site)] : [];
}

/** Some neighbours in one category share a sequence number, as rules of one policy or of two. */
function drawTies(chance: Chance, rules: readonly FirewallRule[]): void {
  rules.forEach((rule, index) => {
    const next = rules[index + 1];
    if (next?.category === rule.category && chance.maybe(0.4)) {
      const place = `${rule.category} ${index}`;
      rule.ties = [{ place, unit: "a" }];
      next.ties = [{ place, unit: chance.pick(["a", "b", "b"]) }];
    }
  });
}

function portIds({ plan }: Site): string[] {
  return plan.model.ports.map(({ id }) => id);
}

export function someDoubt(chance: Chance, probability: number): { doubt?: Doubt } {
  return chance.maybe(probability) ? { doubt: chance.pick([UNSURE, DEPENDS]) } : {};
}

function defaultAction(chance: Chance, allow: number): DefaultAction {
  const action = chance.maybe(allow) ? "ALLOW" : chance.pick(["DROP", "REJECT"] as const);
  return { action, origin: ORIGIN, ...someDoubt(chance, 0.05) };
}

function drawAddresses({ chance, hosts }: Site): AddressSet {
  switch (chance.weighted({ any: 4, one: 3, two: 2, not: 1, none: 0.2 })) {
    case "any":
      return ANY_ADDRESS;
    case "one":
      return AddressSet.of(chance.pick(hosts));
    case "two":
      return AddressSet.of(chance.pick(hosts), chance.pick(hosts));
    case "not":
      return AddressSet.of(chance.pick(hosts)).complement();
    default:
      return AddressSet.NONE;
  }
}

function drawServices({ chance, portSets }: Site): ServiceMatch[] {
  const ports = () => chance.pick(portSets);
  const one = (): ServiceMatch => {
    switch (chance.weighted({ tcp: 4, udp: 2, both: 2, source: 1, icmp: 1, other: 1, any: 1 })) {
      case "tcp":
        return { protocols: [6], destinationPorts: ports() };
      case "udp":
        return { protocols: [17], ...(chance.maybe(0.5) && { destinationPorts: ports() }) };
      case "both":
        return { protocols: [6, 17], destinationPorts: ports() };
      case "source":
        return {
          ...(chance.maybe(0.6) && { protocols: [6, 132] }),
          sourcePorts: ports(),
          ...(chance.maybe(0.5) && { destinationPorts: ports() }),
        };
      case "icmp":
        return {
          protocols: [chance.pick([1, 58])],
          ...(chance.maybe(0.7) && { destinationPorts: chance.pick([ECHO, LOW_TYPES]) }),
        };
      case "other":
        return { protocols: [chance.pick([47, 50, 132])] };
      default:
        return { destinationPorts: ports() };
    }
  };
  return chance.maybe(0.5) ? [] : chance.maybe(0.7) ? [one()] : [one(), one()];
}

function drawRule(site: Site, category: string, scope: readonly string[]): FirewallRule {
  const { chance } = site;
  const jump = category === "Environment" && chance.maybe(0.4);
  site.drawn += 1;
  return firewallRule(`r${site.drawn}`, {
    category,
    action: jump ? "JUMP_TO_APPLICATION" : chance.weighted({ ALLOW: 7, DROP: 2, REJECT: 0.5 }),
    direction: chance.weighted({ IN_OUT: 3, IN: 1, OUT: 1 }),
    family: chance.weighted({ IPV4_IPV6: 5, IPV4: 1, IPV6: 1 }),
    source: drawAddresses(site),
    destination: drawAddresses(site),
    services: drawServices(site),
    stateful: chance.maybe(0.75),
    ...(chance.maybe(0.3) && { appliedTo: chance.some(scope) }),
    ...someDoubt(chance, 0.12),
  });
}

function drawEthernet(site: Site): FirewallRule {
  const { chance, plan } = site;
  const macs = ["00:50:56:ff:ff:ff", ...plan.model.ports.flatMap(({ mac }) => (mac ? [mac] : []))];
  return {
    ...drawRule(site, "Ethernet", portIds(site)),
    ...(chance.maybe(0.6) && { sourceMacs: chance.some(macs) }),
    ...(chance.maybe(0.3) && { destinationMacs: chance.some(macs) }),
    stateful: false,
  };
}

function drawGatewayFirewall(site: Site, router: Router): void {
  const { chance } = site;
  const categories = ["SharedPreRules", "LocalGatewayRules", "LocalGatewayRules", "Default"];
  router.firewall = {
    enabled: chance.maybe(0.9),
    rules: categories.flatMap((category) =>
      chance.maybe(0.3) ? [drawRule(site, category, router.ports)] : [],
    ),
    defaultAction: defaultAction(chance, 0.85),
  };
  drawTies(chance, router.firewall.rules);
}

function drawNat(site: Site, router: Router, outside: readonly string[][]): void {
  const { chance, plan } = site;
  const count = chance.weighted({ 0: 3, 1: 2, 2: 2, 3: 1 });
  const rules: NatRule[] = [];
  for (let n = 0; n < Number(count); n += 1) {
    rules.push(drawNatRule(site, router, outside, rules.length));
  }
  router.nat = [...rules].sort((a, b) => a.priority - b.priority);
  const uplink = plan.model.ports.find(
    ({ owner, side }) => owner === router.id && side === "service",
  );
  if (uplink !== undefined) {
    uplink.answersFor = uplink.answersFor.union(AddressSet.of(...outside.flat()));
  }
}

function drawNatRule(
  site: Site,
  router: Router,
  outside: readonly string[][],
  index: number,
): NatRule {
  const { chance, subnets, plan } = site;
  const scope = plan.model.ports.filter(
    ({ owner, side }) => owner === router.id && side === "service",
  );
  const pool = (chance.maybe(0.7) ? [chance.pick(outside)] : outside).flat();
  const inner = chance.pick(subnets.filter(({ number }) => number >= 11 && number < 30));
  const common = {
    priority: chance.below(3) * 100,
    firewallMatch: chance.pick([
      "MATCH_INTERNAL_ADDRESS",
      "MATCH_EXTERNAL_ADDRESS",
      "BYPASS",
    ] as const),
    ...(chance.maybe(0.15) && { ports: chance.some(scope).map(({ id }) => id) }),
  };
  const id = `${router.id}-nat${index}`;
  const source = chance.maybe(0.7) ? ANY_ADDRESS : drawAddresses(site);
  const action = chance.weighted({ DNAT: 5, SNAT: 4, REFLEXIVE: 1.5, NO_SNAT: 1, NO_DNAT: 1 });
  switch (action) {
    case "DNAT": {
      const hosts = chance.maybe(0.8) ? inner.host(2) : [...inner.host(2), ...inner.host(3)];
      return natRule(id, action, {
        ...common,
        source,
        destination: chance.maybe(0.9) ? AddressSet.of(...pool) : drawAddresses(site),
        services: drawServices(site),
        translated: AddressSet.of(...hosts),
        ...(chance.maybe(0.4) && { translatedPorts: chance.pick(site.portSets) }),
      });
    }
    case "SNAT":
      return natRule(id, action, {
        ...common,
        source: chance.maybe(0.7) ? AddressSet.of(...inner.networks()) : source,
        destination: chance.maybe(0.8) ? ANY_ADDRESS : drawAddresses(site),
        services: chance.maybe(0.8) ? [] : drawServices(site),
        translated: AddressSet.of(...pool),
      });
    case "REFLEXIVE": {
      const isV6 = (text: string) => text.includes(":");
      const [inside] = inner.host(2);
      const partner = outside[0]?.find((text) => isV6(text) === isV6(inside ?? ""));
      const both = inside !== undefined && partner !== undefined;
      return natRule(id, action, {
        ...common,
        source: both ? AddressSet.of(inside) : AddressSet.NONE,
        translated: both ? AddressSet.of(partner) : AddressSet.NONE,
      });
    }
    default:
      return natRule(id, action, {
        ...common,
        source: action === "NO_SNAT" ? AddressSet.of(...inner.networks()) : source,
        destination: action === "NO_DNAT" ? AddressSet.of(...pool) : drawAddresses(site),
        services: drawServices(site),
      });
  }
}

function drawGroups({ plan, chance }: Site): void {
  const ports = chance.some(plan.model.ports);
  plan.model.groups.push({
    id: "group",
    path: "/infra/domains/default/groups/group",
    name: "group",
    ports: ports.map(({ id }) => id),
    addresses: AddressSet.unionOf(ports.map(({ owned }) => owned)),
    macs: ports.flatMap(({ mac }) => (mac ? [mac] : [])),
    origin: ORIGIN,
    ...someDoubt(chance, 0.2),
  });
}
