import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Property {
  $ref?: string;
  items?: Property;
  additionalProperties?: Property;
}
interface Schema {
  types: Record<string, { properties?: Record<string, Property> }>;
  resources: Record<string, { inputProperties: Record<string, Property> }>;
}

/** Every argument of a component that is keyed by the user, such as `NatSegment portForwards.*.hosts`. */
function mapsOf({ types, resources }: Schema): string[] {
  const visit = (property: Property, path: string, above: string[]): string[] => {
    const { $ref, items, additionalProperties } = property;
    const type = $ref?.replace("#/types/", "");
    const fields = type === undefined || above.includes(type) ? {} : types[type]?.properties;
    return [
      ...(additionalProperties ? [path, ...visit(additionalProperties, `${path}.*`, above)] : []),
      ...(items ? visit(items, `${path}[]`, above) : []),
      ...Object.entries(fields ?? {}).flatMap(([name, field]) =>
        visit(field, `${path}.${name}`, [...above, type ?? ""]),
      ),
    ];
  };
  return Object.entries(resources).flatMap(([token, { inputProperties }]) =>
    Object.entries(inputProperties).flatMap(([name, property]) =>
      visit(property, `${token.split(":")[2]} ${name}`, []),
    ),
  );
}

/** The test that inserts a key, as `file: title`. */
const shown: Record<string, string> = {
  "BridgedNetwork hosts": "insertion: a host of a bridged network is a switch and a port group",
  "CertificateAuthority servers": "insertionMore: a server of an authority is three objects",
  "CertificateAuthority clients":
    "openVpnGateway: changes nobody else when a client comes in the middle",
  "ClusterBalancing separate": "insertionMore: a rule that keeps machines apart is a rule",
  "ClusterBalancing hostGroups": "clusterBalancing: grows by a rule without touching the others",
  "ClusterBalancing placements": "clusterBalancing: grows by a rule without touching the others",
  "CrossClusterVpn vpn.sites.*.networks":
    "insertionMore: a network of a site changes the lists of networks alone",
  "CrossClusterVpn vpn.tunnels":
    "crossClusterVpnFaults: a tunnel changes none but the lists that keep endpoints out of BGP",
  "CrossClusterVpn vpn.allow": "crossClusterVpnFaults: a rule is one rule per tunnel and a service",
  "CrossClusterVpn vpn.groups": "crossClusterVpnFaults: a group is a group",
  "CrossSwitchVlan switches": "crossSwitchVlan: grows by a switch without touching the others",
  "DistributedFabric hosts":
    "distributedFabric: grows by a host or a private VLAN in the switch alone",
  "DistributedFabric privateVlans":
    "distributedFabric: grows by a host or a private VLAN in the switch alone",
  "DistributedFabric portGroups":
    "distributedFabric: grows by a port group without touching the rest",
  "EdgeCluster nodes": "edgeCluster: grows by a node without touching another",
  "EdgeGateway interfaces": "insertionMore: an interface of an edge gateway is an interface",
  "EdgeGateway staticRoutes": "insertion: a route of an edge gateway is a route",
  "EdgeGateway uplinks": "edgeRoutingFaults: an uplink",
  "EdgeGateway uplinks.*.interfaces": "insertionMore: an interface in another uplink is one, too",
  "EdgeGateway haVips":
    "edgeRoutingFaults: an aggregate, a shared address or a kind of route changes the one object that holds all",
  "EdgeGateway bgp.aggregates":
    "edgeRoutingFaults: an aggregate, a shared address or a kind of route changes the one object that holds all",
  "EdgeGateway bgp.neighbors": "edgeRoutingFaults: a neighbor",
  "EdgeGateway prefixLists": "edgeRoutingFaults: a prefix list or a route map",
  "EdgeGateway routeMaps": "edgeRoutingFaults: a prefix list or a route map",
  "EdgeGateway redistribution":
    "edgeRoutingFaults: an aggregate, a shared address or a kind of route changes the one object that holds all",
  "EdgeGateway firewall.rules": "edgeFirewall: grows by a rule without touching the others",
  "HostOnlyNetwork hosts": "hostOnlyNetwork: grows by a host without touching the others",
  "IntrusionPrevention watched":
    "intrusionPrevention: grows by a kind of traffic without touching another policy's rule id",
  "IntrusionPrevention floodProtection.gatewayPaths":
    "insertionMore: a gateway with flood protection is a binding",
  "IntrusionPrevention floodProtection.groups": "intrusionPrevention: and by a guarded group",
  "InventoryTags tags": "tags: grow by a tag without touching the others",
  "IsolatedNetwork reachableFrom": "insertion: a peer of a tier is a service and a rule",
  "IsolatedNetwork hosts": "insertion: a host of a sealed network is a switch and a port group",
  "LoadBalancedService members":
    "loadBalancedService: a member that is added changes the pool alone",
  "MacAllowList allowed":
    "macAllowList: grows by a machine in its group alone: rules and their ids stay",
  "NatSegment portForwards": "insertion: a forward is a service, a NAT rule and a firewall rule",
  "NatSegment portForwards.*.hosts": "insertion: a host of a forward is the same three",
  "NatSegment inbound": "insertion: an inbound exception is a firewall rule",
  "NatSegment outbound": "insertion: an outbound rule is a service and a firewall rule",
  "NetworkMonitoring metrics":
    "networkMonitoring: grows by a metric without touching another alarm",
  "NetworkSlice segments": "networkSlice: grows by a segment without touching another",
  "OpenVpnGateway services":
    "insertionMore: services of a network that clients reach are a service and a rule",
  "OpenVpnGateway clients": "openVpnGateway: changes nobody else when a client comes in the middle",
  "OverlayFabric clusters": "overlayFabric: a cluster added anywhere is one collection",
  "RoutedSegment routes": "routedSegment: grows by a route without touching the others",
  "RoutedSegment reservations": "routedSegment: grows by a reservation without touching the others",
  "StandardSwitchFabric hosts": "standardSwitchFabric: grows by a host without touching the rest",
  "StandardSwitchFabric switches":
    "standardSwitchFabric: grows by a switch in the middle without touching the others",
  "StandardSwitchFabric switches.*.portGroups":
    "standardSwitchFabric: grows by a port group without touching the rest",
  "StandardSwitchFabric switches.*.adapters":
    "standardSwitchFabric: grows by a VMkernel adapter without touching the rest",
  "TierFirewall zones": "tierFirewallGrowth: so does a zone, with its boundaries",
  "TierFirewall zones.*.macAddresses": "tierFirewallGrowth: a MAC address changes its group alone",
  "TierFirewall rules": "tierFirewallGrowth: a rule leaves every other object as it was",
  "TierFirewall excluded": "tierFirewallGrowth: and an exclusion",
  "TlsFrontend machines": "tlsFrontend: changes no other machine when one comes in the middle",
  "TlsFrontend upstreams": "tlsFrontend: changes the machines alone when an upstream comes",
  "VMotionNetwork hosts": "vMotionNetwork: renumbers nobody when a host is added in the middle",
};

