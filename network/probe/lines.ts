/** Probes as lines that people type in guests and on hosts. */
import { IPV4_HEADER_BYTES, IPV6_HEADER_BYTES } from "../mtu";
import { packetText } from "../reason/text";
import { shellWord } from "../words";
import { isEcho } from "./samples";
import type { ObjectiveProbe, Probe, SizeProbe } from "./types";

const TCP = 6;
const UDP = 17;
const ICMP_HEADER_BYTES = 8;
const IPERF_SECONDS = 10;

const isV6 = (address: string) => address.includes(":");

/** What an echo request carries so that its IP packet has the size. */
export function echoPayload({ destination, bytes }: SizeProbe): number {
  return bytes - ICMP_HEADER_BYTES - (isV6(destination) ? IPV6_HEADER_BYTES : IPV4_HEADER_BYTES);
}

/** The line for a Linux guest, or nothing where no common tool sends such a packet. */
export function probeLine({ packet }: Probe): string | undefined {
  const { destination, destinationPort, protocol } = packet;
  switch (protocol) {
    case TCP:
      return `nc -z -v -w 3 ${destination} ${destinationPort}`;
    case UDP:
      return `nc -u -z -v -w 3 ${destination} ${destinationPort}`;
    default:
      return isEcho(packet)
        ? `ping ${isV6(destination) ? "-6 " : ""}-c 3 -W 2 ${destination}`
        : undefined;
  }
}

/** The same for Windows; PowerShell has none for UDP. */
export function powershellLine({ packet }: Probe): string | undefined {
  const { destination, destinationPort, protocol } = packet;
  if (protocol === TCP) {
    return `Test-NetConnection -ComputerName ${destination} -Port ${destinationPort}`;
  }
  return isEcho(packet) ? `Test-NetConnection -ComputerName ${destination}` : undefined;
}

/** What has to be seen. */
export function expectedText({ expected, denial = "either", packet, to }: Probe): string {
  const { protocol, destinationPort, source } = packet;
  if (protocol === UDP) {
    const sees = expected === "allowed" ? "sees it" : "never sees it";
    if (to.kind === "gateway") {
      return `${to.name} ${sees}: capture on its edge node, or use traceflow`;
    }
    return `${to.name} ${sees}: tcpdump -n -i any udp port ${destinationPort} and src host ${source}`;
  }
  if (protocol !== TCP) {
    return expected === "allowed" ? "replies" : "no reply";
  }
  const denied = { silence: "times out", refused: "refused", either: "no connection" };
  return expected === "allowed" ? "connected" : denied[denial];
}

/** What 'refused' means: for a reader of the lines, once. */
export const REFUSED =
  "refused where 'connected' is wanted: it arrived and nothing listens, or a rule rejects it; " +
  "refused where 'times out' is wanted: it arrived, and must not";

/** `tcp 10.0.0.11:49152 -> 10.0.9.11:3306`, for headings. */
export function probeText({ packet }: Probe): string {
  return packetText(packet);
}

/** An unfragmented packet of full size, in a guest or in a host's shell. */
export function sizeLine(probe: SizeProbe): string {
  const { vmkernel, destination } = probe;
  const payload = echoPayload(probe);
  const family = isV6(destination) ? "-6 " : "";
  if (vmkernel === undefined) {
    return `ping ${family}-M do -c 3 -s ${payload} ${destination}`;
  }
  const netstack = vmkernel.netstack === undefined ? "" : ` -S ${shellWord(vmkernel.netstack)}`;
  return `vmkping ${family}-I ${shellWord(vmkernel.adapter)}${netstack} -d -c 3 -s ${payload} ${destination}`;
}

/** Lines that measure an objective, each with what it has to show. */
export function objectiveLines(objective: ObjectiveProbe): { line: string; wanted: string }[] {
  const { port, latencyMilliseconds, lossPercent, packets, utilisationPercent } = objective;
  const to = shellWord(objective.to);
  const number = port === undefined ? "" : ` -p ${port.number}`;
  const latency =
    port?.protocol === "tcp"
      ? {
          line: `curl -s -o /dev/null --max-time 10 -w '%{time_connect} %{time_total}\\n' ${shellWord(urlOf(objective))}`,
          wanted: `connected, and answered, in less than ${latencyMilliseconds / 1000} s`,
        }
      : {
          line: `ping -q -c 100 ${to}`,
          wanted: `rtt avg below ${latencyMilliseconds} ms, no duplicates`,
        };
  const loss =
    port === undefined
      ? {
          line: `ping -q -i 0.01 -c ${packets} ${to}`,
          wanted: `loss below ${lossPercent} % (as root; fewer packets cannot tell)`,
        }
      : {
          line: `iperf3 -u -b 10M -t ${IPERF_SECONDS}${number} -c ${to}`,
          wanted: `loss below ${lossPercent} % (${to} runs: iperf3 -s -1${number})`,
        };
  return [
    latency,
    loss,
    {
      line: `iperf3 -t ${IPERF_SECONDS}${number} -c ${to}`,
      wanted: `a rate at which the slowest link is used to ${utilisationPercent} % at most (${to} runs: iperf3 -s -1${number})`,
    },
  ];
}

/** Where a service is asked over HTTP. */
export function urlOf({ to, port }: ObjectiveProbe): string {
  const scheme = port?.number === 443 ? "https" : "http";
  return `${scheme}://${isV6(to) ? `[${to}]` : to}:${port?.number ?? 80}/`;
}
