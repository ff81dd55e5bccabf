/** What physical networks and tunnels take. */
import { espLargestInner, STANDARD_MTU_BYTES } from "../../mtu";
import type { Port, Router } from "../../model/types";
import type { Carriers, Limit } from "./underlay";

/** The physical network between ports of a VLAN, unless they are on one switch of one host. */
export function physicalLimits(
  carriers: Carriers,
  ports: readonly Port[],
  domain: string,
): Limit[] {
  const place = carriers.domains.get(domain);
  if (place?.kind === "outside") {
    const what = `the way through ${place.name}`;
    const bytes = STANDARD_MTU_BYTES;
    return [
      { layer: "physical", what, bytes, assumes: `${what} carries ${bytes}, as Ethernet does` },
    ];
  }
  if (place?.kind !== "vlan") {
    return [];
  }
  const places = new Set(
    ports.map((port, index) => {
      const owner = carriers.switchOf(carriers.networkOf(port));
      return port.host === undefined || owner === undefined
        ? `elsewhere ${index}`
        : `${port.host} ${owner.id}`;
    }),
  );
  if (places.size === 1 && ports.length > 1) {
    return [];
  }
  const isAssumed = ports.some(
    (port) => carriers.switchOf(carriers.networkOf(port))?.fabricAssumed === true,
  );
  return [carriers.physicalLimit(place.fabric, isAssumed)];
}

/**
 * What IPsec leaves of the smallest uplink of the gateways at its ends (ESP, AES-GCM, tunnel mode). What
 * lies between the gateways is not described by anything.
 */
export function tunnelLimit(carriers: Carriers, port: Port, routers: readonly Router[]): Limit {
  const outer = routers.flatMap((router) => uplinkLimits(carriers, router));
  const known = outer.flatMap(({ bytes }) => bytes ?? []);
  const what = `IPsec in ${port.name}`;
  const between = `what is between the ends of ${port.name} carries their uplinks' MTU, without NAT traversal`;
  if (known.length === 0) {
    return {
      layer: "tunnel",
      what,
      assumes: `nobody says the MTU of the uplinks below ${port.name}`,
    };
  }
  return {
    layer: "tunnel",
    what,
    bytes: espLargestInner(Math.max(Math.min(...known), 200)),
    assumes: between,
  };
}

/** The interfaces by which a gateway's tunnels leave. */
function uplinkLimits(carriers: Carriers, { id }: Router): Limit[] {
  return carriers.model.ports
    .filter(
      ({ owner, domain, side }) => owner === id && domain !== undefined && side !== "distributed",
    )
    .flatMap((port) => [
      carriers.interfaceLimit(port),
      ...carriers.carrierLimits(port),
      ...physicalLimits(carriers, [port], port.domain ?? ""),
    ]);
}
