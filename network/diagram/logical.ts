/** What packets meet: outside networks, routers, networks and machines, from the model alone. */
import { formatAddress, formatCidr } from "../address";
import type { Layer2Domain, NetworkModel, Origin, Port, Router } from "../model/types";
import type { Sketch } from "./sketch";
import type { DiagramNode, LayerId, NodeKind } from "./types";

const ROUTERS: Readonly<Record<Router["kind"], { layer: LayerId; kind: NodeKind }>> = {
  tier0: { layer: "tier0", kind: "tier0" },
  vrf: { layer: "tier0", kind: "vrf" },
  tier1: { layer: "tier1", kind: "tier1" },
  physical: { layer: "router", kind: "router" },
  machine: { layer: "machine", kind: "router" },
};

const MOST_ADDRESSES = 3;

/** Adds everything that the model has. */
export function drawLogical(model: NetworkModel, sketch: Sketch): void {
  const ports = new Map(model.ports.map((port) => [port.id, port]));
  const places = placesOf(model, ports);
  const of = (ids: readonly string[]) => ids.flatMap((id) => ports.get(id) ?? []);
  for (const router of model.routers) {
    sketch.node(routerNode(router, of(router.ports)));
  }
  const drawn = new Set(model.endpoints.map(({ id }) => id));
  for (const domain of model.domains) {
    if (places.get(domain.id) === domain.id && !drawn.has(domain.id)) {
      sketch.node(networkNode(domain, model.ports));
    }
  }
  for (const { id, name, kind, ports: own } of model.endpoints) {
    const details = textsOf(of(own).flatMap(({ addresses }) => addresses));
    sketch.node(
      kind === "network"
        ? { id, layer: "outside", kind: "outside", name, details: [] }
        : { id, layer: "machine", kind, name, details },
    );
  }
  for (const port of model.ports) {
    const place = port.domain === undefined ? undefined : places.get(port.domain);
    if (place !== undefined) {
      sketch.edge(port.owner, place);
    }
  }
  drawLinks(model, ports, sketch);
}

/** Where a domain is drawn: outside domains are the outside network itself. */
function placesOf(
  { domains, endpoints }: NetworkModel,
  ports: ReadonlyMap<string, Port>,
): ReadonlyMap<string, string> {
  const outside = endpoints.filter(({ kind }) => kind === "network");
  return new Map(
    domains.map(({ id, kind }) => {
      const inside = outside.find((endpoint) =>
        endpoint.ports.some((port) => ports.get(port)?.domain === id),
      );
      return [id, kind === "outside" && inside !== undefined ? inside.id : id];
    }),
  );
}

function routerNode(router: Router, ports: readonly Port[]): DiagramNode {
  const { id, name, nat, firewall, routes, hasServiceRouter } = router;
  const isGateway = router.kind !== "physical" && router.kind !== "machine";
  const rules = firewall.enabled ? firewall.rules.length : 0;
  return {
    id,
    ...ROUTERS[router.kind],
    name,
    details: [
      ...(nat.length > 0 ? [counted(nat.length, "NAT rule")] : []),
      ...(rules > 0 ? [counted(rules, "firewall rule")] : []),
      ...(isGateway && !hasServiceRouter ? ["distributed only"] : []),
    ],
    facts: factsOf([nat, firewall, routes, ports]),
  };
}

function networkNode(domain: Layer2Domain, ports: readonly Port[]): DiagramNode {
  const { id, name, kind, vlan, mtuBytes } = domain;
  const networks = ports
    .filter((port) => port.domain === id && port.side !== "none")
    .flatMap(({ addresses }) => addresses.map(({ network }) => formatCidr(network)));
  return {
    id,
    layer: "network",
    kind: kind === "outside" ? "vlan" : kind,
    name: plainName(name),
    details: [
      ...firstFew([...new Set(networks)]),
      ...(vlan === undefined || vlan === 0 || name.includes(String(vlan)) ? [] : [`VLAN ${vlan}`]),
      ...(mtuBytes === undefined ? [] : [`MTU ${mtuBytes}`]),
    ],
  };
}

function drawLinks(model: NetworkModel, ports: ReadonlyMap<string, Port>, sketch: Sketch): void {
  const seen = new Set<string>();
  for (const port of model.ports) {
    const peer = port.peer === undefined ? undefined : ports.get(port.peer);
    if (peer === undefined || seen.has(port.id)) {
      continue;
    }
    seen.add(peer.id);
    const ends = [port, peer].filter((end) => tunnelName(end) !== undefined);
    const names = ends.flatMap((end) => tunnelName(end) ?? []).sort();
    sketch.edge(port.owner, peer.owner, ends.length > 0 ? "tunnel" : "link", names[0]);
  }
}

/** A tunnel has an origin of its own: the session, or what the surroundings say of it. */
function tunnelName({ origins }: Port): string | undefined {
  const origin = origins.find(isTunnel);
  return origin?.label;
}

function isTunnel({ ref, source }: Origin): boolean {
  return source === "surroundings"
    ? ref.includes("interfaces")
    : /IpsecVpnSession|L2VpnSession/i.test(ref) || /\/sessions\//.test(ref);
}

/** A name without the URNs that a model puts into names of networks that only one resource has. */
function plainName(name: string): string {
  return name.replace(/urn:pulumi:\S*::([^\s:]+)/g, "$1");
}

function textsOf(addresses: Port["addresses"]): string[] {
  return firstFew(addresses.map(({ address }) => formatAddress(address)));
}

function firstFew(texts: readonly string[]): string[] {
  return texts.length <= MOST_ADDRESSES
    ? [...texts]
    : [...texts.slice(0, MOST_ADDRESSES - 1), `and ${texts.length - MOST_ADDRESSES + 1} more`];
}

export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Everything of a part of the model as one text, equal when nothing about it changed. */
function factsOf(parts: unknown): string {
  return JSON.stringify(parts, (_key, value: unknown) => {
    if (typeof value === "bigint") {
      return value.toString();
    }
    const hasText = typeof value === "object" && value !== null && "toText" in value;
    return hasText ? (value as { toText(): string }).toText() : value;
  });
}
