import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import { Children } from "./internal/children";
import { checkEdgeCluster } from "./internal/edgeClusterChecks";
import { addEdgeNode, DEFAULT_PROFILE_PATH, memberId, sealedCluster } from "./internal/edgeNodes";
import { validated } from "./internal/validated";

/** How large an edge node's machine is. */
export enum EdgeNodeSize {
  /** 2 processors, 4 GB: a lab. */
  Small = "SMALL",
  /** 4 processors, 8 GB. */
  Medium = "MEDIUM",
  /** 8 processors, 32 GB: load balancers, many VPNs. */
  Large = "LARGE",
  /** 16 processors, 64 GB. */
  ExtraLarge = "XLARGE",
}

/** One edge node. */
export interface EdgeNode {
  /** Name in DNS, such as `edge-01.example`. */
  hostname: pulumi.Input<string>;
  /** Management address with its mask, such as `192.168.0.31/24`. */
  managementAddress: pulumi.Input<string>;
  /** Managed object id of the vSphere cluster. Default: the component's. */
  computeClusterId?: pulumi.Input<string>;
  /** Managed object id of the datastore. Default: the component's. */
  datastoreId?: pulumi.Input<string>;
  /** Name of the vSphere host group that the node's machine stays with. Default: any host of the cluster. */
  hostGroupName?: string;
}

/** Where the nodes are managed from. */
export interface EdgeManagement {
  /** Managed object id of the port group, or policy path of the segment. */
  networkId: pulumi.Input<string>;
  /** The network's router. */
  gatewayAddress: pulumi.Input<string>;
  /** Name servers. Default: none. */
  dnsServers?: pulumi.Input<string>[];
  /** Whether the nodes can be reached by SSH. Default: they cannot. @default false */
  ssh?: boolean;
}

/** A data interface of every node: the first one is fp-eth0, the second fp-eth1. */
export interface EdgeNodeUplink {
  /** Name of the uplink in the uplink profile. */
  uplinkName: string;
  /** Managed object id of the trunk port group, or policy path of the segment, that it is in. */
  networkId: pulumi.Input<string>;
}

/** What the nodes' users sign in with. Used when a node is deployed, and never again. */
export interface EdgeCredentials {
  /** Password of root; a secret. */
  rootPassword: pulumi.Input<string>;
  /** Password of admin; a secret. */
  adminPassword: pulumi.Input<string>;
}

/** Arguments of {@link EdgeCluster}. */
export interface EdgeClusterArgs {
  /** The nodes, keyed by name; one to ten. */
  nodes: Record<string, EdgeNode>;
  /** How large each node is. Default: medium. @default EdgeNodeSize.Medium */
  size?: EdgeNodeSize;
  /** Id by which NSX knows the vCenter. */
  computeManagerId: pulumi.Input<string>;
  /** Managed object id of the vSphere cluster that the nodes run on. */
  computeClusterId: pulumi.Input<string>;
  /** Managed object id of the datastore. */
  datastoreId: pulumi.Input<string>;
  /** Where the nodes are managed from. */
  management: EdgeManagement;
  /** Data interfaces, one to three, in the order of the devices: add new ones at the end. */
  uplinks: EdgeNodeUplink[];
  /** Policy path of the uplink profile: `edgeUplinkProfilePath` of an OverlayFabric. */
  uplinkProfilePath: pulumi.Input<string>;
  /** Policy path of the overlay transport zone. */
  overlayZonePath: pulumi.Input<string>;
  /** Policy path of the VLAN transport zone, for the uplinks of gateways. */
  vlanZonePath: pulumi.Input<string>;
  /** Policy path of the pool of tunnel endpoints: `tepPoolPath` of an OverlayFabric. */
  tepPoolPath: pulumi.Input<string>;
  /** VLAN of the tunnel endpoints, 1 to 4094; 0 for the uplink profile's. Default: the profile's. @default 0 */
  tepVlanId?: number;
  /** What the nodes' users sign in with. */
  credentials: EdgeCredentials;
  /** Policy path of the profile of failure detection. Default: NSX's own. */
  profilePath?: pulumi.Input<string>;
  /** What the NSX ids begin with. Keep the old name here when the component is renamed; another prefix replaces every object. Default: the component's name. */
  nsxIdPrefix?: string;
  /** Nodes and cluster may be deleted or replaced with gateways on them (a lab). Default: they are protected. @default false */
  disposable?: boolean;
}

/** What others need to know of an edge cluster. */
export interface EdgeClusterRef {
  /** Policy path of the cluster, for gateways. */
  edgeClusterPath: pulumi.Output<string>;
  /** Policy paths of the nodes as members of the cluster, by node, for interfaces of gateways. */
  edgeNodePaths: pulumi.Output<Record<string, string>>;
}

