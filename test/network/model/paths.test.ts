import { rules } from "@vmnet/tables";
import {
  idOfPath,
  nsxPath,
  typeOfPath,
  typesOfPath,
  typesWithPath,
} from "vmnet/network/model/paths";
import { UNKNOWN, type PropertyMap } from "vmnet/network/model/resource";

const type = (kind: string) => `nsxt:index/policy${kind}:Policy${kind}`;
const t1 = { gatewayPath: "/infra/tier-1s/t1" };
const t0 = { gatewayPath: "/infra/tier-0s/t0" };
const vpn = { servicePath: "/infra/tier-0s/t0/ipsec-vpn-services/v" };
const pool = { poolPath: "/infra/ip-pools/p" };

const table: [kind: string, inputs: PropertyMap, path: string][] = [
  ["Segment", {}, "/infra/segments/x"],
  ["VlanSegment", {}, "/infra/segments/x"],
  ["Tier0Gateway", {}, "/infra/tier-0s/x"],
  ["Tier1Gateway", {}, "/infra/tier-1s/x"],
  ["Tier0GatewayInterface", t0, "/infra/tier-0s/t0/locale-services/default/interfaces/x"],
  ["Tier1GatewayInterface", t1, "/infra/tier-1s/t1/locale-services/default/interfaces/x"],
  ["NatRule", t1, "/infra/tier-1s/t1/nat/USER/nat-rules/x"],
  ["NatRule", { ...t0, type: "NAT64" }, "/infra/tier-0s/t0/nat/NAT64/nat-rules/x"],
  ["StaticRoute", t1, "/infra/tier-1s/t1/static-routes/x"],
  ["GatewayPrefixList", t0, "/infra/tier-0s/t0/prefix-lists/x"],
  ["GatewayRouteMap", t0, "/infra/tier-0s/t0/route-maps/x"],
  ["BgpConfig", t0, "/infra/tier-0s/t0/locale-services/default/bgp"],
  [
    "BgpNeighbor",
    { bgpPath: "/infra/tier-0s/t0/locale-services/default/bgp" },
    "/infra/tier-0s/t0/locale-services/default/bgp/neighbors/x",
  ],
  ["Group", {}, "/infra/domains/default/groups/x"],
  ["Group", { domain: "d2" }, "/infra/domains/d2/groups/x"],
  ["SecurityPolicy", {}, "/infra/domains/default/security-policies/x"],
  ["GatewayPolicy", {}, "/infra/domains/default/gateway-policies/x"],
  ["IntrusionServicePolicy", {}, "/infra/domains/default/intrusion-service-policies/x"],
  [
    "SecurityPolicyRule",
    { policyPath: "/infra/domains/default/security-policies/p" },
    "/infra/domains/default/security-policies/p/rules/x",
  ],
  [
    "GatewayPolicyRule",
    { policyPath: "/infra/domains/default/gateway-policies/p" },
    "/infra/domains/default/gateway-policies/p/rules/x",
  ],
  [
    "DhcpV4StaticBinding",
    { segmentPath: "/infra/segments/s" },
    "/infra/segments/s/dhcp-static-binding-configs/x",
  ],
  ["IpPoolStaticSubnet", pool, "/infra/ip-pools/p/ip-subnets/x"],
  ["IpAddressAllocation", pool, "/infra/ip-pools/p/ip-allocations/x"],
  ["IpsecVpnService", t0, "/infra/tier-0s/t0/ipsec-vpn-services/x"],
  [
    "IpsecVpnService",
    { localeServicePath: "/infra/tier-0s/t0/locale-services/default" },
    "/infra/tier-0s/t0/locale-services/default/ipsec-vpn-services/x",
  ],
  ["IpsecVpnSession", vpn, "/infra/tier-0s/t0/ipsec-vpn-services/v/sessions/x"],
  ["IpsecVpnLocalEndpoint", vpn, "/infra/tier-0s/t0/ipsec-vpn-services/v/local-endpoints/x"],
  [
    "L2VpnSession",
    { servicePath: "/infra/tier-0s/t0/l2vpn-services/l" },
    "/infra/tier-0s/t0/l2vpn-services/l/sessions/x",
  ],
  [
    "IntrusionServiceProfile",
    {},
    "/infra/settings/firewall/security/intrusion-services/profiles/x",
  ],
  ["TransportZone", {}, "/infra/sites/default/enforcement-points/default/transport-zones/x"],
  ["UplinkHostSwitchProfile", {}, "/infra/host-switch-profiles/x"],
  ["DhcpServer", {}, "/infra/dhcp-server-configs/x"],
  ["SpoofGuardProfile", {}, "/infra/spoofguard-profiles/x"],
  ["Service", { context: { projectId: "blue" } }, "/orgs/default/projects/blue/infra/services/x"],
];

describe("NSX paths", () => {
  test.each(table)("%s %j is %s, and back", (kind, inputs, path) => {
    expect(nsxPath(type(kind), "x", inputs)).toBe(path);
    expect(typesOfPath(path)).toContain(type(kind));
  });

  test("the likeliest type comes first", () => {
    expect(typeOfPath("/infra/segments/web")).toBe(type("Segment"));
    expect(typeOfPath("/infra/tier-1s/t1/locale-services/default/interfaces/i")).toBe(
      type("Tier1GatewayInterface"),
    );
    expect(typeOfPath("/infra/domains/default/security-policies/p/rules/r")).toBe(
      type("SecurityPolicyRule"),
    );
  });

  test("what is not known has no path", () => {
    expect(nsxPath(type("NatRule"), "x", { gatewayPath: UNKNOWN })).toBeUndefined();
    expect(nsxPath(type("NatRule"), "x", {})).toBeUndefined();
    expect(nsxPath(type("Segment"), undefined, {})).toBeUndefined();
    expect(nsxPath(type("Segment"), "x", { context: { projectId: UNKNOWN } })).toBeUndefined();
    expect(nsxPath(type("VmTags"), "x", {})).toBeUndefined();
    expect(nsxPath("vsphere:index/vnic:Vnic", "x", {})).toBeUndefined();
    expect(typeOfPath("/infra/nothing/x")).toBeUndefined();
  });

  test("every type with a path output is in the table, and every entry is a type", () => {
    const resources = rules("nsxt").resources;
    const withPath = Object.keys(resources).filter(
      (token) => resources[token]!.properties["path"] !== undefined,
    );
    expect(withPath.filter((token) => !typesWithPath().includes(token))).toEqual([]);
    expect(typesWithPath().filter((token) => resources[token] === undefined)).toEqual([]);
  });

  test("the id is the last part", () => {
    expect(idOfPath("/infra/tier-1s/t1/nat/USER/nat-rules/web")).toBe("web");
  });
});
