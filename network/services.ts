import { FaultList, suggestionFor, ValueError, type Fault } from "./faults";
import { parsePorts, PortError, PortSet } from "./ports";

/** An IP protocol of a rule, a forward or an expectation. */
export enum Protocol {
  Tcp = "tcp",
  Udp = "udp",
  /** ICMP of IPv4. ICMPv6 is another protocol with other type numbers, so it is told apart. */
  Icmp = "icmp",
  /** ICMP of IPv6. */
  Icmp6 = "icmp6",
  /** Every IP protocol. */
  Any = "any",
}

/** What a rule matches or an expectation asks for: plain data, made by {@link tcp} and its like. */
export interface Traffic {
  /** The IP protocol. */
  protocol: Protocol;
  /**
   * Destination ports such as `443`, `5000-6000` or `22,80,443`; for TCP and UDP only. Default: every port.
   *
   * @default "any"
   */
  ports?: string;
  /** ICMP type, 0 to 255, for ICMP only (8 is an IPv4 echo request). Default: every type. */
  icmpType?: number;
  /** ICMP code, 0 to 255, only together with a type. Default: every code. */
  icmpCode?: number;
}

/** A text that describes no traffic. */
export class TrafficError extends ValueError {}

/** TCP to these destination ports. Default: every port. */
export function tcp(ports?: string): Traffic {
  return withPorts(Protocol.Tcp, ports);
}

/** UDP to these destination ports. Default: every port. */
export function udp(ports?: string): Traffic {
  return withPorts(Protocol.Udp, ports);
}

function withPorts(protocol: Protocol, ports: string | undefined): Traffic {
  return ports === undefined ? { protocol } : { protocol, ports };
}

/** ICMP for IPv4. Default: every type and code. */
export function icmp(type?: number, code?: number): Traffic {
  return withType(Protocol.Icmp, type, code);
}

/** ICMPv6. Default: every type and code. */
export function icmp6(type?: number, code?: number): Traffic {
  return withType(Protocol.Icmp6, type, code);
}

function withType(protocol: Protocol, icmpType?: number, icmpCode?: number): Traffic {
  return {
    protocol,
    ...(icmpType === undefined ? {} : { icmpType }),
    ...(icmpCode === undefined ? {} : { icmpCode }),
  };
}

/** Every protocol, every port. */
export function anyTraffic(): Traffic {
  return { protocol: Protocol.Any };
}

export function hasPorts(protocol: Protocol): boolean {
  return protocol === Protocol.Tcp || protocol === Protocol.Udp;
}

export function isIcmp(protocol: Protocol): boolean {
  return protocol === Protocol.Icmp || protocol === Protocol.Icmp6;
}

/**
 * The destination ports that the traffic matches; every port where it names none.
 *
 * @throws PortError
 */
export function trafficPorts(traffic: Traffic): PortSet {
  return traffic.ports === undefined ? PortSet.ANY : parsePorts(traffic.ports);
}

const PROTOCOLS: readonly string[] = Object.values(Protocol);

/** Everything wrong with a description of traffic; no faults for a right one. */
export function checkTraffic(traffic: Traffic): Fault[] {
  const faults = new FaultList();
  const { protocol, ports, icmpType, icmpCode } = traffic;
  if (!PROTOCOLS.includes(protocol)) {
    faults.add("protocol", {
      message: "this is not a protocol",
      value: protocol,
      allowed: PROTOCOLS.join(", "),
    });
    return [...faults.faults];
  }
  if (ports !== undefined && !hasPorts(protocol)) {
    faults.add("ports", {
      message: `${protocol} has no ports`,
      value: ports,
      allowed: "ports with tcp or udp",
      fix: "leave out ports, or describe tcp and udp one by one",
    });
  } else if (ports !== undefined) {
    faults.attempt("ports", () => parsePorts(ports));
  }
  for (const [path, value] of Object.entries({ icmpType, icmpCode })) {
    if (value !== undefined && !isIcmp(protocol)) {
      faults.add(path, {
        message: `${protocol} has no ICMP type or code`,
        value,
        fix: "leave it out",
      });
    } else if (value !== undefined && !isByte(value)) {
      faults.add(path, { message: "out of range", value, allowed: "a whole number from 0 to 255" });
    }
  }
  if (icmpCode !== undefined && icmpType === undefined && isIcmp(protocol)) {
    faults.add("icmpType", {
      message: "an ICMP code has a meaning only together with a type",
      allowed: "a whole number from 0 to 255",
    });
  }
  return [...faults.faults];
}

