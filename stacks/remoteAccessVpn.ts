import {
  BridgedSegment,
  CertificateAuthority,
  ClientPool,
  EdgeGateway,
  FirewallAction,
  NetworkedVm,
  OpenVpnGateway,
  TierFirewall,
  type EdgeGatewayRef,
  type ZoneRule,
} from "../components";
import { clientRange, tunnelAddress } from "../network/openvpn";
import { anyTraffic, formatTraffic, parseTraffic, tcp, udp } from "../network/services";
import { SecurityTier } from "../network/tiers";
import type { RemoteAccessVpnConfig } from "./remoteAccessVpn.config";
import {
  computeSite,
  edgeClusterPath,
  edgeNodePath,
  mapValues,
  tier0Path,
  transportZonePath,
} from "./site";

/** The server's certificate, which every profile names. */
const SERVER = "vpn";
/** Before the rule that keeps clients from everything else. */
const BEFORE_THE_REST = 1000;

/**
 * Work from outside (R13, R16, R17, R18, R30): clients come through an OpenVPN gateway behind NAT, and
 * call the servers of the main network that are open to them, on the services that are.
 *
 *     internet ---- main network 192.168.1.0/24 ---- servers, guarded by the distributed firewall
 *                      |  .70 udp 1194 in, .71 out
 *                   [ tier-0 ]--[ tier-1: NAT, firewall ]--VPN_Net 10.9.0.0/28--[ OpenVPN ]--clients
 *
 * Three places say the same: the machine's own filter, its tier-1 gateway, and the servers' ports.
 *
 * Creates the BridgedSegment `main`, the EdgeGateway `edge` unless one exists, the
 * CertificateAuthority `pki`, the OpenVpnGateway `vpn`, the TierFirewall `firewall`, and one
 * NetworkedVm per server. Profiles of the clients are secret outputs of the stack.
 */
export function remoteAccessVpn(config: RemoteAccessVpnConfig) {
  const { site, main, vpn, clients, disposable } = config;
  const { datacenterId, hostId, ...compute } = computeSite(site);
  const edge = edgeOf(config);
  const isRouted = vpn.poolMode === ClientPool.Routed;

  const lan = new BridgedSegment("main", {
    transportZonePath: transportZonePath(site.vlanZone),
    datacenterId,
    vlanId: main.vlanId,
    disposable,
  });

  const open = openServers(config);
  const firewall = new TierFirewall("firewall", {
    zones: {
      servers: { tier: SecurityTier.Production, groupPaths: [lan.groupPath] },
      clients: {
        tier: SecurityTier.Vpn,
        ranges: [isRouted ? clientRange(vpn.pool) : vpn.sourceNat],
      },
    },
    rules: rulesOf(config, open),
    excluded: {},
  });

  const servers = mapValues(main.servers, ({ address, host, cpus, memoryMb }, name) => {
    const nics = [{ networkId: lan.networkId, address, gateway: main.router }];
    const place = { ...compute, hostSystemId: hostId(host) };
    const vm = new NetworkedVm(
      name,
      { ...place, cpus, memoryMb, nics, disposable },
      // No server is in the network before its guard.
      { dependsOn: [firewall] },
    );
    return { address, host, managedObjectId: vm.managedObjectId };
  });

  const pki = new CertificateAuthority("pki", {
    servers: { [SERVER]: {} },
    clients: mapValues(clients, ({ revoked }) => ({ revoked })),
    revokedSerialNumbers: config.formerClients,
    disposable,
  });

  const gateway = new OpenVpnGateway("vpn", {
    tier0Path: edge.gatewayPath,
    edgeClusterPath: edge.edgeClusterPath,
    transportZonePath: transportZonePath(site.overlayZone),
    datacenterId,
    cidr: vpn.cidr,
    outside: { address: vpn.outside, from: vpn.from, host: vpn.outsideName },
    sourceNat: { address: vpn.sourceNat },
    pool: vpn.pool,
    poolMode: vpn.poolMode,
    ...(isRouted ? { advertisePool: true } : {}),
    networks: mapValues(open, ({ address }) => `${withoutMask(address)}/32`),
    services: mapValues(open, (one) => one.open.map(parseTraffic)),
    dnsServers: vpn.dnsServers,
    repositories: vpn.repositories,
    administrators: vpn.administrators,
    authority: pki,
    serverName: SERVER,
    clients: Object.fromEntries(
      Object.entries(clients)
        .filter(([, { revoked }]) => !revoked)
        .map(([name, one]) => [name, { address: one.address, networks: one.servers }]),
    ),
    machine: { ...compute, hostSystemId: hostId(vpn.host) },
    disposable,
  });

  return {
    networks: {
      main: { cidr: main.cidr, vlanId: lan.vlanId },
      vpn: { cidr: vpn.cidr, machine: gateway.machineAddress },
    },
    gateways: { tier0: edge.gatewayPath, tier1: gateway.gatewayPath },
    access: {
      address: vpn.outsideName ?? vpn.outside,
      pool: vpn.pool,
      poolMode: vpn.poolMode,
      open: mapValues(open, (one) => one.open.map(parseTraffic).map(formatTraffic)),
    },
    servers,
    refusedSerialNumbers: pki.revokedSerialNumbers,
    // What each client needs: its profile, and the QR code of its second factor.
    clientProfiles: gateway.clientProfiles,
    enrolments: gateway.enrolments,
  };
}

