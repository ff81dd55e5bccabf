/** What is used, and how much there is: ports, addresses, reservations, rules. */
import { cidrToRange, formatCidr, type Cidr } from "../../address";
import { AddressSet } from "../../addressSet";
import { MOST_RESERVED_PERCENT } from "../../nioc";
import type { NetworkModel, Port } from "../../model/types";
import type { CarrierNetwork, HostTransport, Underlay } from "../../model/underlay";
import type { Resource } from "../../model/resource";
import { declaredRules } from "./declared";
import type { Usage } from "./types";

/** VMware's configuration maximums for NSX 4 (configmax.broadcom.com); not confirmed by a manager. */
const PUBLISHED = {
  rulesOfPolicy: 1_000,
  distributedRules: 100_000,
};
const MAXIMUMS = "NSX configuration maximums, not confirmed";

/** Everything that can be full, ordered by kind. */
export function usagesOf(model: NetworkModel, resources: readonly Resource[]): Usage[] {
  const { underlay } = model;
  return [
    ...(underlay === undefined ? [] : portUsages(model, underlay)),
    ...addressUsages(model),
    ...(underlay === undefined
      ? []
      : [...dhcpUsages(model, underlay), ...poolUsages(underlay), ...reservations(underlay)]),
    ...ruleUsages(model, declaredRules(resources)),
    ...sessionUsages(model),
  ];
}

function portUsages({ ports }: NetworkModel, { networks, switches }: Underlay): Usage[] {
  const attached = new Map<string, number>();
  for (const { network } of ports) {
    if (network !== undefined) {
      attached.set(network, (attached.get(network) ?? 0) + 1);
    }
  }
  const used = (network: CarrierNetwork) => attached.get(network.key) ?? 0;
  const groups = networks.flatMap((network): Usage[] =>
    network.kind !== "distributedPortGroup"
      ? []
      : [
          {
            kind: "ports",
            name: `ports ${network.name}`,
            used: used(network),
            ...(network.ports === undefined ? {} : { limit: network.ports }),
            unit: "ports",
            source: "numberOfPorts of the port group",
            ...(network.grows === true ? { grows: true } : {}),
          },
        ],
  );
  const standard = switches.flatMap((one): Usage[] =>
    one.kind !== "standard"
      ? []
      : [
          {
            kind: "ports",
            name: `ports ${one.id}`,
            used: networks
              .filter((network) => network.switch === one.id)
              .reduce((sum, network) => sum + used(network), 0),
            ...(one.ports === undefined ? {} : { limit: one.ports }),
            unit: "ports",
            source: "numberOfPorts of the switch",
          },
        ],
  );
  return [...groups, ...standard];
}

/** Addresses of a network that machines may have: not the network's own and the broadcast address. */
function usable(network: Cidr): number {
  const { first, last, family } = cidrToRange(network);
  const all = last - first + 1n;
  return Number(family === 4 && all > 2n ? all - 2n : all);
}

function addressUsages({ ports, domains, endpoints }: NetworkModel): Usage[] {
  const outside = new Set(endpoints.filter(({ kind }) => kind === "network").map(({ id }) => id));
  const names = new Map(domains.map(({ id, name }) => [id, name]));
  const networks = new Map<string, { domain: string; network: Cidr; ports: Port[] }>();
  for (const port of ports) {
    if (port.domain === undefined || outside.has(port.owner)) {
      continue;
    }
    for (const { network } of port.addresses) {
      const key = `${port.domain}\n${formatCidr(network)}`;
      const known = networks.get(key) ?? { domain: port.domain, network, ports: [] };
      known.ports.push(port);
      networks.set(key, known);
    }
  }
  return [...networks.values()]
    .filter(({ network }) => network.family === 4)
    .map(({ domain, network, ports: on }): Usage => {
      const inside = AddressSet.fromCidr(network);
      const used = AddressSet.unionOf(on.map(({ owned }) => owned.intersect(inside)));
      return {
        kind: "addresses",
        name: `addresses ${names.get(domain) ?? domain} ${formatCidr(network)}`,
        used: Number(used.size),
        limit: usable(network),
        unit: "addresses",
        source: "size of the network, gateways and described machines counted",
      };
    });
}

function dhcpUsages({ ports }: NetworkModel, { networks }: Underlay): Usage[] {
  return networks.flatMap(({ key, name, dhcp }): Usage[] => {
    if (dhcp === undefined) {
      return [];
    }
    const on = ports.filter(({ network }) => network === key);
    const fixed = AddressSet.unionOf(on.map(({ owned }) => owned)).intersect(dhcp);
    // A machine whose address nobody knows takes one from the range.
    const dynamic = on.filter(({ owned, side }) => owned.isEmpty && side === "none").length;
    return [
      {
        kind: "dhcp",
        name: `dhcp ${name}`,
        used: Number(fixed.size) + dynamic,
        limit: Number(dhcp.size),
        unit: "addresses",
        source: "DHCP ranges of the segment",
      },
    ];
  });
}

