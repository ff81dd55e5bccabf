import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import type { Uplinks } from "./bridgedNetwork";
import { Children } from "./internal/children";
import { after } from "./internal/networkIds";
import { checkOverlayFabric } from "./internal/overlayChecks";
import {
  addHostProfile,
  addTepPool,
  addUplinkProfile,
  addZones,
  hostTeaming,
} from "./internal/overlayObjects";
import { validated } from "./internal/validated";

/** How tunnel traffic is spread over uplinks. Round robin does not exist here (R43). */
export enum TunnelTeaming {
  /** By the port that sends; every active uplink has a tunnel endpoint of its own. */
  SourceId = "LOADBALANCE_SRCID",
  /** By the sender's MAC address; every active uplink has a tunnel endpoint of its own. */
  SourceMac = "LOADBALANCE_SRC_MAC",
  /** The first uplink that works; one tunnel endpoint. */
  FailoverOrder = "FAILOVER_ORDER",
}

/** Addresses of tunnel endpoints (TEPs). */
export interface TepNetwork {
  /** VLAN of the tunnels, 1 to 4094, or 0 for untagged. */
  vlanId: number;
  /** The network, such as `172.16.10.0/24`. */
  cidr: string;
  /** Ranges that the hosts get, such as `172.16.10.10-172.16.10.99`. */
  ranges: string[];
  /** Router to TEPs in other networks, those of edge nodes or of other clusters. Default: none, all are in this network. */
  gatewayAddress?: string;
}

/** A vSphere cluster whose hosts take part. */
export interface FabricCluster {
  /** Id of the compute collection, as NSX names a cluster. */
  computeCollectionId: pulumi.Input<string>;
  /** How many hosts it has or will have, to see that the addresses are enough. Default: not checked. */
  hosts?: number;
  /** Distributed port groups of these hosts get the distributed firewall too. Default: segments only. @default false */
  protectPortGroups?: boolean;
}

/** What edge nodes use for tunnels and uplinks. */
export interface EdgeUplinkProfile {
  /** VLAN of their tunnels; on a host's own network another one than the hosts'. 0 for untagged. */
  tepVlanId: number;
  /** Names of their uplinks, in order. */
  uplinks: Uplinks;
  /** How traffic is spread. Default: by sender over several active uplinks, else in order. */
  teaming?: TunnelTeaming;
}

/** Transport zones that exist. */
export interface FabricZones {
  /** Policy path of the overlay transport zone. */
  overlayPath: pulumi.Input<string>;
  /** Policy path of the VLAN transport zone. */
  vlanPath: pulumi.Input<string>;
}

/** Arguments of {@link OverlayFabric}. */
export interface OverlayFabricArgs {
  /** UUID of the distributed switch that carries the tunnels. */
  distributedSwitchId: pulumi.Input<string>;
  /** MTU of that switch, in bytes; hosts take the tunnels' MTU from it. */
  switchMtuBytes: number;
  /** MTU of the machines' interfaces, in bytes; the switch carries 200 more. Default: 1500. @default 1500 */
  guestMtuBytes?: number;
  /** Names of the switch's uplinks. */
  uplinks: Uplinks;
  /** How traffic is spread. Default: by sender over several active uplinks, else in order. */
  teaming?: TunnelTeaming;
  /** Tunnel endpoints of the hosts. */
  tep: TepNetwork;
  /** Clusters whose hosts take part, keyed by name. */
  clusters: Record<string, FabricCluster>;
  /** Transport zones that edge nodes are in already. Default: the component makes its own. */
  zones?: FabricZones;
  /** Uplink profile for edge nodes. Default: none. */
  edge?: EdgeUplinkProfile;
  /** What the NSX ids begin with. Keep the old name here when the component is renamed; another prefix replaces every object. Default: the component's name. */
  nsxIdPrefix?: string;
  /** Zones, pool and hosts' preparation may be deleted with networks on them (a lab). Default: they are protected. @default false */
  disposable?: boolean;
}

/** What others need to know of an overlay. */
export interface OverlayFabricRef {
  /** Policy path of the overlay transport zone, for segments. */
  overlayZonePath: pulumi.Output<string>;
  /** Policy path of the VLAN transport zone, for uplinks of gateways. */
  vlanZonePath: pulumi.Output<string>;
  /** Policy path of the pool of tunnel endpoints. */
  tepPoolPath: pulumi.Output<string>;
  /** Policy path of the uplink profile for edge nodes; empty without one. */
  edgeUplinkProfilePath: pulumi.Output<string>;
}

/** An overlay that exists; arguments of {@link OverlayFabric.fromExisting}. */
export interface ExistingOverlayFabric {
  overlayZonePath: pulumi.Input<string>;
  vlanZonePath: pulumi.Input<string>;
  tepPoolPath?: pulumi.Input<string>;
  edgeUplinkProfilePath?: pulumi.Input<string>;
}

