import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";

import {
  CrossClusterVpn,
  DistributedFabric,
  EdgeGateway,
  NetworkedVm,
  OverlayFabric,
  RoutedSegment,
  SwitchKind,
  VMotionNetwork,
} from "../components";
import { icmp, tcp } from "../network/services";
import { VpnAuthentication, type VpnDescription } from "../network/vpn";
import type { MultiClusterConfig, SiteConfig } from "./multiCluster.config";
import {
  certificatePath,
  computeCollectionId,
  computeSite,
  edgeClusterPath,
  edgeNodePath,
  mapValues,
  transportZonePath,
} from "./site";

type SiteName = "west" | "east";

/** The address plan of both sites. The vMotion network is the guide's, at each site its own. */
const PLAN = {
  west: { asNumber: 65001, app: "10.1.0.0/24", machine: "10.1.0.11/24" },
  east: { asNumber: 65002, app: "10.2.0.0/24", machine: "10.2.0.11/24" },
};
const VMOTION = { cidr: "192.168.10.0/24", firstAddress: "192.168.10.100" };
const ENDPOINTS = {
  primary: { west: "203.0.113.1", east: "198.51.100.1" },
  backup: { west: "203.0.113.2", east: "198.51.100.2" },
};
const JUMBO_BYTES = 9000;

/** Both ends of the VPN (R34): a certificate for the first tunnel, a key for the second. */
function vpnBetween({ west, east }: MultiClusterConfig["sites"]): VpnDescription {
  const site = (name: SiteName, { transport }: SiteConfig) => ({
    asNumber: PLAN[name].asNumber,
    networks: { app: PLAN[name].app },
    transportMtuBytes: transport.mtuBytes,
  });
  return {
    sites: { west: site("west", west), east: site("east", east) },
    tunnels: {
      primary: {
        authentication: VpnAuthentication.Certificate,
        rank: 0,
        endpoints: ENDPOINTS.primary,
        transit: "169.254.64.0/30",
      },
      backup: {
        authentication: VpnAuthentication.PreSharedKey,
        rank: 1,
        endpoints: ENDPOINTS.backup,
        transit: "169.254.64.4/30",
      },
    },
    allow: {
      web: { from: "west", services: [tcp("443"), icmp(8)] },
      replication: { from: "east", services: [tcp("5432")] },
    },
    groups: { app: { members: { west: ["app"], east: ["app"] } } },
  };
}

/**
 * Two sites, each with a vCenter and an NSX manager of its own, and a VPN between them (R22, R23, R34):
 *
 *     west: hosts, vMotion, overlay --- app 10.1.0.0/24 --- tier-0 AS 65001 ==== two tunnels ====
 *     east: hosts, vMotion, overlay --- app 10.2.0.0/24 --- tier-0 AS 65002 ==== with BGP ========
 */
export function multiCluster({ sites, disposable }: MultiClusterConfig) {
  const vpn = vpnBetween(sites);
  const psk = new pulumi.Config("vpn").requireSecret("preSharedKey");
  const add = (name: SiteName) => addSite(name, sites[name], { vpn, psk, disposable });
  return { west: add("west"), east: add("east") };
}

interface Shared {
  vpn: VpnDescription;
  psk: pulumi.Output<string>;
  disposable: boolean;
}

