import { hasPorts, isIcmp, Protocol, trafficPorts, type Traffic } from "../../network/services";

/** The entries of an NSX service; nothing for every protocol, which a rule says without a service. */
export interface ServiceEntries {
  l4PortSetEntries?: { displayName: string; protocol: string; destinationPorts: string[] }[];
  icmpEntries?: { displayName: string; protocol: string; icmpType?: string; icmpCode?: string }[];
}

/** Whether the traffic is every protocol, for which NSX has no service. */
export function isEverything(services: readonly Traffic[] | undefined): boolean {
  return services === undefined || services.some(({ protocol }) => protocol === Protocol.Any);
}

/** One NSX service that matches all of the traffic. */
export function serviceEntries(services: readonly Traffic[]): ServiceEntries {
  const l4 = services
    .filter(({ protocol }) => hasPorts(protocol))
    .map((traffic) => ({
      displayName: entryName(traffic),
      protocol: traffic.protocol.toUpperCase(),
      destinationPorts: trafficPorts(traffic).toTexts(),
    }));
  const icmp = services
    .filter(({ protocol }) => isIcmp(protocol))
    .map((traffic) => ({
      displayName: entryName(traffic),
      protocol: traffic.protocol === Protocol.Icmp ? "ICMPv4" : "ICMPv6",
      ...(traffic.icmpType === undefined ? {} : { icmpType: `${traffic.icmpType}` }),
      ...(traffic.icmpCode === undefined ? {} : { icmpCode: `${traffic.icmpCode}` }),
    }));
  return {
    ...(l4.length === 0 ? {} : { l4PortSetEntries: l4 }),
    ...(icmp.length === 0 ? {} : { icmpEntries: icmp }),
  };
}

/** Services inside of a rule, so that the rule is one object. */
export function servicesInside(services: readonly Traffic[]): {
  inputs: { serviceEntries?: ServiceEntries };
  replaceOnChanges: string[];
} {
  return isEverything(services)
    ? // Entries that are left out later stay on the manager: an update sends what is written only.
      { inputs: {}, replaceOnChanges: ["serviceEntries"] }
    : { inputs: { serviceEntries: serviceEntries(services) }, replaceOnChanges: [] };
}

function entryName({ protocol, ports, icmpType, icmpCode }: Traffic): string {
  const details = [ports, icmpType, icmpCode].filter((part) => part !== undefined);
  return [protocol, ...details].join("-").replace(/,/g, "_");
}
