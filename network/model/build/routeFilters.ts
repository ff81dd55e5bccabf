import { addressBits, cidrContains, type Cidr } from "../../address";
import type { PropertyMap } from "../resource";
import { addGap, type Draft } from "./draft";
import type { Item } from "./items";
import { readNetwork } from "./readAddress";
import { mapOf, mapsOf, numberOf, textOf, textsOf } from "./values";

/** What a filter lets through, and how much it prefers it: the lower, the better. */
export type RouteFilter = (network: Cidr) => { rank: number } | undefined;

/** Lets everything through. */
export const NO_FILTER: RouteFilter = () => ({ rank: 0 });

const DEFAULT_PREFERENCE = 100;
/** A local preference decides before any number of path elements. */
const PREFERENCE_WEIGHT = 1000;

/** A prefix list or route map by path; what is not described lets nothing through, and is noted. */
export function routeFilter(draft: Draft, path: string | undefined, user: Item): RouteFilter {
  if (path === undefined) {
    return NO_FILTER;
  }
  const item = draft.items.atPath(path);
  if (item?.kind === "GatewayPrefixList") {
    return (network) => (permits(item, network) ? { rank: 0 } : undefined);
  }
  if (item?.kind === "GatewayRouteMap") {
    return mapFilter(draft, item);
  }
  addGap(
    draft,
    user.origin,
    `Route filter ${path} is not described; it is read as permitting nothing.`,
  );
  return () => undefined;
}

/** First entry that matches decides; nothing matches: denied. */
function permits(item: Item, network: Cidr): boolean {
  const entry = mapsOf(item.props["prefixes"]).find((prefix) => matches(prefix, network));
  return entry !== undefined && textOf(entry["action"]) !== "DENY";
}

function matches(prefix: PropertyMap, network: Cidr): boolean {
  const text = textOf(prefix["network"]);
  const [ge, le] = [numberOf(prefix["ge"]) ?? 0, numberOf(prefix["le"]) ?? 0];
  if (text === undefined || text.toUpperCase() === "ANY") {
    return true;
  }
  const within = readNetwork(text);
  if (within === undefined || !cidrContains(within, network)) {
    return false;
  }
  const least = ge > 0 ? ge : within.prefixLength;
  const most = le > 0 ? le : ge > 0 ? addressBits(network.family) : within.prefixLength;
  return network.prefixLength >= least && network.prefixLength <= most;
}

function mapFilter(draft: Draft, item: Item): RouteFilter {
  const entries = mapsOf(item.props["entries"]);
  if (entries.some((entry) => mapsOf(entry["communityListMatches"]).length > 0)) {
    addGap(
      draft,
      item.origin,
      "Matches on communities are not represented; such entries match nothing.",
    );
  }
  return (network) => {
    const entry = entries.find((candidate) => {
      const lists = textsOf(candidate["prefixListMatches"]).known;
      const hasCommunities = mapsOf(candidate["communityListMatches"]).length > 0;
      return (
        !hasCommunities &&
        (lists.length === 0 || lists.some((path) => inList(draft, path, network)))
      );
    });
    return entry === undefined || textOf(entry["action"]) === "DENY"
      ? undefined
      : { rank: rankOf(mapOf(entry["set"])) };
  };
}

function inList(draft: Draft, path: string, network: Cidr): boolean {
  const list = draft.items.atPath(path);
  return list !== undefined && permits(list, network);
}

function rankOf(set: PropertyMap | undefined): number {
  const preference = numberOf(set?.["localPreference"]) ?? DEFAULT_PREFERENCE;
  const prepend = textOf(set?.["asPathPrepend"])?.split(/[\s,]+/).length ?? 0;
  return (DEFAULT_PREFERENCE - preference) * PREFERENCE_WEIGHT + prepend;
}