function addSite(name: SiteName, site: SiteConfig, { vpn, psk, disposable }: Shared) {
  const vcenter = new vsphere.Provider(`${name}-vcenter`, {
    vsphereServer: site.vcenter.server,
    user: site.vcenter.user,
  });
  const manager = new nsxt.Provider(`${name}-nsx`, {
    host: site.nsx.host,
    username: site.nsx.username,
    // A refused request would be sent five times.
    retryOnStatusCodes: [429, 503],
  });
  const inVcenter = { providers: [vcenter] };
  const inManager = { providers: [manager] };
  const inBoth = { providers: [vcenter, manager] };
  const ask = { provider: manager };

  const hosts = Object.keys(site.hosts);
  const { datacenterId, hostId, ...compute } = computeSite(
    { ...site, hosts },
    { provider: vcenter },
  );
  const clusterPath = edgeClusterPath(site.edgeCluster, ask);
  const zones = {
    overlayPath: transportZonePath(site.overlayZone, ask),
    vlanPath: transportZonePath(site.vlanZone, ask),
  };
  const plan = PLAN[name];

  const fabric = new DistributedFabric(
    `${name}-fabric`,
    {
      datacenterId,
      hosts: mapValues(site.hosts, (_slot, host) => ({ hostSystemId: hostId(host) })),
      adapters: site.adapters,
      mtuBytes: JUMBO_BYTES,
      disposable,
    },
    inVcenter,
  );
  const uplinks = site.adapters.map((_adapter, index) => `uplink${index + 1}`);
  const vMotion = new VMotionNetwork(
    `${name}-vmotion`,
    {
      ...VMOTION,
      hosts: mapValues(site.hosts, (slot, host) => ({ hostSystemId: hostId(host), slot })),
      kind: SwitchKind.Distributed,
      distributedSwitchId: fabric.switchId,
      uplinks: { active: uplinks },
      vlanId: site.vMotionVlanId,
      switchMtuBytes: JUMBO_BYTES,
      disposable,
    },
    inVcenter,
  );
  const overlay = new OverlayFabric(
    `${name}-overlay`,
    {
      distributedSwitchId: fabric.switchId,
      switchMtuBytes: JUMBO_BYTES,
      uplinks: { active: uplinks },
      tep: site.tep,
      clusters: {
        compute: {
          computeCollectionId: computeCollectionId(site.cluster, ask),
          hosts: hosts.length,
        },
      },
      zones,
      disposable,
    },
    inManager,
  );

  const endpoints = Object.values(ENDPOINTS);
  const only = (addresses: string[]) => ({
    entries: addresses.map((address) => ({ cidr: `${address}/32` })),
  });
  const { router } = site.transport;
  const edge = new EdgeGateway(
    `${name}-edge`,
    {
      edgeClusterPath: clusterPath,
      transportZonePath: overlay.vlanZonePath,
      vlanId: site.transport.vlanId,
      mtuBytes: site.transport.mtuBytes,
      interfaces: mapValues(site.transport.edges, (address, node) => {
        return { address, edgeNodePath: edgeNodePath(clusterPath, node, ask) };
      }),
      // The transport hears of this site's endpoints and tells of the other's: nothing else crosses it.
      prefixLists: {
        ours: only(endpoints.map((pair) => pair[name])),
        theirs: only(endpoints.map((pair) => pair[name === "west" ? "east" : "west"])),
      },
      bgp: {
        asNumber: plan.asNumber,
        neighbors: { transport: { ...router, inFilter: "theirs", outFilter: "ours" } },
      },
      // Tunnels have rules of their own. Their packets may not be split, so routers must be heard.
      firewall: {
        rules: {
          "path-mtu": { to: endpoints.map((pair) => pair[name]), services: [icmp(3, 4)] },
        },
      },
      disposable,
    },
    inManager,
  );

  const app = new RoutedSegment(
    `${name}-app`,
    {
      tier0Path: edge.gatewayPath,
      transportZonePath: overlay.overlayZonePath,
      datacenterId,
      cidr: plan.app,
      disposable,
    },
    inBoth,
  );
  const [firstHost = ""] = hosts;
  const machine = new NetworkedVm(
    `${name}-app-1`,
    {
      ...compute,
      hostSystemId: hostId(firstHost),
      nics: [{ networkId: app.networkId, address: plan.machine, gateway: app.gatewayAddress }],
      disposable,
    },
    inVcenter,
  );
  const { gatewayPath, haMode, bgpPath, asNumber } = edge;
  const end = new CrossClusterVpn(
    `${name}-vpn`,
    {
      vpn,
      site: name,
      gateways: { main: { gatewayPath, haMode, bgpPath, asNumber } },
      credentials: {
        primary: {
          certificatePath: certificatePath(site.certificate, ask),
          trustedCaPaths: [certificatePath(site.authority, ask)],
        },
        backup: { psk },
      },
      localMembers: { app: { segmentPaths: [app.segmentPath] } },
      disposable,
    },
    inManager,
  );

  return {
    gateway: gatewayPath,
    vMotion: vMotion.addresses,
    app: { name: app.networkName, cidr: app.cidr, machine: machine.managedObjectId },
    tunnels: end.sessionPaths,
    groups: end.groupPaths,
  };
}