/** An edge cluster that exists; arguments of {@link EdgeCluster.fromExisting}. */
export interface ExistingEdgeCluster {
  edgeClusterPath: pulumi.Input<string>;
  edgeNodePaths: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * Machines on which gateways do what hosts cannot: NAT, VPN, firewall, routing with the outside (R23).
 *
 * ```
 *   management ----- edge-01         edge-02 ----- management
 *                   fp-eth0 |       | fp-eth0      tunnels, VLANs of gateways
 *              [ trunk port group of the distributed switch ]
 * ```
 *
 * Creates:
 * 1. per node the edge transport node `<name>-node-<key>`, a machine that NSX deploys into vCenter;
 * 2. the cluster `<name>-cluster` of all nodes, under fixed member ids, so that paths of nodes are known
 *    and a node that is added changes none.
 *
 * Apart from EdgeGateway, for the two live apart: a cluster carries the gateways of many, is made once per
 * site by those who run the site, and holds passwords; a gateway comes and goes with a stack and takes
 * `edgeClusterPath` and `edgeNodePaths` of a cluster, be it this or one that exists.
 *
 * Passwords are secret in state, outputs and messages. They are used when a node is deployed; later NSX
 * ignores them (its API says so), so another password here changes nothing: use the node's own CLI. Size,
 * place and networks of a node that runs are changed by adding a node under a new key, moving the
 * interfaces of gateways, and removing the old one: a member's transport node is never exchanged in place.
 *
 * Syslog of the nodes is no argument: the provider takes one and never sends it (3.11.1), so it would be
 * proposed on every preview and never be there. NetworkMonitoring's `syslog` has the lines for the nodes'
 * CLI instead.
 *
 * NSX deploys by itself, and the provider does not wait: a new node takes some minutes until it carries
 * gateways. One node has no reserve.
 *
 * Needs on site: NSX 9.0 or later (before, nodes are deployed in the manager and looked up); the vCenter
 * registered as compute manager; a trunk port group for the data interfaces whose MTU fits the uplink
 * profile; names in DNS; anti-affinity for the nodes' machines (ClusterBalancing).
 *
 * Transforms may match `nsxt:index/policyEdgeTransportNode:PolicyEdgeTransportNode`,
 * `nsxt:index/policyEdgeCluster:PolicyEdgeCluster`.
 */
export class EdgeCluster extends pulumi.ComponentResource {
  /** Policy path of the cluster, for gateways. */
  readonly edgeClusterPath: pulumi.Output<string>;
  /** Policy paths of the nodes as members of the cluster, by node, for interfaces of gateways. */
  readonly edgeNodePaths: pulumi.Output<Record<string, string>>;
  /** Policy paths of the transport nodes themselves, by node. */
  readonly transportNodePaths: pulumi.Output<Record<string, string>>;

  /** @throws InputPropertiesError with every fault, before anything is registered */
  constructor(name: string, args: EdgeClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "vmnet:index:EdgeCluster",
      name,
      (args = sealedCluster(validated("EdgeCluster", name, args, checkEdgeCluster))),
      opts,
    );
    const children = new Children(this, name, args.nsxIdPrefix);
    const protect = args.disposable !== true;

    const nodes = Object.keys(args.nodes)
      .sort()
      .map((key) => ({
        id: memberId(args.nsxIdPrefix ?? name, key),
        key,
        path: addEdgeNode(children, key, args, protect).path,
      }));
    const cluster = children.add(
      nsxt.PolicyEdgeCluster,
      "cluster",
      {
        description: `Edge nodes of ${name}`,
        edgeClusterProfilePath: args.profilePath ?? DEFAULT_PROFILE_PATH,
        policyEdgeNodes: nodes.map(({ id, path }) => ({ id, edgeTransportNodePath: path })),
      },
      { protect },
    );

    this.edgeClusterPath = cluster.path;
    this.edgeNodePaths = cluster.path.apply((path) =>
      Object.fromEntries(nodes.map(({ key, id }) => [key, `${path}/edge-nodes/${id}`])),
    );
    this.transportNodePaths = pulumi.all(
      Object.fromEntries(nodes.map(({ key, path }) => [key, path])),
    );
    this.registerOutputs({
      edgeClusterPath: this.edgeClusterPath,
      edgeNodePaths: this.edgeNodePaths,
      transportNodePaths: this.transportNodePaths,
    });
  }

  /** An edge cluster that somebody else made: registers nothing and looks nothing up. */
  static fromExisting(existing: ExistingEdgeCluster): EdgeClusterRef {
    return {
      edgeClusterPath: pulumi.output(existing.edgeClusterPath),
      edgeNodePaths: pulumi.output(existing.edgeNodePaths),
    };
  }
}