function isByte(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 255;
}

const ALLOWED =
  "tcp, udp, tcp/443, udp/5000-6000, tcp/22,80,443, icmp, icmp/8, icmp/3/4, icmp6 or any";

/**
 * Reads `tcp/443`, `udp/5000-6000`, `tcp`, `icmp`, `icmp/8` (type), `icmp/3/4` (type and code),
 * `icmp6` or `any`.
 *
 * @throws TrafficError
 */
export function parseTraffic(text: string): Traffic {
  const refuse = (what: string, suggestion?: string) =>
    new TrafficError({ what, value: text, allowed: ALLOWED, suggestion });
  if (typeof text !== "string" || text === "") {
    throw refuse("traffic is missing");
  }
  const [name = "", ...details] = text.split("/");
  const protocol = Object.values(Protocol).find((known) => known === name);
  if (protocol === undefined) {
    const lower = text.toLowerCase().replace(/\s/g, "");
    const isSpelling = lower !== text && PROTOCOLS.includes(lower.split("/")[0] ?? "");
    throw refuse(
      "this is not a protocol",
      isSpelling ? suggestionFor(lower, parseTraffic) : undefined,
    );
  }
  const most = isIcmp(protocol) ? 2 : hasPorts(protocol) ? 1 : 0;
  if (details.length > most) {
    throw refuse(
      `${protocol} takes ${most === 0 ? "no details" : `at most ${most} after its name`}`,
    );
  }
  if (!isIcmp(protocol)) {
    const [ports] = details;
    return withPorts(protocol, ports === undefined ? ports : readPorts(ports, protocol, refuse));
  }
  const [type, code] = details.map((digits) => (/^\d{1,3}$/.test(digits) ? Number(digits) : NaN));
  if (details.length > 0 && [type ?? 0, code ?? 0].some((number) => !isByte(number))) {
    throw refuse("ICMP types and codes are whole numbers from 0 to 255");
  }
  return withType(protocol, type, code);
}

function readPorts(
  ports: string,
  protocol: Protocol,
  refuse: (what: string, suggestion?: string) => TrafficError,
): string {
  try {
    parsePorts(ports);
    return ports;
  } catch (error) {
    if (!(error instanceof PortError)) {
      throw error;
    }
    const { what, suggestion } = error;
    throw refuse(what, suggestion === undefined ? undefined : `${protocol}/${suggestion}`);
  }
}

/** The text that {@link parseTraffic} reads back; ports sorted and joined. */
export function formatTraffic(traffic: Traffic): string {
  const { protocol, icmpType, icmpCode } = traffic;
  if (isIcmp(protocol)) {
    return [protocol, icmpType, icmpCode].filter((part) => part !== undefined).join("/");
  }
  const ports = trafficPorts(traffic);
  return ports.equals(PortSet.ANY) ? protocol : `${protocol}/${ports.toText()}`;
}

/**
 * Whether everything that `inner` matches is matched by `outer` too.
 *
 * @throws PortError
 */
export function trafficContains(outer: Traffic, inner: Traffic): boolean {
  if (outer.protocol === Protocol.Any) {
    return true;
  }
  if (outer.protocol !== inner.protocol) {
    return false;
  }
  const sameOrAny = (wide?: number, narrow?: number) => wide === undefined || wide === narrow;
  return (
    trafficPorts(outer).containsAll(trafficPorts(inner)) &&
    sameOrAny(outer.icmpType, inner.icmpType) &&
    sameOrAny(outer.icmpCode, inner.icmpCode)
  );
}
