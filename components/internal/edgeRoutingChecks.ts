import { formatCidr, isUsableHost, parseCidr, type Cidr } from "../../network/address";
import { joinPath } from "../../network/faults";
import type { EdgeGatewayArgs } from "../edgeGateway";
import { RedistributedType, RouteAction, type EdgeBgpNeighbor } from "../edgeRouting";
import type { Checks } from "./checks";
import { isOwn, LAN, type ReadUplinks } from "./edgeRead";

const MOST_AS_NUMBER = 4_294_967_294;
const MOST_UNSIGNED = 4_294_967_295;
/** RFC 4271 section 10 suggests a third. */
const WORDS_PER_HOLD_TIME = 3;
const DEFAULT_HOLD_SECONDS = 180;
const DEFAULT_KEEP_ALIVE_SECONDS = 60;

/** BGP, its filters and what it tells. */
export function checkEdgeRouting(
  checks: Checks,
  args: EdgeGatewayArgs,
  uplinks: ReadUplinks,
): void {
  checkFilters(checks, args);
  const { bgp, vrf, redistribution } = args;
  if (bgp === undefined) {
    if (redistribution !== undefined) {
      const fix = "write bgp, or leave this out";
      checks.fault("redistribution", { message: "without BGP nobody is told anything", fix });
    }
    return;
  }
  if (vrf === undefined) {
    checkAsNumber(checks, "bgp.asNumber", bgp.asNumber);
  }
  checks.keys("bgp.aggregates", bgp.aggregates);
  for (const [key, { cidr }] of Object.entries(bgp.aggregates ?? {})) {
    checks.cidr(joinPath("bgp.aggregates", key, "cidr"), cidr);
  }
  checks.keys("bgp.neighbors", bgp.neighbors);
  for (const [key, neighbor] of Object.entries(bgp.neighbors)) {
    checkNeighbor(checks, joinPath("bgp.neighbors", key), neighbor, args, uplinks);
  }
  checks.keys("redistribution", redistribution);
  for (const [key, { types, routeMap }] of Object.entries(redistribution ?? {})) {
    const path = joinPath("redistribution", key);
    if (types.length === 0) {
      const fix = "leave the entry out to tell nothing";
      const allowed = Object.values(RedistributedType).join(", ");
      checks.fault(joinPath(path, "types"), { message: "no kind is named", allowed, fix });
    }
    types.forEach((type, index) =>
      checks.oneOf(joinPath(path, `types[${index}]`), type, Object.values(RedistributedType)),
    );
    checks.oneOf(joinPath(path, "routeMap"), routeMap, Object.keys(args.routeMaps ?? {}));
  }
}

function checkAsNumber(checks: Checks, path: string, asNumber: number | undefined): void {
  if (checks.required(path, asNumber, `a whole number from 1 to ${MOST_AS_NUMBER}`)) {
    checks.wholeNumber(path, asNumber, 1, MOST_AS_NUMBER);
  }
}

function checkNeighbor(
  checks: Checks,
  path: string,
  neighbor: EdgeBgpNeighbor,
  args: EdgeGatewayArgs,
  uplinks: ReadUplinks,
): void {
  checkAsNumber(checks, joinPath(path, "asNumber"), neighbor.asNumber);
  checkPlace(checks, path, neighbor, uplinks);
  const filters = [...Object.keys(args.prefixLists ?? {}), ...Object.keys(args.routeMaps ?? {})];
  for (const name of ["inFilter", "outFilter"] as const) {
    const at = joinPath(path, name);
    checks.oneOf(at, neighbor[name], filters);
    if (neighbor[name] === undefined && neighbor.unfiltered !== true) {
      checks.fault(at, {
        message: "without a filter every route passes (RFC 8212)",
        allowed: filters.length === 0 ? "a prefix list or route map" : filters.join(", "),
        fix: "name a filter, or say that it is meant: unfiltered: true",
      });
    }
  }
  const { bfd = {}, holdDownSeconds, keepAliveSeconds } = neighbor;
  checks.wholeNumber(joinPath(path, "maximumRoutes"), neighbor.maximumRoutes, 1, 1_000_000);
  checks.wholeNumber(joinPath(path, "hopLimit"), neighbor.hopLimit, 1, 255);
  checks.wholeNumber(joinPath(path, "holdDownSeconds"), holdDownSeconds, 1, 65_535);
  checks.wholeNumber(joinPath(path, "keepAliveSeconds"), keepAliveSeconds, 1, 65_535);
  const [hold, keep] = [
    holdDownSeconds ?? DEFAULT_HOLD_SECONDS,
    keepAliveSeconds ?? DEFAULT_KEEP_ALIVE_SECONDS,
  ];
  if (keep * WORDS_PER_HOLD_TIME > hold) {
    checks.fault(joinPath(path, "keepAliveSeconds"), {
      message: "one lost word would end the session",
      value: keep,
      allowed: `at most ${Math.floor(hold / WORDS_PER_HOLD_TIME)}, a third of holdDownSeconds`,
    });
  }
  const at = joinPath(path, "bfd");
  checks.wholeNumber(joinPath(at, "intervalMilliseconds"), bfd.intervalMilliseconds, 50, 60_000);
  checks.wholeNumber(joinPath(at, "multiplier"), bfd.multiplier, 2, 16);
}

