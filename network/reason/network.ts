/**
 * A model prepared for questions: parts by id, routing tables as disjoint pieces, and for each domain
 * which ports answer for which addresses.
 */
import { BIGINT_STEPS, without } from "../intervals";
import type { Endpoint, Layer2Domain, NetworkModel, Origin, Port, Router } from "../model/types";
import { SetRegister } from "./addressIndex";
import { answeringOf, type DomainAnswers } from "./answering";
import { CompiledBalancer } from "./balancing";
import { CompiledFirewall } from "./firewall";
import { CompiledNatTable } from "./nat";
import { isHostRoute, tableOf, unionOf, waysOf, type CandidateEntry, type Table } from "./table";
import { addressesOf, cidrAddresses, type Addresses } from "./values";

export interface CompiledRouter {
  router: Router;
  table: Table;
  owned: Addresses;
  /** Answered for, and neither owned nor sent on to a gateway or machine behind. */
  proxied: Addresses;
  hasServicePorts: boolean;
  nat: CompiledNatTable;
  balancer: CompiledBalancer;
  firewall: CompiledFirewall;
}

/** An endpoint; most are never asked where they send, so their tables are made when needed. */
export class CompiledEndpoint {
  readonly owned: Addresses;
  private madeTable: Table | undefined;

  constructor(
    readonly endpoint: Endpoint,
    readonly ports: readonly Port[],
  ) {
    this.owned = unionOf(ports.map((port) => addressesOf(port.owned)));
  }

  get table(): Table {
    this.madeTable ??= this.makeTable();
    return this.madeTable;
  }

  private makeTable(): Table {
    const onLink: CandidateEntry[] = this.ports.flatMap((port) =>
      port.addresses.map(({ network }) => ({ network, ways: [{ port: port.id }] })),
    );
    const routed = this.endpoint.routes.map((route) => ({
      network: route.network,
      route,
      ways: waysOf(route),
    }));
    return tableOf([...onLink, ...routed]);
  }
}

export class CompiledNetwork {
  readonly ports = new Map<string, Port>();
  readonly endpoints = new Map<string, CompiledEndpoint>();
  readonly routers = new Map<string, CompiledRouter>();
  readonly domains = new Map<string, Layer2Domain>();
  readonly distributed: CompiledFirewall;
  readonly ethernet: CompiledFirewall;
  /** Every set of addresses that a firewall rule names, once; not those of prepared parts taken over. */
  readonly ruleSets: readonly Addresses[];
  private readonly portsOfDomain = new Map<string, Port[]>();
  private readonly answering = new Map<string, DomainAnswers>();

  /** @param sameRules A network with the same routers and rules, whose prepared parts are taken over. */
  constructor(
    readonly model: NetworkModel,
    sameRules?: CompiledNetwork,
  ) {
    const { firewall } = model;
    const register = new SetRegister();
    this.ruleSets = register.sets;
    const goOn: Origin = { source: "product", ref: "ethernet", label: "no Ethernet rule" };
    this.distributed =
      sameRules?.distributed ??
      new CompiledFirewall(firewall.rules, firewall.defaultAction, true, register);
    this.ethernet =
      sameRules?.ethernet ??
      new CompiledFirewall(firewall.ethernet, { action: "ALLOW", origin: goOn }, false, register);
    for (const domain of model.domains) {
      this.domains.set(domain.id, domain);
    }
    for (const port of model.ports) {
      this.ports.set(port.id, port);
      if (port.domain !== undefined) {
        const ports = this.portsOfDomain.get(port.domain) ?? [];
        ports.push(port);
        this.portsOfDomain.set(port.domain, ports);
      }
    }
    for (const endpoint of model.endpoints) {
      const ports = this.portsOf(endpoint.ports);
      this.endpoints.set(endpoint.id, new CompiledEndpoint(endpoint, ports));
    }
    for (const router of model.routers) {
      this.routers.set(
        router.id,
        sameRules?.routers.get(router.id) ?? this.compileRouter(router, register),
      );
    }
  }

  /** What is called by an id, for people. */
  nameOf(id: string): string {
    return (
      this.endpoints.get(id)?.endpoint.name ??
      this.routers.get(id)?.router.name ??
      this.domains.get(id)?.name ??
      this.ports.get(id)?.name ??
      id
    );
  }

  private portsOf(ids: readonly string[]): Port[] {
    return ids.flatMap((id) => this.ports.get(id) ?? []);
  }

  private compileRouter(router: Router, register: SetRegister): CompiledRouter {
    const ports = this.portsOf(router.ports);
    const owned = unionOf(ports.map((port) => addressesOf(port.owned)));
    const answered = unionOf(ports.map((port) => addressesOf(port.answersFor)));
    const table = tableOf(
      router.routes.map((route) => ({ network: route.network, route, ways: waysOf(route) })),
    );
    const sentOn = table.entries.list
      .filter(({ route, network }) => route?.kind === "advertised" || isHostRoute(network))
      .map(({ destinations }) => destinations);
    const kept = unionOf([owned, ...sentOn]);
    return {
      router,
      table,
      owned,
      proxied: without(answered, kept, BIGINT_STEPS),
      hasServicePorts: ports.some((port) => port.side === "service"),
      nat: new CompiledNatTable(router.nat),
      balancer: this.balancerOf(router),
      firewall: new CompiledFirewall(
        router.firewall.rules,
        router.firewall.defaultAction,
        true,
        register,
      ),
    };
  }

  private balancerOf(router: Router): CompiledBalancer {
    const { virtualServers = [] } = router;
    const isWatched = virtualServers.some(({ monitored }) => monitored === true);
    return new CompiledBalancer(virtualServers, isWatched ? this.silentAround(router) : []);
  }

  /** Addresses of a router's own closed networks that nobody has: balancers find no machine there. */
  silentAround(router: Router): Addresses {
    const ports = this.portsOf(router.ports);
    const isOpen = ({ domain = "" }: Port) => this.domains.get(domain)?.open !== false;
    const around = (some: readonly Port[]) =>
      unionOf(some.flatMap((port) => port.addresses.map(({ network }) => cidrAddresses(network))));
    const closed = ports.filter((port) => !isOpen(port));
    const had = closed
      .flatMap(({ domain = "" }) => this.portsOfDomain.get(domain) ?? [])
      .flatMap(({ owned, answersFor }) => [addressesOf(owned), addressesOf(answersFor)]);
    const doubtful = unionOf([...had, around(ports.filter(isOpen))]);
    return without(around(closed), doubtful, BIGINT_STEPS);
  }

  /** Who answers on a domain; made when first asked for. */
  answeringOn(domain: string): DomainAnswers {
    const known = this.answering.get(domain);
    if (known !== undefined) {
      return known;
    }
    const ports = this.portsOfDomain.get(domain) ?? [];
    const made = answeringOf(
      ports,
      (port) => this.isOutside(port),
      (addresses) => this.distributed.destinationKind(addresses),
    );
    this.answering.set(domain, made);
    return made;
  }

  private isOutside(port: Port): boolean {
    return this.endpoints.get(port.owner)?.endpoint.kind === "network";
  }
}
