/**
 * The model as plain arrays, for the walker only. Nothing of the product's set algebra is used after
 * this point: the walker is there to disagree with it.
 */
import { formatAddress, parseAddress, type Address } from "../../network/address";
import type { AddressSet } from "../../network/addressSet";
import type {
  Doubt,
  Endpoint,
  FirewallRule,
  NatRule,
  NetworkModel,
  Port,
  Route,
  Router,
  ServiceMatch,
} from "../../network/model/types";
import type { PortSet } from "../../network/ports";
import type { Packet } from "../../network/reason/question";
import { plainServer, type PlainServer } from "./balancer";

/** First and last address of a run; IPv6 addresses are lifted above every IPv4 address. */
export type Run = readonly [bigint, bigint];
export type PortRun = readonly [number, number];

const LIFT = 1n << 40n;

export function numberOf(address: Address): bigint {
  return address.family === 4 ? address.value : address.value + LIFT;
}

export function addressOf(value: bigint): Address {
  return value < LIFT ? { family: 4, value } : { family: 6, value: value - LIFT };
}

export function isV6(value: bigint): boolean {
  return value >= LIFT;
}

export function runsOf(set: AddressSet | undefined): Run[] {
  return (set?.toRanges() ?? []).map(({ family, first, last }) => [
    numberOf({ family, value: first }),
    numberOf({ family, value: last }),
  ]);
}

export function portRunsOf(set: PortSet): PortRun[] {
  return set.ranges.map(({ first, last }) => [first, last]);
}

export function within<T extends bigint | number>(
  runs: readonly (readonly [T, T])[],
  value: T,
): boolean {
  for (const [first, last] of runs) {
    if (first <= value && value <= last) {
      return true;
    }
  }
  return false;
}

export interface PlainPacket {
  source: bigint;
  destination: bigint;
  protocol: number;
  sourcePort: number;
  destinationPort: number;
}

/** TCP, UDP and SCTP have two ports; ICMP keeps its type and code where a destination port is. */
export function hasPorts(protocol: number): boolean {
  return protocol === 6 || protocol === 17 || protocol === 132;
}

export function isIcmp(protocol: number): boolean {
  return protocol === 1 || protocol === 58;
}

export function plainPacket(packet: Packet): PlainPacket {
  const { protocol } = packet;
  return {
    source: numberOf(parseAddress(packet.source)),
    destination: numberOf(parseAddress(packet.destination)),
    protocol,
    sourcePort: hasPorts(protocol) ? packet.sourcePort : 0,
    destinationPort: hasPorts(protocol) || isIcmp(protocol) ? packet.destinationPort : 0,
  };
}

export function packetOf(packet: PlainPacket): Packet {
  return {
    ...packet,
    source: formatAddress(addressOf(packet.source)),
    destination: formatAddress(addressOf(packet.destination)),
  };
}

export function packetText(packet: PlainPacket): string {
  const { source, destination, protocol, sourcePort, destinationPort } = packetOf(packet);
  return `${source}:${sourcePort} > ${destination}:${destinationPort} proto ${protocol}`;
}

export interface PlainService {
  protocols?: readonly number[];
  sourcePorts?: PortRun[];
  destinationPorts?: PortRun[];
}

export interface PlainRule {
  rule: FirewallRule;
  source: Run[];
  destination: Run[];
  services: PlainService[];
}

export interface PlainNat {
  rule: NatRule;
  source: Run[];
  destination: Run[];
  translated: Run[];
  translatedPorts?: PortRun[];
  services: PlainService[];
}

export interface PlainRoute {
  first: bigint;
  last: bigint;
  length: number;
  kind: Route["kind"];
  via: { port: string; nextHop?: bigint }[];
  doubt?: Doubt;
}

export interface PlainPort {
  port: Port;
  owned: Run[];
  answersFor: Run[];
  onLink: PlainRoute[];
}

export interface PlainEndpoint {
  endpoint: Endpoint;
  ports: PlainPort[];
  routes: PlainRoute[];
}

export interface PlainRouter {
  router: Router;
  ports: PlainPort[];
  routes: PlainRoute[];
  nat: PlainNat[];
  servers: PlainServer[];
  rules: PlainRule[];
}

export interface PlainNetwork {
  ports: Map<string, PlainPort>;
  endpoints: Map<string, PlainEndpoint>;
  routers: Map<string, PlainRouter>;
  attached: Map<string, PlainPort[]>;
  openDomains: Set<string>;
  ethernet: PlainRule[];
  rules: PlainRule[];
  model: NetworkModel;
  /** One port number of every class of ports that nothing in the model tells apart. */
  portSamples: number[];
}

