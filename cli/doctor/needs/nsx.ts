/** What components and resources of NSX need on site. */
import type { Need } from "./types";

const LICENCES = "NSX Manager: System > Licenses";

export const nsxNeeds = {
  gatewayFirewall: {
    what: "NSX licence with gateway firewall",
    without: "rules can be written, and the manager reports that the feature is not licensed",
    look: LICENCES,
    inventory: (site) => site.nsx.licences.gatewayFirewall,
  },
  distributedFirewall: {
    what: "NSX licence with distributed firewall",
    without: "the manager refuses or does not realise the policy",
    look: LICENCES,
    inventory: (site) => site.nsx.licences.distributedFirewall,
  },
  intrusionLicence: {
    what: "NSX licence with distributed IDS and IPS",
    without: "the manager refuses the policy",
    look: LICENCES,
    inventory: (site) => site.nsx.licences.intrusionDetection,
  },
  intrusionPerCluster: {
    what: "IDS enabled for the clusters whose machines are watched",
    without: "the policies are there and inspect nothing",
    look: "NSX Manager: Security > IDS/IPS & Malware Prevention > Settings > Shared, per cluster",
    inventory: (site) =>
      site.datacenter.clusters.some((cluster) => cluster.intrusionDetection) ? undefined : false,
  },
  signatures: {
    what: "IDS signatures downloaded",
    without: "profiles select from an old or empty set of signatures",
    look: "NSX Manager: Security > IDS/IPS & Malware Prevention > Settings, Signature version",
  },
  mirrorPort: {
    what: "a mirror port for the sensor that runs the Suricata rules, where one is used",
    without: "the sensor sees only its own traffic",
    look: "vCenter: distributed switch > Configure > Port mirroring",
  },
  vpnLicence: {
    what: "NSX licence with VPN",
    without: "the manager refuses the VPN service",
    look: LICENCES,
    inventory: (site) => site.nsx.licences.vpn,
  },
  loadBalancing: {
    what: "NSX licence with load balancing",
    without: "the manager refuses the load balancer",
    look: LICENCES,
    inventory: (site) => site.nsx.licences.loadBalancer,
  },
  applicationIds: {
    what: "NSX licence with application identification (context profiles in rules)",
    without: "rules with a context profile match nothing",
    look: LICENCES,
  },
  preparedHosts: {
    what: "hosts prepared for NSX, and the transport zone on them",
    without: "segments do not appear in vCenter, and no rule is enforced",
    look: "NSX Manager: System > Fabric > Hosts, NSX Configuration = Success",
  },
  distributedPortGroups: {
    what: "machines on segments; on distributed port groups only with NSX prepared for them (security only)",
    without: "the distributed firewall does not see the machines",
    look: "NSX Manager: System > Fabric > Hosts > cluster, activate NSX on DVPGs",
  },
  excludeList: {
    what: "vCenter and NSX managers on the firewall's exclude list (100 groups at most)",
    without: "a default deny can cut the management off, and with it the way back",
    look: "NSX Manager: Security > Distributed Firewall > Actions > Exclusion list",
  },
  trustOnFirstUse: {
    what: '"trust on first use" off for segments that groups name (SegmentGuards)',
    without: "groups keep a machine's first address",
    look: "NSX Manager: Networking > Segments > Profiles, IP discovery",
  },
  edgeNodes: {
    what: "an edge cluster with a healthy node per availability, and room for each service router",
    without: "gateways are made and forward nothing",
    look: "NSX Manager: System > Fabric > Nodes > Edge clusters and Edge transport nodes",
  },
  edgeTrunk: {
    what: "uplinks of edge nodes that reach the VLANs (trunk), in the VLAN transport zone",
    without: "the gateway's interfaces are up and reach nobody",
    look: "NSX Manager: System > Fabric > Nodes > Edge transport nodes; vCenter: their port groups",
  },
  lanAddresses: {
    what: "interface and NAT addresses outside of DHCP ranges, in a LAN of the tier-0 or routed to it",
    without: "two devices answer for an address, or nobody does",
    look: "the LAN's DHCP server and address plan",
  },
  routersMatch: {
    what: "the routers outside configured to match (BGP neighbours, timers, BFD, passwords)",
    without: "sessions stay in Active",
    look: "NSX Manager: Networking > Tier-0 > BGP > Neighbors; vmnet handoff writes the other side",
  },
  redistribution: {
    what: "redistribution on the tier-0 of what is advertised below it",
    without: "physical routers do not learn the networks",
    look: "NSX Manager: Networking > Tier-0 > Route re-distribution",
  },
  computeManager: {
    what: "the vCenter registered in NSX as compute manager",
    without: "NSX knows no machine, host or cluster of that vCenter",
    look: "NSX Manager: System > Fabric > Compute managers, Connection status = Up",
  },
  ownTags: {
    what: "NSX tags of the machines set by nobody else",
    without: "two owners undo each other's tags for ever",
    look: "NSX Manager: Inventory > Virtual machines > Tags",
  },
  nsx9: {
    what: "NSX 9.0 or later (before, edge nodes are deployed in the manager and looked up)",
    without: "the manager has no such API and answers 404",
    look: "NSX Manager: System > About; GET /api/v1/node/version",
    inventory: (site) => Number.parseInt(site.nsx.version, 10) >= 9,
  },
  edgeNames: {
    what: "names of the edge nodes in DNS",
    without: "certificates and log entries name nobody",
    look: "DNS: forward and reverse records",
  },
  antiAffinity: {
    what: "anti-affinity for the machines of edge nodes (ClusterBalancing)",
    without: "one host takes both nodes of a gateway along",
    look: "vCenter: cluster > Configure > VM/Host rules",
  },
  tunnelRouting: {
    what: "a router between TEP networks where there are several, with the tunnels' VLAN and MTU",
    without: "tunnels between hosts of different networks stay down",
    look: "NSX Manager: System > Fabric > Hosts > Tunnels",
  },
  oneNodeProfile: {
    what: "hosts of the cluster without another transport node profile",
    without: "the manager refuses the second profile",
    look: "NSX Manager: System > Fabric > Hosts > Clusters, column Applied profile",
  },
  balancerGateway: {
    what: "a tier-1 with an edge cluster, without another balancer, that advertises TIER1_LB_VIP",
    without: "the manager refuses the second balancer, or nobody learns the address",
    look: "NSX Manager: Networking > Tier-1 > Route advertisement; Load balancing",
  },
  clientsLetIn: {
    what: "firewalls that let clients and health monitors through to the service",
    without: "members stay down, and clients wait until they time out",
    look: "vmnet reach A B; NSX Manager: Security > Gateway and Distributed Firewall",
  },
  importedCertificates: {
    what: "for certificates: RSA ones with the endpoint's address as subject alternative name, imported",
    without: "tunnels fall to the pre-shared key, or stay down: no resource can import them",
    look: "NSX Manager: System > Certificates",
  },
  openTransport: {
    what: "UDP 500 and 4500 and ESP let through between the endpoints, without NAT on the way",
    without: "IKE gets no answer",
    look: "firewalls of the transport network; NSX edge: get ipsecvpn session status",
  },
  noSourceNat: {
    what: "no source NAT of the site's networks below the gateway",
    without: "the other site sees addresses that its rules do not know",
    look: "NSX Manager: Networking > NAT, per tier-1",
  },
  publicName: {
    what: "for ACME a public name that leads to the frontend on tcp 80",
    without: "no certificate is issued, and the frontend serves none",
    look: "public DNS; the authority's log (certbot certificates, in the guest)",
  },
  underlayQueues: {
    what: "queues for the hand-off's DSCP values on the switches of the underlay and the router",
    without: "marks are carried and change nothing",
    look: "physical switch and router: QoS policy of the ports",
  },
} as const satisfies Record<string, Need>;
