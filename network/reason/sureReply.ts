/**
 * Replies that nothing can stop or change: from one address to one address, over routers that know the
 * connection or have no say in it. Most replies of a large network are such, and looking up their way
 * is much cheaper than walking it. Whatever is not that simple is left to the {@link Walker}.
 */
import { hasMember } from "../intervals";
import type { Port } from "../model/types";
import { hasService } from "./gateway";
import { privateVlanAllows, type Way } from "./journey";
import type { CompiledNetwork, CompiledRouter } from "./network";
import { isPlain, onlyAddress, type Variables } from "./symbolic";
import type { Table, Way as TableWay } from "./table";
import { addressesOf } from "./values";

/** More routers than any simple way has; loops end here. */
const MOST_ROUTERS = 8;

/**
 * Whether the reply surely comes back to the port that sent the packets. False where it does not, or
 * where that takes more than a look.
 *
 * @param remembered Ports and gateways whose firewall lets the reply pass.
 */
export function isSurelyAnswered(
  network: CompiledNetwork,
  { journey, ending, sender }: Way,
  vars: Variables,
  remembered: ReadonlySet<string>,
): boolean {
  const asking = onlyAddress(vars.addresses[0] ?? []);
  const asked = onlyAddress(vars.addresses[1] ?? []);
  const isSimple =
    isPlain(vars) && journey.translations.length === 0 && journey.bypassed.length === 0;
  const answering = network.endpoints.get(ending.receiver ?? "");
  if (!isSimple || asking === undefined || asked === undefined || answering === undefined) {
    return false;
  }
  const way = soleWay(answering.table, asking);
  let port = way === undefined ? undefined : network.ports.get(way.port);
  const isSent =
    answering.endpoint.doubt === undefined &&
    !hasMember(answering.owned, asking) &&
    port !== undefined &&
    hasMember(addressesOf(port.owned), asked);
  let nextHop = way?.nextHop?.[0]?.first ?? asking;
  for (let count = 0; isSent && port !== undefined && count < MOST_ROUTERS; count += 1) {
    const reached = neighbour(network, port, nextHop, remembered);
    const router = reached === undefined ? undefined : network.routers.get(reached.owner);
    if (reached === undefined || router === undefined) {
      return reached !== undefined && reached.id === sender?.id && owns(network, reached, asking);
    }
    const onward = throughRouter(network, router, reached, asking, remembered);
    port = onward === undefined ? undefined : network.ports.get(onward.port);
    nextHop = onward?.nextHop?.[0]?.first ?? asking;
  }
  return false;
}

/** The one way that a table has for an address, where it is certain. */
function soleWay({ byWay }: Table, address: bigint): TableWay | undefined {
  const entry = byWay.at(address);
  return entry?.ways.length === 1 && entry.route?.doubt === undefined ? entry.ways[0] : undefined;
}

/** The one port that packets arrive at, where no firewall has to be asked on the way. */
function neighbour(
  network: CompiledNetwork,
  from: Port,
  target: bigint,
  remembered: ReadonlySet<string>,
): Port | undefined {
  if (from.peer !== undefined) {
    return network.ports.get(from.peer);
  }
  const group = from.domain === undefined ? undefined : network.answeringOn(from.domain).at(target);
  const [to] = group?.soleOwner === undefined ? [] : group.owners;
  const isUnwatched = (port: Port) =>
    port.distributedFirewall === "notCovered" ||
    (network.ethernet.isEmpty && remembered.has(port.id));
  const passes =
    to !== undefined &&
    to.id !== from.id &&
    privateVlanAllows(from, to) &&
    isUnwatched(from) &&
    isUnwatched(to);
  return passes ? to : undefined;
}

/** The way on, where the router neither translates the reply nor asks its firewall. */
function throughRouter(
  network: CompiledNetwork,
  compiled: CompiledRouter,
  into: Port,
  address: bigint,
  remembered: ReadonlySet<string>,
): TableWay | undefined {
  const { router, table, owned, proxied, balancer } = compiled;
  const isOwn = [owned, proxied, balancer.addresses].some((set) => hasMember(set, address));
  if (router.doubt !== undefined || isOwn) {
    return undefined;
  }
  const way = soleWay(table, address);
  const out = way === undefined ? undefined : network.ports.get(way.port);
  const hasNoSay = (port: Port) => !hasService(compiled, port);
  const isFree =
    remembered.has(router.id) || (out !== undefined && hasNoSay(into) && hasNoSay(out));
  return isFree ? way : undefined;
}

function owns(network: CompiledNetwork, { owner }: Port, address: bigint): boolean {
  const endpoint = network.endpoints.get(owner);
  return (
    endpoint !== undefined &&
    endpoint.endpoint.doubt === undefined &&
    hasMember(endpoint.owned, address)
  );
}