/** Servers that clients may call. */
function openServers({ main }: RemoteAccessVpnConfig): RemoteAccessVpnConfig["main"]["servers"] {
  const entries = Object.entries(main.servers);
  return Object.fromEntries(entries.filter(([, server]) => server.open.length > 0));
}

/** What may reach the servers; NAT and the gateway's own filter have decided before. */
function rulesOf(
  { main, vpn }: RemoteAccessVpnConfig,
  open: RemoteAccessVpnConfig["main"]["servers"],
): Record<string, ZoneRule> {
  const to = { zones: ["servers"] };
  const services = [...new Set(Object.values(open).flatMap((one) => one.open))].sort();
  // Routed clients have addresses of their own, so that the gateway can be told from them.
  const isRouted = vpn.poolMode === ClientPool.Routed;
  const gateway = [vpn.sourceNat, tunnelAddress({ poolCidr: vpn.pool })];
  const first = { to, sequenceNumber: BEFORE_THE_REST };
  return {
    ...(services.length === 0
      ? {}
      : {
          clients: {
            ...first,
            from: { zones: ["clients"] },
            services: services.map(parseTraffic),
          },
        }),
    ...(isRouted && vpn.dnsServers !== undefined
      ? { names: { ...first, from: { ranges: gateway }, services: [tcp("53"), udp("53")] } }
      : {}),
    // VPN_Net appears as an address of the main network, which the next rule lets in.
    "clients-rest": {
      from: { zones: ["clients"], ...(isRouted ? { ranges: gateway } : {}) },
      to,
      services: [anyTraffic()],
      action: FirewallAction.Drop,
    },
    lan: { from: { ranges: [main.cidr] }, to, services: [anyTraffic()] },
  };
}

/** The site's own tier-0 gateway, or a new one in the main network. */
function edgeOf({ site, main, edge, disposable }: RemoteAccessVpnConfig): EdgeGatewayRef {
  const clusterPath = edgeClusterPath(site.edgeCluster);
  if (edge.existing !== undefined) {
    return EdgeGateway.fromExisting({
      gatewayPath: tier0Path(edge.existing),
      edgeClusterPath: clusterPath,
    });
  }
  return new EdgeGateway("edge", {
    edgeClusterPath: clusterPath,
    transportZonePath: transportZonePath(site.vlanZone),
    vlanId: main.vlanId,
    interfaces: mapValues(edge.interfaces ?? {}, (address, node) => {
      return { address, edgeNodePath: edgeNodePath(clusterPath, node) };
    }),
    staticRoutes: { default: { cidr: "0.0.0.0/0", nextHop: main.router } },
    disposable,
  });
}

function withoutMask(address: string): string {
  return address.slice(0, address.indexOf("/"));
}