export function plainService(service: ServiceMatch): PlainService {
  return {
    ...(service.protocols && { protocols: service.protocols }),
    ...(service.sourcePorts && { sourcePorts: portRunsOf(service.sourcePorts) }),
    ...(service.destinationPorts && { destinationPorts: portRunsOf(service.destinationPorts) }),
  };
}

function plainRule(rule: FirewallRule): PlainRule {
  return {
    rule,
    source: runsOf(rule.source),
    destination: runsOf(rule.destination),
    services: rule.services.map(plainService),
  };
}

function plainNat(rule: NatRule): PlainNat {
  return {
    rule,
    source: runsOf(rule.source),
    destination: runsOf(rule.destination),
    translated: runsOf(rule.translated),
    ...(rule.translatedPorts && { translatedPorts: portRunsOf(rule.translatedPorts) }),
    services: rule.services.map(plainService),
  };
}

function networkRun(network: Route["network"]): { first: bigint; last: bigint; length: number } {
  const width = network.family === 4 ? 32 : 128;
  const first = numberOf({ family: network.family, value: network.first });
  const last = first + (1n << BigInt(width - network.prefixLength)) - 1n;
  return { first, last, length: network.prefixLength };
}

function plainRoute(route: Route): PlainRoute {
  return {
    ...networkRun(route.network),
    kind: route.kind,
    via: route.via.map(({ port, nextHop }) => ({
      port,
      ...(nextHop && { nextHop: numberOf(nextHop) }),
    })),
    ...(route.doubt && { doubt: route.doubt }),
  };
}

function plainPort(port: Port): PlainPort {
  return {
    port,
    owned: runsOf(port.owned),
    answersFor: runsOf(port.answersFor),
    onLink: port.addresses.map(({ network }) => ({
      ...networkRun(network),
      kind: "connected",
      via: [{ port: port.id }],
    })),
  };
}

/** The first port of every run between two boundaries that any port set of the model draws. */
function portSamples(model: NetworkModel): number[] {
  const nat = model.routers.flatMap((router) => router.nat);
  const servers = model.routers.flatMap(({ virtualServers = [] }) => virtualServers);
  const rules = [
    ...nat,
    ...servers,
    ...model.routers.flatMap((router) => router.firewall.rules),
    ...model.firewall.rules,
    ...model.firewall.ethernet,
  ];
  const sets = [
    ...rules.flatMap(({ services }) =>
      services.flatMap(({ sourcePorts, destinationPorts }) => [sourcePorts, destinationPorts]),
    ),
    ...nat.map(({ translatedPorts }) => translatedPorts),
    ...servers.flatMap(({ members }) => members.map(({ ports }) => ports)),
  ];
  const starts = new Set([0]);
  for (const [first, last] of sets.flatMap((set) => (set ? portRunsOf(set) : []))) {
    starts.add(first);
    if (last < 65_535) {
      starts.add(last + 1);
    }
  }
  return [...starts].sort((a, b) => a - b);
}

export function plainNetwork(model: NetworkModel): PlainNetwork {
  const ports = new Map(model.ports.map((port) => [port.id, plainPort(port)]));
  const portsOf = (ids: readonly string[]) => ids.map((id) => ports.get(id)!);
  const attached = new Map<string, PlainPort[]>(model.domains.map(({ id }) => [id, []]));
  for (const plain of ports.values()) {
    if (plain.port.domain !== undefined) {
      attached.get(plain.port.domain)!.push(plain);
    }
  }
  return {
    ports,
    attached,
    model,
    openDomains: new Set(model.domains.filter(({ open }) => open).map(({ id }) => id)),
    endpoints: new Map(
      model.endpoints.map((endpoint) => [
        endpoint.id,
        { endpoint, ports: portsOf(endpoint.ports), routes: endpoint.routes.map(plainRoute) },
      ]),
    ),
    routers: new Map(
      model.routers.map((router) => [
        router.id,
        {
          router,
          ports: portsOf(router.ports),
          routes: router.routes.map(plainRoute),
          nat: router.nat.map(plainNat),
          servers: (router.virtualServers ?? []).map(plainServer),
          rules: router.firewall.rules.map(plainRule),
        },
      ]),
    ),
    ethernet: model.firewall.ethernet.map((rule) => plainRule({ ...rule, stateful: false })),
    rules: model.firewall.rules.map(plainRule),
    portSamples: portSamples(model),
  };
}
