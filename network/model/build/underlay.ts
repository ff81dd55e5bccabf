import type { BgpState, EdgeCluster, GatewayFacts, HostFacts, Tunnel, Underlay } from "../underlay";
import { surroundingsOrigin, type Draft } from "./draft";
import type { Gateways } from "./gateways";
import { carrierNetworks, addressPools } from "./carriers";
import { hostTransports, virtualSwitches } from "./switches";
import { unusedObjects } from "./unused";
import { mapOf, mapsOf, numberOf, textOf } from "./values";

/** What the network runs on, from the resources and the surroundings. */
export function underlayOf(draft: Draft, gateways: Gateways, bgp: BgpState): Underlay {
  const switches = virtualSwitches(draft);
  return {
    fabrics: (draft.surroundings.fabrics ?? []).map(({ name, mtuBytes }, index) => ({
      name,
      ...(mtuBytes === undefined ? {} : { mtuBytes }),
      origin: surroundingsOrigin(`fabrics[${index}]`, name),
    })),
    switches,
    networks: carrierNetworks(draft, switches),
    transports: hostTransports(draft, switches),
    edgeClusters: edgeClusters(draft, gateways),
    gateways: gatewayFacts(gateways),
    hosts: hostFacts(draft, switches),
    tunnels: tunnelsOf(draft),
    bgp,
    pools: addressPools(draft),
    unused: unusedObjects(draft),
  };
}

function gatewayFacts(gateways: Gateways): GatewayFacts[] {
  return [...gateways.values()].map(({ router, item, stated }): GatewayFacts => {
    const mode = textOf(item?.props["haMode"]) ?? stated?.gateway.haMode;
    const services = mapsOf(item?.props["localeServices"]);
    const edgeCluster =
      textOf(item?.props["edgeClusterPath"]) ??
      services.flatMap((service) => textOf(service["edgeClusterPath"]) ?? [])[0];
    return {
      router: router.id,
      ...(mode === "ACTIVE_ACTIVE" || mode === "ACTIVE_STANDBY" ? { haMode: mode } : {}),
      ...(edgeCluster === undefined ? {} : { edgeCluster }),
    };
  });
}

function edgeClusters(draft: Draft, gateways: Gateways): EdgeCluster[] {
  const stated = draft.surroundings.edgeClusters ?? [];
  const known = new Map<string, EdgeCluster>(
    stated.map(({ path, nodes, mtuBytes }, index) => {
      const name = lastOf(path);
      return [
        path,
        {
          path,
          name,
          ...(nodes === undefined ? {} : { nodes }),
          ...(mtuBytes === undefined ? {} : { mtuBytes }),
          origin: surroundingsOrigin(`edgeClusters[${index}]`, name),
        },
      ];
    }),
  );
  for (const { edgeCluster } of gatewayFacts(gateways)) {
    if (edgeCluster !== undefined && !known.has(edgeCluster)) {
      const name = lastOf(edgeCluster);
      const origin = surroundingsOrigin("edgeClusters", name);
      known.set(edgeCluster, { path: edgeCluster, name, origin });
    }
  }
  return [...known.values()];
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Hosts that the surroundings describe, and those that switches, machines or adapters name. */
function hostFacts(draft: Draft, switches: Underlay["switches"]): HostFacts[] {
  const hosts = new Map<string, HostFacts>();
  (draft.surroundings.hosts ?? []).forEach(({ id, name, cluster, restarts, nics }, index) =>
    hosts.set(id, {
      id,
      ...(name === undefined ? {} : { name }),
      ...(cluster === undefined ? {} : { cluster }),
      ...(restarts === undefined ? {} : { restarts }),
      nics: nics ?? [],
      origin: surroundingsOrigin(`hosts[${index}]`, name ?? id),
    }),
  );
  const note = (id: string | undefined, nics: readonly string[], origin: HostFacts["origin"]) => {
    if (id === undefined) {
      return;
    }
    const known = hosts.get(id) ?? { id, nics: [], origin };
    const names = new Set(known.nics.map(({ name }) => name));
    known.nics.push(...nics.filter((nic) => !names.has(nic)).map((name) => ({ name })));
    hosts.set(id, known);
  };
  for (const { members, origin } of switches) {
    members.forEach(({ host, nics }) => note(host, nics, origin));
  }
  for (const { host, origins } of draft.ports.values()) {
    const [origin = surroundingsOrigin("hosts", host ?? "")] = origins;
    note(host, [], origin);
  }
  return [...hosts.values()];
}

/** Sessions whose port exists; two ends of one tunnel are one. */
function tunnelsOf(draft: Draft): Tunnel[] {
  const found = new Map<string, Tunnel>();
  for (const item of draft.items.ofKind("IpsecVpnSession")) {
    const port = [...draft.ports.values()].find(
      ({ id, origins }) => id.endsWith(`#${item.id}`) && origins.includes(item.origin),
    );
    if (port === undefined) {
      continue;
    }
    const other = port.peer === undefined ? undefined : found.get(port.peer);
    if (other !== undefined) {
      other.ports.push(port.id);
      continue;
    }
    const maxSegmentBytes =
      numberOf(item.props["maxSegmentSize"]) ??
      numberOf(mapOf(item.props["tcpMssClamping"])?.["maxSegmentSize"]);
    found.set(port.id, {
      name: item.name,
      ports: [port.id],
      ...(maxSegmentBytes === undefined ? {} : { maxSegmentBytes }),
      origin: item.origin,
    });
  }
  return [...found.values()];
}