/** A neighbor is a router in the network of its uplink, unless routers are on the way to it. */
function checkPlace(
  checks: Checks,
  path: string,
  { address, uplink = LAN, hopLimit = 1 }: EdgeBgpNeighbor,
  uplinks: ReadUplinks,
): void {
  const interfaces = uplinks.get(uplink);
  if (interfaces === undefined) {
    const allowed = [...uplinks.keys()].filter((name) => name !== LAN).join(", ");
    const message = "no such uplink";
    checks.fault(joinPath(path, "uplink"), { message, value: uplink, allowed });
  }
  const at = joinPath(path, "address");
  const read = checks.required(at, address, "the router's address")
    ? checks.address(at, address)
    : undefined;
  const [first] = interfaces ?? [];
  if (read === undefined || first === undefined) {
    return;
  }
  if (hopLimit === 1 && !isUsableHost(first.network, read)) {
    checks.fault(at, {
      message: "the neighbor is not in the network of its uplink",
      value: checks.known(address),
      allowed: `a host address of ${formatCidr(first.network)}`,
      fix: "name its uplink, or give hopLimit when routers are on the way",
    });
  }
  if (isOwn([...uplinks.values()].flat(), read)) {
    checks.fault(at, {
      message: "this is an interface of the gateway itself",
      value: checks.known(address),
      allowed: "the address of another router",
    });
  }
}

function checkFilters(checks: Checks, { prefixLists = {}, routeMaps = {} }: EdgeGatewayArgs): void {
  checks.keys("prefixLists", prefixLists);
  for (const [key, { entries }] of Object.entries(prefixLists)) {
    const path = joinPath("prefixLists", key, "entries");
    someEntries(checks, path, entries);
    entries.forEach(({ cidr, action, shortest, longest }, index) => {
      const at = joinPath(path, `[${index}]`);
      const network = checks.cidr(joinPath(at, "cidr"), cidr);
      checks.oneOf(joinPath(at, "action"), action, Object.values(RouteAction));
      checkMasks(checks, at, network ?? (cidr === undefined ? ANYWHERE : undefined), {
        shortest,
        longest,
      });
    });
  }
  checks.keys("routeMaps", routeMaps);
  for (const [key, { entries }] of Object.entries(routeMaps)) {
    const path = joinPath("routeMaps", key, "entries");
    if (Object.hasOwn(prefixLists, key)) {
      const message = "a prefix list has this name already";
      const allowed = "a name of its own for every filter";
      checks.fault(joinPath("routeMaps", key), { message, value: key, allowed });
    }
    someEntries(checks, path, entries);
    entries.forEach((entry, index) => {
      const at = joinPath(path, `[${index}]`);
      const { localPreference, prependAsNumber, multiExitDiscriminator } = entry;
      checks.oneOf(joinPath(at, "action"), entry.action, Object.values(RouteAction));
      entry.prefixLists?.forEach((name, place) =>
        checks.oneOf(joinPath(at, `prefixLists[${place}]`), name, Object.keys(prefixLists)),
      );
      checks.wholeNumber(joinPath(at, "localPreference"), localPreference, 0, MOST_UNSIGNED);
      checks.wholeNumber(joinPath(at, "prependAsNumber"), prependAsNumber, 1, MOST_AS_NUMBER);
      const med = joinPath(at, "multiExitDiscriminator");
      checks.wholeNumber(med, multiExitDiscriminator, 0, MOST_UNSIGNED);
    });
  }
}

const ANYWHERE = parseCidr("0.0.0.0/0");
const LONGEST_MASK = 32;

function someEntries(checks: Checks, path: string, entries: readonly unknown[]): void {
  if (entries.length === 0) {
    const message = "a filter without entries denies everything";
    checks.fault(path, { message, value: entries, allowed: "one entry or more" });
  }
}

/** Masks grow: the network's own, the shortest that matches, the longest. */
function checkMasks(
  checks: Checks,
  path: string,
  network: Cidr | undefined,
  { shortest, longest }: { shortest?: number; longest?: number },
): void {
  const own = network?.prefixLength ?? 0;
  checks.wholeNumber(joinPath(path, "shortest"), shortest, own, LONGEST_MASK);
  const least = Math.max(own, Number.isInteger(shortest) ? (shortest ?? own) : own);
  checks.wholeNumber(
    joinPath(path, "longest"),
    longest,
    Math.min(least, LONGEST_MASK),
    LONGEST_MASK,
  );
}