const LIST = "a list in an object that is there anyway";
const LOOKED_UP = "looked up by a key of another map, which a case inserts";
const CHECKED = "checked, and written nowhere";
/** Maps whose keys name no object of their own. */
const nameless: Record<string, string> = {
  "CertificateAuthority revokedSerialNumbers": LIST,
  "ClusterBalancing cluster.hosts": LIST,
  "CrossClusterVpn vpn.sites": "always two",
  "CrossClusterVpn vpn.tunnels.*.endpoints": LOOKED_UP,
  "CrossClusterVpn vpn.groups.*.members": LOOKED_UP,
  "CrossClusterVpn gateways": LOOKED_UP,
  "CrossClusterVpn credentials": LOOKED_UP,
  "CrossClusterVpn localMembers": LOOKED_UP,
  "CrossClusterVpn localMembers.*.tags": LIST,
  "CrossSwitchVlan switches.*.hosts": LOOKED_UP,
  "DistributedFabric privateVlans.*.communities": LIST,
  "IntrusionPrevention signatures": LIST,
  "NatSegment outsideNetwork.used": CHECKED,
  "NetworkMonitoring objectives": "an output, for probes",
  "NetworkMonitoring syslog": "an output, for a runbook",
  "NetworkSlice plan.slices": "one component per slice, which takes its part",
  "OpenVpnGateway networks": "routes that the machine pushes, in its user data",
  "OpenVpnGateway authority.serverCertificatesPem": LOOKED_UP,
  "OpenVpnGateway authority.serverPrivateKeysPem": LOOKED_UP,
  "OpenVpnGateway authority.clientCertificatesPem": LOOKED_UP,
  "OpenVpnGateway authority.clientPrivateKeysPem": LOOKED_UP,
  "RoutedSegment connectedNetworks": CHECKED,
  "RoutedSegment guestRoutes": "DHCP options of the segment and its bindings",
  "StandardSwitchFabric hosts.*.uplinks": LOOKED_UP,
  "StandardSwitchFabric hosts.*.addresses": LOOKED_UP,
  "TlsFrontend issued.authority.serverCertificatesPem": LOOKED_UP,
  "TlsFrontend issued.authority.serverPrivateKeysPem": LOOKED_UP,
  "VMotionNetwork used": CHECKED,
  "VmTags tags": LIST,
};

describe("every map argument of the package's schema", () => {
  const golden = readFileSync(join(__dirname, "golden/schema.json"), "utf8");
  const maps = mapsOf(JSON.parse(golden) as Schema);

  test("has a case that inserts a key, or keys that name no object", () => {
    expect([...Object.keys(shown), ...Object.keys(nameless)].sort()).toEqual(maps.sort());
    expect(maps).toContain("NatSegment portForwards.*.hosts");
  });

  test.each(Object.entries(shown))("%s: %s", (_map, place) => {
    const [file = "", ...title] = place.split(": ");
    const text = readFileSync(join(__dirname, `${file}.test.ts`), "utf8");
    expect(text).toContain(`"${title.join(": ")}"`);
  });
});
