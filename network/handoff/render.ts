/** Configuration of physical switches, as their operators type it. */
import { formatVlans } from "../vlan";
import type { NeighborNeed, Platform, PortNeed, SwitchNeed } from "./types";

/**
 * Ethernet's largest frame on the platform, without headers: `system mtu` of Catalyst 9000 goes to 9198,
 * an interface of Nexus to 9216 (vendor's configuration guides).
 */
const jumbo: Readonly<Record<Platform, number>> = { "ios-xe": 9198, "nx-os": 9216 };

/** Lines of a switch's configuration; each block is indented by one blank (two on NX-OS), as the switch shows it. */
export function renderSwitch(need: SwitchNeed): string[] {
  const { platform, vlans, ports, spanningTreePriority, bgp } = need;
  const indent = platform === "nx-os" ? "  " : " ";
  const block = (head: string, body: readonly string[]) => [
    head,
    ...body.map((line) => `${indent}${line}`),
    "!",
  ];
  const carried = formatVlans(vlans.map(({ id }) => ({ first: id, last: id })));
  const isJumbo = ports.some(({ mtuBytes = 1500 }) => mtuBytes > 1500);
  return [
    `! ${comment(need.name)}: what this stack needs of it; nothing else is changed`,
    ...(platform === "nx-os" ? features(need) : []),
    ...vlans.flatMap(({ id, name }) => block(`vlan ${id}`, [`name ${vlanName(name)}`])),
    ...(vlans.length > 0 ? [`spanning-tree mode rapid-pvst`] : []),
    ...(spanningTreePriority === undefined || vlans.length === 0
      ? []
      : [`spanning-tree vlan ${carried} priority ${spanningTreePriority}`]),
    ...(platform === "ios-xe" && isJumbo ? [`system mtu ${jumbo[platform]}`] : []),
    "!",
    ...ports.flatMap((port) => block(`interface ${port.port}`, portLines(port, platform))),
    ...channels(ports).flatMap((port) =>
      block(`interface ${channelName(platform)}${port.channel?.number ?? 1}`, [
        ...trunkLines(port, platform),
      ]),
    ),
    ...(bgp === undefined
      ? []
      : block(
          `router bgp ${bgp.autonomousSystem}`,
          bgp.neighbors.flatMap((one) => neighborLines(one, platform)),
        )),
  ];
}

function features({ ports, bgp }: SwitchNeed): string[] {
  return [
    ...(ports.some(({ channel }) => channel?.mode === "active") ? ["feature lacp"] : []),
    ...(bgp === undefined ? [] : ["feature bgp"]),
    ...(bgp?.neighbors.some(({ bfd }) => bfd) ? ["feature bfd"] : []),
  ];
}

function channelName(platform: Platform): string {
  return platform === "nx-os" ? "port-channel" : "Port-channel";
}

/** The first port of each channel stands for all of them. */
function channels(ports: readonly PortNeed[]): PortNeed[] {
  const numbers = new Set<number>();
  return ports.filter(({ channel }) => {
    const isNew = channel !== undefined && !numbers.has(channel.number);
    if (isNew) numbers.add(channel.number);
    return isNew;
  });
}

function portLines(port: PortNeed, platform: Platform): string[] {
  const { channel } = port;
  return [
    `description ${comment(port.description)}`,
    ...trunkLines(port, platform),
    ...(channel === undefined ? [] : [`channel-group ${channel.number} mode ${channel.mode}`]),
    "no shutdown",
  ];
}

function trunkLines(
  { vlans, untagged, isEdge, mtuBytes = 1500 }: PortNeed,
  platform: Platform,
): string[] {
  const isNexus = platform === "nx-os";
  const isTrunk = vlans.length > 0 || !untagged;
  return [
    ...(isNexus ? ["switchport"] : []),
    ...(isTrunk
      ? ["switchport mode trunk", `switchport trunk allowed vlan ${formatVlans(vlans) || "none"}`]
      : ["switchport mode access"]),
    ...(isNexus && mtuBytes > 1500 ? [`mtu ${jumbo[platform]}`] : []),
    ...(isEdge ? edgeLines(isTrunk, isNexus) : []),
  ];
}

/** Virtual switches speak no spanning tree: their ports are edges, and whoever speaks it there is stopped (R21). */
function edgeLines(isTrunk: boolean, isNexus: boolean): string[] {
  const kind = isNexus ? "port type edge" : "portfast";
  return [`spanning-tree ${kind}${isTrunk ? " trunk" : ""}`, "spanning-tree bpduguard enable"];
}

function neighborLines(need: NeighborNeed, platform: Platform): string[] {
  const { address, autonomousSystem, bfd, keepAliveSeconds, holdSeconds, password } = need;
  const timers = `timers ${keepAliveSeconds} ${holdSeconds}`;
  const secret = password
    ? ["! a password is set by the stack; ask its owner, and set it here"]
    : [];
  if (platform === "nx-os") {
    return [
      `neighbor ${address}`,
      ...[
        `remote-as ${autonomousSystem}`,
        timers,
        ...(bfd ? ["bfd"] : []),
        ...secret,
        "address-family ipv4 unicast",
      ].map((line) => `  ${line}`),
    ];
  }
  return [
    `neighbor ${address} remote-as ${autonomousSystem}`,
    `neighbor ${address} ${timers}`,
    ...(bfd ? [`neighbor ${address} fall-over bfd`] : []),
    ...secret,
  ];
}

/** Text that no switch reads as more than one line or as an end of it. */
function comment(text: string): string {
  return text.replace(/[^\x20-\x7e]|[?!"]/g, "_").slice(0, 200);
}

/** VLAN names have 32 characters at most and no blanks. */
function vlanName(text: string): string {
  return text.replace(/[^\w.-]/g, "_").slice(0, 32);
}
