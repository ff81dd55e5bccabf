import type { Cidr } from "../../address";
import { AddressSet, NO_ADDRESS } from "../../addressSet";
import type { OutsideNetwork } from "../surroundings";
import type { Endpoint, InterfaceAddress, Port, Route, Router } from "../types";
import {
  addGap,
  addPort,
  doubtField,
  newRouter,
  surroundingsOrigin,
  unknown,
  type Draft,
} from "./draft";
import { outsideDomain } from "./domains";
import { placeDoubt } from "./machines";
import type { NetworkTable } from "./networks";
import { attachStated } from "./nics";
import { readAddress, readInterface, readNetwork, readSet } from "./readAddress";
import { connectedRoutes, statedRoutes } from "./routes";

/** Physical routers by name. */
export type PhysicalRouters = Map<string, Router>;

/** Routers that only the surroundings tell of; they neither filter nor translate. */
export function addRouters(draft: Draft, table: NetworkTable): PhysicalRouters {
  const routers: PhysicalRouters = new Map();
  (draft.surroundings.routers ?? []).forEach((stated, index) => {
    const path = `routers[${index}]`;
    const origin = surroundingsOrigin(path, stated.name);
    const router = newRouter(`router:${stated.name}`, stated.name, "physical", origin);
    if (stated.unknown !== undefined) {
      router.doubt = unknown(stated.unknown);
    }
    stated.interfaces.forEach((entry, at) => {
      const where = surroundingsOrigin(`${path}.interfaces[${at}]`, `${stated.name} ${entry.name}`);
      const attached =
        entry.tunnel === undefined ? attachStated(draft, table, entry, where) : undefined;
      addPort(draft, router, entry.name, {
        ...(attached?.domain === undefined ? {} : { domain: attached.domain }),
        addresses: entry.addresses.flatMap((text): InterfaceAddress[] => {
          const address = readInterface(text);
          return address === undefined ? [] : [address];
        }),
        origins: [where],
      });
      if (entry.tunnel === undefined && attached?.domain === undefined) {
        addGap(draft, where, "The network of this interface is not described.");
      }
    });
    draft.routers.set(router.id, router);
    routers.set(stated.name, router);
  });
  return routers;
}

/** Routes of the physical routers, once their interfaces towards outside networks exist. */
export function addRouterRoutes(draft: Draft, routers: PhysicalRouters): void {
  (draft.surroundings.routers ?? []).forEach((stated, index) => {
    const router = routers.get(stated.name);
    if (router !== undefined) {
      const listed = statedRoutes(draft, router, stated.routes ?? [], `routers[${index}]`);
      router.routes.unshift(...connectedRoutes(draft, router), ...listed);
    }
  });
}

/** Outside networks: endpoints that are a set of addresses. Their addresses are set at the end. */
export function addOutside(draft: Draft, table: NetworkTable, routers: PhysicalRouters): void {
  (draft.surroundings.outside ?? []).forEach((stated, index) => {
    const path = `outside[${index}]`;
    const origin = surroundingsOrigin(path, stated.name);
    const id = `outside:${stated.name}`;
    const ports: string[] = [];
    const owner = { id, name: stated.name, ports };
    const router = stated.router === undefined ? undefined : routers.get(stated.router);
    const attached =
      router === undefined
        ? attachStated(draft, table, stated, origin)
        : { domain: outsideDomain(draft, stated.name, path), coverage: "notCovered" as const };
    const port = addPort(draft, owner, "addresses", {
      name: stated.name,
      ...(attached?.domain === undefined ? {} : { domain: attached.domain }),
      origins: [origin],
    });
    if (router !== undefined && attached?.domain !== undefined) {
      addRouterSide(draft, router, stated, attached.domain, path);
    }
    const doubt = placeDoubt(attached, `outside network "${stated.name}"`);
    const endpoint: Endpoint = {
      id,
      name: stated.name,
      kind: "network",
      ports,
      routes: outsideRoutes(stated, port, path, router !== undefined),
      origins: [origin],
    };
    draft.endpoints.set(id, { ...endpoint, ...doubtField(doubt) });
  });
}

function addRouterSide(
  draft: Draft,
  router: Router,
  stated: OutsideNetwork,
  domain: string,
  path: string,
): void {
  const origin = surroundingsOrigin(`${path}.router`, stated.name);
  const addresses = (stated.routerAddresses ?? []).flatMap((text) => readAddress(text) ?? []);
  const port = addPort(draft, router, `outside:${stated.name}`, {
    name: `${router.name} towards ${stated.name}`,
    domain,
    more: AddressSet.fromAddress(...addresses),
    origins: [origin],
  });
  for (const network of statedSet(stated).toCidrs()) {
    router.routes.push({ network, kind: "connected", via: [{ port: port.id }], origin });
  }
}

function statedSet({ addresses, except = [] }: OutsideNetwork): AddressSet {
  const union = (texts: readonly string[]) =>
    texts.includes("any")
      ? AddressSet.ANY
      : AddressSet.unionOf(texts.flatMap((text) => readSet(text) ?? []));
  return union(addresses).subtract(union(except));
}

function outsideRoutes(
  stated: OutsideNetwork,
  port: Port,
  path: string,
  isBehindRouter: boolean,
): Route[] {
  const origin = surroundingsOrigin(path, stated.name);
  const networks = stated.onLink ?? (isBehindRouter ? [] : stated.addresses);
  const onLink = networks.flatMap((text) => (text === "any" ? [] : (readNetwork(text) ?? [])));
  const via = (nextHop: string | undefined) => {
    const address = readAddress(nextHop);
    return address === undefined ? [] : [{ port: port.id, nextHop: address }];
  };
  const gateways = isBehindRouter ? stated.routerAddresses : stated.gateways;
  return [
    ...onLink.map((network): Route => ({
      network,
      kind: "connected",
      via: [{ port: port.id }],
      origin,
    })),
    ...(stated.routes ?? []).flatMap((route): Route[] => {
      const network = readNetwork(route.network);
      return network === undefined
        ? []
        : [{ network, kind: "static", via: via(route.nextHop), origin }];
    }),
    ...(gateways ?? []).flatMap((text): Route[] => {
      const address = readAddress(text);
      const network: Cidr | undefined = address && {
        family: address.family,
        first: 0n,
        prefixLength: 0,
      };
      return network === undefined ? [] : [{ network, kind: "default", via: via(text), origin }];
    }),
  ];
}

/**
 * Gives outside networks the addresses that nothing else has: what a port owns or answers for is not
 * somewhere outside, and `any` means what no other part of the model holds.
 */
export function setOutsideAddresses(draft: Draft): void {
  const stated = draft.surroundings.outside ?? [];
  const outsidePort = (network: OutsideNetwork) =>
    draft.ports.get(`outside:${network.name}#addresses`);
  const taken = [...draft.ports.values()].map(({ owned, answersFor }) => owned.union(answersFor));
  const described = AddressSet.unionOf(taken);
  const named = stated.filter(({ addresses }) => !addresses.includes("any"));
  const others = AddressSet.unionOf(named.map(statedSet)).union(onLinkNetworks(draft));
  for (const network of stated) {
    const port = outsidePort(network);
    if (port !== undefined) {
      const rest = network.addresses.includes("any") ? described.union(others) : described;
      port.owned = statedSet(network).subtract(rest);
    }
  }
}

function onLinkNetworks(draft: Draft): AddressSet {
  const networks = [...draft.ports.values()].flatMap(({ addresses }) =>
    addresses.map(({ network }) => network),
  );
  return networks.length === 0 ? NO_ADDRESS : AddressSet.fromCidr(...networks);
}
