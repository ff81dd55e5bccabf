/** Why a failure is survived, or what it takes with it. */
import type { NetworkModel, Port } from "../../model/types";
import { namesOf } from "../hygiene/words";
import type { Effect } from "./effect";
import { isWithoutEffect } from "./effect";
import { lastOf, type Element } from "./elements";
import type { Uplinks } from "./uplinks";

/** For people, in one line; of an element whose failure costs nothing. */
export function survivalOf(
  model: NetworkModel,
  uplinks: Uplinks,
  element: Element,
  effect: Effect,
): string {
  switch (element.kind) {
    case "uplink":
      return uplinkReason(model, uplinks, element);
    case "host":
      return isWithoutEffect(effect)
        ? "the cluster starts its machines on another host"
        : "nothing that talks runs on it";
    case "edgeNode":
      return edgeReason(model, element);
    case "tunnel":
      return tunnelReason(model, element);
    case "bgpPeer":
      return peerReason(model, element);
  }
}

function uplinkReason(model: NetworkModel, uplinks: Uplinks, { uplink }: Element): string {
  const used = model.ports.flatMap((port: Port) => {
    const carried = uplinks.of(port);
    return carried !== undefined &&
      uplink !== undefined &&
      carried.switch === uplink.switch &&
      carried.host === uplink.host
      ? [carried]
      : [];
  });
  const nic = uplink?.nic ?? "";
  const concerned = used.filter(
    ({ active, standby }) => active.includes(nic) || standby.includes(nic),
  );
  if (concerned.length === 0) {
    return "nothing that is described here uses it";
  }
  const others = (list: readonly string[]) => list.filter((one) => one !== nic);
  const active = new Set(concerned.flatMap((one) => others(one.active)));
  const standby = new Set(
    concerned.flatMap((one) => (others(one.active).length === 0 ? one.standby : [])),
  );
  return standby.size > 0
    ? `teaming: standby uplink ${namesOf([...standby])} takes over`
    : `teaming: ${namesOf([...active])} stays active`;
}

function edgeReason(model: NetworkModel, { edgeNode }: Element): string {
  const owners = new Set(
    model.ports.filter((port) => port.edgeNode === edgeNode).map(({ owner }) => owner),
  );
  const others = new Set(
    model.ports.flatMap((port) =>
      owners.has(port.owner) && port.edgeNode !== undefined && port.edgeNode !== edgeNode
        ? [lastOf(port.edgeNode)]
        : [],
    ),
  );
  return others.size > 0
    ? `the gateway has an interface on ${namesOf([...others])}, too`
    : "nothing that talks crosses it";
}

function tunnelReason(model: NetworkModel, { ports = [] }: Element): string {
  const byId = new Map(model.ports.map((port) => [port.id, port]));
  const owners = (ids: readonly string[]) =>
    [...new Set(ids.flatMap((id) => byId.get(id)?.owner ?? []))].sort().join("\n");
  const others = (model.underlay?.tunnels ?? []).filter(
    (tunnel) =>
      owners(tunnel.ports) === owners(ports) && !tunnel.ports.some((id) => ports.includes(id)),
  );
  return others.length > 0
    ? `tunnel ${namesOf(others.map(({ name }) => name))} between the same gateways takes over`
    : "nothing that talks crosses it";
}

function peerReason(model: NetworkModel, { neighbors = [] }: Element): string {
  const sessions = model.underlay?.bgp.sessions ?? [];
  const own = sessions.filter((one) => one.neighbors.some((name) => neighbors.includes(name)));
  const routers = new Set(own.flatMap(({ from, to }) => [from, to]));
  const others = sessions.filter(
    (one) => !own.includes(one) && routers.has(one.from) && routers.has(one.to),
  );
  const names = [...new Set(others.flatMap((one) => one.neighbors))];
  return names.length > 0
    ? `the same routes are learned from ${namesOf(names)}`
    : "no traffic depends on what it announces";
}
