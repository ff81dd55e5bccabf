/** Virtual servers and pools of the random networks. */
import { AddressSet, ANY_ADDRESS } from "../../network/addressSet";
import type { ServiceMatch } from "../../network/model/types";
import type { PoolMember, VirtualServer } from "../../network/model/virtualServer";
import { ORIGIN } from "./parts";
import type { Site } from "./randomParts";
import { someDoubt } from "./randomRules";

type Balanced = Site["balanced"][number];

/** Puts servers at the planned addresses: mostly one for each, at times a second for what it leaves. */
export function drawServers(site: Site): void {
  const { chance } = site;
  for (const place of site.balanced) {
    const count = chance.maybe(0.3) ? 2 : 1;
    place.router.virtualServers = place.addresses.flatMap((address) =>
      Array.from({ length: count }, (_, n) => drawServer(site, place, address, n)),
    );
  }
}

function drawServer(site: Site, place: Balanced, address: string, n: number): VirtualServer {
  const { chance } = site;
  const members = Number(chance.weighted({ 0: 1, 1: 5, 2: 3 }));
  return {
    id: `server-${address}-${n}`,
    name: `server-${address}-${n}`,
    address: AddressSet.of(address),
    source: chance.maybe(0.85) ? ANY_ADDRESS : AddressSet.of(chance.pick(site.hosts)),
    services: chance.maybe(0.95) ? [drawService(site)] : [],
    members: Array.from({ length: members }, (_, index) =>
      drawMember(site, place, address, `member${index}`),
    ),
    ...(chance.maybe(0.5) && { monitored: true }),
    origin: ORIGIN,
    ...someDoubt(chance, 0.08),
  };
}

function drawService({ chance, portSets }: Site): ServiceMatch {
  const protocols = chance.pick([[6], [6], [6, 17], [17]]);
  return { protocols, ...(chance.maybe(0.4) && { destinationPorts: chance.pick(portSets) }) };
}

function drawMember(site: Site, place: Balanced, address: string, name: string): PoolMember {
  const { chance } = site;
  const isOfFamily = (text: string) => text.includes(":") === address.includes(":");
  const { router, members } = place;
  const subnet = chance.pick([members[0]!, members[0]!, ...members]);
  const machine = subnet.host(chance.maybe(0.8) ? 2 : 3).filter(isOfFamily);
  const own = site.plan.model.ports
    .filter(({ owner, owned }) => owner === router.id && !owned.isEmpty)
    .map(({ owned }) => owned);
  const pool = AddressSet.of(address.replace(/4$/, "5"));
  const gateway = own.length === 0 ? pool : chance.pick([AddressSet.unionOf(own), ...own]);
  const sources = chance.weighted({ client: 2, gateway: 4, pool: 1, server: 1 });
  const seen = { gateway, pool, server: AddressSet.of(address) };
  return {
    name,
    addresses: AddressSet.of(...machine),
    ...(chance.maybe(0.5) && { ports: chance.pick(site.portSets) }),
    ...(sources !== "client" && { sources: seen[sources] }),
  };
}
