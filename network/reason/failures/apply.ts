/** The model after failures: the same parts, without what is gone. */
import { cidrContains, formatCidr, type Cidr } from "../../address";
import { bgpRoutes } from "../../model/bgpRoutes";
import type { Layer2Domain, NetworkModel, Port, Route, Router } from "../../model/types";
import type { BgpState } from "../../model/underlay";
import { isWithoutEffect, type Effect } from "./effect";

/** A model as it is after an effect; the same model when there is none. */
export function applied(model: NetworkModel, effect: Effect): NetworkModel {
  if (isWithoutEffect(effect)) {
    return model;
  }
  const { moved, down } = effect;
  const names = new Map(model.domains.map(({ id, name }) => [id, name]));
  const domains = new Map<string, Layer2Domain>();
  const ports = model.ports.flatMap((port): Port[] => {
    const to = moved.get(port.id);
    if (down.has(port.id)) {
      return [];
    }
    if (to === undefined) {
      const { peer, ...rest } = port;
      return [peer !== undefined && down.has(peer) ? rest : port];
    }
    const name = `${names.get(port.domain ?? "") ?? port.name}, cut off`;
    domains.set(to, { id: to, name, kind: "isolatedSwitch", open: false, origins: port.origins });
    return [{ ...port, domain: to }];
  });
  const gone = new Set([...down, ...moved.keys()]);
  const learned = relearned(model, effect, gone);
  const left = new Map(ports.map((port) => [port.id, port]));
  return {
    ...model,
    domains: [...model.domains, ...domains.values()],
    ports,
    endpoints: model.endpoints.map((endpoint) =>
      endpoint.ports.some((id) => down.has(id))
        ? { ...endpoint, ports: endpoint.ports.filter((id) => !down.has(id)) }
        : endpoint,
    ),
    routers: model.routers.map((router) => routerAfter(router, down, left, learned)),
  };
}

type Way = Route["via"][number];

function routerAfter(
  router: Router,
  down: ReadonlySet<string>,
  left: ReadonlyMap<string, Port>,
  learned: ReadonlyMap<string, Route[]> | undefined,
): Router {
  const isTouched =
    router.ports.some((id) => down.has(id)) ||
    router.routes.some(({ via }) => via.some(({ port }) => down.has(port)));
  if (!isTouched && learned === undefined) {
    return router;
  }
  const own = router.ports.flatMap((id) => left.get(id) ?? []);
  // What another interface of the gateway reaches, too, is sent from there.
  const elsewhere = ({ kind, network }: Route, { nextHop }: Way): Way[] => {
    const isOn = (other: Cidr) =>
      nextHop === undefined
        ? kind === "connected" && formatCidr(other) === formatCidr(network)
        : cidrContains(other, nextHop);
    const other = own.find(({ addresses }) => addresses.some((address) => isOn(address.network)));
    return other === undefined
      ? []
      : [{ port: other.id, ...(nextHop === undefined ? {} : { nextHop }) }];
  };
  const kept = router.routes.flatMap((route): Route[] => {
    if (learned !== undefined && route.kind === "bgp" && route.via.length > 0) {
      return [];
    }
    const via = route.via.flatMap((way) => (down.has(way.port) ? elsewhere(route, way) : [way]));
    // A route whose interfaces are all down is withdrawn; one without any drops on purpose.
    const isSame = via.every((way, at) => way === route.via[at]);
    return isSame && via.length === route.via.length
      ? [route]
      : via.length === 0
        ? []
        : [{ ...route, via }];
  });
  return {
    ...router,
    ports: router.ports.filter((id) => !down.has(id)),
    routes: [...kept, ...(learned?.get(router.id) ?? [])],
  };
}

/** BGP routes without the sessions that are down; undefined when no session is touched. */
function relearned(
  model: NetworkModel,
  { sessions: failed }: Effect,
  gone: ReadonlySet<string>,
): ReadonlyMap<string, Route[]> | undefined {
  const bgp = model.underlay?.bgp;
  if (bgp === undefined || bgp.sessions.length === 0) {
    return undefined;
  }
  const lost = model.ports.filter(({ id }) => gone.has(id));
  const isUp = ({ port, from, nextHop }: BgpState["sessions"][number], index: number) =>
    !failed.has(index) &&
    !gone.has(port) &&
    (!lost.some(({ owner, owned }) => owner === from && owned.contains(nextHop)) ||
      model.ports.some(
        ({ id, owner, owned }) => owner === from && !gone.has(id) && owned.contains(nextHop),
      ));
  const sessions = bgp.sessions.filter(isUp);
  if (sessions.length === bgp.sessions.length && lost.length === 0) {
    return undefined;
  }
  const physical = new Set(
    model.routers.filter(({ kind }) => kind === "physical").map(({ id }) => id),
  );
  const announcements = bgp.announcements.map(({ router, networks }) => {
    const networksOf = (ports: readonly Port[]) =>
      new Set(
        ports
          .filter(({ owner }) => owner === router)
          .flatMap(({ addresses }) => addresses.map(({ network }) => formatCidr(network))),
      );
    const withdrawn = networksOf(lost);
    const left = networksOf(model.ports.filter(({ id }) => !gone.has(id)));
    const isAnnounced = (text: string) => !withdrawn.has(text) || left.has(text);
    return { router, networks: networks.filter((network) => isAnnounced(formatCidr(network))) };
  });
  return bgpRoutes({ announcements, sessions }, physical);
}
