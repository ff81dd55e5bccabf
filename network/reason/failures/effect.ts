/** What failures do to a model: which ports are cut off or gone, which BGP sessions are down. */
import type { NetworkModel } from "../../model/types";
import type { Element } from "./elements";
import type { Uplinks } from "./uplinks";

/** Changes of a model by failures; equal effects are equal models. */
export interface Effect {
  /** Ports that are in another broadcast domain now: by id, the new domain. */
  moved: Map<string, string>;
  /** Ports that are down. */
  down: Set<string>;
  /** BGP sessions that are down, by their place. */
  sessions: Set<number>;
  /** What the effect takes for granted. */
  assumes: Set<string>;
}

/** A text that is equal for equal effects. */
export function effectKey({ moved, down, sessions }: Effect): string {
  return JSON.stringify([
    [...moved].sort(([a], [b]) => (a < b ? -1 : 1)),
    [...down].sort(),
    [...sessions].sort((a, b) => a - b),
  ]);
}

export function isWithoutEffect({ moved, down, sessions }: Effect): boolean {
  return moved.size + down.size + sessions.size === 0;
}

/** What it does when all of the elements are gone at the same time. */
export function effectOf(
  model: NetworkModel,
  uplinks: Uplinks,
  failed: readonly Element[],
): Effect {
  const effect: Effect = {
    moved: new Map(),
    down: new Set(),
    sessions: new Set(),
    assumes: new Set(),
  };
  loseHosts(model, failed, effect);
  loseUplinks(model, uplinks, failed, effect);
  loseEdges(model, failed, effect);
  failed.forEach(({ ports }) => ports?.forEach((id) => effect.down.add(id)));
  const neighbors = new Set(failed.flatMap((one) => one.neighbors ?? []));
  model.underlay?.bgp.sessions.forEach((session, index) => {
    if (session.neighbors.some((name) => neighbors.has(name))) {
      effect.sessions.add(index);
    }
  });
  return effect;
}

/** Machines and adapters of a failed host end with it, unless the cluster starts the machines elsewhere. */
function loseHosts(model: NetworkModel, failed: readonly Element[], effect: Effect): void {
  const gone = new Set(failed.flatMap(({ host }) => host ?? []));
  if (gone.size === 0) {
    return;
  }
  const hosts = model.underlay?.hosts ?? [];
  const restarting = new Set(
    hosts
      .filter(
        ({ restarts, cluster, id }) =>
          restarts === true &&
          hosts.some(
            (other) => other.id !== id && !gone.has(other.id) && other.cluster === cluster,
          ),
      )
      .map(({ id }) => id),
  );
  const adapters = new Set(
    model.endpoints.filter(({ kind }) => kind === "vmkernel").map(({ id }) => id),
  );
  for (const { id, host, owner } of model.ports) {
    if (host === undefined || !gone.has(host)) {
      continue;
    }
    if (restarting.has(host) && !adapters.has(owner)) {
      effect.assumes.add(
        "vSphere HA starts the machines of a failed host on another, which has room and their networks",
      );
    } else {
      // A domain of its own: the machine is still known by name, and nobody meets it.
      effect.moved.set(id, `down:${id}`);
      effect.assumes.add(
        "machines of a failed host stay down until somebody starts them elsewhere",
      );
    }
  }
}

/** Ports without any NIC left stay connected with their neighbours on the same host and switch only. */
function loseUplinks(
  model: NetworkModel,
  uplinks: Uplinks,
  failed: readonly Element[],
  effect: Effect,
): void {
  const gone = new Set(
    failed.flatMap(({ uplink }) =>
      uplink === undefined ? [] : [`${uplink.switch}\n${uplink.host}\n${uplink.nic}`],
    ),
  );
  if (gone.size === 0) {
    return;
  }
  for (const port of model.ports) {
    const carried = port.domain === undefined ? undefined : uplinks.of(port);
    if (carried === undefined || effect.moved.has(port.id)) {
      continue;
    }
    const { switch: owner, host, active, standby } = carried;
    const isGone = (nic: string) => gone.has(`${owner}\n${host}\n${nic}`);
    if ([...active, ...standby].every(isGone)) {
      effect.moved.set(port.id, `cut:${host}/${owner}/${port.domain ?? ""}`);
    }
  }
}

/** Interfaces of failed edge nodes are gone; a gateway that has lost all of them has lost its tunnels, too. */
function loseEdges(model: NetworkModel, failed: readonly Element[], effect: Effect): void {
  const gone = new Set(failed.flatMap(({ edgeNode }) => edgeNode ?? []));
  if (gone.size === 0) {
    return;
  }
  const tunnels = new Set(model.underlay?.tunnels.flatMap(({ ports }) => ports));
  const byId = new Map(model.ports.map((port) => [port.id, port]));
  const facts = new Map(model.underlay?.gateways.map((one) => [one.router, one]));
  for (const router of model.routers) {
    const ports = router.ports.flatMap((id) => byId.get(id) ?? []);
    const placed = ports.filter(({ edgeNode }) => edgeNode !== undefined);
    const lost = placed.filter(({ edgeNode }) => gone.has(edgeNode ?? ""));
    lost.forEach(({ id }) => effect.down.add(id));
    if (placed.length > 0 && lost.length === placed.length) {
      ports.filter(({ id }) => tunnels.has(id)).forEach(({ id }) => effect.down.add(id));
    }
    const path = facts.get(router.id)?.edgeCluster;
    if (placed.length === 0 && router.hasServiceRouter && path !== undefined) {
      loseServices(model, { path, gone }, ports, effect);
    }
  }
}

/** Services of a gateway move to another node of its cluster, as long as there is one. */
function loseServices(
  { underlay, ports: all }: NetworkModel,
  { path, gone }: { path: string; gone: ReadonlySet<string> },
  ports: NetworkModel["ports"],
  effect: Effect,
): void {
  const failedHere = [...gone].filter((node) => node.startsWith(`${path}/`));
  if (failedHere.length === 0) {
    return;
  }
  const nodes = underlay?.edgeClusters.find((one) => one.path === path)?.nodes;
  const named = new Set(
    all.flatMap(({ edgeNode }) => (edgeNode?.startsWith(`${path}/`) === true ? [edgeNode] : [])),
  );
  const size = Math.max(nodes?.length ?? 0, named.size);
  if (nodes === undefined && failedHere.length >= size) {
    effect.assumes.add(
      `edge cluster ${path.slice(path.lastIndexOf("/") + 1)} has another node, to which services move`,
    );
    return;
  }
  if (failedHere.length >= size) {
    ports.filter(({ side }) => side === "service").forEach(({ id }) => effect.down.add(id));
  }
}
