import { PoolMode, type OpenVpnPlan } from "./types";

/**
 * The gateway's own nftables ruleset: what reaches it, and which client reaches what. Clients whose
 * networks are named get exactly those; they have an address of their own for it.
 */
export function packetFilter(plan: OpenVpnPlan): string {
  const set = (addresses: readonly string[]) => `{ ${[...addresses].sort().join(", ")} }`;
  const allow = (source: string, networks: readonly string[]) =>
    networks.length === 0
      ? []
      : [`iifname "tun0" ip saddr ${source} ip daddr ${set(networks)} accept`];
  const own = Object.values(plan.clients).flatMap(({ address, networks }) =>
    address === undefined || networks === undefined
      ? []
      : [...allow(address, networks), `iifname "tun0" ip saddr ${address} drop`],
  );
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
    ...own,
    ...allow(plan.poolCidr, plan.networks),
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
