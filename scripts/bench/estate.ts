/** A large network for measurements: the same for the same sizes, since the numbers are drawn from a seed. */
import { cidrOf, parseAddress, parseCidr, type Address } from "../../network/address";
import { AddressSet } from "../../network/addressSet";
import type {
  Endpoint,
  FirewallRule,
  Layer2Domain,
  NatRule,
  NetworkModel,
  Origin,
  Port,
  Route,
  Router,
} from "../../network/model/types";
import { PortSet } from "../../network/ports";

export interface Sizes {
  groups: number;
  machinesPerGroup: number;
  rules: number;
  natRules: number;
}

const TIER1S = 10;
const NOTHING = AddressSet.NONE;

function origin(label: string): Origin {
  return { source: "resource", ref: label, label };
}

/** Numbers from 0 to `below` - 1, the same in each run (a linear congruential generator). */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function address(base: string, offset: number): Address {
  const { family, value } = parseAddress(base);
  return { family, value: value + BigInt(offset) };
}

interface Parts {
  domains: Layer2Domain[];
  ports: Port[];
  endpoints: Endpoint[];
  routers: Router[];
}

function port(id: string, owner: string, more: Partial<Port>): Port {
  const addresses = more.addresses ?? [];
  return {
    id,
    name: id,
    owner,
    addresses,
    owned: AddressSet.fromAddress(...addresses.map((one) => one.address)),
    answersFor: NOTHING,
    distributedFirewall: "notCovered",
    side: "none",
    origins: [origin(id)],
    ...more,
  };
}

function route(network: string, to: string, nextHop?: Address): Route {
  return {
    network: parseCidr(network),
    kind: "static",
    via: [{ port: to, ...(nextHop === undefined ? {} : { nextHop }) }],
    origin: origin(`${network} ${to}`),
  };
}

function domain(id: string, kind: Layer2Domain["kind"]): Layer2Domain {
  return { id, name: id, kind, open: false, origins: [origin(id)] };
}

function natRule(id: string, more: Partial<NatRule> & Pick<NatRule, "action">): NatRule {
  return {
    id,
    name: id,
    priority: 100,
    source: AddressSet.ANY,
    destination: AddressSet.ANY,
    services: [],
    firewallMatch: "MATCH_INTERNAL_ADDRESS",
    origin: origin(id),
    ...more,
  };
}

function router(id: string, ports: Port[], routes: Route[], nat: NatRule[]): Router {
  return {
    id,
    name: id,
    kind: id === "t0" ? "tier0" : "tier1",
    ports: ports.map((one) => one.id),
    routes,
    hasServiceRouter: true,
    nat,
    firewall: { enabled: true, rules: [], defaultAction: { action: "ALLOW", origin: origin(id) } },
    origins: [origin(id)],
  };
}

/** Segments of two groups each, whose machines take turns in the addresses. */
function addMachines(parts: Parts, sizes: Sizes): Port[][] {
  const members: Port[][] = [];
  for (let group = 0; group < sizes.groups; group += 1) {
    const segment = group >> 1;
    const base = `10.${segment >> 6}.${(segment & 63) * 4}.0`;
    const gateway = address(base, 1);
    const network = cidrOf(gateway, 22);
    const ports = Array.from({ length: sizes.machinesPerGroup }, (_, index) => {
      const id = `vm-${group}-${index}`;
      const own = address(base, 10 + index * 2 + (group & 1));
      parts.endpoints.push({
        id,
        name: id,
        kind: "machine",
        ports: [`${id}.nic`],
        routes: [route("0.0.0.0/0", `${id}.nic`, gateway)],
        origins: [origin(id)],
      });
      return port(`${id}.nic`, id, {
        domain: `seg-${segment}`,
        addresses: [{ address: own, network }],
        distributedFirewall: "covered",
      });
    });
    members.push(ports);
    parts.ports.push(...ports);
  }
  return members;
}

