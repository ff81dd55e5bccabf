import type { GuestRule } from "../model/surroundings";
import { hasPorts, parseTraffic, Protocol, trafficPorts } from "../services";
import { passRules } from "./routing";
import { PoolMode, type OpenVpnPlan } from "./types";

const set = (members: readonly string[]) => `{ ${[...members].sort().join(", ")} }`;

/** The gateway's own nftables ruleset: what reaches it, and which client reaches what. */
export function packetFilter(plan: OpenVpnPlan): string {
  const input = [
    "ct state established,related accept",
    'iifname "lo" accept',
    "icmp type echo-request accept",
    `iifname != "tun0" udp dport ${plan.port} accept`,
    ...(plan.administrators.length === 0
      ? []
      : [`iifname != "tun0" ip saddr ${set(plan.administrators)} tcp dport 22 accept`]),
  ];
  const forward = [
    "tcp flags syn tcp option maxseg size set rt mtu",
    "ct state established,related accept",
    // Nothing from outside the tunnel may pretend to be a client, and no client another network.
    `iifname "tun0" ip saddr != ${plan.poolCidr} drop`,
    'iifname "tun0" oifname "tun0" drop',
    ...passRules(plan).flatMap(ruleLines),
  ];
  const hide =
    plan.mode === PoolMode.Masquerade
      ? chain("hide", "nat", "postrouting", "srcnat", "accept", [
          `ip saddr ${plan.poolCidr} oifname != "tun0" masquerade`,
        ])
      : [];
  const lines = [
    "#!/usr/sbin/nft -f",
    "flush ruleset",
    "table ip vmnet {",
    ...chain("input", "filter", "input", "filter", "drop", input),
    ...chain("forward", "filter", "forward", "filter", "drop", forward),
    ...hide,
    "}",
    // The settings are IPv4 throughout: nothing gets in or through over IPv6.
    "table ip6 vmnet {",
    ...chain("input", "filter", "input", "filter", "drop", [
      'iifname "lo" accept',
      "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } accept",
    ]),
    ...chain("forward", "filter", "forward", "filter", "drop", []),
    "}",
  ];
  return [...lines, ""].join("\n");
}

/** A rule about what comes out of the tunnel; one line per kind of traffic. */
function ruleLines({ from = [], to, traffic = ["any"], action = "ALLOW" }: GuestRule): string[] {
  const start = `iifname "tun0" ip saddr ${from.join(", ")}`;
  const ends = to === undefined ? "" : ` ip daddr ${set(to)}`;
  const verdict = action === "DROP" ? "drop" : "accept";
  return traffic.map((one) => `${start}${ends}${trafficMatch(one)} ${verdict}`);
}

function trafficMatch(text: string): string {
  const { protocol, ports, icmpType, icmpCode, ...rest } = parseTraffic(text);
  if (protocol === Protocol.Any) {
    return "";
  }
  if (hasPorts(protocol)) {
    return ports === undefined
      ? ` ip protocol ${protocol}`
      : ` ${protocol} dport ${set(trafficPorts({ protocol, ports, ...rest }).toTexts())}`;
  }
  const code = icmpCode === undefined ? "" : ` icmp code ${icmpCode}`;
  return icmpType === undefined ? ` ip protocol icmp` : ` icmp type ${icmpType}${code}`;
}

function chain(
  name: string,
  type: string,
  hook: string,
  priority: string,
  policy: string,
  rules: readonly string[],
): string[] {
  return [
    `  chain ${name} {`,
    `    type ${type} hook ${hook} priority ${priority}; policy ${policy};`,
    ...rules.map((rule) => `    ${rule}`),
    "  }",
  ];
}
