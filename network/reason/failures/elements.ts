/** What can fail: physical NICs, hosts, edge nodes, tunnels, BGP neighbours. */
import type { NetworkModel } from "../../model/types";

export type ElementKind = "uplink" | "host" | "edgeNode" | "tunnel" | "bgpPeer";

/** One thing that may be gone. */
export interface Element {
  /** Unique: kind and names. */
  id: string;
  kind: ElementKind;
  /** For people: `vmnic2 of host-21 (switch west-fabric)`. */
  name: string;
  /** Uplinks: the switch, the host and the NIC. */
  uplink?: { switch: string; host: string; nic: string };
  /** Hosts: managed object id. */
  host?: string;
  /** Edge nodes: path or name, as gateway interfaces name it. */
  edgeNode?: string;
  /** Tunnels: ids of the ports at both ends. */
  ports?: string[];
  /** BGP: names of the neighbours on both sides of one session. */
  neighbors?: string[];
}

/** Everything in a model that a rehearsal takes away. */
export function elementsOf({ underlay, ports }: NetworkModel): Element[] {
  if (underlay === undefined) {
    return [];
  }
  const hostNames = new Map(underlay.hosts.map(({ id, name }) => [id, name ?? id]));
  const uplinks = underlay.switches.flatMap((one) =>
    one.members.flatMap(({ host, nics }) =>
      nics.map((nic): Element => ({
        id: JSON.stringify(["uplink", one.id, host, nic]),
        kind: "uplink",
        name: `${nic} of ${hostNames.get(host) ?? host} (switch ${one.name})`,
        uplink: { switch: one.id, host, nic },
      })),
    ),
  );
  const used = new Set(ports.flatMap(({ host }) => host ?? []));
  const hosts = underlay.hosts
    .filter(({ id }) => used.has(id))
    .map(({ id, name }): Element => ({
      id: JSON.stringify(["host", id]),
      kind: "host",
      name: `host ${name ?? id}`,
      host: id,
    }));
  const nodes = [...new Set(ports.flatMap(({ edgeNode }) => edgeNode ?? []))].map(
    (edgeNode): Element => ({
      id: JSON.stringify(["edgeNode", edgeNode]),
      kind: "edgeNode",
      name: `edge node ${lastOf(edgeNode)}`,
      edgeNode,
    }),
  );
  const tunnels = underlay.tunnels.map(({ name, ports: ends, origin }): Element => ({
    id: JSON.stringify(["tunnel", origin.ref]),
    kind: "tunnel",
    name: `tunnel ${name}`,
    ports: ends,
  }));
  return [...uplinks, ...hosts, ...nodes, ...tunnels, ...peers(underlay.bgp.sessions)];
}

/** Neighbours that name each other are one session, which goes down as one. */
function peers(
  sessions: readonly { neighbors: readonly string[]; from: string; to: string }[],
): Element[] {
  const groups: { names: Set<string>; routers: Set<string> }[] = [];
  for (const { neighbors, from, to } of sessions) {
    const touching = groups.filter(({ names }) => neighbors.some((name) => names.has(name)));
    const joined = {
      names: new Set([...touching.flatMap(({ names }) => [...names]), ...neighbors]),
      routers: new Set([...touching.flatMap(({ routers }) => [...routers]), from, to]),
    };
    groups.splice(0, groups.length, ...groups.filter((one) => !touching.includes(one)), joined);
  }
  return groups.map(({ names }) => {
    const neighbors = [...names].sort();
    return {
      id: JSON.stringify(["bgpPeer", ...neighbors]),
      kind: "bgpPeer",
      name: `BGP ${neighbors.join(" / ")}`,
      neighbors,
    };
  });
}

export function lastOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
