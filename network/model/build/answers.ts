import { AddressSet } from "../../addressSet";
import type { Port } from "../types";
import { portsOf, type Draft } from "./draft";
import type { Announcement } from "./routes";
import { localEndpoints, virtualServers } from "./routes";
import type { Gateway, Gateways } from "./gateways";
import { addPort, networksOf } from "./draft";
import { outsideAddresses } from "./nat";

/**
 * Lets gateways answer for NAT addresses: an interface for those inside its own network, those that a
 * Tier-1 below advertises included (proxy ARP); and the link of a Tier-1 for its own, so that what no
 * rule translates ends there instead of going back up.
 */
export function addAnswers(
  draft: Draft,
  gateways: Gateways,
  announced: Map<Gateway, Announcement[]>,
): void {
  for (const gateway of gateways.values()) {
    const own = natAddresses(gateway);
    const servers = AddressSet.fromCidr(
      ...virtualServers(draft, gateway).map(({ address }) => address),
    );
    const below = advertisedBelow(gateways, gateway, announced);
    const all = AddressSet.unionOf([own, servers, below]);
    for (const port of portsOf(draft, gateway.router)) {
      if (port.side === "service" && port.peer === undefined) {
        answer(port, all.intersect(AddressSet.fromCidr(...networksOf(port))));
      } else if (port.side === "service") {
        answer(port, own);
      }
    }
  }
}

function natAddresses({ router }: Gateway): AddressSet {
  return router.hasServiceRouter
    ? AddressSet.unionOf(router.nat.map(outsideAddresses))
    : AddressSet.NONE;
}

function answer(port: Port, set: AddressSet): void {
  port.answersFor = port.answersFor.union(set.subtract(port.owned));
}

function advertisedBelow(
  gateways: Gateways,
  tier0: Gateway,
  announced: Map<Gateway, Announcement[]>,
): AddressSet {
  const below = [...gateways.values()].filter(({ uplink }) => uplink?.tier0 === tier0);
  const kinds = ["TIER1_NAT", "TIER1_LB_VIP", "TIER1_IPSEC_LOCAL"];
  const networks = below.flatMap((tier1) =>
    (announced.get(tier1) ?? []).filter(({ type }) => kinds.includes(type)),
  );
  return AddressSet.fromCidr(...networks.map(({ network }) => network));
}

/** Addresses of IPsec local endpoints live in the service router, on no domain of their own. */
export function addEndpointAddresses(draft: Draft, gateways: Gateways): void {
  for (const { router } of gateways.values()) {
    for (const { address, item } of localEndpoints(draft, router.id)) {
      const set = AddressSet.fromAddress(address);
      const isOwned = portsOf(draft, router).some(({ owned }) => owned.containsAll(set));
      if (!isOwned) {
        addPort(draft, router, item.id, {
          name: `${router.name} ${item.name}`,
          more: set,
          origins: [item.origin],
        });
      }
      for (const port of portsOf(draft, router)) {
        if (port.side === "service" && port.domain !== undefined) {
          answer(port, set.intersect(AddressSet.fromCidr(...networksOf(port))));
        }
      }
    }
  }
}
