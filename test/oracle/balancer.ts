/** What a load balancer makes of one packet (docs/semantics.md 5.7). */
import type { VirtualServer } from "../../network/model/virtualServer";
import { servicesTake } from "./filters";
import {
  hasPorts,
  plainService,
  portRunsOf,
  runsOf,
  within,
  type PlainPacket,
  type PlainService,
  type PortRun,
  type Run,
} from "./plain";
import { everyAddress, ofFamily } from "./translation";

interface PlainMember {
  addresses: Run[];
  ports?: PortRun[];
  sources?: Run[];
}

export interface PlainServer {
  server: VirtualServer;
  address: Run[];
  source: Run[];
  services: PlainService[];
  members: PlainMember[];
}

export function plainServer(server: VirtualServer): PlainServer {
  return {
    server,
    address: runsOf(server.address),
    source: runsOf(server.source),
    services: server.services.map(plainService),
    members: server.members.map(({ addresses, ports, sources }) => ({
      addresses: runsOf(addresses),
      ...(ports && { ports: portRunsOf(ports) }),
      ...(sources && { sources: runsOf(sources) }),
    })),
  };
}

/** Whether any of them is at the packet's destination. */
export function isServed(servers: readonly PlainServer[], { destination }: PlainPacket): boolean {
  return servers.some(({ address }) => within(address, destination));
}

/** The first of them that takes the packet. */
export function taker(
  servers: readonly PlainServer[],
  packet: PlainPacket,
): PlainServer | undefined {
  return servers.find(
    ({ address, source, services }) =>
      within(address, packet.destination) &&
      within(source, packet.source) &&
      services.some((service) => servicesTake([service], packet)),
  );
}

/** A packet as a member gets it. */
export interface Handed {
  packet: PlainPacket;
  keepsSource: boolean;
}

/** Every packet that a member may get in place of this one. */
export function handOn(
  { server, members }: PlainServer,
  packet: PlainPacket,
  portSamples: readonly number[],
  isSilent: (address: bigint) => boolean,
): Handed[] {
  const answers = (address: bigint) => server.monitored !== true || !isSilent(address);
  return members.flatMap(({ addresses, ports, sources }) => {
    const kept = [{ source: packet.source, sourcePort: packet.sourcePort }];
    const seen = sources
      ? everyAddress(ofFamily(sources, packet)).flatMap((source) =>
          sourcePorts(packet, portSamples).map((sourcePort) => ({ source, sourcePort })),
        )
      : kept;
    const asked = ports && hasPorts(packet.protocol);
    const served = asked
      ? portSamples.filter((port) => within(ports, port))
      : [packet.destinationPort];
    const answering = everyAddress(ofFamily(addresses, packet)).filter(answers);
    return answering.flatMap((destination) =>
      seen.flatMap((from) =>
        served.map((destinationPort) => ({
          packet: { ...packet, ...from, destination, destinationPort },
          keepsSource: sources === undefined,
        })),
      ),
    );
  });
}

/** Its own port is a class by itself, as with source translation. */
function sourcePorts(packet: PlainPacket, portSamples: readonly number[]): readonly number[] {
  return hasPorts(packet.protocol)
    ? [...new Set([...portSamples, packet.sourcePort])]
    : [packet.sourcePort];
}
