import { parseAddress } from "./address";
import { FaultList, showName, ValueError } from "./faults";

const SUBJECT = "syslog";

/** How log lines travel. */
export enum SyslogProtocol {
  /** RFC 5426: nothing tells of a lost line. */
  Udp = "udp",
  /** RFC 6587. */
  Tcp = "tcp",
  /** RFC 5425: encrypted; the sender needs the server's authority. */
  Tls = "tls",
}

/** From which severity on lines are sent, in the words of the NSX CLI (RFC 5424, 6.2.1). */
export enum SyslogLevel {
  Emergency = "emerg",
  Alert = "alert",
  Critical = "crit",
  Error = "err",
  Warning = "warning",
  Notice = "notice",
  Info = "info",
  Debug = "debug",
}

/** A server that keeps logs. */
export interface SyslogServer {
  /** Its name or address. */
  server: string;
  /** Its port, 1 to 65535. Default: 514, or 6514 with TLS. */
  port?: number;
  /** How lines travel to it. Default: TCP. */
  protocol?: SyslogProtocol;
  /** From which severity on. Hosts send all of theirs. Default: info. */
  level?: SyslogLevel;
}

/** What has to be typed where. None of it is a resource of a provider. */
export interface SyslogLines {
  /** On every ESXi host, by esxcli. */
  host: string[];
  /** On every edge node, in the NSX CLI: the provider offers an argument for it and never sends it. */
  edge: string[];
  /** On every NSX manager, in the NSX CLI. */
  manager: string[];
}

/** RFC 1123; nothing that a shell or the NSX CLI could take for more than a name. */
const NAME =
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/;

/** What the NSX CLI takes for one node, and the provider's schema for an edge node. */
const MOST_SERVERS = 5;

/** Everything wrong with servers, under their names. */
export function syslogFaults(servers: Readonly<Record<string, SyslogServer>>): FaultList {
  const faults = new FaultList();
  const names = Object.keys(servers);
  if (names.length > MOST_SERVERS) {
    const allowed = `at most ${MOST_SERVERS}`;
    faults.add("", { message: "too many servers for one node", value: names.length, allowed });
  }
  const seen = new Map<string, string>();
  for (const [name, { server, port, protocol, level }] of Object.entries(servers)) {
    if (typeof server !== "string" || hostOf(server) === undefined) {
      const allowed = "a host name or an address";
      faults.add(`${name}.server`, { message: "this is no server", value: server, allowed });
    }
    if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
      faults.add(`${name}.port`, {
        message: "this is no port",
        value: port,
        allowed: "1 to 65535",
      });
    }
    addUnlessOneOf(faults, `${name}.protocol`, protocol, Object.values(SyslogProtocol));
    addUnlessOneOf(faults, `${name}.level`, level, Object.values(SyslogLevel));
    const place = `${String(server).toLowerCase()} ${portOf({ server, port, protocol })}`;
    const twin = seen.get(place);
    if (twin !== undefined) {
      const message = `${showName(twin)} is this server already`;
      faults.add(`${name}.server`, { message, value: server, allowed: "each server once" });
    }
    seen.set(place, twin ?? name);
  }
  return faults;
}

function addUnlessOneOf(
  faults: FaultList,
  path: string,
  value: string | undefined,
  allowed: readonly string[],
): void {
  if (value !== undefined && !allowed.includes(value)) {
    const message = "this is not one of the choices";
    faults.add(path, { message, value, allowed: allowed.join(", ") });
  }
}

/** A server as a URL and the NSX CLI write it; undefined when it is none. */
function hostOf(server: string): string | undefined {
  // What consists of digits and dots is an address, or a slip of one.
  if (!/^[\d.]+$|:/.test(server)) {
    return NAME.test(server) ? server : undefined;
  }
  try {
    return parseAddress(server).family === 6 ? `[${server}]` : server;
  } catch (error) {
    if (error instanceof ValueError) {
      return undefined;
    }
    throw error;
  }
}

function portOf({ port, protocol }: SyslogServer): number {
  return port ?? (protocol === SyslogProtocol.Tls ? 6514 : 514);
}

/**
 * The lines that send logs to all of the servers, in the order of their names. Sources: NSX CLI guide,
 * `set logging-server`; esxcli reference, `system syslog config set`.
 *
 * @throws FaultsError with everything wrong
 */
export function planSyslog(servers: Readonly<Record<string, SyslogServer>>): SyslogLines {
  syslogFaults(servers).throwIfAny(SUBJECT);
  const sorted = Object.entries(servers)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, server]) => server);
  if (sorted.length === 0) {
    return { host: [], edge: [], manager: [] };
  }
  const nsx = sorted.map((one) => {
    const { protocol = SyslogProtocol.Tcp, level = SyslogLevel.Info } = one;
    return `set logging-server ${placeOf(one)} proto ${protocol} level ${level}`;
  });
  const urls = sorted.map((one) => {
    const { protocol = SyslogProtocol.Tcp } = one;
    return `${protocol === SyslogProtocol.Tls ? "ssl" : protocol}://${placeOf(one)}`;
  });
  return {
    host: [
      `esxcli system syslog config set --loghost='${urls.join(",")}'`,
      "esxcli network firewall ruleset set --ruleset-id=syslog --enabled=true",
      "esxcli system syslog reload",
    ],
    edge: nsx,
    manager: [...nsx],
  };
}

function placeOf(server: SyslogServer): string {
  return `${hostOf(server.server)}:${portOf(server)}`;
}
