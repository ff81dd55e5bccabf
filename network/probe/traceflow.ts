/**
 * Requests of NSX traceflow for probes: a packet that NSX itself injects at a machine's port, and follows.
 *
 * `PUT /policy/api/v1/infra/traceflows/<id>` with a TraceflowConfig (a full replacement; NSX clears it two
 * hours later), then `GET .../traceflows/<id>/observations`. Fields as in the NSX REST API reference, method
 * UpdateTraceflowConfig and types TraceflowConfig, FieldsPacketData, TransportProtocolHeader, TcpHeader:
 * https://developer.broadcom.com/xapis/nsx-t-data-center-rest-api/latest/method_UpdateTraceflowConfig.html
 */
import type { NetworkModel, Port } from "../model/types";
import { isEcho } from "./samples";
import type { Probe } from "./types";

const TCP = 6;
const UDP = 17;
const ETHERNET_IPV4 = 2048;
const TCP_SYN = 2;
const FRAME_BYTES = 128;
const TIMEOUT_SECONDS = 10;
/** The MAC address of every distributed router of NSX on its segments (NSX's default). */
const ROUTER_MAC = "02:50:56:56:44:52";

/** One request; `port` is what the manager has to be asked for before. */
export interface TraceflowRequest {
  /** Id of the probe, and of the traceflow. */
  readonly id: string;
  readonly probe: Probe;
  /** Policy path of the sender's segment; NSX names the ports below it when machines are attached. */
  readonly segmentPath: string;
  /** The sender's MAC address, by which its port is found. */
  readonly sourceMac: string;
  /** What traceflow has to report. */
  readonly expected: "delivered" | "dropped";
  /** Body of the request but for `segment_port_path`. */
  readonly body: TraceflowBody;
}

export interface TraceflowBody {
  readonly packet: object;
  readonly is_transient: true;
  readonly timeout: number;
}

/** Requests for the probes that a machine on a segment sends by IPv4; others have no port of NSX. */
export function traceflows(model: NetworkModel, probes: readonly Probe[]): TraceflowRequest[] {
  return probes.flatMap((probe) => {
    const [from, to] = [portOf(model, probe.from.id), portOf(model, probe.to.id)];
    const header = transportHeader(probe);
    const isSegment = from?.network?.includes("/segments/") === true;
    if (!isSegment || from.mac === undefined || header === undefined) {
      return [];
    }
    const isRouted = from.domain !== to?.domain;
    const { source, destination, protocol } = probe.packet;
    const packet = {
      resource_type: "FieldsPacketData",
      transport_type: "UNICAST",
      routed: isRouted,
      frame_size: FRAME_BYTES,
      eth_header: {
        src_mac: from.mac,
        dst_mac: isRouted ? ROUTER_MAC : (to?.mac ?? ROUTER_MAC),
        eth_type: ETHERNET_IPV4,
      },
      ip_header: { src_ip: source, dst_ip: destination, protocol, ttl: 64, flags: 0 },
      transport_header: header,
    };
    return [
      {
        id: probe.id,
        probe,
        segmentPath: from.network ?? "",
        sourceMac: from.mac,
        expected: probe.expected === "allowed" ? ("delivered" as const) : ("dropped" as const),
        body: { packet, is_transient: true as const, timeout: TIMEOUT_SECONDS },
      },
    ];
  });
}

function portOf({ ports }: NetworkModel, owner: string): Port | undefined {
  return ports.find((port) => port.owner === owner);
}

function transportHeader({ packet }: Probe): object | undefined {
  const { protocol, sourcePort, destinationPort, source } = packet;
  const ports = { src_port: sourcePort, dst_port: destinationPort };
  if (source.includes(":")) {
    return undefined;
  }
  if (protocol === TCP) {
    return { tcp_header: { ...ports, tcp_flags: TCP_SYN } };
  }
  if (protocol === UDP) {
    return { udp_header: ports };
  }
  return isEcho(packet) ? { icmp_echo_request_header: { id: 0, sequence: 0 } } : undefined;
}