/** Tunnel endpoints of a host: one for each active uplink when traffic is divided by source, else one. */
function endpointsPerHost({ teaming }: HostTransport): number {
  const isDivided = teaming?.policy?.startsWith("LOADBALANCE_SRC") === true;
  return isDivided ? Math.max(teaming?.active.length ?? 1, 1) : 1;
}

function poolUsages({ pools, transports, switches }: Underlay): Usage[] {
  return pools.map(({ path, name, addresses }): Usage => {
    const used = transports
      .filter(({ pool }) => pool === path)
      .reduce((sum, transport) => {
        const hosts = switches.find(({ id }) => id === transport.switch)?.members.length ?? 0;
        return sum + hosts * endpointsPerHost(transport);
      }, 0);
    return {
      kind: "pool",
      name: `pool ${name}`,
      used,
      limit: Number(addresses.size),
      unit: "addresses",
      source: "ranges of the pool; tunnel endpoints of the hosts on its switches",
    };
  });
}

function reservations({ switches, hosts }: Underlay): Usage[] {
  const speeds = new Map(
    hosts.flatMap(({ id, nics }) =>
      nics.map(({ name, speedMbit }) => [`${id}\n${name}`, speedMbit] as const),
    ),
  );
  return switches.flatMap(({ name, reservedMbit, members }): Usage[] => {
    if (reservedMbit === undefined) {
      return [];
    }
    const used = Object.values(reservedMbit).reduce((sum, mbit) => sum + mbit, 0);
    const nics = members.flatMap(({ host, nics: list }) =>
      list.map((nic) => speeds.get(`${host}\n${nic}`)),
    );
    const known = nics.flatMap((speed) => speed ?? []);
    const isKnown = known.length === nics.length && known.length > 0;
    const slowest = Math.min(...known);
    return [
      {
        kind: "reservation",
        name: `reservation ${name}`,
        used,
        ...(isKnown ? { limit: Math.floor((slowest * MOST_RESERVED_PERCENT) / 100) } : {}),
        unit: "Mbit/s",
        source: isKnown
          ? `${MOST_RESERVED_PERCENT} % of the slowest uplink, ${slowest} Mbit/s`
          : "nobody says the speed of all uplinks (surroundings: hosts[].nics[].speedMbit)",
      },
    ];
  });
}

function ruleUsages(
  { firewall, routers }: NetworkModel,
  declared: ReadonlyMap<string, number>,
): Usage[] {
  const all = [...firewall.ethernet, ...firewall.rules];
  const policies = new Map<string, number>();
  for (const { policy } of all) {
    policies.set(policy, (policies.get(policy) ?? 0) + 1);
  }
  for (const [policy, count] of declared) {
    policies.set(policy, Math.max(policies.get(policy) ?? 0, count));
  }
  const total = [...policies.values()].reduce((sum, count) => sum + count, 0);
  const rules = (name: string, used: number, limit?: number): Usage => ({
    kind: "rules",
    name: `rules ${name}`,
    used,
    ...(limit === undefined ? {} : { limit }),
    unit: "rules",
    source: limit === undefined ? "no limit is known; give one in limits" : MAXIMUMS,
  });
  return [
    ...(total === 0 ? [] : [rules("distributed firewall", total, PUBLISHED.distributedRules)]),
    ...[...policies].map(([policy, used]) =>
      rules(`policy ${policy}`, used, PUBLISHED.rulesOfPolicy),
    ),
    ...routers
      .filter(({ firewall: own }) => own.rules.length > 0)
      .map(({ name, firewall: own }) => rules(`gateway ${name}`, own.rules.length)),
  ];
}

function sessionUsages({ routers, ports, underlay }: NetworkModel): Usage[] {
  const count = (kind: "nat" | "sessions", name: string, used: number, unit: string): Usage[] =>
    used === 0 ? [] : [{ kind, name, used, unit, source: "no limit is known; give one in limits" }];
  const tunnels = new Set(underlay?.tunnels.flatMap((one) => one.ports));
  return routers
    .filter(({ kind }) => kind !== "physical" && kind !== "machine")
    .flatMap(({ id, name, nat }) => [
      ...count("nat", `nat ${name}`, nat.length, "rules"),
      ...count(
        "sessions",
        `tunnels ${name}`,
        ports.filter((port) => port.owner === id && tunnels.has(port.id)).length,
        "IPsec sessions",
      ),
      ...count(
        "sessions",
        `neighbours ${name}`,
        new Set(
          underlay?.bgp.sessions
            .filter((session) => session.to === id)
            .map((session) => `${session.port} ${session.nextHop.value}`),
        ).size,
        "BGP neighbours",
      ),
    ]);
}
