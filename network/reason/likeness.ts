/** What tells the endpoints of a model apart, and which of them nothing tells apart. */
import { AddressSet } from "../addressSet";
import { BIGINT_STEPS, meet, normalise } from "../intervals";
import type { FirewallRule, NetworkModel, Port, Route } from "../model/types";
import { AddressIndex, SetRegister } from "./addressIndex";
import type { CompiledEndpoint, CompiledNetwork } from "./network";
import { CidrNumbers, type Mark } from "./numbering";
import { addressesOf, cidrAddresses, linePosition, type Addresses } from "./values";

/** Every set of addresses that anything in the model tells apart; equal ones once. */
function setsOf(
  network: CompiledNetwork,
  asked: readonly Addresses[],
  cidrs: CidrNumbers,
): readonly Addresses[] {
  const { model } = network;
  const register = new SetRegister();
  const add = (set: Addresses) => register.numberOf(set);
  const addRoutes = (routes: readonly Route[]) => {
    for (const { network: destination, via } of routes) {
      cidrs.numberOf(destination);
      for (const { nextHop } of via) {
        if (nextHop !== undefined) {
          cidrs.numberOfAddress(nextHop);
        }
      }
    }
  };
  [...asked, ...network.ruleSets].forEach(add);
  for (const { nat, virtualServers = [], routes } of model.routers) {
    addRoutes(routes);
    for (const { address, source, members } of virtualServers) {
      const sets = members.flatMap(({ addresses, sources = AddressSet.NONE }) => [
        addresses,
        sources,
      ]);
      [address, source, ...sets].forEach((set) => add(addressesOf(set)));
    }
    for (const { source, destination, translated } of nat) {
      [source, destination, translated ?? AddressSet.NONE].forEach((set) => add(addressesOf(set)));
    }
  }
  model.endpoints.forEach(({ routes }) => addRoutes(routes));
  for (const { owner, addresses, answersFor, owned } of model.ports) {
    addresses.forEach((address) => cidrs.numberOf(address.network));
    add(addressesOf(answersFor));
    const machine = network.endpoints.get(owner)?.endpoint;
    if (machine === undefined || machine.kind === "network") {
      add(addressesOf(owned));
    }
  }
  cidrs.list.forEach((cidr) => add(cidrAddresses(cidr)));
  return register.sets;
}

/** Addresses whose order or company matters, so that swapping two of them would change something. */
function orderedAddresses({ routers }: NetworkModel): Addresses {
  const sets = routers.flatMap(({ nat, virtualServers = [] }) => [
    ...nat.flatMap(({ action, source, translated }) => {
      const outside = translated ?? AddressSet.NONE;
      return action === "REFLEXIVE" ? [source, outside] : outside.size > 1n ? [outside] : [];
    }),
    // Each machine of a pool is told by its name.
    ...virtualServers.flatMap(({ members }) => members.map(({ addresses }) => addresses)),
  ]);
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

/**
 * What tells endpoints apart. Two machines are alike when swapping them changes nothing: same domain,
 * same place in every scope, every address in the same sets. So what holds for one holds for all.
 */
export class Likeness {
  private readonly cidrs = new CidrNumbers();
  private readonly index: AddressIndex;
  private readonly ordered: Addresses;
  private readonly shared: ReadonlyMap<string, ReadonlySet<bigint>>;
  private readonly scopes: ReadonlyMap<string, number[]>;
  private readonly macRules: readonly FirewallRule[];

  /** @param asked Address sets of the question, which tell machines apart like those of a rule. */
  constructor(network: CompiledNetwork, asked: readonly Addresses[]) {
    const { model } = network;
    this.index = new AddressIndex(setsOf(network, asked, this.cidrs));
    this.ordered = orderedAddresses(model);
    this.shared = sharedAddresses(model.ports);
    this.scopes = scopesByPort([...model.firewall.ethernet, ...model.firewall.rules]);
    this.macRules = model.firewall.ethernet.filter(
      ({ sourceMacs, destinationMacs }) =>
        sourceMacs !== undefined || destinationMacs !== undefined,
    );
  }

  /** Endpoints with equal marks are alike. Undefined for one of a kind. */
  marksOf({ endpoint, ports }: CompiledEndpoint): Mark[] | undefined {
    const isSpecial = endpoint.kind === "network" || ports.some((port) => this.isSpecialPort(port));
    if (isSpecial) {
      return undefined;
    }
    const { kind, doubt, routes } = endpoint;
    const marks: Mark[] = [kind, doubt?.certainty, doubt?.reason, routes.length, ports.length];
    routes.forEach((route) => this.addRoute(marks, route, endpoint.ports));
    ports.forEach((port) => this.addPort(marks, port));
    return marks;
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

  private addRoute(marks: Mark[], { network, doubt, via }: Route, ports: readonly string[]): void {
    marks.push(this.cidrs.numberOf(network), doubt?.certainty, doubt?.reason, via.length);
    for (const { port, nextHop } of via) {
      const hop = nextHop === undefined ? undefined : this.cidrs.numberOfAddress(nextHop);
      marks.push(ports.indexOf(port), hop);
    }
  }

  private addPort(marks: Mark[], port: Port): void {
    const { domain, distributedFirewall, side, privateVlan, mac, addresses } = port;
    const owned = addressesOf(port.owned);
    const scopes = this.scopes.get(port.id) ?? [];
    marks.push(domain, distributedFirewall, side, privateVlan?.role, privateVlan?.secondary);
    marks.push(owned.length, addresses.length, scopes.length, ...scopes);
    for (const { first } of owned) {
      marks.push(this.index.kindAt(first));
    }
    for (const { address, network } of addresses) {
      marks.push(this.index.kindAt(linePosition(address)), this.cidrs.numberOf(network));
    }
    const lower = mac?.toLowerCase();
    for (const { sourceMacs = [], destinationMacs = [] } of this.macRules) {
      const isNamed = (macs: readonly string[]) => lower !== undefined && macs.includes(lower);
      const places = Number(isNamed(sourceMacs)) + 2 * Number(isNamed(destinationMacs));
      marks.push(lower === undefined ? undefined : places);
    }
  }
}
