import { parseAddress, parseCidr, parseInterfaceCidr } from "../../../network/address";
import { AddressSet } from "../../../network/addressSet";
import type {
  DefaultAction,
  Endpoint,
  FirewallRule,
  Layer2Domain,
  NatRule,
  NetworkModel,
  Origin,
  Port,
  Route,
  Router,
  ServiceMatch,
} from "../../../network/model/types";
import { PortSet } from "../../../network/ports";
import type { Answer, FlowSpace, Packet } from "../../../network/reason";

export function origin(label: string): Origin {
  return { source: "resource", ref: `urn:${label}`, label };
}

export const ALLOW: DefaultAction = { action: "ALLOW", origin: origin("default") };
export const DROP: DefaultAction = { action: "DROP", origin: origin("default") };

export function tcpService(ports: string): ServiceMatch {
  return { protocols: [6], destinationPorts: PortSet.of(ports) };
}

export function domain(id: string, more: Partial<Layer2Domain> = {}): Layer2Domain {
  return { id, name: id, kind: "segment", open: false, origins: [origin(id)], ...more };
}

export interface PortArgs extends Partial<Omit<Port, "id" | "owned" | "answersFor">> {
  /** `10.0.0.1/24`, or several with blanks between. */
  ip?: string;
  /** Instead of the addresses: everything that an outside network holds. */
  owned?: string[];
  answersFor?: string[];
}

export function port(id: string, owner: string, on: string | undefined, args: PortArgs = {}): Port {
  const { ip = "", owned, answersFor = [], ...more } = args;
  const addresses = ip.split(" ").filter(Boolean).map(parseInterfaceCidr);
  return {
    id,
    name: id,
    owner,
    ...(on === undefined ? {} : { domain: on }),
    addresses,
    owned:
      owned === undefined
        ? AddressSet.fromAddress(...addresses.map(({ address }) => address))
        : AddressSet.of(...owned),
    answersFor: AddressSet.of(...answersFor),
    distributedFirewall: "notCovered",
    side: "none",
    origins: [origin(id)],
    ...more,
  };
}

/** `["0.0.0.0/0", "port", "10.0.0.1"]`; the next hop and more ways may follow. */
export type RouteArgs = [network: string, ...via: ([string] | [string, string])[]];

export function route([network, ...via]: RouteArgs, more: Partial<Route> = {}): Route {
  return {
    network: parseCidr(network),
    kind: "static",
    via: via.map(([out, hop]) => ({
      port: out,
      ...(hop === undefined ? {} : { nextHop: parseAddress(hop) }),
    })),
    origin: origin(network),
    ...more,
  };
}

export function rule(name: string, more: Partial<FirewallRule> = {}): FirewallRule {
  return {
    id: name,
    name,
    policy: "policy",
    category: "Application",
    action: "ALLOW",
    direction: "IN_OUT",
    family: "IPV4_IPV6",
    source: AddressSet.ANY,
    destination: AddressSet.ANY,
    services: [],
    stateful: true,
    logged: false,
    origin: origin(name),
    ...more,
  };
}

export function nat(name: string, action: NatRule["action"], more: Partial<NatRule> = {}): NatRule {
  return {
    id: name,
    name,
    action,
    priority: 100,
    source: AddressSet.ANY,
    destination: AddressSet.ANY,
    services: [],
    firewallMatch: "MATCH_INTERNAL_ADDRESS",
    origin: origin(name),
    ...more,
  };
}

/** A machine with one port of its own name, and a default route when `via` is given. */
export function machine(
  id: string,
  on: string,
  args: PortArgs & { via?: string; endpoint?: Partial<Endpoint> } = {},
): { endpoint: Endpoint; ports: Port[] } {
  const { via, endpoint = {}, ...portArgs } = args;
  const name = `${id}.nic`;
  const all = via === undefined ? [] : [via.includes(":") ? "::/0" : "0.0.0.0/0"];
  return {
    endpoint: {
      id,
      name: id,
      kind: "machine",
      ports: [name],
      routes: all.map((network) => route([network, [name, via ?? ""]])),
      origins: [origin(id)],
      ...endpoint,
    },
    ports: [port(name, id, on, portArgs)],
  };
}

export function router(
  id: string,
  ports: Port[],
  routes: RouteArgs[],
  more: Partial<Router> = {},
): { router: Router; ports: Port[] } {
  return {
    router: {
      id,
      name: id,
      kind: "tier1",
      ports: ports.map((one) => one.id),
      routes: routes.map((one) => route(one)),
      hasServiceRouter: true,
      nat: [],
      firewall: { enabled: true, rules: [], defaultAction: ALLOW },
      origins: [origin(id)],
      ...more,
    },
    ports,
  };
}

type Part =
  Layer2Domain | { endpoint: Endpoint; ports: Port[] } | { router: Router; ports: Port[] };

export function model(
  parts: Part[],
  firewall: Partial<NetworkModel["firewall"]> = {},
): NetworkModel {
  return {
    domains: parts.flatMap((part) => ("open" in part ? [part] : [])),
    ports: parts.flatMap((part) => ("ports" in part ? part.ports : [])),
    endpoints: parts.flatMap((part) => ("endpoint" in part ? [part.endpoint] : [])),
    routers: parts.flatMap((part) => ("router" in part ? [part.router] : [])),
    groups: [],
    firewall: { ethernet: [], rules: [], defaultAction: ALLOW, ...firewall },
    gaps: [],
  };
}

/** A TCP packet. */
export function tcpPacket(source: string, destination: string, destinationPort = 443): Packet {
  return { source, destination, protocol: 6, sourcePort: 50_000, destinationPort };
}

/** `tcp 443` to a destination, as an asked space. */
export function tcpTo(destination: string | undefined, ports = "443"): Partial<FlowSpace> {
  return {
    ...(destination === undefined ? {} : { destination: AddressSet.of(destination) }),
    protocols: PortSet.of("6"),
    destinationPorts: PortSet.of(ports),
  };
}

/** `allowed delivered b` for each answer, sorted. */
export function verdicts(answers: Answer[]): string[] {
  return answers
    .map(({ verdict, reason, receiver }) => [verdict, reason, receiver ?? ""].join(" ").trim())
    .sort();
}
