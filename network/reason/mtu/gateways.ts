/** Sizes at gateways: interfaces, edge uplinks and tunnels. */
import { IPV4_HEADER_BYTES, STANDARD_MTU_BYTES, TCP_HEADER_BYTES } from "../../mtu";
import type { Finding } from "../finding";
import { namesOf } from "../hygiene/words";
import { mtuFinding } from "./layers";
import { tunnelLimit } from "./limits";
import type { Carriers } from "./underlay";

/** Guests that send more than their gateway's interface takes: what leaves the segment is cut or lost. */
export function gatewayFindings(carriers: Carriers): Finding[] {
  const { ports } = carriers.model;
  return ports.flatMap((port): Finding[] => {
    const router = carriers.routers.get(port.owner);
    if (router === undefined || router.kind === "machine" || port.domain === undefined) {
      return [];
    }
    const own = carriers.interfaceLimit(port);
    const most = own.bytes ?? STANDARD_MTU_BYTES;
    const larger = ports.filter(
      (other) =>
        other.domain === port.domain &&
        !carriers.routers.has(other.owner) &&
        (other.mtuBytes ?? 0) > most,
    );
    if (larger.length === 0) {
      return [];
    }
    const names = larger.map(({ owner }) => carriers.names.get(owner) ?? owner);
    const bytes = Math.max(...larger.map(({ mtuBytes }) => mtuBytes ?? 0));
    const isSaid = port.mtuBytes !== undefined;
    return [
      mtuFinding("guest-above-gateway", "warning", [port.name, ...names], port.id, {
        text: `${namesOf(names)} send packets of up to ${bytes} bytes, and ${port.name} takes ${most}: beyond this network they are cut or refused`,
        evidence: [
          `${namesOf(names)}: ${bytes}`,
          isSaid ? `${own.what}: ${most}` : (own.assumes ?? ""),
        ],
        fix: `keep guests that are routed at ${most}, or raise the gateways' MTU (global gateway interface MTU, interface mtu)`,
      }),
    ];
  });
}

/** Gateway interfaces that are larger than the edge's uplinks. */
export function edgeFindings(carriers: Carriers): Finding[] {
  return carriers.model.ports.flatMap((port): Finding[] => {
    const cluster = carriers.edgeClusterOf(port.owner);
    const edge = cluster?.mtuBytes;
    if (edge === undefined || port.mtuBytes === undefined || port.mtuBytes <= edge) {
      return [];
    }
    return [
      mtuFinding("gateway-above-edge", "error", [port.name, cluster?.name ?? ""], port.id, {
        text: `${port.name} takes packets of ${port.mtuBytes} bytes, and the uplink profile of its edges carries ${edge}`,
        evidence: [`${port.name}: ${port.mtuBytes}`, `edge uplink profile: ${edge}`],
        fix: `lower the interface's mtu to ${edge}, or raise the edges' uplink profile`,
      }),
    ];
  });
}

/** Tunnels whose segment size does not fit, or that have none. */
export function tunnelFindings(carriers: Carriers): Finding[] {
  return carriers.underlay.tunnels.flatMap((tunnel): Finding[] => {
    const ends = tunnel.ports.flatMap((id) => carriers.ports.get(id) ?? []);
    const [port] = ends;
    const routers = ends.flatMap(({ owner }) => carriers.routers.get(owner) ?? []);
    if (port === undefined) {
      return [];
    }
    const limit = tunnelLimit(carriers, port, routers);
    if (limit.bytes === undefined) {
      return [
        mtuFinding("tunnel-unknown", "note", [tunnel.name], tunnel.origin.ref, {
          text: `nobody says what tunnel ${tunnel.name} leaves for packets: ${limit.assumes ?? ""}`,
          evidence: [limit.assumes ?? ""],
          fix: "set the mtu of the gateway's uplink interfaces",
        }),
      ];
    }
    const headers = IPV4_HEADER_BYTES + TCP_HEADER_BYTES;
    const most = limit.bytes - headers;
    const evidence = [
      `${limit.what}: ${limit.bytes} bytes inside, so TCP segments of ${most}`,
      ...(limit.assumes === undefined ? [] : [`assumes: ${limit.assumes}`]),
    ];
    if (tunnel.maxSegmentBytes === undefined) {
      return limit.bytes >= STANDARD_MTU_BYTES
        ? []
        : [
            mtuFinding("tunnel-without-clamp", "warning", [tunnel.name], tunnel.origin.ref, {
              text: `tunnel ${tunnel.name} takes packets of ${limit.bytes} bytes from guests of ${STANDARD_MTU_BYTES}, and does not limit TCP's segments`,
              evidence,
              fix: `set maxSegmentSize of the session to ${most}`,
            }),
          ];
    }
    if (tunnel.maxSegmentBytes <= most) {
      return limit.bytes >= STANDARD_MTU_BYTES
        ? []
        : [
            mtuFinding("tunnel-below-guest", "note", [tunnel.name], tunnel.origin.ref, {
              text: `tunnel ${tunnel.name} takes packets of ${limit.bytes} bytes from guests of ${STANDARD_MTU_BYTES}: TCP is limited to fit, larger packets of other protocols are cut or refused`,
              evidence: [...evidence, `maxSegmentSize: ${tunnel.maxSegmentBytes}`],
              fix: `give guests whose other traffic crosses it an MTU of ${limit.bytes}`,
            }),
          ];
    }
    return [
      mtuFinding("segment-size-above-tunnel", "error", [tunnel.name], tunnel.origin.ref, {
        text: `tunnel ${tunnel.name} lets TCP send segments of ${tunnel.maxSegmentBytes} bytes, and takes ${most}`,
        evidence,
        fix: `set maxSegmentSize of the session to ${most}`,
      }),
    ];
  });
}
