import {
  cidrFirst,
  compareAddresses,
  formatAddress,
  nthAddress,
  parseAddress,
  parseCidr,
} from "../address";
import { STANDARD_MTU_BYTES, vpnTcpMss } from "../mtu";
import { checkVpn } from "./check";
import type {
  PlannedAllow,
  PlannedGroup,
  PlannedPrefix,
  PlannedTunnel,
  VpnDescription,
  VpnEnd,
  VpnGroup,
  VpnSite,
  VpnTunnel,
} from "./types";

/** The gateway of a tunnel that names none. */
export const MAIN_GATEWAY = "main";
/** Local preference of the first choice; every rank less is worth one step. 100 is BGP's default. */
const BEST_PREFERENCE = 200;
const PREFERENCE_STEP = 10;
const HOST_PREFIX = 32;

/**
 * Both ends of a VPN, keyed by site (R23, R34):
 *
 *     west 10.1.0.0/16                                            10.2.0.0/16 east
 *       AS 65001 -- 203.0.113.1 ==== 169.254.64.0/30 ==== 198.51.100.1 -- AS 65002
 *                         VTI .1        primary                .2 VTI
 *
 * What one end calls local is the other's peer; both drop, allow and clamp the same. The order of
 * maps has no influence, and a tunnel, network or rule more leaves what is planned for others as it was.
 *
 * @throws FaultsError with everything wrong with the description
 */
export function planVpn(vpn: VpnDescription): Record<string, VpnEnd> {
  checkVpn(vpn).throwIfAny("cross-cluster VPN");
  const [first = "", second = ""] = siteNames(vpn);
  return { [first]: endOf(vpn, first, second), [second]: endOf(vpn, second, first) };
}

/** The names in the order in which they get addresses of a transit network. */
export function siteNames({ sites }: VpnDescription): string[] {
  return Object.keys(sites).sort();
}

function endOf(vpn: VpnDescription, site: string, peer: string): VpnEnd {
  const own = siteOf(vpn, site);
  const other = siteOf(vpn, peer);
  const networks = sortedNetworks(Object.values(own.networks));
  const peerNetworks = sortedNetworks(Object.values(other.networks));
  return {
    site,
    peer,
    asNumber: own.asNumber,
    peerAsNumber: other.asNumber,
    networks,
    peerNetworks,
    maxSegmentBytes: vpnTcpMss(Math.min(transportMtu(own), transportMtu(other))),
    tunnels: mapValues(vpn.tunnels, (tunnel) => tunnelEnd(tunnel, own, site, peer)),
    announced: prefixList(vpn, networks),
    accepted: prefixList(vpn, peerNetworks),
    allow: mapValues(vpn.allow, ({ from, sources, destinations, services }): PlannedAllow => {
      const to = from === site ? peer : site;
      return {
        sources: named(siteOf(vpn, from), sources),
        destinations: named(siteOf(vpn, to), destinations),
        services,
      };
    }),
    groups: mapValues(vpn.groups ?? {}, ({ members }: VpnGroup): PlannedGroup => {
      return {
        local: named(own, members[site] ?? []),
        remote: named(other, members[peer] ?? []),
      };
    }),
  };
}

/** The checks have seen that the site is described. */
function siteOf({ sites }: VpnDescription, name: string): VpnSite {
  return sites[name] ?? { asNumber: 0, networks: {} };
}

function transportMtu({ transportMtuBytes = STANDARD_MTU_BYTES }: VpnSite): number {
  return transportMtuBytes;
}

function tunnelEnd(tunnel: VpnTunnel, own: VpnSite, site: string, peer: string): PlannedTunnel {
  const transit = parseCidr(tunnel.transit);
  const vti = (name: string) => {
    const other = name === site ? peer : site;
    const place = name < other ? 0 : 1;
    return formatAddress(nthAddress(transit, transit.prefixLength === 31 ? place : place + 1));
  };
  return {
    authentication: tunnel.authentication,
    gateway: tunnel.gateway ?? MAIN_GATEWAY,
    localAddress: tunnel.endpoints[site] ?? "",
    peerAddress: tunnel.endpoints[peer] ?? "",
    vtiAddress: vti(site),
    vtiPeerAddress: vti(peer),
    prefixLength: transit.prefixLength,
    localPreference: BEST_PREFERENCE - PREFERENCE_STEP * tunnel.rank,
    ...(tunnel.rank === 0 ? {} : { prepend: own.asNumber }),
  };
}

/** Endpoints first: one that were learned through its own tunnel would take the tunnel down. */
function prefixList(vpn: VpnDescription, networks: readonly string[]): PlannedPrefix[] {
  const endpoints = Object.values(vpn.tunnels)
    .flatMap((tunnel) => Object.values(tunnel.endpoints).map((text) => parseAddress(text)))
    .sort(compareAddresses);
  return [
    ...endpoints.map((address): PlannedPrefix => {
      const network = `${formatAddress(address)}/${HOST_PREFIX}`;
      return { network, action: "DENY", longest: 0 };
    }),
    ...networks.map((network): PlannedPrefix => {
      const isHost = parseCidr(network).prefixLength === HOST_PREFIX;
      return { network, action: "PERMIT", longest: isHost ? 0 : HOST_PREFIX };
    }),
  ];
}

function named(site: VpnSite, names: readonly string[] = Object.keys(site.networks)): string[] {
  return sortedNetworks(names.map((name) => site.networks[name] ?? ""));
}

function sortedNetworks(texts: readonly string[]): string[] {
  const start = (text: string) => cidrFirst(parseCidr(text));
  return [...new Set(texts)].sort((a, b) => compareAddresses(start(a), start(b)));
}

function mapValues<T, R>(map: Record<string, T>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