function addRouters(parts: Parts, sizes: Sizes): void {
  const segments = Math.ceil(sizes.groups / 2);
  const half = sizes.natRules >> 1;
  const perTier1 = Math.ceil(half / TIER1S);
  const t0Routes: Route[] = [route("192.168.1.0/24", "t0.lan")];
  const t0Ports: Port[] = [
    port("t0.lan", "t0", {
      domain: "lan",
      side: "service",
      addresses: [{ address: address("192.168.1.0", 1), network: parseCidr("192.168.1.0/24") }],
      answersFor: AddressSet.of("192.168.1.100-192.168.1.250"),
    }),
  ];
  for (let index = 0; index < TIER1S; index += 1) {
    const id = `t1-${index}`;
    const up = `${id}.up`;
    const ports = [port(up, id, { peer: `t0.${id}`, side: "service" })];
    const routes = [route("0.0.0.0/0", up)];
    for (let segment = index; segment < segments; segment += TIER1S) {
      const base = `10.${segment >> 6}.${(segment & 63) * 4}.0`;
      const network = parseCidr(`${base}/22`);
      const gateway = address(base, 1);
      parts.domains.push(domain(`seg-${segment}`, "segment"));
      ports.push(
        port(`${id}.seg-${segment}`, id, {
          domain: `seg-${segment}`,
          side: "distributed",
          addresses: [{ address: gateway, network }],
        }),
      );
      routes.push(route(`${base}/22`, `${id}.seg-${segment}`));
      t0Routes.push(route(`${base}/22`, `t0.${id}`));
    }
    const nat = Array.from({ length: perTier1 }, (_, number) =>
      natRule(`snat-${index}-${number}`, {
        action: "SNAT",
        source: AddressSet.of(`10.${number & 1}.${(index + number * TIER1S) & 255}.0/24`),
        destination: AddressSet.of("192.168.1.0/24"),
        translated: AddressSet.of(`192.168.1.${100 + index}`),
      }),
    );
    parts.routers.push(router(id, ports, routes, nat));
    parts.ports.push(...ports);
    t0Routes.push(route(`192.168.1.${100 + index}/32`, `t0.${id}`));
    t0Ports.push(port(`t0.${id}`, "t0", { peer: up, side: "distributed" }));
  }
  const dnat = Array.from({ length: half }, (_, number) =>
    natRule(`dnat-${number}`, {
      action: "DNAT",
      destination: AddressSet.of(`192.168.1.${150 + number}`),
      services: [{ protocols: [6], destinationPorts: PortSet.of("5000-6000") }],
      translated: AddressSet.of(`10.${number & 1}.0.${10 + number * 2}`),
      translatedPorts: PortSet.of("10000-11000"),
    }),
  );
  parts.routers.push(router("t0", t0Ports, t0Routes, dnat));
  parts.ports.push(...t0Ports);
}

function addLan(parts: Parts): void {
  parts.domains.push(domain("lan", "vlan"));
  const network = parseCidr("192.168.1.0/24");
  parts.endpoints.push({
    id: "lan-hosts",
    name: "lan-hosts",
    kind: "network",
    ports: ["lan-hosts.port"],
    routes: [route("0.0.0.0/0", "lan-hosts.port", address("192.168.1.0", 1))],
    origins: [origin("lan-hosts")],
  });
  parts.ports.push(
    port("lan-hosts.port", "lan-hosts", {
      domain: "lan",
      addresses: [{ address: address("192.168.1.0", 2), network }],
      owned: AddressSet.of("192.168.1.2-192.168.1.99"),
    }),
  );
}

function firewallRules(members: readonly Port[][], sizes: Sizes): FirewallRule[] {
  const roll = dice(42);
  const addresses = members.map((ports) => AddressSet.unionOf(ports.map((one) => one.owned)));
  const scopes = members.map((ports) => ports.map((one) => one.id));
  const pick = () => roll(members.length);
  return Array.from({ length: sizes.rules }, (_, index) => {
    const source = pick();
    const destination = pick();
    const first = 1024 + roll(60_000);
    const isScoped = index % 4 === 0;
    return {
      id: `rule-${index}`,
      name: `rule-${index}`,
      policy: `policy-${source}`,
      category: "Application",
      action: index % 10 === 3 ? "DROP" : "ALLOW",
      direction: "IN_OUT",
      family: "IPV4_IPV6",
      // A set of its own for each rule, as after resolving several groups.
      source: AddressSet.unionOf([addresses[source] ?? NOTHING]),
      destination: AddressSet.unionOf([addresses[destination] ?? NOTHING]),
      services: [
        {
          protocols: [index % 3 === 0 ? 17 : 6],
          destinationPorts: PortSet.fromRanges([{ first, last: first + roll(100) }]),
        },
      ],
      ...(isScoped
        ? { appliedTo: [...(scopes[source] ?? []), ...(scopes[destination] ?? [])] }
        : {}),
      stateful: true,
      logged: false,
      origin: origin(`rule-${index}`),
    };
  });
}

/** Ten Tier-1 gateways below one Tier-0, a LAN outside, and a distributed firewall that drops by default. */
export function largeNetwork(sizes: Sizes): NetworkModel {
  const parts: Parts = { domains: [], ports: [], endpoints: [], routers: [] };
  const members = addMachines(parts, sizes);
  addRouters(parts, sizes);
  addLan(parts);
  return {
    ...parts,
    groups: [],
    firewall: {
      ethernet: [],
      rules: firewallRules(members, sizes),
      defaultAction: { action: "DROP", origin: origin("default") },
    },
    gaps: [],
  };
}
