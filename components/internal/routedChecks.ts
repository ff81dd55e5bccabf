import {
  addressesEqual,
  addressToRange,
  cidrContains,
  cidrsEqual,
  cidrsOverlap,
  formatAddress,
  formatCidr,
  isUsableHost,
  type Address,
  type Cidr,
} from "../../network/address";
import { joinPath } from "../../network/faults";
import type { RoutedSegmentArgs, SegmentRoute } from "../routedSegment";
import type { Checks } from "./checks";
import { checkGuards, checkMacs, checkPrefix } from "./guardChecks";
import { collides, type Taken } from "./natAddresses";
import { checkInsideCidr, checkInsideHosts } from "./natChecks";

/** A network in which something is a neighbour. */
interface Connected {
  name: string;
  network: Cidr;
}

export function checkRoutedSegment(checks: Checks, args: RoutedSegmentArgs): void {
  checkGateway(checks, args);
  checks.policyPath("transportZonePath", args.transportZonePath);
  checks.required("datacenterId", args.datacenterId, "the datacenter's managed object id");
  const inside = checkInsideCidr(checks, args.cidr);
  const taken = checkInsideHosts(checks, inside, args);
  const own = inside === undefined ? [] : [{ name: "cidr", network: inside }];
  const others = checkConnected(checks, args, inside);
  checks.keys("routes", args.routes);
  // With a network that is not known yet, or is wrong, nothing can be said of a next hop.
  const complete = inside !== undefined && others.complete;
  checkRoutes(checks, "routes", args.routes, {
    connected: [...own, ...others.found],
    complete,
    taken,
  });
  checkDhcpParts(checks, args);
  checks.keys("guestRoutes", args.guestRoutes);
  checkRoutes(checks, "guestRoutes", args.guestRoutes, {
    connected: own,
    complete: inside !== undefined,
    // A default route to the gateway itself is what guests have anyway.
    taken: taken.filter(({ who }) => who !== "the gateway"),
  });
  checkReservations(checks, args, inside, taken);
  checkGuards(checks, args.guards);
  checkPrefix(checks, args.nsxIdPrefix);
}

function checkGateway(checks: Checks, { tier0Path, gatewayPath }: RoutedSegmentArgs): void {
  if ((tier0Path === undefined) === (gatewayPath === undefined)) {
    checks.fault("gatewayPath", {
      message:
        gatewayPath === undefined
          ? "it is not said who routes"
          : "a gateway below tier0Path is made, this names another one",
      value: checks.known(gatewayPath),
      allowed: "either gatewayPath (a tier-1 that exists) or tier0Path (a tier-1 is made below it)",
      fix: gatewayPath === undefined ? "write one of them" : "leave one of them out",
    });
  }
  for (const [path, input] of Object.entries({ tier0Path, gatewayPath })) {
    if (input !== undefined) {
      checks.policyPath(path, input);
    }
  }
}

function checkConnected(
  checks: Checks,
  { connectedNetworks }: RoutedSegmentArgs,
  inside: Cidr | undefined,
): { found: Connected[]; complete: boolean } {
  const entries = Object.entries(connectedNetworks ?? {});
  const found = entries.flatMap(([name, input]) => {
    const path = joinPath("connectedNetworks", name);
    const network = checks.cidr(path, input);
    if (network !== undefined && inside !== undefined && cidrsOverlap(network, inside)) {
      checks.fault(path, {
        message: "this overlaps the segment's own network",
        value: formatCidr(network),
        allowed: `a network apart from ${formatCidr(inside)}`,
      });
    }
    return network === undefined ? [] : [{ name: path, network }];
  });
  return { found, complete: found.length === entries.length };
}

interface RouteFacts {
  connected: readonly Connected[];
  /** Every connected network could be read. */
  complete: boolean;
  /** Addresses that are no router's. */
  taken: readonly Taken[];
}

