/**
 * Which packets to try in a network: both ends of every range that the model names, and their
 * neighbours, so that every class of packets that the model can tell apart has a representative.
 */
import { hasPorts, isV6, type PlainNetwork, type PlainPacket, type Run } from "./plain";
import type { Chance } from "./random";

export interface Representatives {
  /** Addresses at the boundaries of the model's sets, IPv4 and IPv6. */
  addresses: bigint[];
  /** Addresses that somebody owns or answers for. */
  owned: bigint[];
  ports: number[];
}

const PROTOCOLS = [6, 6, 6, 6, 6, 17, 17, 1, 58, 47, 50, 132];
const ECHO_AND_OTHERS = [2048, 2047, 2049, 0, 4095, 4096, 32_768];

export function representatives(network: PlainNetwork): Representatives {
  const owners = [...network.ports.values()];
  const holders = [...network.endpoints.values(), ...network.routers.values()];
  const routers = [...network.routers.values()];
  const rules = [...network.rules, ...network.ethernet, ...routers.flatMap(({ rules }) => rules)];
  const nat = routers.flatMap((router) => router.nat);
  const servers = routers.flatMap((router) => router.servers);
  const asked = servers.flatMap(({ address }) => address);
  const runs: Run[] = [
    ...owners.flatMap(({ owned, answersFor }) => [...owned, ...answersFor]),
    ...owners.flatMap(({ onLink }) => onLink.map(({ first, last }): Run => [first, last])),
    ...holders.flatMap(({ routes }) => routes.map(({ first, last }): Run => [first, last])),
    ...[...rules, ...nat].flatMap(({ source, destination }) => [...source, ...destination]),
    ...nat.flatMap(({ translated }) => translated),
    ...servers.flatMap(({ address, source, members }) => [
      ...address,
      ...source,
      ...members.flatMap(({ addresses, sources = [] }) => [...addresses, ...sources]),
    ]),
  ];
  const ports = new Set<number>();
  for (const start of network.portSamples) {
    ports.add(start);
    ports.add(Math.max(0, start - 1));
    ports.add(Math.min(65_535, start + 1));
  }
  return {
    addresses: boundaries(runs),
    owned: boundaries(
      [...owners.flatMap(({ owned, answersFor }) => [...owned, ...answersFor]), ...asked],
      false,
    ),
    ports: [...ports, 65_535],
  };
}

function boundaries(runs: readonly Run[], neighbours = true): bigint[] {
  const found = new Set<bigint>();
  for (const [first, last] of runs) {
    const around = neighbours
      ? [first - 1n, first, first + 1n, last - 1n, last, last + 1n]
      : [first, last];
    for (const value of around) {
      if (isAddress(value)) {
        found.add(value);
      }
    }
  }
  return [...found];
}

function isAddress(value: bigint): boolean {
  return (value >= 0n && value < 1n << 32n) || (isV6(value) && value < (1n << 128n) + (1n << 40n));
}

/** One packet that the endpoint may send, or nearly: a few have a source that it does not own. */
export function drawPacket(
  { addresses, owned, ports }: Representatives,
  network: PlainNetwork,
  from: string,
  chance: Chance,
): PlainPacket | undefined {
  const own = boundaries(
    network.endpoints.get(from)!.ports.flatMap((port) => port.owned),
    chance.maybe(0.1),
  );
  if (own.length === 0) {
    return undefined;
  }
  const source = chance.pick(own);
  const others = (chance.maybe(0.7) ? owned : addresses).filter(
    (address) => isV6(address) === isV6(source),
  );
  if (others.length === 0) {
    return undefined;
  }
  const protocol = chance.pick(PROTOCOLS);
  const port = () => chance.pick(ports);
  const icmp = protocol === 1 || protocol === 58;
  return {
    source,
    destination: chance.pick(others),
    protocol,
    sourcePort: hasPorts(protocol) ? port() : 0,
    destinationPort: hasPorts(protocol) ? port() : icmp ? chance.pick(ECHO_AND_OTHERS) : 0,
  };
}
