import { cidrOf } from "../../address";
import { AddressSet, ANY_ADDRESS, NO_ADDRESS } from "../../addressSet";
import { PortSet } from "../../ports";
import type { FirewallRule, InterfaceAddress, Port, Router } from "../types";
import {
  addGap,
  addPort,
  joinDoubts,
  newRouter,
  productOrigin,
  unknown,
  type Draft,
} from "./draft";
import type { Gateways } from "./gateways";
import type { Item } from "./items";
import type { PhysicalRouters } from "./outside";
import { readAddress } from "./readAddress";
import { gatewayOfService, localEndpoints } from "./routes";
import { flagOf, numberOf, textOf, textsOf } from "./values";

const UDP = 17;
/** Encapsulating security payload (RFC 4303). */
const ESP = 50;
/** Key exchange (RFC 7296), and the port of NAT traversal. */
const IKE_PORTS = "500,4500";

/** One end of a tunnel. */
export interface TunnelEnd {
  router: Router;
  port: Port;
  /** Public addresses of this end and of the other. */
  local?: string;
  remote?: string;
  /** Set on a gateway's end: the session. */
  item?: Item;
}

/** Two ends that name each other's public address. */
export interface Tunnel {
  ends: [TunnelEnd, TunnelEnd];
}

/**
 * Route-based IPsec sessions as links between routers. The other end is a session of another gateway,
 * or a router of the surroundings, with the same two public addresses; otherwise it is not known.
 */
export function addTunnels(draft: Draft, gateways: Gateways, routers: PhysicalRouters): Tunnel[] {
  const ends = draft.items.ofKind("IpsecVpnSession").flatMap((item) => {
    if (textOf(item.props["vpnType"]) === "PolicyBased") {
      addGap(
        draft,
        item.origin,
        "A policy-based VPN is not represented: what it protects is missing.",
      );
      return [];
    }
    return sessionEnd(draft, gateways, item) ?? [];
  });
  const stated = statedEnds(draft, routers);
  const tunnels: Tunnel[] = [];
  const joined = new Set<string>();
  for (const end of [...ends, ...stated]) {
    if (joined.has(end.port.id)) {
      continue;
    }
    const other = [...ends, ...stated].find(
      (candidate) =>
        candidate.router !== end.router &&
        candidate.local !== undefined &&
        candidate.local === end.remote &&
        candidate.remote === end.local,
    );
    if (other !== undefined) {
      end.port.peer = other.port.id;
      other.port.peer = end.port.id;
      joined.add(end.port.id).add(other.port.id);
      tunnels.push({ ends: [end, other] });
    }
  }
  for (const end of ends.filter(({ port }) => !joined.has(port.id))) {
    const owner = endpointOwner(draft, gateways, end);
    if (owner === undefined) {
      addFarEnd(draft, end);
    } else {
      closeTunnel(draft, end, `${owner} has no session for it`);
    }
  }
  return tunnels;
}

/** Name of the described gateway that has the other end's address, and so would have its session. */
function endpointOwner(
  draft: Draft,
  gateways: Gateways,
  { router, remote }: TunnelEnd,
): string | undefined {
  const address = readAddress(remote);
  const set = address && AddressSet.fromAddress(address);
  const found = [...gateways.values()].find(
    ({ router: other, item }) =>
      item !== undefined &&
      other !== router &&
      other.doubt === undefined &&
      set !== undefined &&
      localEndpoints(draft, other.id).some((one) =>
        set.overlaps(AddressSet.fromAddress(one.address)),
      ),
  );
  return found?.router.name;
}

/** A tunnel that is down takes its interface with it: nothing is routed there. */
export function closeTunnel(draft: Draft, { port, router, item }: TunnelEnd, why: string): void {
  port.addresses = [];
  port.owned = NO_ADDRESS;
  delete port.peer;
  router.routes = router.routes.flatMap((route) => {
    const via = route.via.filter((way) => way.port !== port.id);
    return via.length === 0 && route.via.length > 0 ? [] : [{ ...route, via }];
  });
  if (item !== undefined) {
    addGap(draft, item.origin, `The tunnel is down: ${why}.`);
  }
}

