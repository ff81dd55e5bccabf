import type * as pulumi from "@pulumi/pulumi";

import {
  BalancedProtocol,
  CertificateAuthority,
  ClusterBalancing,
  EdgeGateway,
  IntrusionPrevention,
  LoadBalancedService,
  NatSegment,
  NetworkedVm,
  NetworkMonitoring,
  RoutedSegment,
  SegmentGuards,
  TlsFrontend,
  type NatSegmentArgs,
  type PortForward,
} from "../components";
import { ocspObjective } from "../network/nginx";
import { Protocol, tcp } from "../network/services";
import type { HardenedProductionConfig } from "./hardenedProduction.config";
import { guardTiers } from "./hardenedProduction.firewall";
import { APPLICATION, LAN, NAME_SERVER, TIERS } from "./hardenedProduction.plan";
import {
  clusterId,
  computeSite,
  edgeClusterPath,
  edgeNodePath,
  mapValues,
  transportZonePath,
} from "./site";

type Settings = HardenedProductionConfig;

/**
 * Tiers with a default deny between them and TLS 1.3 at the only way in (R31, R33, R63): nothing in
 * production reaches the internet, and the internet reaches the frontends on two ports.
 *
 *     internet - LAN - edge gateway - [ gateway: DNAT 80, 443 ]- dmz: frontends (TLS ends)
 *                                               |-- balancer --- production
 *                                               |-- core, management, vpn
 */
export function hardenedProduction(settings: Settings) {
  const { site, frontends, disposable } = settings;
  const { datacenterId, hostId, ...compute } = computeSite(site);
  const overlayPath = transportZonePath(site.overlayZone);
  const clusterPath = edgeClusterPath(site.edgeCluster);

  const edge = new EdgeGateway("edge", {
    edgeClusterPath: clusterPath,
    transportZonePath: transportZonePath(site.vlanZone),
    vlanId: settings.lan.vlanId,
    interfaces: mapValues(settings.lan.edges, (address, node) => {
      return { address, edgeNodePath: edgeNodePath(clusterPath, node) };
    }),
    staticRoutes: { default: { cidr: "0.0.0.0/0", nextHop: LAN.router } },
    disposable,
  });
  const guards = new SegmentGuards("guards", {});
  const common = { transportZonePath: overlayPath, datacenterId, guards, disposable };
  const dmz = new NatSegment("dmz", {
    ...common,
    tier0Path: edge.gatewayPath,
    edgeClusterPath: clusterPath,
    cidr: TIERS.dmz,
    outsideNetwork: { cidr: LAN.cidr, used: settings.lan.used },
    portForwards: publicServices(settings),
    ...askedAuthorities(settings),
  });
  const inside = (tier: "core" | "management" | "production" | "vpn") =>
    new RoutedSegment(tier, { ...common, gatewayPath: dmz.gatewayPath, cidr: TIERS[tier] });
  const networks = {
    core: inside("core"),
    management: inside("management"),
    production: inside("production"),
    vpn: inside("vpn"),
  };
  const firewall = guardTiers("tiers", settings, { dmz, ...networks });

  const machinesIn = (tier: keyof typeof networks) =>
    mapValues(settings.machines[tier], ({ address, host }, name) => {
      const { networkId, gatewayAddress: gateway } = networks[tier];
      const nic = { networkId, address: `${address}/24`, gateway, dnsServers: [NAME_SERVER] };
      const place = { ...compute, hostSystemId: hostId(host) };
      // None starts before the last rule of its tier stands.
      return new NetworkedVm(
        name,
        { ...place, nics: [nic], disposable },
        { dependsOn: [firewall] },
      );
    });
  const production = machinesIn("production");
  const others = { ...machinesIn("core"), ...machinesIn("management"), ...machinesIn("vpn") };

  const application = new LoadBalancedService("application", {
    balancer: { gatewayPath: dmz.gatewayPath },
    address: APPLICATION.address,
    ports: [APPLICATION.port],
    protocol: BalancedProtocol.Http,
    members: mapValues(settings.machines.production, ({ address }) => {
      return { address, port: APPLICATION.memberPort };
    }),
    health: { path: "/health" },
  });
  const web = new TlsFrontend(
    "web",
    {
      network: dmz,
      machines: mapValues(frontends.machines, ({ address, host }, vmName) => {
        return { address, hostSystemId: hostId(host), vmName };
      }),
      compute,
      dnsServers: [NAME_SERVER],
      serverNames: frontends.serverNames,
      upstreams: { application: { address: application.address } },
      ...certificateOf(settings),
      ...(frontends.responderUrl === undefined
        ? {}
        : { stapling: { responderUrl: frontends.responderUrl } }),
      hstsSubdomains: true,
      rateLimit: { requestsPerSecond: 50, burst: 100 },
      disposable,
    },
    { dependsOn: [firewall] },
  );

  addBalancing(site, { frontends: web.vmIds, production }, Object.keys(frontends.machines));
  const intrusions = new IntrusionPrevention("intrusions", {
    watched: {
      frontends: { scopePaths: [dmz.groupPath], destinations: [dmz.groupPath] },
      production: { scopePaths: [networks.production.groupPath] },
    },
    action: settings.intrusions,
    floodProtection: {
      gatewayPaths: { dmz: dmz.gatewayPath },
      groups: { dmz: { groupPath: dmz.groupPath } },
    },
    sensor: { homeNetworks: Object.values(TIERS) },
  });
  const monitoring = new NetworkMonitoring("monitoring", {
    entityId: datacenterId,
    objectives: objectivesOf(settings),
    ...(settings.alarmMail === undefined ? {} : { mail: { to: settings.alarmMail } }),
  });

  return {
    networks: TIERS,
    gateways: { tier0: edge.gatewayPath, tier1: dmz.gatewayPath },
    zones: firewall.groupPaths,
    frontends: mapValues(frontends.machines, ({ outside }) => outside),
    application: application.address,
    machines: mapValues({ ...production, ...others }, (vm) => vm.managedObjectId),
    sensorRules: intrusions.sensorRules,
    objectives: monitoring.objectives,
  };
}

