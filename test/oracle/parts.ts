/** Building blocks of small models: used by the random networks and by the tables of hand-made ones. */
import { cidrContains, parseAddress, parseCidr } from "../../network/address";
import { AddressSet, ANY_ADDRESS, NO_ADDRESS } from "../../network/addressSet";
import {
  Certainty,
  type Doubt,
  type Endpoint,
  type FirewallRule,
  type Layer2Domain,
  type NatRule,
  type NetworkModel,
  type Origin,
  type Port,
  type Route,
  type Router,
} from "../../network/model/types";

export const ORIGIN: Origin = { source: "surroundings", ref: "generated", label: "generated" };

export const UNSURE: Doubt = { certainty: Certainty.Unknown, reason: "nobody says" };
export const DEPENDS: Doubt = {
  certainty: Certainty.Conditional,
  reason: "headers do not show it",
};

/** Parts are added to a model by name; the name is the id. */
export class Plan {
  readonly model: NetworkModel = {
    domains: [],
    ports: [],
    endpoints: [],
    routers: [],
    groups: [],
    firewall: {
      ethernet: [],
      rules: [],
      defaultAction: { action: "ALLOW", origin: ORIGIN },
    },
    gaps: [],
  };

  domain(id: string, extra: Partial<Layer2Domain> = {}): Layer2Domain {
    const domain = { id, name: id, kind: "segment" as const, open: false, origins: [ORIGIN] };
    this.model.domains.push({ ...domain, ...extra });
    return this.model.domains.at(-1)!;
  }

  endpoint(id: string, extra: Partial<Endpoint> = {}): Endpoint {
    const kind = "machine" as const;
    this.model.endpoints.push({
      ...{ id, name: id, kind, ports: [], routes: [], origins: [ORIGIN] },
      ...extra,
    });
    return this.model.endpoints.at(-1)!;
  }

  router(id: string, extra: Partial<Router> = {}): Router {
    this.model.routers.push({
      ...{ id, name: id, kind: "tier1", ports: [], routes: [], hasServiceRouter: true, nat: [] },
      firewall: {
        enabled: true,
        rules: [],
        defaultAction: { action: "ALLOW", origin: ORIGIN },
      },
      origins: [ORIGIN],
      ...extra,
    });
    return this.model.routers.at(-1)!;
  }

  /** A port with interface addresses such as `10.0.0.1/29`; routers get their connected routes. */
  port(
    owner: Endpoint | Router,
    domain: string | undefined,
    addresses: readonly string[],
    extra: Partial<Port> = {},
  ): Port {
    const id = `${owner.id}-${owner.ports.length}`;
    const parsed = addresses.map(interfaceAddress);
    this.model.ports.push({
      ...{ id, name: id, owner: owner.id, addresses: parsed, answersFor: NO_ADDRESS },
      ...(domain !== undefined && { domain }),
      owned: AddressSet.fromAddress(...parsed.map(({ address }) => address)),
      distributedFirewall: "notCovered",
      side: "none",
      origins: [ORIGIN],
      ...extra,
    });
    owner.ports.push(id);
    if ("nat" in owner) {
      owner.routes.push(
        ...parsed.map(({ network }) => ({
          network,
          kind: "connected" as const,
          via: [{ port: id }],
          origin: ORIGIN,
        })),
      );
    }
    return this.model.ports.at(-1)!;
  }

  /** Two ports that are each other's peer, at times with addresses (the ends of a tunnel). */
  link(
    a: Router,
    b: Router,
    sideA: Port["side"],
    sideB: Port["side"],
    addresses: [string[], string[]] = [[], []],
  ): [Port, Port] {
    const portA = this.port(a, undefined, addresses[0], { side: sideA });
    const portB = this.port(b, undefined, addresses[1], { side: sideB, peer: portA.id });
    portA.peer = portB.id;
    return [portA, portB];
  }
}

function interfaceAddress(text: string) {
  const [address = "", length = ""] = text.split("/");
  const parsed = parseAddress(address);
  const width = BigInt((parsed.family === 4 ? 32 : 128) - Number(length));
  const network = {
    family: parsed.family,
    first: (parsed.value >> width) << width,
    prefixLength: Number(length),
  };
  if (!cidrContains(network, parsed)) {
    throw new RangeError(`${text} is not in its own network`);
  }
  return { address: parsed, network };
}

export function route(
  network: string,
  port: Port,
  nextHop?: string,
  extra: Partial<Route> = {},
): Route {
  const via = { port: port.id, ...(nextHop !== undefined && { nextHop: parseAddress(nextHop) }) };
  return { network: parseCidr(network), kind: "static", via: [via], origin: ORIGIN, ...extra };
}

export function firewallRule(id: string, extra: Partial<FirewallRule> = {}): FirewallRule {
  return {
    ...{ id, name: id, policy: "policy", category: "Application", action: "ALLOW" as const },
    ...{ direction: "IN_OUT" as const, family: "IPV4_IPV6" as const, services: [] },
    ...{ source: ANY_ADDRESS, destination: ANY_ADDRESS, stateful: true, logged: false },
    origin: ORIGIN,
    ...extra,
  };
}

export function natRule(id: string, action: NatRule["action"], extra: Partial<NatRule>): NatRule {
  return {
    ...{ id, name: id, action, priority: 100, source: ANY_ADDRESS, destination: ANY_ADDRESS },
    ...{ services: [], firewallMatch: "MATCH_INTERNAL_ADDRESS" as const, origin: ORIGIN },
    ...extra,
  };
}
