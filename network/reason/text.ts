/** Words for packets, rules and routes, as `vmnet reach` and `vmnet review` print them. */
import { formatCidr } from "../address";
import type { FirewallRule, NatRule } from "../model/types";
import type { VirtualServer } from "../model/virtualServer";
import { PortSet } from "../ports";
import { portsText } from "./shortText";
import type { TableEntry } from "./table";
import type { FlowSpace, Packet } from "./question";
import { addressSetOf, type Addresses } from "./values";

const PROTOCOL_NAMES: Readonly<Record<number, string>> = {
  1: "icmp",
  2: "igmp",
  6: "tcp",
  17: "udp",
  47: "gre",
  50: "esp",
  51: "ah",
  58: "icmp6",
  89: "ospf",
  112: "vrrp",
  132: "sctp",
};

const WITH_PORTS: ReadonlySet<number> = new Set([6, 17, 132]);
const ICMP: ReadonlySet<number> = new Set([1, 58]);

/** `tcp`, or `protocol 99` where there is no common name. */
export function protocolName(protocol: number): string {
  return PROTOCOL_NAMES[protocol] ?? `protocol ${protocol}`;
}

export function addressesText(values: Addresses): string {
  return addressSetOf(values).toText();
}

/** `10.0.0.0/24 (connected)`: the entry that decided. */
export function routeText({ network, route }: TableEntry): string {
  return `by ${formatCidr(network)} (${route?.kind ?? "on-link"})`;
}

/** `tcp 10.0.0.1:40000 -> 10.0.1.2:443`. */
export function packetText(packet: Packet): string {
  const { source, destination, protocol, sourcePort, destinationPort } = packet;
  const name = protocolName(protocol);
  if (WITH_PORTS.has(protocol)) {
    const end = (address: string, port: number) =>
      address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
    return `${name} ${end(source, sourcePort)} -> ${end(destination, destinationPort)}`;
  }
  const detail = ICMP.has(protocol)
    ? ` type ${destinationPort >> 8} code ${destinationPort & 255}`
    : "";
  return `${name}${detail} ${source} -> ${destination}`;
}

/** `rule allow-web in policy web`. */
export function ruleText({ name, policy }: FirewallRule): string {
  return `rule ${name} of policy ${policy}`;
}

/** `DNAT rule web`. */
export function natText({ action, name }: NatRule): string {
  return `${action} rule ${name}`;
}

/** `virtual server shop`. */
export function serverText({ name }: VirtualServer): string {
  return `virtual server ${name}`;
}

/** How many ranges of ports are named before the rest is counted. */
const MOST_RANGES = 8;

/**
 * Protocols and ports of a space: `tcp 443`, `tcp all but 22,80`, `tcp 443 from port 53`, `icmp type 8 code 0`, `any traffic`,
 * `tcp,udp 53`, `any traffic but tcp,udp`.
 */
export function trafficText(space: FlowSpace): string {
  const { protocols, sourcePorts, destinationPorts } = space;
  const from = sourcePorts.equals(PortSet.ANY)
    ? ""
    : ` from port ${portsText(sourcePorts, MOST_RANGES)}`;
  const isEveryPort = destinationPorts.equals(PortSet.ANY);
  const all = protocols.size;
  if (all >= 256) {
    return isEveryPort && from === ""
      ? "any traffic"
      : `any traffic ${portsText(destinationPorts, MOST_RANGES)}${from}`;
  }
  const numbers = (set: PortSet) =>
    set.ranges.flatMap(({ first, last }) =>
      Array.from({ length: last - first + 1 }, (_, index) => first + index),
    );
  if (all > 128) {
    const missing = numbers(protocols.complement()).filter((number) => number < 256);
    return `any traffic but ${missing.map(protocolName).join(",")}`;
  }
  const list = numbers(protocols);
  const names = list.map(protocolName).join(",");
  if (isEveryPort) {
    return `${names}${from}`;
  }
  return list.every((number) => ICMP.has(number))
    ? `${names} ${icmpText(destinationPorts)}`
    : `${names} ${portsText(destinationPorts, MOST_RANGES)}${from}`;
}

/** Types and codes from numbers `type * 256 + code`. */
function icmpText(ports: PortSet): string {
  return ports.ranges
    .map(({ first, last }) => {
      const isWholeTypes = (first & 255) === 0 && (last & 255) === 255;
      const types = first >> 8 === last >> 8 ? `${first >> 8}` : `${first >> 8}-${last >> 8}`;
      if (isWholeTypes) {
        return `type ${types}`;
      }
      const codes = first === last ? `${first & 255}` : `${first & 255}-${last & 255}`;
      return first >> 8 === last >> 8
        ? `type ${first >> 8} code ${codes}`
        : `type ${first >> 8} code ${first & 255} to type ${last >> 8} code ${last & 255}`;
    })
    .join(", ");
}
