import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import type { RoutedSegmentArgs } from "../routedSegment";
import type { Children } from "./children";
import { addressOf, interfaceOf, Slot } from "./derive";

const EVERYWHERE = "0.0.0.0/0";

/** A route as option 121 writes it. */
export interface OptionRoute {
  network: pulumi.Input<string>;
  nextHop: pulumi.Input<string>;
}

/**
 * The routes that DHCP gives to machines, the default route first: a client that takes option 121
 * ignores the router option. Never empty: the provider would keep the earlier routes.
 */
export function optionRoutes(args: RoutedSegmentArgs): pulumi.Input<OptionRoute[]> {
  const own = Object.entries(args.guestRoutes ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { cidr, nextHop }]) => ({ network: cidr, nextHop }));
  const gateway = addressOf(interfaceOf(args.cidr, args.gatewayAddress, Slot.Gateway));
  const standard = { network: EVERYWHERE, nextHop: gateway };
  const complete = (hasOwnDefault: boolean) => (hasOwnDefault ? own : [standard, ...own]);
  const networks = own.map(({ network }) => network);
  return networks.every((network) => typeof network === "string")
    ? complete(networks.includes(EVERYWHERE))
    : pulumi.all(networks).apply((known) => complete(known.includes(EVERYWHERE)));
}

/** Adds the addresses that DHCP keeps for machines. */
export function addReservations(
  children: Children,
  segment: nsxt.PolicySegment,
  gatewayAddress: pulumi.Input<string>,
  args: RoutedSegmentArgs,
): void {
  for (const [key, { macAddress, address }] of Object.entries(args.reservations ?? {})) {
    children.add(nsxt.PolicyDhcpV4StaticBinding, ["reservation", key], {
      segmentPath: segment.path,
      macAddress: pulumi.output(macAddress).apply((mac) => mac.toLowerCase()),
      ipAddress: address,
      gatewayAddress,
      hostname: key,
      dhcpOption121s: optionRoutes(args),
      ...(args.dhcp?.leaseSeconds === undefined ? {} : { leaseTime: args.dhcp.leaseSeconds }),
    });
  }
}