function sessionEnd(draft: Draft, gateways: Gateways, item: Item): TunnelEnd | undefined {
  const path = gatewayOfService(draft, textOf(item.props["servicePath"]));
  const router = path === undefined ? undefined : gateways.get(path)?.router;
  if (router === undefined) {
    addGap(draft, item.origin, "A VPN session whose gateway is not known; it is left out.");
    return undefined;
  }
  const service = draft.items.atPath(textOf(item.props["servicePath"]) ?? "");
  if ([item, service].some((one) => flagOf(one?.props["enabled"]) === false)) {
    return undefined;
  }
  const prefix = numberOf(item.props["prefixLength"]);
  const addresses = textsOf(item.props["ipAddresses"]).known.flatMap((text): InterfaceAddress[] => {
    const address = readAddress(text);
    const isPrefix =
      prefix !== undefined && Number.isInteger(prefix) && prefix >= 0 && prefix <= 32;
    return address?.family === 4 && isPrefix ? [{ address, network: cidrOf(address, prefix) }] : [];
  });
  const port = addPort(draft, router, item.id, {
    name: `${router.name} tunnel ${item.name}`,
    addresses,
    side: router.hasServiceRouter ? "service" : "distributed",
    origins: [item.origin],
  });
  router.firewall.rules.push(automaticRule(item, port));
  const endpoint = textOf(item.props["localEndpointPath"]);
  const local = textOf(
    endpoint === undefined ? undefined : draft.items.atPath(endpoint)?.props["localAddress"],
  );
  const remote = textOf(item.props["peerAddress"]);
  router.firewall.rules.push(...systemRules(item, local, remote));
  return {
    router,
    port,
    item,
    ...(local === undefined ? {} : { local }),
    ...(remote === undefined ? {} : { remote }),
  };
}

/** Each tunnel interface makes the product add an allow rule of its own (docs/traps.md). */
function automaticRule(item: Item, port: Port): FirewallRule {
  return {
    id: `${item.id}#automatic`,
    name: `automatic rule of tunnel ${item.name}`,
    policy: item.id,
    category: "Default",
    action: "ALLOW",
    direction: "IN_OUT",
    family: "IPV4_IPV6",
    source: ANY_ADDRESS,
    destination: ANY_ADDRESS,
    services: [],
    appliedTo: [port.id],
    stateful: true,
    logged: false,
    origin: productOrigin(item.id, `automatic rule of tunnel ${item.name}`),
  };
}

/**
 * The product lets the packets of its own tunnels through, between their two ends: IKE, also through NAT
 * (RFC 3948), and ESP. Only rules of category Emergency come before.
 */
function systemRules(
  item: Item,
  local: string | undefined,
  remote: string | undefined,
): FirewallRule[] {
  const [here, there] = [readAddress(local), readAddress(remote)];
  if (here === undefined || there === undefined) {
    return [];
  }
  const ends = AddressSet.fromAddress(here).union(AddressSet.fromAddress(there));
  return [
    {
      id: `${item.id}#system`,
      name: `system rule of tunnel ${item.name}`,
      policy: item.id,
      category: "SystemRules",
      action: "ALLOW",
      direction: "IN_OUT",
      family: here.family === 4 ? "IPV4" : "IPV6",
      source: ends,
      destination: ends,
      services: [
        { protocols: [UDP], destinationPorts: PortSet.of(IKE_PORTS) },
        { protocols: [ESP] },
      ],
      stateful: true,
      logged: false,
      origin: productOrigin(item.id, `system rule of tunnel ${item.name}`),
    },
  ];
}

function statedEnds(draft: Draft, routers: PhysicalRouters): TunnelEnd[] {
  return (draft.surroundings.routers ?? []).flatMap((stated) => {
    const router = routers.get(stated.name);
    return stated.interfaces.flatMap((entry): TunnelEnd[] => {
      const port = router && draft.ports.get(`${router.id}#${entry.name}`);
      return router === undefined || port === undefined || entry.tunnel === undefined
        ? []
        : [{ router, port, local: entry.tunnel.local, remote: entry.tunnel.remote }];
    });
  });
}

/** A router of which nothing is known but that the tunnel ends there. */
function addFarEnd(draft: Draft, end: TunnelEnd): void {
  const [origin = productOrigin(end.port.id, end.port.name)] = end.port.origins;
  const name = `VPN peer ${end.remote ?? "of unknown address"}`;
  const reason = `nothing describes ${name}, the other end of ${end.port.name}`;
  const router = newRouter(`peer:${end.port.id}`, name, "physical", origin);
  router.doubt = joinDoubts(unknown(reason));
  const port = addPort(draft, router, "tunnel", { peer: end.port.id, origins: [origin] });
  end.port.peer = port.id;
  draft.routers.set(router.id, router);
  addGap(
    draft,
    origin,
    `${reason}; give it in the surroundings under routers[].interfaces[].tunnel.`,
  );
}
