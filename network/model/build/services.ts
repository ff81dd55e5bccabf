import { PortSet } from "../../ports";
import { parseTraffic, trafficPorts, Protocol, type Traffic } from "../../services";
import type { PropertyMap } from "../resource";
import type { Doubt, ServiceMatch } from "../types";
import { conditional, joinDoubts, unknown, type Draft } from "./draft";
import { attempt } from "./readAddress";
import { mapsOf, numberOf, textOf, textsOf, type Texts } from "./values";

/** IANA protocol numbers. */
const NUMBERS: Record<string, number> = {
  TCP: 6,
  UDP: 17,
  ICMPv4: 1,
  ICMPv6: 58,
  IGMP: 2,
  SCTP: 132,
};

/** EtherTypes that are IP: 0x0800 and 0x86DD. */
const IP_ETHER_TYPES: Record<number, "IPV4" | "IPV6"> = { 2048: "IPV4", 34525: "IPV6" };

/** Dynamic ports of these are opened by the firewall itself. */
const UDP_ALGORITHMS = ["SUN_RPC_UDP", "MS_RPC_UDP", "NBNS_BROADCAST", "NBDG_BROADCAST", "TFTP"];

/** What the services of a rule match. */
export interface Services {
  /** Empty = every service; nothing at all when {@link never} is set. */
  matches: ServiceMatch[];
  /** True for a list of services of which none matches an IP packet. */
  never: boolean;
  /** Families that the EtherTypes of an Ethernet rule leave. */
  families?: ("IPV4" | "IPV6")[];
  doubt?: Doubt;
}

interface Collected {
  matches: ServiceMatch[];
  families: Set<"IPV4" | "IPV6">;
  doubts: Doubt[];
  /** Entries that no IP packet matches, such as ARP. */
  others: number;
}

/** Resolves paths of services and inline entries, for one rule. */
export function resolveServices(
  draft: Draft,
  paths: Texts,
  entries: PropertyMap | undefined,
): Services {
  const collected: Collected = { matches: [], families: new Set(), doubts: [], others: 0 };
  const named = paths.known.filter((path) => path.toUpperCase() !== "ANY");
  const isAny = named.length < paths.known.length;
  if (paths.hasUnknown) {
    collected.doubts.push(unknown("a service of the rule is not known yet"));
  }
  for (const path of named) {
    collectService(draft, path, collected, new Set());
  }
  if (entries !== undefined) {
    collectEntries(draft, entries, collected, new Set());
  }
  const doubt = joinDoubts(...collected.doubts);
  const families = [...collected.families].sort();
  if (isAny || doubt !== undefined) {
    return { matches: [], never: false, ...(doubt === undefined ? {} : { doubt }) };
  }
  const isNever = collected.matches.length === 0 && families.length === 0 && collected.others > 0;
  return {
    matches: collected.matches,
    never: isNever,
    ...(families.length === 0 ? {} : { families }),
  };
}

function collectService(draft: Draft, path: string, into: Collected, seen: Set<string>): void {
  if (seen.has(path)) {
    return;
  }
  seen.add(path);
  const item = draft.items.atPath(path);
  if (item !== undefined) {
    collectEntries(draft, item.props, into, seen);
    return;
  }
  const stated = draft.surroundings.services?.find((service) => service.path === path);
  if (stated === undefined) {
    into.doubts.push(unknown(`service ${path} is described by neither resources nor surroundings`));
    return;
  }
  for (const text of stated.traffic) {
    const traffic = attempt(() => parseTraffic(text));
    if (traffic === undefined) {
      into.doubts.push(unknown(`service ${path} has traffic "${text}" that cannot be read`));
    } else {
      into.matches.push(trafficMatch(traffic));
    }
  }
}