/** The only ways in: HTTP, which leads on to HTTPS, and HTTPS, one forward for each frontend. */
function publicServices({ frontends }: Settings): Record<string, PortForward> {
  const hosts = mapValues(frontends.machines, ({ address, outside }) => {
    return { outside, inside: address };
  });
  const forward = (ports: string) => {
    return { protocol: Protocol.Tcp, outside: { ports }, inside: { ports }, hosts };
  };
  return { http: forward("80"), https: forward("443") };
}

/** The only way out: to where frontends get their certificate or its status. */
function askedAuthorities({
  frontends: { authorities },
}: Settings): Pick<NatSegmentArgs, "sourceNat" | "outbound"> {
  return authorities === undefined
    ? { outbound: {} }
    : {
        sourceNat: { address: authorities.sourceNat },
        outbound: { authorities: { to: authorities.addresses, services: [tcp("80,443")] } },
      };
}

function certificateOf({ frontends: { acme, serverNames }, disposable }: Settings) {
  if (acme !== undefined) {
    return { acme };
  }
  const servers = { web: { dnsNames: serverNames } };
  return {
    issued: { authority: new CertificateAuthority("pki", { servers, disposable }), name: "web" },
  };
}

/** Frontends, and machines of production, on different hosts: one that fails takes one of each along. */
function addBalancing(
  site: Settings["site"],
  machines: {
    frontends: pulumi.Output<Record<string, string>>;
    production: Record<string, NetworkedVm>;
  },
  names: readonly string[],
): void {
  const groups = {
    frontends: names.map((name) => machines.frontends.apply((ids) => ids[name] ?? "")),
    production: Object.values(machines.production).map(({ vmId }) => vmId),
  };
  const separate = Object.entries(groups)
    .filter(([, vmIds]) => vmIds.length > 1)
    .map(([key, vmIds]) => [key, { vmIds }] as const);
  if (separate.length > 0) {
    const computeClusterId = clusterId(site);
    new ClusterBalancing("balancing", { computeClusterId, separate: Object.fromEntries(separate) });
  }
}

/** What a probe measures: each frontend's way to the application, and the responder's answer (R33, R50). */
function objectivesOf({ frontends }: Settings) {
  const service = tcp(APPLICATION.port);
  const { responderUrl } = frontends;
  const each = Object.keys(frontends.machines).flatMap((from) => [
    [`application-${from}`, { from, to: APPLICATION.address, service }] as const,
    ...(responderUrl === undefined
      ? []
      : [[`ocsp-${from}`, ocspObjective(from, responderUrl)] as const]),
  ]);
  return Object.fromEntries(each);
}
