import type * as pulumi from "@pulumi/pulumi";

import {
  BridgedNetwork,
  EdgeGateway,
  IsolatedNetwork,
  NatSegment,
  NetworkedVm,
  type PortForward,
} from "../components";
import { parseBandwidth } from "../network/bandwidth";
import { Protocol, tcp } from "../network/services";
import { computeSite, edgeClusterPath, edgeNodePath, mapValues, transportZonePath } from "./site";
import type { MachineConfig, ThreeTierNatConfig } from "./threeTierNat.config";

/** The guide's numbers: its three networks, and addresses of the LAN that stand for machines inside. */
const LAN = "192.168.1.0/24";
const LAN_ROUTER = "192.168.1.1";
const APP = "10.0.0.0/24";
const DB = "10.0.9.0/24";
const OUTSIDE = { machines: "192.168.1.50", jobs: "192.168.1.60", web: "192.168.1.61" };
const INSIDE = { jobs: "10.0.0.11", web: "10.0.0.12" };

/** The guide's inbound services, tcp and udp: each is a forward, for nothing else can come in. */
function inboundServices(): Record<string, PortForward> {
  const services = { ssh: "22", http: "80", https: "443" };
  const protocols = [Protocol.Tcp, Protocol.Udp];
  const forwards = Object.entries(services).flatMap(([service, ports]) =>
    protocols.map((protocol): [string, PortForward] => [
      `${service}-${protocol}`,
      {
        protocol,
        outside: { address: OUTSIDE.web, ports },
        inside: { address: INSIDE.web, ports },
      },
    ]),
  );
  return Object.fromEntries(forwards);
}

/**
 * Three layers (R10, R11, R12): a bridged LAN, a segment behind NAT, and a tier that only the second
 * layer reaches, with machines in each.
 *
 *     LAN 192.168.1.0/24 --- edge gateway --- app 10.0.0.0/24 (NAT) --- db 10.0.9.0/24 (tcp 3306)
 */
export function threeTierNat({ site, lan, app, db, disposable }: ThreeTierNatConfig) {
  const { datacenterId, hostId, ...compute } = computeSite(site);
  const clusterPath = edgeClusterPath(site.edgeCluster);
  const overlayPath = transportZonePath(site.overlayZone);

  const bridged = new BridgedNetwork("lan", {
    datacenterId,
    hosts: Object.fromEntries(site.hosts.map((host) => [host, { hostSystemId: hostId(host) }])),
    kind: lan.kind,
    switchName: lan.switchName,
    uplinks: lan.uplinks,
    teaming: lan.teaming,
    networkName: lan.networkName,
    vlanId: lan.vlanId,
    limit: parseBandwidth(lan.limit),
    mtuBytes: lan.mtuBytes,
    disposable,
  });

  const edge = new EdgeGateway("edge", {
    edgeClusterPath: clusterPath,
    transportZonePath: transportZonePath(site.vlanZone),
    vlanId: bridged.vlanId,
    interfaces: mapValues(lan.edges, (address, node) => {
      return { address, edgeNodePath: edgeNodePath(clusterPath, node) };
    }),
    staticRoutes: { default: { cidr: "0.0.0.0/0", nextHop: LAN_ROUTER } },
    disposable,
  });

  const front = new NatSegment("app", {
    tier0Path: edge.gatewayPath,
    edgeClusterPath: clusterPath,
    transportZonePath: overlayPath,
    datacenterId,
    cidr: APP,
    outsideNetwork: { cidr: LAN, used: { ...lan.used, ...usedBy(lan) } },
    sourceNat: { address: OUTSIDE.machines },
    portForwards: {
      jobs: {
        protocol: Protocol.Tcp,
        from: [LAN],
        outside: { address: OUTSIDE.jobs, ports: "5000-6000" },
        inside: { address: INSIDE.jobs, ports: "10000-11000" },
      },
      ...inboundServices(),
    },
    disposable,
  });

  const back = new IsolatedNetwork("db", {
    datacenterId,
    transportZonePath: overlayPath,
    gatewayPath: front.gatewayPath,
    cidr: DB,
    reachableFrom: { app: { groupPath: front.groupPath, services: [tcp("3306")] } },
    disposable,
  });

  const machinesIn = (
    network: { networkId: pulumi.Output<string> },
    gateway: pulumi.Input<string>,
    machines: Record<string, MachineConfig>,
  ) =>
    mapValues(machines, ({ address, host, cpus, memoryMb }, name) => {
      const nics = [{ networkId: network.networkId, address, gateway }];
      const place = { ...compute, hostSystemId: hostId(host) };
      const { managedObjectId, macAddresses } = new NetworkedVm(name, {
        ...place,
        cpus,
        memoryMb,
        nics,
        disposable,
      });
      return { address, host, managedObjectId, macAddresses };
    });

  return {
    networks: {
      lan: { name: bridged.networkName, cidr: LAN, vlanId: bridged.vlanId },
      app: { name: front.networkName, cidr: APP, gateway: front.gatewayAddress },
      db: { name: back.networkName, cidr: DB },
    },
    gateways: { tier0: edge.gatewayPath, tier1: front.gatewayPath },
    outsideAddresses: OUTSIDE,
    machines: {
      ...machinesIn(bridged, LAN_ROUTER, lan.machines),
      ...machinesIn(front, front.gatewayAddress, app.machines),
      ...machinesIn(back, back.gatewayAddress, db.machines),
    },
  };
}

/** What the LAN's own machines and the gateway's interfaces have, for the NAT addresses to avoid. */
function usedBy(lan: ThreeTierNatConfig["lan"]): Record<string, string> {
  const address = (text: string) => text.slice(0, text.indexOf("/"));
  return {
    ...mapValues(lan.machines, (one) => address(one.address)),
    ...mapValues(lan.edges, address),
  };
}