/** A described kind of traffic in packet terms. */
export function trafficMatch(traffic: Traffic): ServiceMatch {
  switch (traffic.protocol) {
    case Protocol.Any:
      return {};
    case Protocol.Tcp:
    case Protocol.Udp: {
      const ports = trafficPorts(traffic);
      const protocols = [traffic.protocol === Protocol.Tcp ? 6 : 17];
      return ports.equals(PortSet.ANY) ? { protocols } : { protocols, destinationPorts: ports };
    }
    case Protocol.Icmp:
      return icmpMatch(1, traffic.icmpType, traffic.icmpCode);
    case Protocol.Icmp6:
      return icmpMatch(58, traffic.icmpType, traffic.icmpCode);
  }
}

/** ICMP types and codes share one field: type * 256 + code. */
function icmpMatch(
  protocol: number,
  type: number | undefined,
  code: number | undefined,
): ServiceMatch {
  if (type === undefined || type < 0 || type > 255) {
    return { protocols: [protocol] };
  }
  const first = type * 256 + (code ?? 0);
  const last = code === undefined ? first + 255 : first;
  return { protocols: [protocol], destinationPorts: PortSet.fromRanges([{ first, last }]) };
}

function collectEntries(
  draft: Draft,
  entries: PropertyMap,
  into: Collected,
  seen: Set<string>,
): void {
  for (const entry of mapsOf(entries["l4PortSetEntries"])) {
    collectPorts(NUMBERS[textOf(entry["protocol"]) ?? ""], entry, entry["destinationPorts"], into);
  }
  for (const entry of mapsOf(entries["algorithmEntries"])) {
    const algorithm = textOf(entry["algorithm"]) ?? "";
    collectPorts(
      UDP_ALGORITHMS.includes(algorithm) ? 17 : 6,
      entry,
      entry["destinationPort"],
      into,
    );
    into.doubts.push(conditional(`${algorithm} opens ports that its control connection names`));
  }
  for (const entry of mapsOf(entries["icmpEntries"])) {
    const protocol = NUMBERS[textOf(entry["protocol"]) ?? ""];
    const [type, code] = [numberOf(entry["icmpType"]), numberOf(entry["icmpCode"])];
    if (protocol === undefined) {
      into.doubts.push(unknown("an ICMP entry has no known protocol"));
    } else {
      into.matches.push(icmpMatch(protocol, type, code));
    }
  }
  if (mapsOf(entries["igmpEntries"]).length > 0) {
    into.matches.push({ protocols: [2] });
  }
  for (const entry of mapsOf(entries["ipProtocolEntries"])) {
    const protocol = numberOf(entry["protocol"]);
    if (protocol === undefined) {
      into.doubts.push(unknown("an entry has no known IP protocol"));
    } else {
      into.matches.push({ protocols: [protocol] });
    }
  }
  for (const entry of mapsOf(entries["etherTypeEntries"])) {
    const family = IP_ETHER_TYPES[numberOf(entry["etherType"]) ?? 0];
    if (family === undefined) {
      into.others += 1;
    } else {
      into.families.add(family);
    }
  }
  for (const entry of mapsOf(entries["nestedServiceEntries"])) {
    const path = textOf(entry["nestedServicePath"]);
    if (path === undefined) {
      into.doubts.push(unknown("a nested service is not known"));
    } else {
      collectService(draft, path, into, seen);
    }
  }
}

function collectPorts(
  protocol: number | undefined,
  entry: PropertyMap,
  destination: PropertyMap[string],
  into: Collected,
): void {
  const ports = readPorts(textsOf(destination));
  const sources = readPorts(textsOf(entry["sourcePorts"]));
  if (protocol === undefined || ports === undefined || sources === undefined) {
    into.doubts.push(unknown("protocol or ports of a service entry are not known"));
    return;
  }
  into.matches.push({
    protocols: [protocol],
    ...(sources.equals(PortSet.ANY) ? {} : { sourcePorts: sources }),
    ...(ports.equals(PortSet.ANY) ? {} : { destinationPorts: ports }),
  });
}

/** Ports of a list; every port for an empty one, undefined for one that cannot be read. */
export function readPorts(texts: Texts): PortSet | undefined {
  if (texts.hasUnknown) {
    return undefined;
  }
  return texts.known.length === 0
    ? PortSet.ANY
    : attempt(() => PortSet.of(...texts.known.map((text) => text.replace(/\s+/g, ""))));
}