/**
 * Prepares the hosts of clusters for NSX: transport zones, tunnel endpoints and the profile that ties
 * them to a distributed switch (R23, R40).
 *
 * ```
 *   segments      overlay zone            VLAN zone
 *                       \                   /
 *   [ host transport node profile: switch, uplinks, TEP pool ]
 *        |                   |                    |
 *     cluster a           cluster b            cluster c        Geneve in VLAN tep.vlanId
 * ```
 *
 * Creates:
 * 1. without `zones`, the transport zones `<name>-overlay` and `<name>-vlan`;
 * 2. the pool `<name>-teps` with the subnet `<name>-subnet`;
 * 3. the uplink profile `<name>-uplinks`, and `<name>-edge-uplinks` with `edge`;
 * 4. the host transport node profile `<name>-hosts`;
 * 5. per cluster the collection `<name>-cluster-<key>`, which installs NSX on its hosts.
 *
 * The MTU of tunnels is the switch's on hosts, and the uplink profile's on edge nodes: both are written
 * with `switchMtuBytes`, which must be 200 above the machines' (R40). Deleting a cluster's entry removes
 * NSX from its hosts, which needs their machines off the segments.
 *
 * Needs on site: vCenter registered as compute manager; the distributed switch on the hosts, with the
 * uplinks and MTU that are named here; physical switches that carry that MTU and the tunnels' VLAN; a
 * router between TEP networks where there are several; hosts without another transport node profile.
 *
 * Transforms may match `nsxt:index/policyTransportZone:PolicyTransportZone`,
 * `nsxt:index/policyIpPool:PolicyIpPool`, `nsxt:index/policyIpPoolStaticSubnet:PolicyIpPoolStaticSubnet`,
 * `nsxt:index/policyUplinkHostSwitchProfile:PolicyUplinkHostSwitchProfile`,
 * `nsxt:index/policyHostTransportNodeProfile:PolicyHostTransportNodeProfile`,
 * `nsxt:index/policyHostTransportNodeCollection:PolicyHostTransportNodeCollection`.
 */
export class OverlayFabric extends pulumi.ComponentResource {
  /** Policy path of the overlay transport zone, for segments. */
  readonly overlayZonePath: pulumi.Output<string>;
  /** Policy path of the VLAN transport zone, for uplinks of gateways. */
  readonly vlanZonePath: pulumi.Output<string>;
  /** Policy path of the pool of tunnel endpoints. */
  readonly tepPoolPath: pulumi.Output<string>;
  /** Policy path of the uplink profile for edge nodes; empty without one. */
  readonly edgeUplinkProfilePath: pulumi.Output<string>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: OverlayFabricArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:OverlayFabric",
      name,
      (args = validated("OverlayFabric", name, args, checkOverlayFabric)),
      opts,
    );
    const children = new Children(this, name, args.nsxIdPrefix);
    const protect = args.disposable !== true;
    const mtuBytes = args.switchMtuBytes;

    const { overlayPath, vlanPath } = args.zones ?? addZones(children, protect);
    const { pool, subnet } = addTepPool(children, args.tep, protect);
    const { tep, edge, uplinks, teaming } = args;
    const profile = addUplinkProfile(children, "uplinks", {
      tepVlanId: tep.vlanId,
      uplinks,
      teaming,
      mtuBytes,
    });
    const edgeProfile =
      edge === undefined
        ? undefined
        : addUplinkProfile(children, "edge-uplinks", { ...edge, mtuBytes });
    const hosts = addHostProfile(children, {
      switchId: args.distributedSwitchId,
      uplinks: hostTeaming(uplinks, teaming).used,
      zonePaths: [overlayPath, vlanPath],
      poolPath: pool.path,
      uplinkProfilePath: profile.path,
      ready: [subnet],
    });
    const prepared = Object.entries(args.clusters).map(([key, cluster]) =>
      children.add(
        nsxt.PolicyHostTransportNodeCollection,
        ["cluster", key],
        {
          computeCollectionId: cluster.computeCollectionId,
          transportNodeProfilePath: hosts.path,
          enableNsxOnDvpg: cluster.protectPortGroups ?? false,
          removeNsxOnDestroy: true,
        },
        { protect },
      ),
    );

    // A segment before its hosts are prepared is no network there, and NSX leaves no host that has one.
    this.overlayZonePath = after(prepared, overlayPath);
    this.vlanZonePath = after(prepared, vlanPath);
    this.tepPoolPath = pool.path;
    this.edgeUplinkProfilePath = edgeProfile?.path ?? pulumi.output("");
    this.registerOutputs({
      overlayZonePath: this.overlayZonePath,
      vlanZonePath: this.vlanZonePath,
      tepPoolPath: this.tepPoolPath,
      edgeUplinkProfilePath: this.edgeUplinkProfilePath,
    });
  }

  /** An overlay that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingOverlayFabric): OverlayFabricRef {
    return {
      overlayZonePath: pulumi.output(existing.overlayZonePath),
      vlanZonePath: pulumi.output(existing.vlanZonePath),
      tepPoolPath: pulumi.output(existing.tepPoolPath ?? ""),
      edgeUplinkProfilePath: pulumi.output(existing.edgeUplinkProfilePath ?? ""),
    };
  }
}