function checkRoutes(
  checks: Checks,
  at: string,
  routes: Record<string, SegmentRoute> | undefined,
  facts: RouteFacts,
): void {
  const seen: { key: string; destination: Cidr }[] = [];
  for (const [key, { cidr, nextHop }] of Object.entries(routes ?? {})) {
    const path = joinPath(at, key);
    const cidrPath = joinPath(path, "cidr");
    const destination = checks.required(cidrPath, cidr, "a network such as 192.168.2.0/24")
      ? checks.cidr(cidrPath, cidr)
      : undefined;
    if (destination !== undefined) {
      checkDestination(checks, cidrPath, destination, facts, seen);
      seen.push({ key, destination });
    }
    const hopPath = joinPath(path, "nextHop");
    const hop = checks.required(hopPath, nextHop, "an address such as 192.168.1.9")
      ? checks.address(hopPath, nextHop)
      : undefined;
    if (hop !== undefined) {
      checkNextHop(checks, hopPath, hop, facts);
    }
  }
}

function checkDestination(
  checks: Checks,
  path: string,
  destination: Cidr,
  { connected }: RouteFacts,
  seen: readonly { key: string; destination: Cidr }[],
): void {
  const value = formatCidr(destination);
  const near = connected.find(({ network }) => cidrContains(network, destination));
  if (near !== undefined) {
    checks.fault(path, {
      message: `this is connected (${near.name}), a route would cut machines of it off`,
      value,
      allowed: "a network behind another router",
    });
  }
  const twin = seen.find((one) => cidrsEqual(one.destination, destination));
  if (twin !== undefined) {
    checks.fault(path, {
      message: `route ${twin.key} leads to this network already`,
      value,
      allowed: "one route per network",
    });
  }
}

function checkNextHop(checks: Checks, path: string, hop: Address, facts: RouteFacts): void {
  const { connected, complete, taken } = facts;
  const home = connected.find(({ network }) => cidrContains(network, hop));
  if (home === undefined) {
    if (complete) {
      const networks = connected.map(({ name, network }) => `${formatCidr(network)} (${name})`);
      checks.fault(path, {
        message: "the next hop is in no connected network, so nothing would reach it",
        value: formatAddress(hop),
        allowed: `a host address of ${networks.join(" or ")}`,
      });
    }
    return;
  }
  if (!isUsableHost(home.network, hop)) {
    checks.fault(path, {
      message: "this is the network's own or broadcast address",
      value: formatAddress(hop),
      allowed: `a host address of ${formatCidr(home.network)}`,
    });
    return;
  }
  collides(checks, path, addressToRange(hop), taken);
}

/** What only DHCP can give. */
function checkDhcpParts(checks: Checks, args: RoutedSegmentArgs): void {
  if (args.edgeClusterPath !== undefined) {
    checks.policyPath("edgeClusterPath", args.edgeClusterPath);
  }
  if (args.dhcp !== undefined) {
    if (args.edgeClusterPath === undefined) {
      checks.fault("edgeClusterPath", {
        message: "DHCP runs on an edge cluster",
        allowed: "its policy path",
        fix: "write this, or leave out dhcp",
      });
    }
    return;
  }
  for (const part of ["guestRoutes", "reservations"] as const) {
    if (Object.keys(args[part] ?? {}).length > 0) {
      checks.fault(part, {
        message: "only DHCP can give these to machines",
        value: Object.keys(args[part] ?? {}),
        fix: "write dhcp too, or leave this out",
      });
    }
  }
}

function checkReservations(
  checks: Checks,
  { reservations = {} }: RoutedSegmentArgs,
  inside: Cidr | undefined,
  taken: readonly Taken[],
): void {
  checks.keys("reservations", reservations);
  const macs = Object.entries(reservations).map(([key, { macAddress }]) => [
    joinPath(key, "macAddress"),
    macAddress,
  ]);
  checkMacs(checks, "reservations", Object.fromEntries(macs));
  const seen: { key: string; address: Address }[] = [];
  for (const [key, { address: input }] of Object.entries(reservations)) {
    const path = joinPath("reservations", key, "address");
    if (!checks.required(path, input, "an address of the network")) {
      continue;
    }
    const address = checks.hostIn(inside, path, input);
    if (address === undefined || collides(checks, path, addressToRange(address), taken)) {
      continue;
    }
    const twin = seen.find((one) => addressesEqual(one.address, address));
    if (twin !== undefined) {
      checks.fault(path, {
        message: `reservation ${twin.key} has this already`,
        value: formatAddress(address),
        allowed: "an address of its own for every machine",
      });
    }
    seen.push({ key, address });
  }
}
