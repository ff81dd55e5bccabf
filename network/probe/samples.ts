/** A few packets that stand for traffic: the ends of its ranges, where mistakes show first. */
import { Protocol, trafficPorts, type Traffic } from "../services";
import type { Family } from "../address";

/** Protocol and port (or ICMP type and code) of a packet. */
export interface Sample {
  readonly protocol: number;
  /** ICMP: type * 256 + code. */
  readonly destinationPort: number;
}

const TCP = 6;
const UDP = 17;
/** IANA number, and type of an echo request. */
const ECHO: Readonly<Record<Family, Sample>> = {
  4: { protocol: 1, destinationPort: 8 * 256 },
  6: { protocol: 58, destinationPort: 128 * 256 },
};
const MOST_PORTS = 4;
/** Stand for "any": what intruders and operators try first. */
const USUAL_PORTS = [22, 443];
const USUAL_UDP_PORT = 53;

export function isEcho({ protocol, destinationPort }: Sample): boolean {
  return Object.values(ECHO).some(
    (echo) => echo.protocol === protocol && echo.destinationPort === destinationPort,
  );
}

/** Packets for a list of traffic; without any, an echo request and a usual port of each protocol. */
export function samplesOf(traffic: readonly Traffic[], family: Family): Sample[] {
  const found =
    traffic.length === 0
      ? [...anySamples(family), { protocol: UDP, destinationPort: USUAL_UDP_PORT }]
      : traffic.flatMap((one) => samplesOfOne(one, family));
  const keys = new Set<string>();
  return found.filter(({ protocol, destinationPort }) => {
    const key = `${protocol}/${destinationPort}`;
    const isNew = !keys.has(key);
    keys.add(key);
    return isNew;
  });
}

function anySamples(family: Family): Sample[] {
  return [
    ECHO[family],
    ...USUAL_PORTS.map((destinationPort) => ({ protocol: TCP, destinationPort })),
  ];
}

function samplesOfOne(traffic: Traffic, family: Family): Sample[] {
  const { protocol, icmpType, icmpCode } = traffic;
  switch (protocol) {
    case Protocol.Any:
      return anySamples(family);
    case Protocol.Tcp:
    case Protocol.Udp:
      return portSamples(traffic).map((destinationPort) => ({
        protocol: protocol === Protocol.Tcp ? TCP : UDP,
        destinationPort,
      }));
    case Protocol.Icmp:
    case Protocol.Icmp6: {
      const echo = ECHO[protocol === Protocol.Icmp ? 4 : 6];
      return icmpType === undefined
        ? [echo]
        : [{ ...echo, destinationPort: icmpType * 256 + (icmpCode ?? 0) }];
    }
  }
}

/** Both ends of each range: of 1-4999 and 6001-65535, the ports next to the gap come first. */
function portSamples(traffic: Traffic): number[] {
  const { ranges } = trafficPorts(traffic);
  const [only] = ranges;
  if (ranges.length === 1 && only !== undefined && only.last - only.first >= 65534) {
    return traffic.protocol === Protocol.Tcp ? USUAL_PORTS : [USUAL_UDP_PORT];
  }
  const inner = ranges.flatMap(({ first, last }) => [first, last]);
  const ends = [inner[0], inner[inner.length - 1]];
  const ordered = ranges.length === 1 ? inner : [...inner.slice(1, -1), ...ends];
  return [...new Set(ordered.flatMap((port) => port ?? []))].slice(0, MOST_PORTS);
}
