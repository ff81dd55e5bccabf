/**
 * Machines that everything in a model treats alike. Two machines are alike when swapping them changes
 * nothing: same domain, same place in every scope, every address in the same sets. So what holds for one
 * holds for all, and a question about ten thousand machines is one about a few hundred.
 */
import { AddressSet } from "../addressSet";
import type { Cidr } from "../address";
import { BIGINT_STEPS, hasMember, meet, normalise } from "../intervals";
import type { FirewallRule, NetworkModel, Port, Route } from "../model/types";
import { AddressIndex } from "./addressIndex";
import type { CompiledEndpoint, CompiledNetwork } from "./network";
import { addressesOf, cidrAddresses, linePosition, singleAddress, type Addresses } from "./values";

/** A name and id that stay the same while a network changes. */
export interface Member {
  id: string;
  name: string;
  addresses: AddressSet;
}

/** Endpoints that are treated alike, or one router. */
export interface EndpointClass {
  /** The lowest id of a member. */
  id: string;
  members: Member[];
  /** All addresses of all members. */
  addresses: AddressSet;
}

/** The endpoints of a class with their addresses, n-th address to n-th address. */
export interface CompiledClass {
  description: EndpointClass;
  endpoints: readonly CompiledEndpoint[];
  /** For each endpoint its addresses; empty when the class has one member. */
  positions: readonly (readonly bigint[])[];
}

function setsOfRoutes(routes: readonly Route[]): Addresses[] {
  return routes.flatMap(({ network, via }) => [
    cidrAddresses(network),
    ...via.flatMap(({ nextHop }) => (nextHop === undefined ? [] : [singleAddress(nextHop)])),
  ]);
}

/** Every set of addresses that anything in the model tells apart. */
function setsOf(network: CompiledNetwork, asked: readonly Addresses[]): Addresses[] {
  const { model } = network;
  const isOfMachine = (port: Port) =>
    network.endpoints.has(port.owner) &&
    network.endpoints.get(port.owner)?.endpoint.kind !== "network";
  const nat = model.routers.flatMap((router) => router.nat);
  return [
    ...asked,
    ...network.ethernet.addressSets,
    ...network.distributed.addressSets,
    ...[...network.routers.values()].flatMap(({ firewall }) => firewall.addressSets),
    ...nat.flatMap(({ source, destination, translated }) => [
      addressesOf(source),
      addressesOf(destination),
      ...(translated === undefined ? [] : [addressesOf(translated)]),
    ]),
    ...model.routers.flatMap(({ routes }) => setsOfRoutes(routes)),
    ...model.endpoints.flatMap(({ routes }) => setsOfRoutes(routes)),
    ...model.ports.flatMap((port) => [
      ...port.addresses.map((address) => cidrAddresses(address.network)),
      addressesOf(port.answersFor),
      ...(isOfMachine(port) ? [] : [addressesOf(port.owned)]),
    ]),
  ];
}

/** Addresses whose order or company matters, so that swapping two of them would change something. */
function orderedAddresses({ routers }: NetworkModel): Addresses {
  const sets = routers.flatMap(({ nat }) =>
    nat.flatMap(({ action, source, translated }) => {
      const outside = translated ?? AddressSet.NONE;
      return action === "REFLEXIVE" ? [source, outside] : outside.size > 1n ? [outside] : [];
    }),
  );
  return normalise(
    sets.flatMap((set) => [...addressesOf(set)]),
    BIGINT_STEPS,
  );
}

/** Addresses that two ports of one domain have. */
function sharedAddresses(ports: readonly Port[]): ReadonlyMap<string, ReadonlySet<bigint>> {
  const seen = new Map<string, Set<bigint>>();
  const shared = new Map<string, Set<bigint>>();
  for (const { domain = "", owned } of ports) {
    const known = seen.get(domain) ?? new Set();
    const twice = shared.get(domain) ?? new Set();
    seen.set(domain, known);
    shared.set(domain, twice);
    for (const { first, last } of addressesOf(owned)) {
      if (first === last && known.has(first)) {
        twice.add(first);
      }
      known.add(first);
    }
  }
  return shared;
}

/** For each port, the numbers of the scopes that it is in; equal scopes have one number. */
function scopesByPort(rules: readonly FirewallRule[]): ReadonlyMap<string, number[]> {
  const byPort = new Map<string, number[]>();
  const seen = new Set<readonly string[]>();
  const alike = new Map<string, (readonly string[])[]>();
  let number = 0;
  for (const { appliedTo } of rules) {
    if (appliedTo === undefined || seen.has(appliedTo)) {
      continue;
    }
    seen.add(appliedTo);
    const shape = `${appliedTo.length} ${appliedTo[0]} ${appliedTo[appliedTo.length - 1]}`;
    const others = alike.get(shape) ?? [];
    alike.set(shape, [...others, appliedTo]);
    if (others.some((other) => other.every((port, index) => port === appliedTo[index]))) {
      continue;
    }
    number += 1;
    for (const port of appliedTo) {
      const numbers = byPort.get(port) ?? [];
      numbers.push(number);
      byPort.set(port, numbers);
    }
  }
  return byPort;
}

/** Cheaper than the text that people read. */
function cidrKey({ family, first, prefixLength }: Cidr): string {
  return `${family} ${first}/${prefixLength}`;
}

function routeKey(route: Route, ports: readonly string[]): string {
  const via = route.via.map(
    ({ port, nextHop }) =>
      `${ports.indexOf(port)} ${nextHop === undefined ? "" : linePosition(nextHop)}`,
  );
  return `${cidrKey(route.network)} ${route.doubt?.certainty} ${route.doubt?.reason} ${via.join(" ")}`;
}

