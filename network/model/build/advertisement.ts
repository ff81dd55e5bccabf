import { cidrContains, cidrsEqual, formatCidr, type Cidr } from "../../address";
import type { PropertyMap } from "../resource";
import { isUnknown } from "../resource";
import type { Route } from "../types";
import { addGap, unknown, type Draft } from "./draft";
import type { Gateway, Gateways } from "./gateways";
import { readNetwork } from "./readAddress";
import { ownAnnouncements, WHOLE_FAMILIES, type Announcement } from "./routes";
import { mapsOf, textOf, textsOf } from "./values";

/** Types that a Tier-1 advertises when nothing is said (docs/fidelity.md). */
const DEFAULT_TYPES = ["TIER1_IPSEC_LOCAL_ENDPOINT"];

/** Our type of an announcement by the names that advertisement and redistribution have for it. */
const MEANS: Record<string, readonly string[]> = {
  TIER1_CONNECTED: ["TIER1_SEGMENT", "TIER1_INTERFACE"],
  TIER1_SEGMENT: ["TIER1_SEGMENT"],
  TIER1_SERVICE_INTERFACE: ["TIER1_INTERFACE"],
  TIER1_STATIC: ["TIER1_STATIC"],
  TIER1_STATIC_ROUTES: ["TIER1_STATIC"],
  TIER1_NAT: ["TIER1_NAT"],
  TIER1_LB_VIP: ["TIER1_LB_VIP"],
  TIER1_LB_SNAT: ["TIER1_LB_SNAT"],
  TIER1_DNS_FORWARDER_IP: ["TIER1_DNS_FORWARDER_IP"],
  TIER1_IPSEC_LOCAL_ENDPOINT: ["TIER1_IPSEC_LOCAL"],
  TIER0_CONNECTED: ["TIER0_SEGMENT", "TIER0_INTERFACE"],
  TIER0_SEGMENT: ["TIER0_SEGMENT"],
  TIER0_EXTERNAL_INTERFACE: ["TIER0_INTERFACE"],
  TIER0_SERVICE_INTERFACE: ["TIER0_INTERFACE"],
  TIER0_LOOPBACK_INTERFACE: ["TIER0_INTERFACE"],
  TIER0_STATIC: ["TIER0_STATIC"],
  TIER0_NAT: ["TIER0_NAT"],
  TIER0_DNS_FORWARDER_IP: ["TIER0_DNS_FORWARDER_IP"],
  TIER0_IPSEC_LOCAL_IP: ["TIER0_IPSEC_LOCAL"],
};

/** Whether one of the product's type names covers an announcement. */
export function coversType(types: readonly string[], announcement: Announcement): boolean {
  return types.some((type) => MEANS[type]?.includes(announcement.type) === true);
}

/**
 * Links Tier-1 and Tier-0 routing: a default route up, and a route down for each network that the
 * Tier-1 advertises. What it does not advertise is not reachable from above.
 */
export function addAdvertisedRoutes(
  draft: Draft,
  gateways: Gateways,
): Map<Gateway, Announcement[]> {
  const announced = new Map<Gateway, Announcement[]>();
  for (const gateway of gateways.values()) {
    if (gateway.router.kind === "tier1") {
      const list = advertised(draft, gateway);
      announced.set(gateway, list);
      addLinkRoutes(gateway, list);
    }
  }
  return announced;
}

function addLinkRoutes(gateway: Gateway, list: readonly Announcement[]): void {
  const { router, uplink, item } = gateway;
  const [origin] = router.origins;
  if (origin === undefined) {
    return;
  }
  if (uplink === undefined) {
    if (isUnknown(item?.props["tier0Path"])) {
      const doubt = unknown(`the Tier-0 of gateway "${router.name}" is not known yet`);
      const lost = { kind: "default" as const, via: [], doubt, origin };
      router.routes.push(...WHOLE_FAMILIES.map((network): Route => ({ network, ...lost })));
    }
    return;
  }
  const up = { kind: "default" as const, via: [{ port: uplink.here }], origin };
  router.routes.push(...WHOLE_FAMILIES.map((network): Route => ({ network, ...up })));
  const down = new Map<string, Route>();
  for (const { network, origin: source } of list) {
    const route: Route = {
      network,
      kind: "advertised",
      via: [{ port: uplink.there }],
      origin: source,
    };
    if (!down.has(formatCidr(network))) {
      down.set(formatCidr(network), route);
    }
  }
  uplink.tier0.router.routes.push(...down.values());
}

/** What a Tier-1 advertises: rules are read first, in order, then the types. */
function advertised(draft: Draft, gateway: Gateway): Announcement[] {
  const { item, stated, router } = gateway;
  const given = item?.props["routeAdvertisementTypes"];
  const texts = textsOf(given);
  const isStated = texts.known.length > 0 || stated?.gateway.advertises !== undefined;
  const types = isStated ? [...texts.known, ...(stated?.gateway.advertises ?? [])] : DEFAULT_TYPES;
  const rules = mapsOf(item?.props["routeAdvertisementRules"]);
  const [origin] = router.origins;
  if (rules.length > 0 && origin !== undefined) {
    addGap(
      draft,
      origin,
      "Route advertisement rules are read in order, the first that matches decides, before the " +
        "advertised types; the product's own order is not confirmed.",
    );
  }
  const strange = types.filter((type) => MEANS[type] === undefined);
  if (strange.length > 0 && origin !== undefined) {
    addGap(draft, origin, `Advertisement of ${strange.join(", ")} is not represented.`);
  }
  return ownAnnouncements(draft, gateway, "TIER1").filter((announcement) => {
    const rule = rules.find((candidate) => matchesRule(candidate, announcement));
    return rule === undefined ? coversType(types, announcement) : textOf(rule["action"]) !== "DENY";
  });
}

function matchesRule(rule: PropertyMap, announcement: Announcement): boolean {
  const types = textsOf(rule["routeAdvertisementTypes"]).known;
  const isEqual = textOf(rule["prefixOperator"]) === "EQ";
  const inSubnet = textsOf(rule["subnets"]).known.some((text) => {
    const subnet = readNetwork(text);
    return subnet !== undefined && within(subnet, announcement.network, isEqual);
  });
  return inSubnet && (types.length === 0 || coversType(types, announcement));
}

function within(subnet: Cidr, network: Cidr, isEqual: boolean): boolean {
  return isEqual ? cidrsEqual(subnet, network) : cidrContains(subnet, network);
}
