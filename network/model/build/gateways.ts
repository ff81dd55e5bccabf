import type { ExistingGateway } from "../surroundings";
import type { Origin, Router } from "../types";
import { addPort, newRouter, surroundingsOrigin, unknown, type Draft } from "./draft";
import { addInterfaces } from "./gatewayPorts";
import type { Item } from "./items";
import type { NetworkTable } from "./networks";
import { isUnknown } from "../resource";
import { flagOf, listOf, mapOf, textOf } from "./values";

/** A gateway with what its routes are made from. */
export interface Gateway {
  router: Router;
  item?: Item;
  stated?: { gateway: ExistingGateway; path: string };
  /** Tier-1: the Tier-0 it is linked to, and the ports of the link. */
  uplink?: { tier0: Gateway; here: string; there: string };
}

export type Gateways = Map<string, Gateway>;

/** Paths of gateways that resources and surroundings refer to without describing them. */
function referenced(draft: Draft, table: NetworkTable): Map<string, Origin> {
  const found = new Map<string, Origin>();
  const note = (path: string | undefined, origin: Origin) => {
    if (path !== undefined && tierOf(path) !== undefined && !found.has(path)) {
      found.set(path, origin);
    }
  };
  for (const item of draft.items.all) {
    note(textOf(item.props["tier0Path"]), item.origin);
    note(textOf(item.props["gatewayPath"]), item.origin);
    note(textOf(mapOf(item.props["vrfConfig"])?.["gatewayPath"]), item.origin);
  }
  for (const { uplink } of table.all) {
    note(uplink?.gatewayPath, uplink?.origin ?? surroundingsOrigin("networks", "networks"));
  }
  (draft.surroundings.gateways ?? []).forEach((gateway, index) =>
    note(gateway.tier0Path, surroundingsOrigin(`gateways[${index}].tier0Path`, gateway.path)),
  );
  return found;
}

function tierOf(path: string): "tier0" | "tier1" | undefined {
  const match = /\/tier-([01])s\/[^/]+$/.exec(path);
  return match === null ? undefined : match[1] === "0" ? "tier0" : "tier1";
}

/** Every Tier-0, Tier-1 and VRF gateway with its ports; routes, NAT and firewall come later. */
export function addGateways(draft: Draft, table: NetworkTable): Gateways {
  const gateways: Gateways = new Map();
  for (const item of draft.items.ofKind("Tier0Gateway", "Tier1Gateway")) {
    gateways.set(item.id, fromResource(item));
  }
  (draft.surroundings.gateways ?? []).forEach((gateway, index) => {
    if (!gateways.has(gateway.path)) {
      gateways.set(gateway.path, fromSurroundings(gateway, `gateways[${index}]`));
    }
  });
  for (const [path, origin] of referenced(draft, table)) {
    if (!gateways.has(path)) {
      const router = newRouter(path, nameOfPath(path), tierOf(path) ?? "tier0", origin);
      router.hasServiceRouter = tierOf(path) === "tier0";
      router.doubt = unknown(
        `gateway ${path} is described by neither resources nor surroundings (referred to by ${origin.label})`,
      );
      gateways.set(path, { router });
    }
  }
  shareVrfEdges(gateways);
  for (const gateway of gateways.values()) {
    draft.routers.set(gateway.router.id, gateway.router);
  }
  for (const gateway of gateways.values()) {
    addInterfaces(draft, table, gateway);
    link(draft, gateways, gateway);
  }
  return gateways;
}

function nameOfPath(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function fromResource(item: Item): Gateway {
  const isVrf = mapOf(item.props["vrfConfig"]) !== undefined;
  const kind = isVrf ? "vrf" : item.kind === "Tier0Gateway" ? "tier0" : "tier1";
  const router = newRouter(item.id, item.name, kind, item.origin);
  const edges = item.props["edgeClusterPath"];
  router.hasServiceRouter =
    textOf(edges) !== undefined ||
    isUnknown(edges) ||
    isUnknown(item.props["localeServices"]) ||
    listOf(item.props["localeServices"]).length > 0;
  router.firewall.enabled = flagOf(item.props["enableFirewall"]) ?? true;
  return { router, item };
}

function fromSurroundings(gateway: ExistingGateway, path: string): Gateway {
  const name = gateway.name ?? nameOfPath(gateway.path);
  const kind = tierOf(gateway.path) ?? "tier0";
  const router = newRouter(gateway.path, name, kind, surroundingsOrigin(path, name));
  router.hasServiceRouter = gateway.edgeCluster ?? kind === "tier0";
  router.firewall.enabled = gateway.firewall ?? true;
  if (gateway.unknown !== undefined) {
    router.doubt = unknown(gateway.unknown);
  }
  return { router, stated: { gateway, path } };
}

/** A VRF runs on the edges of its Tier-0. */
function shareVrfEdges(gateways: Gateways): void {
  for (const { router, item } of gateways.values()) {
    const parent = textOf(mapOf(item?.props["vrfConfig"])?.["gatewayPath"]);
    if (router.kind === "vrf" && parent !== undefined) {
      router.hasServiceRouter ||= gateways.get(parent)?.router.hasServiceRouter ?? false;
    }
  }
}

/**
 * Joins a Tier-1 to its Tier-0. The link ends in the Tier-1's service router when it has one, and in
 * the Tier-0's distributed router, so that the Tier-0's NAT and firewall act at its own uplinks only.
 */
function link(draft: Draft, gateways: Gateways, gateway: Gateway): void {
  const { router, item, stated } = gateway;
  const path = textOf(item?.props["tier0Path"]) ?? stated?.gateway.tier0Path;
  const tier0 = path === undefined ? undefined : gateways.get(path);
  if (router.kind !== "tier1" || tier0 === undefined) {
    return;
  }
  const here = `${router.id}#link:${tier0.router.id}`;
  const there = `${tier0.router.id}#link:${router.id}`;
  addPort(draft, router, `link:${tier0.router.id}`, {
    name: `${router.name} uplink to ${tier0.router.name}`,
    peer: there,
    side: router.hasServiceRouter ? "service" : "distributed",
    origins: router.origins,
  });
  addPort(draft, tier0.router, `link:${router.id}`, {
    name: `${tier0.router.name} link to ${router.name}`,
    peer: here,
    side: "distributed",
    origins: router.origins,
  });
  gateway.uplink = { tier0, here, there };
}