/** What tells endpoints apart; endpoints with equal keys are alike. Undefined for one of a kind. */
class Likeness {
  private readonly index: AddressIndex;
  private readonly ordered: Addresses;
  private readonly shared: ReadonlyMap<string, ReadonlySet<bigint>>;
  private readonly scopes: ReadonlyMap<string, number[]>;
  private readonly macRules: readonly FirewallRule[];

  constructor(network: CompiledNetwork, asked: readonly Addresses[]) {
    const { model } = network;
    this.index = new AddressIndex(setsOf(network, asked));
    this.ordered = orderedAddresses(model);
    this.shared = sharedAddresses(model.ports);
    this.scopes = scopesByPort([...model.firewall.ethernet, ...model.firewall.rules]);
    this.macRules = model.firewall.ethernet.filter(
      ({ sourceMacs, destinationMacs }) =>
        sourceMacs !== undefined || destinationMacs !== undefined,
    );
  }

  keyOf({ endpoint, ports }: CompiledEndpoint): string | undefined {
    const isSpecial = endpoint.kind === "network" || ports.some((port) => this.isSpecialPort(port));
    if (isSpecial) {
      return undefined;
    }
    const { kind, doubt, routes } = endpoint;
    return [
      `${kind} ${doubt?.certainty} ${doubt?.reason}`,
      ...routes.map((route) => routeKey(route, endpoint.ports)),
      ...ports.map((port) => this.portKey(port)),
    ].join("\n");
  }

  private isSpecialPort({ domain = "", owned, answersFor, peer }: Port): boolean {
    const values = addressesOf(owned);
    return (
      peer !== undefined ||
      !answersFor.isEmpty ||
      values.some(({ first, last }) => first !== last) ||
      values.some(({ first }) => this.shared.get(domain)?.has(first) === true) ||
      meet(values, this.ordered)
    );
  }

  private portKey(port: Port): string {
    const { domain, distributedFirewall, side, privateVlan, mac } = port;
    const kinds = addressesOf(port.owned).map((value) => this.index.kindOf([value]));
    const networks = port.addresses.map(
      ({ address, network }) => `${this.index.kindOf(singleAddress(address))} ${cidrKey(network)}`,
    );
    const lower = mac?.toLowerCase();
    const macs = this.macRules.map(({ sourceMacs = [], destinationMacs = [] }) =>
      lower === undefined
        ? "?"
        : `${Number(sourceMacs.includes(lower))}${Number(destinationMacs.includes(lower))}`,
    );
    const place = privateVlan === undefined ? "" : `${privateVlan.role}${privateVlan.secondary}`;
    const scopes = this.scopes.get(port.id) ?? [];
    return [domain, distributedFirewall, side, place, kinds, networks, macs, scopes].join(";");
  }
}

function positionsOf({ ports }: CompiledEndpoint): bigint[] {
  return ports.flatMap((port) => addressesOf(port.owned).map(({ first }) => first));
}

/** @param asked Address sets of the question, which tell machines apart like those of a rule. */
export function classesOf(
  network: CompiledNetwork,
  asked: readonly Addresses[] = [],
): CompiledClass[] {
  const likeness = new Likeness(network, asked);
  const groups = new Map<string, CompiledEndpoint[]>();
  for (const compiled of network.endpoints.values()) {
    const key = likeness.keyOf(compiled) ?? `only ${compiled.endpoint.id}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [compiled]);
    } else {
      group.push(compiled);
    }
  }
  return [...groups.values()].map((endpoints) => {
    const sorted = endpoints.sort((a, b) => (a.endpoint.id < b.endpoint.id ? -1 : 1));
    return {
      description: {
        id: sorted[0]?.endpoint.id ?? "",
        members: sorted.map(({ endpoint: { id, name }, ports: [first, ...more] }) => ({
          id,
          name,
          addresses: more.reduce(
            (all, port) => all.union(port.owned),
            first?.owned ?? AddressSet.NONE,
          ),
        })),
        addresses: AddressSet.unionOf(
          sorted.flatMap(({ ports }) => ports.map((port) => port.owned)),
        ),
      },
      endpoints: sorted,
      positions: sorted.length === 1 ? [] : sorted.map(positionsOf),
    };
  });
}

/** Addresses of the first member of a class as those of all its members; other addresses stay. */
export class ClassAddresses {
  private readonly cache = new Map<string, Addresses>();

  constructor(private readonly positions: readonly (readonly bigint[])[]) {}

  ofAll(values: Addresses, member = 0): Addresses {
    const own = this.positions[member] ?? [];
    const hit = own.flatMap((position, index) => (hasMember(values, position) ? [index] : []));
    if (hit.length === 0) {
      return values;
    }
    const isOnlyOwn =
      values.length <= hit.length && values.every(({ first, last }) => first === last);
    const key = isOnlyOwn ? hit.join(",") : undefined;
    const known = key === undefined ? undefined : this.cache.get(key);
    if (known !== undefined) {
      return known;
    }
    const all = this.positions.flatMap((positions) =>
      hit.flatMap((index) => {
        const position = positions[index];
        return position === undefined ? [] : [{ first: position, last: position }];
      }),
    );
    const made = normalise([...values, ...all], BIGINT_STEPS);
    if (key !== undefined) {
      this.cache.set(key, made);
    }
    return made;
  }
}
