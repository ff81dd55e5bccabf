import { cidrOf } from "../../address";
import { ANY_ADDRESS } from "../../addressSet";
import type { InterfaceAddress, Port, Router } from "../types";
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
import { gatewayOfService } from "./routes";
import { flagOf, numberOf, textOf, textsOf } from "./values";

interface TunnelEnd {
  router: Router;
  port: Port;
  /** Public addresses of this end and of the other. */
  local?: string;
  remote?: string;
}

/**
 * Route-based IPsec sessions as links between routers. The other end is a session of another gateway,
 * or a router of the surroundings, with the same two public addresses; otherwise it is not known.
 */
export function addTunnels(draft: Draft, gateways: Gateways, routers: PhysicalRouters): void {
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
  const joined = new Set<string>();
  for (const end of [...ends, ...stated]) {
    const other = [...ends, ...stated].find(
      (candidate) =>
        candidate.router !== end.router &&
        candidate.local !== undefined &&
        candidate.local === end.remote &&
        candidate.remote === end.local,
    );
    if (other !== undefined) {
      end.port.peer = other.port.id;
      joined.add(end.port.id);
    }
  }
  for (const end of ends.filter(({ port }) => !joined.has(port.id))) {
    addFarEnd(draft, end);
  }
}

function sessionEnd(draft: Draft, gateways: Gateways, item: Item): TunnelEnd | undefined {
  const path = gatewayOfService(draft, textOf(item.props["servicePath"]));
  const router = path === undefined ? undefined : gateways.get(path)?.router;
  if (router === undefined) {
    addGap(draft, item.origin, "A VPN session whose gateway is not known; it is left out.");
    return undefined;
  }
  if (flagOf(item.props["enabled"]) === false) {
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
  return {
    router,
    port,
    ...(local === undefined ? {} : { local }),
    ...(remote === undefined ? {} : { remote }),
  };
}

/** Each tunnel interface makes the product add an allow rule of its own (docs/traps.md). */
function automaticRule(item: Item, port: Port): Router["firewall"]["rules"][number] {
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
